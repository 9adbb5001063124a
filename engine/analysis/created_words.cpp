#include "engine/analysis/created_words.h"

#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace gatecast::engine {
namespace {

std::string text(Instant instant) { return rules::format_instant(instant); }

// One of each label.
std::vector<Creation> labeled(const Space& space, bool ages) {
  const std::vector<std::string> labels = created_labels(space, ages);
  std::vector<Creation> all;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (seen.insert(labels[i]).second) all.push_back(space.creations()[i]);
  }
  return all;
}

// Those who were created earlier are like them.
bool is_earliest(const Creation& creation, const Space& space) {
  const auto& earliest = space.creation_dates().earliest;
  return !creation.within && earliest && creation.at <= *earliest;
}

std::string between(const Creation& first, const Creation& last, const Space& space) {
  std::string from;
  if (first.within) {
    const Instant after = first.within->between.after;
    if (after != CreationDates::long_ago) from = "after " + text(after) + " and ";
  } else if (!is_earliest(first, space)) {
    from = "from " + text(first.at) + " on and ";
  }
  if (last.within) return from + "before " + text(last.within->between.before);
  return from + "until " +
         text(is_earliest(last, space) ? *space.creation_dates().earliest : last.at);
}

const Age& age_of(const Creation& creation, const Space& space) {
  return space.moments().created[creation.within->span][creation.within->age].age;
}

// `14 days ago in Europe/Oslo`, where there are several zones.
std::string turn_words(const ClockTurn& turn, const Clocks& clocks) {
  std::string days = fmt::format("{}", turn.days);
  if (turn.more > 0) days += fmt::format(" + {}", turn.more);
  std::string text = fmt::format("{} days ago", days);
  if (clocks.zones().size() > 1) text += " in " + clocks.zones()[turn.zone]->name();
  return text;
}

}  // namespace

std::string age(std::size_t first, std::size_t last, const Clocks& clocks) {
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
std::string odd_age(const Age& age, const Clocks& clocks) {
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

std::vector<std::string> created_labels(const Space& space, bool ages) {
  const Clocks& clocks = space.moments().clocks;
  std::vector<std::string> labels;
  for (const Creation& each : space.creations()) {
    std::string label = text(each.within ? each.within->between.after : each.at);
    if (each.within) label.insert(0, "after ");
    if (is_earliest(each, space)) label = "until " + text(*space.creation_dates().earliest);
    if (each.within && ages) {
      const Age& of_each = age_of(each, space);
      const auto passed = clocks.passed(of_each);
      label += ", " + (passed ? fmt::format("{}", *passed) : odd_age(of_each, clocks));
    }
    labels.push_back(std::move(label));
  }
  return labels;
}

std::vector<std::string> created_runs(const std::vector<bool>& allowed,
                                      const std::vector<bool>& possible, const Space& space) {
  const std::vector<Creation> all = labeled(space, false);
  std::vector<std::string> words;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!allowed[i] || !possible[i]) continue;
    // The ordinary account is out of order where others may have been created before.
    std::size_t last = i;
    const bool is_apart = i == 0 && !is_earliest(all[0], space);
    for (std::size_t k = i + 1; !is_apart && k < all.size() && allowed[k]; ++k) {
      if (possible[k]) last = k;
    }
    const bool is_one_date = i == last && !all[i].within && !is_earliest(all[i], space);
    words.push_back(is_one_date ? text(all[i].at) : between(all[i], all[last], space));
    i = last;
  }
  return words;
}

std::vector<std::string> created_with_ages(const std::vector<bool>& labels, const Space& space) {
  const Clocks& clocks = space.moments().clocks;
  const std::vector<Creation> all = labeled(space, true);
  std::vector<std::string> words;
  const auto passed = [&](std::size_t i) { return clocks.passed(age_of(all[i], space)); };
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (!labels[i]) continue;
    if (!all[i].within) {
      words.push_back(is_earliest(all[i], space) ? between(all[i], all[i], space)
                                                 : text(all[i].at));
      continue;
    }
    const std::size_t first = i;
    std::string ago;
    if (passed(first)) {
      const auto follows = [&](std::size_t next) {
        return next < labels.size() && labels[next] && all[next].within &&
               all[next].within->span == all[first].within->span &&
               passed(next) == *passed(next - 1) + 1;
      };
      while (follows(i + 1)) ++i;
      ago = age(*passed(first), *passed(i), clocks);
    } else {
      ago = odd_age(age_of(all[first], space), clocks);
    }
    words.push_back(between(all[first], all[first], space) +
                    (ago == "at any time" ? "" : ", " + ago));
  }
  return words;
}

}  // namespace gatecast::engine
