#include "engine/analysis/creations.h"

#include <algorithm>
#include <set>
#include <string>

#include "rules/policy_writer.h"

namespace gatecast::engine {
namespace {

// Equal where two policies admit the same people at the same times.
std::string admission_text(const rules::Policy& policy) {
  rules::Policy part;
  part.name = policy.name;
  part.zone = policy.zone;
  part.roles = policy.roles;
  part.attributes = policy.attributes;
  part.rollout = policy.rollout;
  if (part.rollout) part.rollout->gates.clear();
  return rules::canonical_form(part);
}

std::set<std::uint32_t> lengths_of(const Graph& graph) {
  std::set<std::uint32_t> days;
  for (const Settings& choice : graph.choices[static_cast<std::size_t>(Piece::grace_days)]) {
    if (choice.grace_days != absent) days.insert(choice.grace_days);
  }
  return days;
}

std::set<Instant> admissions_of(const Graph& graph) {
  std::set<Instant> all;
  for (const auto& steps : graph.variables.stage_steps) all.insert(steps.begin(), steps.end());
  return all;
}

// From when on grace of one policy ends when that of another does, or its own, which counts from
// admission. Where the clocks are put forward at that end, this is so of all between two dates.
void add_same_ends(const Graph& counts, const Graph& admits, std::set<Instant>& dates) {
  const rules::TimeZone& zone = counts.policy.zone;
  for (const Instant admission : admissions_of(admits)) {
    for (const std::uint32_t other_days : lengths_of(admits)) {
      const Instant end = admits.policy.zone.add_days(admission, other_days);
      for (const std::uint32_t days : lengths_of(counts)) {
        const rules::Seconds length = std::int64_t{days} * rules::day_seconds;
        const auto add = [&](rules::LocalSeconds local) {
          for (const Instant start : zone.instants_of(local - length)) {
            if (zone.add_days(start, days) == end) dates.insert(start);
          }
        };
        add(zone.to_local(end - 1) + 1);
        add(zone.to_local(end));
      }
    }
  }
}

}  // namespace

std::vector<Between> CreationDates::spans() const {
  if (!matter) return {};
  std::vector<Between> all;
  Instant after = earliest.value_or(long_ago);
  const auto add = [&](Instant before) {
    if (before - after > 1) all.push_back({after, before});
    after = before;
  };
  for (const Instant date : dates) add(date);
  add(last);
  return all;
}

CreationDates creation_dates(const std::vector<const Graph*>& graphs, Instant ordinary) {
  CreationDates result;
  std::set<Instant> admissions;
  std::set<Instant> dates;
  bool all_have_stages = true;
  for (const Graph* graph : graphs) {
    const std::set<Instant> own = admissions_of(*graph);
    admissions.insert(own.begin(), own.end());
    all_have_stages = all_have_stages && graph->policy.rollout;
    result.matter =
        result.matter || admission_text(graph->policy) != admission_text(graphs.front()->policy);
  }
  result.matter = result.matter && !admissions.empty();
  if (!result.matter) return result;
  for (const Graph* graph : graphs) {
    for (const Graph* other : graphs) add_same_ends(*graph, *other, dates);
  }
  if (all_have_stages) result.earliest = *admissions.begin();
  result.last = *admissions.rbegin();
  dates.insert(admissions.begin(), admissions.end());
  dates.insert(ordinary);
  for (const Instant date : dates) {
    if (date > result.earliest.value_or(CreationDates::long_ago) && date < result.last) {
      result.dates.push_back(date);
    }
  }
  return result;
}

std::vector<Creation> creations(const CreationDates& dates, Instant ordinary) {
  std::vector<Creation> all{{ordinary, {}}};
  if (!dates.matter) return all;
  const std::vector<Between> spans = dates.spans();
  std::size_t span = 0;
  const auto add_until = [&](Instant date) {
    if (span == spans.size() || spans[span].before != date) return;
    all.push_back({0, span++});
  };
  if (dates.earliest && *dates.earliest < ordinary) all.push_back({*dates.earliest, {}});
  for (const Instant date : dates.dates) {
    add_until(date);
    if (date != ordinary) all.push_back({date, {}});
  }
  add_until(dates.last);
  return all;
}

}  // namespace gatecast::engine
