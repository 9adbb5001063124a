#include "engine/analysis/created_words.h"

#include <charconv>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace gatecast::engine {
namespace {

std::string text(Instant instant) { return rules::format_instant(instant); }

// Those who were created earlier are like them.
bool is_earliest(const Creation& creation, const Space& space) {
  const auto& earliest = space.creation_dates().earliest;
  return !creation.span && earliest && creation.at <= *earliest;
}

Between between(const Creation& creation, const Space& space) {
  return space.created_between()[*creation.span].between;
}

std::string run(const Creation& first, const Creation& last, const Space& space) {
  std::string from;
  if (first.span) {
    const Instant after = between(first, space).after;
    if (after != CreationDates::long_ago) from = "after " + text(after) + " and ";
  } else if (!is_earliest(first, space)) {
    from = "from " + text(first.at) + " on and ";
  }
  if (last.span) return from + "before " + text(between(last, space).before);
  return from + "until " +
         text(is_earliest(last, space) ? *space.creation_dates().earliest : last.at);
}

// `14 days ago in Europe/Oslo`, where there are several zones.
std::string turn_words(const ClockTurn& turn, const GraceClocks& clocks) {
  std::string days = fmt::format("{}", turn.days);
  if (turn.more > 0) days += fmt::format(" + {}", turn.more);
  std::string text = fmt::format("{} days ago", days);
  if (clocks.zones().size() > 1) text += " in " + clocks.zones()[turn.zone]->name();
  return text;
}

}  // namespace

std::string age(std::size_t first, std::size_t last, const GraceClocks& clocks) {
  const auto days = [&](std::size_t span) {
    const std::uint32_t length = clocks.spans()[span];
    std::set<std::string> zones;
    for (const ClockTurn& turn : clocks.turns()) {
      if (turn.span() == length) zones.insert(clocks.zones()[turn.zone]->name());
    }
    if (zones.size() == clocks.zones().size()) return fmt::format("{}", length);
    return fmt::format("{} ({})", length, *zones.begin());
  };
  const std::size_t all = clocks.spans().size();
  if (first == 0 && last == all) return "at any time";
  if (first == 0) return fmt::format("less than {} days ago", days(last));
  if (last == all) return fmt::format("{} days ago or longer", days(first - 1));
  return fmt::format("{} to {} days ago", days(first - 1), days(last));
}

// The turns of which others of as many days say otherwise; the rest follows.
std::string odd_age(const Age& age, const GraceClocks& clocks) {
  std::vector<std::string> turned;
  std::vector<std::string> not_yet;
  for (std::size_t i = 0; i < clocks.turns().size(); ++i) {
    const ClockTurn& turn = clocks.turns()[i];
    bool is_odd = false;
    for (std::size_t k = 0; k < clocks.turns().size(); ++k) {
      const bool later = clocks.turns()[k].span() >= turn.span();
      const bool earlier = clocks.turns()[k].span() <= turn.span();
      is_odd = is_odd || (age.turned[k] && !age.turned[i] && later) ||
               (!age.turned[k] && age.turned[i] && earlier);
    }
    if (is_odd) (age.turned[i] ? turned : not_yet).push_back(turn_words(turn, clocks));
  }
  return fmt::format("{}, not yet {}", fmt::join(turned, " and "), fmt::join(not_yet, " and "));
}

std::string age_label(const Age& age, const GraceClocks& clocks) {
  const auto passed = clocks.passed(age);
  return passed ? fmt::format("{}", *passed) : odd_age(age, clocks);
}

std::optional<std::size_t> spans_passed(const std::string& age_label) {
  std::size_t number = 0;
  const char* end = age_label.data() + age_label.size();
  const auto [at, error] = std::from_chars(age_label.data(), end, number);
  if (at != end) return std::nullopt;
  return number;
}

std::vector<std::string> age_runs(const std::vector<bool>& allowed,
                                  const std::vector<std::string>& labels,
                                  const GraceClocks& clocks) {
  std::vector<bool> passed(clocks.spans().size() + 1, false);
  std::vector<std::string> odd;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (!allowed[i]) continue;
    const auto number = spans_passed(labels[i]);
    if (number) {
      passed[*number] = true;
    } else {
      odd.push_back(labels[i]);
    }
  }
  std::vector<std::string> words;
  for (std::size_t i = 0; i < passed.size(); ++i) {
    if (!passed[i]) continue;
    const std::size_t first = i;
    while (i + 1 < passed.size() && passed[i + 1]) ++i;
    words.push_back(age(first, i, clocks));
  }
  words.insert(words.end(), odd.begin(), odd.end());
  return words;
}

std::vector<std::string> created_ages(std::vector<std::string> ages, const Space& space) {
  const auto& earliest = space.creation_dates().earliest;
  for (std::string& age : ages) {
    if (!earliest || age.starts_with("until ")) continue;
    const std::string after = "after " + text(*earliest);
    age = age == "at any time" ? after : fmt::format("{} and {}", after, age);
  }
  return ages;
}

std::vector<std::string> created_labels(const Space& space) {
  std::vector<std::string> labels;
  for (const Creation& each : space.creations()) {
    std::string label = each.span ? "after " + text(between(each, space).after) : text(each.at);
    if (is_earliest(each, space)) label = "until " + text(*space.creation_dates().earliest);
    labels.push_back(std::move(label));
  }
  return labels;
}

std::vector<std::string> created_runs(const std::vector<bool>& allowed,
                                      const std::vector<bool>& possible, const Space& space) {
  std::vector<Creation> all;
  std::set<std::string> seen;
  const std::vector<std::string> labels = created_labels(space);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (seen.insert(labels[i]).second) all.push_back(space.creations()[i]);
  }
  std::vector<std::string> words;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!allowed[i] || !possible[i]) continue;
    // The ordinary account is out of order where others may have been created before.
    std::size_t last = i;
    const bool is_apart = i == 0 && !is_earliest(all[0], space);
    for (std::size_t k = i + 1; !is_apart && k < all.size() && allowed[k]; ++k) {
      if (possible[k]) last = k;
    }
    const bool is_one_date = i == last && !all[i].span && !is_earliest(all[i], space);
    words.push_back(is_one_date ? text(all[i].at) : run(all[i], all[last], space));
    i = last;
  }
  return words;
}

}  // namespace gatecast::engine
