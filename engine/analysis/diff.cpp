#include "engine/analysis/diff.h"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "engine/analysis/changes.h"
#include "engine/unknown/strictness.h"
#include "rules/check.h"

namespace gatecast::engine {
namespace {

// The settled accounts, or all others: apart, as a formula of the settled alone is much smaller.
class Differ {
 public:
  Differ(const Graph& before, const Graph& after, bool of_settled, const DiffOptions& options)
      : options_(options),
        of_settled_(of_settled),
        space_({&before, &after}, solver_, {}),
        before_(space_.view(0)),
        after_(space_.view(1)) {
    const Lit settled = solver_.both(before_.settled(), after_.settled());
    universe_ = of_settled ? settled : -settled;
  }

  bool too_large() const { return before_.too_large() || after_.too_large(); }

  void run(Difference& result) {
    const Changes changes = find_changes(before_, after_, of_settled_, universe_);
    result.has_nameless = result.has_nameless || changes.has_nameless;
    ConditionFinder finder(space_, universe_, aspects());
    for (std::size_t i = 0; i < changes.all.size(); ++i) {
      if (options_.progress) options_.progress(i, changes.all.size());
      result.answers.push_back(described(changes.all[i], finder));
    }
    if (!of_settled_) return;
    find_limits(finder, result);
    const auto left_out = space_.left_out();
    result.left_out.insert(result.left_out.end(), left_out.begin(), left_out.end());
  }

 private:
  // Where settled accounts are in the rollout and in grace, by either policy.
  std::vector<Aspect> aspects() {
    std::vector<Aspect> all;
    if (!of_settled_) return all;
    const auto add = [&](std::string fact, Lit is) {
      all.push_back({std::move(fact), "", {"false", "true"}, {-is, is}, false});
    };
    const auto add_both = [&](const std::string& fact, Lit old_is, Lit new_is) {
      if (old_is == new_is) return add(fact, old_is);
      if (old_is != 0) add(fact + " by the old policy", old_is);
      if (new_is != 0) add(fact + " by the new policy", new_is);
    };
    Circuit& a = before_.settled_circuit();
    Circuit& b = after_.settled_circuit();
    std::map<std::uint32_t, std::pair<Lit, Lit>> open;
    for (const auto& [days, lasts] : a.grace_lengths()) {
      if (a.asks_grace(days)) {
        open[days].first = solver_.both(a.admitted(), -a.grace_over(days));
      }
    }
    for (const auto& [days, lasts] : b.grace_lengths()) {
      if (b.asks_grace(days)) {
        open[days].second = solver_.both(b.admitted(), -b.grace_over(days));
      }
    }
    for (const auto& [days, is] : open) {
      add_both(fmt::format("grace of {} days open", days), is.first, is.second);
    }
    add_both("admitted", a.admitted(), b.admitted());
    return all;
  }

  ChangedAnswer described(const Change& change, ConditionFinder& finder) {
    ChangedAnswer answer;
    answer.what = change.what;
    answer.of_unsettled = !of_settled_;
    auto found =
        finder.find(change.where, of_settled_ ? options_.most_conditions : options_.most_unsettled);
    answer.conditions = std::move(found.conditions);
    answer.has_more_conditions = !found.are_all;
    auto witness = before_.smallest(change.where);
    GATECAST_CHECK(witness.has_value());
    answer.witness = std::move(*witness);
    auto answered = engine::answer(after_.graph(), answer.witness.facts);
    GATECAST_CHECK(answered.ok());
    answer.new_answer = std::move(answered).value();
    return answer;
  }

  // By the limits, where entries of each policy have them.
  static std::vector<std::pair<Limits, Lits>> by_limits(Model& model) {
    std::vector<std::pair<Limits, Lits>> all;
    for (const auto& [entry, wins] : model.settled_circuit().entry(Piece::limits)) {
      const Limits& limits = model.graph().limits[entry];
      auto same = std::find_if(all.begin(), all.end(),
                               [&](const auto& other) { return other.first == limits; });
      if (same == all.end()) same = all.insert(all.end(), {limits, {}});
      same->second.push_back(wins);
    }
    return all;
  }

  void find_limits(ConditionFinder& finder, Difference& result) {
    const auto old_limits = by_limits(before_);
    const auto new_limits = by_limits(after_);
    for (const auto& [limits, where] : old_limits) {
      const Lit given = solver_.both(universe_, solver_.any(where));
      for (const auto& [other, other_where] : new_limits) {
        if (other == limits) continue;
        const Lit changed = solver_.both(given, solver_.any(other_where));
        if (changed == solver_.no()) continue;
        auto found = finder.find(changed, options_.most_conditions);
        if (found.conditions.empty()) continue;
        result.limits.push_back({limits, other, std::move(found.conditions), !found.are_all});
      }
    }
  }

  const DiffOptions& options_;
  bool of_settled_;
  Solver solver_;
  Space space_;
  Model before_, after_;
  Lit universe_ = 0;
};

}  // namespace

std::optional<ChangedAnswer::What> what_changes(const Decision& before, const Decision& after) {
  if (answer_key(before) != answer_key(after)) {
    const bool same_kind = kind_key(before) == kind_key(after);
    return same_kind ? ChangedAnswer::What::details : ChangedAnswer::What::outcome;
  }
  if (before.deadline != after.deadline) return ChangedAnswer::What::deadline;
  return std::nullopt;
}

rules::Result<Difference> diff(const Graph& before, const Graph& after,
                               const DiffOptions& options) {
  Difference difference;
  for (const bool of_settled : {true, false}) {
    Differ differ(before, after, of_settled, options);
    if (differ.too_large()) return rules::Failure{"the policies are too large to be compared"};
    differ.run(difference);
  }
  return difference;
}

}  // namespace gatecast::engine
