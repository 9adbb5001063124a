#include "tests/analysis/plain_ages.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

namespace gatecast::oracle {
namespace {

rules::Instant days_after(const rules::TimeZone& zone, rules::Instant since, int days) {
  return days == 0 ? since : zone.add_days(since, days);
}

// `14 days ago in Europe/Oslo`, or of two parts `7 + 7 days ago in Europe/Oslo`.
bool has_turned(const std::string& part, const Zones& zones, rules::Instant since,
                rules::Instant now) {
  int days = 0;
  int more = 0;
  char name[100] = {};
  if (std::sscanf(part.c_str(), "%d + %d days ago in %99s", &days, &more, name) < 2) {
    more = 0;
    EXPECT_GE(std::sscanf(part.c_str(), "%d days ago in %99s", &days, name), 1) << part;
  }
  for (const rules::TimeZone* zone : zones) {
    if (name[0] != 0 && zone->name() != name) continue;
    return now >= days_after(*zone, days_after(*zone, since, days), more);
  }
  ADD_FAILURE() << part << " names no zone";
  return false;
}

std::vector<std::string> split(const std::string& text, const std::string& between) {
  std::vector<std::string> parts;
  std::size_t from = 0;
  for (std::size_t at = 0; (at = text.find(between, from)) != std::string::npos;) {
    parts.push_back(text.substr(from, at - from));
    from = at + between.size();
  }
  parts.push_back(text.substr(from));
  return parts;
}

}  // namespace

bool is_ago(const std::string& value, const Zones& zones, rules::Instant since,
            rules::Instant now) {
  if (since == rules::instant_min) return value.ends_with("or longer");
  const std::vector<std::string> odd = split(value, ", not yet ");
  if (odd.size() == 2) {
    const auto turned = [&](const std::string& part) {
      return has_turned(part, zones, since, now);
    };
    const auto past = split(odd[0], " and ");
    const auto to_come = split(odd[1], " and ");
    return std::all_of(past.begin(), past.end(), turned) &&
           std::none_of(to_come.begin(), to_come.end(), turned);
  }
  // `7 to 14 (Europe/Oslo) days ago`: so many have passed, or have not.
  const auto turned = [&](const std::string& number, bool passed) {
    int days = 0;
    char name[100] = {};
    EXPECT_GE(std::sscanf(number.c_str(), "%d (%99[^)])", &days, name), 1) << value;
    return std::all_of(zones.begin(), zones.end(), [&](const rules::TimeZone* zone) {
      if (name[0] != 0 && zone->name() != name) return true;
      return (now >= days_after(*zone, since, days)) == passed;
    });
  };
  const std::string number = value.substr(0, value.find(" days ago"));
  if (number.starts_with("less than ")) return turned(number.substr(10), false);
  if (value.ends_with("or longer")) return turned(number, true);
  const auto ends = split(number, " to ");
  EXPECT_EQ(ends.size(), 2U) << value;
  return ends.size() == 2 && turned(ends[0], true) && turned(ends[1], false);
}

bool is_apart(int days, const Zones& zones, const engine::Fact<rules::Instant>& since,
              rules::Instant now) {
  if (!since.is_known() || since.value() == rules::instant_min) return false;
  const rules::Instant one = days_after(*zones.front(), since.value(), days);
  const rules::Instant other = days_after(*zones.back(), since.value(), days);
  return one != other && now < one && now < other;
}

}  // namespace gatecast::oracle
