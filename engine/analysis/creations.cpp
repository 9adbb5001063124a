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

// From when on grace of one policy ends when that of another does, which counts from admission.
void add_same_ends(const Graph& counts, const Graph& admits, std::set<Instant>& dates) {
  const rules::TimeZone& zone = counts.policy.zone;
  for (const Instant admission : admissions_of(admits)) {
    for (const std::uint32_t other_days : lengths_of(admits)) {
      const Instant end = admits.policy.zone.add_days(admission, other_days);
      for (const std::uint32_t days : lengths_of(counts)) {
        const Instant start = zone.add_days(end, -std::int64_t{days});
        // Of a local time that there is twice, either.
        for (const Instant off : {0, -3600, 3600}) {
          if (zone.add_days(start + off, days) == end) dates.insert(start + off);
        }
      }
    }
  }
}

}  // namespace

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
    for (const Graph* other : graphs) {
      if (other != graph) add_same_ends(*graph, *other, dates);
    }
  }
  result.matter = result.matter && !admissions.empty();
  if (!result.matter) return result;
  if (all_have_stages) result.earliest = *admissions.begin();
  result.last = *admissions.rbegin();
  dates.insert(admissions.begin(), admissions.end());
  dates.insert(ordinary);
  for (const Instant date : dates) {
    if (date > result.earliest.value_or(Creation::long_ago) && date < result.last) {
      result.dates.push_back(date);
    }
  }
  return result;
}

std::vector<Creation> creations(const CreationDates& dates, const Moments& moments,
                                Instant ordinary) {
  std::vector<Creation> all{{ordinary, 0, 0, 0, {}}};
  if (!dates.matter || moments.turns.empty()) return all;
  const auto add_between = [&](Instant after, Instant before) {
    if (before - after < 2) return;
    for (std::size_t passed = 0; passed <= moments.spans.size(); ++passed) {
      all.push_back({0, after, before, passed, {}});
    }
    for (std::size_t i = 0; i < moments.odd.size(); ++i) {
      const Instant opening = moments.odd[i].opening;
      if (opening > after && opening < before) all.push_back({0, after, before, 0, i});
    }
  };
  Instant after = dates.earliest.value_or(Creation::long_ago);
  if (dates.earliest && *dates.earliest < ordinary) all.push_back({after, 0, 0, 0, {}});
  for (const Instant date : dates.dates) {
    add_between(after, date);
    if (date != ordinary) all.push_back({date, 0, 0, 0, {}});
    after = date;
  }
  add_between(after, dates.last);
  return all;
}

}  // namespace gatecast::engine
