#include "engine/analysis/created_words.h"

#include <fmt/format.h>

namespace gatecast::engine {
namespace {

std::string text(Instant instant) { return rules::format_instant(instant); }

// Each value once, whatever its age.
std::vector<Creation> without_ages(const Space& space) {
  std::vector<Creation> all;
  for (const Creation& each : space.creations()) {
    const bool is_same = !all.empty() && each.is_between() && all.back().after == each.after;
    if (!is_same) all.push_back(each);
  }
  return all;
}

// Those who were created earlier are like them.
bool is_earliest(const Creation& creation, const Space& space) {
  const auto& earliest = space.creation_dates().earliest;
  return !creation.is_between() && earliest && creation.at <= *earliest;
}

std::string between(const Creation& first, const Creation& last, const Space& space) {
  std::string from;
  if (first.is_between()) {
    if (first.after != Creation::long_ago) from = "after " + text(first.after) + " and ";
  } else if (!is_earliest(first, space)) {
    from = "from " + text(first.at) + " on and ";
  }
  if (last.is_between()) return from + "before " + text(last.before);
  return from + "until " +
         text(is_earliest(last, space) ? *space.creation_dates().earliest : last.at);
}

}  // namespace

std::string age(std::size_t first, std::size_t last, const Moments& moments) {
  const auto days = [&](std::size_t span) {
    std::string text = fmt::format("{}", moments.spans[span] >> 8);
    if (moments.zones.size() > 1) {
      text += fmt::format(" ({})", moments.zones[moments.spans[span] & 0xFF]->name());
    }
    return text;
  };
  if (first == 0 && last == moments.spans.size()) return "at any time";
  if (first == 0) return fmt::format("less than {} days ago", days(last));
  if (last == moments.spans.size()) return fmt::format("{} days ago or longer", days(first - 1));
  return fmt::format("{} to {} days ago", days(first - 1), days(last));
}

std::vector<std::string> created_labels(const Space& space, bool ages) {
  std::vector<std::string> labels;
  for (const Creation& each : space.creations()) {
    std::string label = text(each.is_between() ? each.after : each.at);
    if (each.is_between()) label.insert(0, "after ");
    if (is_earliest(each, space)) label = "until " + text(*space.creation_dates().earliest);
    if (each.is_between() && ages) {
      label = each.odd ? text(space.moments().odd[*each.odd].opening)
                       : fmt::format("{}, {}", label, each.passed);
    }
    labels.push_back(std::move(label));
  }
  return labels;
}

std::vector<std::string> created_runs(const std::vector<bool>& allowed,
                                      const std::vector<bool>& possible, const Space& space) {
  const std::vector<Creation> all = without_ages(space);
  std::vector<std::string> words;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!allowed[i] || !possible[i]) continue;
    // The ordinary account is out of order where others may have been created before.
    std::size_t last = i;
    const bool is_apart = i == 0 && !is_earliest(all[0], space);
    for (std::size_t k = i + 1; !is_apart && k < all.size() && allowed[k]; ++k) {
      if (possible[k]) last = k;
    }
    const bool is_one_date = i == last && !all[i].is_between() && !is_earliest(all[i], space);
    words.push_back(is_one_date ? text(all[i].at) : between(all[i], all[last], space));
    i = last;
  }
  return words;
}

std::vector<std::string> created_with_ages(const std::vector<bool>& labels, const Space& space) {
  const std::vector<Creation>& all = space.creations();
  const std::vector<std::string> names = created_labels(space, true);
  std::vector<std::string> words;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (!labels[i]) continue;
    if (!all[i].is_between() || all[i].odd) {
      words.push_back(names[i]);
      continue;
    }
    const std::size_t first = i;
    const auto follows = [&](std::size_t next) {
      return next < labels.size() && labels[next] && all[next].after == all[first].after &&
             !all[next].odd;
    };
    while (follows(i + 1)) ++i;
    const std::string ago = age(all[first].passed, all[i].passed, space.moments());
    words.push_back(between(all[first], all[first], space) +
                    (ago == "at any time" ? "" : ", " + ago));
  }
  return words;
}

}  // namespace gatecast::engine
