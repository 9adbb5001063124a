#include "engine/analysis/diff.h"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "engine/analysis/changed_rules.h"
#include "engine/unknown/strictness.h"
#include "rules/check.h"

namespace gatecast::engine {
namespace {

// So many rules may have changed, to be looked at one by one.
constexpr std::size_t most_regions = 400;

std::string kind_key(const Decision& d) {
  std::string key = fmt::format("{} {} {}", rules::name(d.outcome), d.may_skip, d.reason);
  if (d.if_skipped) {
    key += fmt::format(" {} {}", rules::name(d.if_skipped->outcome), d.if_skipped->reason());
  }
  return key;
}

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
    old_ = given_by(before_);
    new_ = given_by(after_);
    other_deadline_ = of_settled_ ? deadlines_differ() : solver_.no();
    ConditionFinder finder(space_, universe_, aspects());
    for (const Change& change : find_changes(result)) {
      result.answers.push_back(described(change, finder));
    }
    if (!of_settled_) return;
    find_limits(finder, result);
    result.left_out = space_.left_out();
    add_left_out_by_time(result.left_out);
  }

 private:
  std::vector<Model::Given> given_by(Model& model) const {
    return of_settled_ ? model.given_to_settled() : model.given_answers();
  }

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

  // An account has one opening of grace here: stored, or counted from admission by each policy.
  void add_left_out_by_time(std::vector<std::string>& left_out) {
    Circuit& a = before_.settled_circuit();
    Circuit& b = after_.settled_circuit();
    const auto asks = [](Circuit& circuit) {
      const auto& lengths = circuit.grace_lengths();
      return std::any_of(lengths.begin(), lengths.end(),
                         [&](const auto& each) { return circuit.asks_grace(each.first); });
    };
    if (!asks(a) && !asks(b)) return;
    if (a.admitted() != b.admitted()) {
      left_out.emplace_back(
          "grace of accounts that are created after one policy would admit them and before the "
          "other would");
    }
    if (space_.moments().zones.size() > 1) {
      left_out.emplace_back(
          "stored grace that ends by the days of both time zones in the rarer of two orders, as "
          "one zone has changed its clocks");
    }
  }

  // A pair of kinds of answers, and the sign-ins that get them.
  struct Change {
    std::size_t before, after;  // kinds
    ChangedAnswer::What what;
    Lit where;
  };

  // When grace ends, for settled accounts that are in grace by both policies.
  Lit deadlines_differ() {
    Circuit& a = before_.settled_circuit();
    Circuit& b = after_.settled_circuit();
    const Lit computed = differ(a.grace_ends(), b.grace_ends());
    const Lit stored = differ(a.grace_lengths(), b.grace_lengths());
    return solver_.both(solver_.both(before_.settled(), after_.settled()),
                        solver_.either(solver_.both(space_.computed_opening(), computed),
                                       solver_.both(-space_.computed_opening(), stored)));
  }

  template <class Key>
  Lit differ(const std::map<Key, Lit>& a, const std::map<Key, Lit>& b) {
    Lits any;
    const auto add = [&](const std::map<Key, Lit>& one, const std::map<Key, Lit>& other) {
      for (const auto& [key, lit] : one) {
        const auto found = other.find(key);
        any.push_back(solver_.both(lit, found == other.end() ? solver_.yes() : -found->second));
      }
    };
    add(a, b);
    add(b, a);
    return solver_.any(std::move(any));
  }

  // Where the answers are the same but for their deadline.
  Lit same_but_deadline() {
    std::map<std::string_view, const Model::Given*> by_key;
    for (const Model::Given& given : new_) by_key[given.key] = &given;
    Lits any;
    for (const Model::Given& given : old_) {
      const auto found = by_key.find(given.key);
      if (found == by_key.end()) continue;
      const Lit same = solver_.both(given.where, found->second->where);
      same_.push_back(same);
      if (given.shows_grace) any.push_back(solver_.both(same, other_deadline_));
    }
    return solver_.any(std::move(any));
  }

  struct Kind {
    std::string key;
    Lit where;
  };
  // Answers of one outcome for one reason.
  std::vector<Kind> kinds_of(const std::vector<Model::Given>& all) {
    std::map<std::string, Lits> by_key;
    for (const Model::Given& given : all) {
      by_key[kind_key(given.decision)].push_back(given.where);
    }
    std::vector<Kind> kinds;
    kinds.reserve(by_key.size());
    for (auto& [key, lits] : by_key) kinds.push_back({key, solver_.any(std::move(lits))});
    return kinds;
  }

  static std::size_t at_model(const std::vector<Kind>& kinds, Excerpt& excerpt) {
    const auto found = std::find_if(kinds.begin(), kinds.end(),
                                    [&](const Kind& kind) { return excerpt.value(kind.where); });
    GATECAST_CHECK(found != kinds.end());
    return static_cast<std::size_t>(found - kinds.begin());
  }

  // Where rules hold that only one of the policies has, one by one: nothing changes elsewhere. All
  // sign-ins where more than rules differs.
  Lits regions() {
    const auto changed = changed_rules(before_.graph().policy, after_.graph().policy);
    if (!changed || changed->before.size() + changed->after.size() > most_regions) {
      return {solver_.yes()};
    }
    Lits all;
    const auto add = [&](Model& model, const std::vector<std::size_t>& rules) {
      for (const std::size_t i : rules) {
        const rules::Rule& rule = model.graph().policy.rules[i];
        all.push_back(of_settled_ ? model.rule_holds_settled(rule)
                                  : solver_.either(model.rule_holds_settled(rule),
                                                   model.rule_may_hold_unsettled(rule)));
      }
    };
    add(before_, changed->before);
    add(after_, changed->after);
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
  }

  // Ask for a changed sign-in that is in no class yet; the kinds of its answers are the next class.
  std::vector<Change> find_changes(Difference& result) {
    const std::vector<Kind> old_kinds = kinds_of(old_);
    const std::vector<Kind> new_kinds = kinds_of(new_);
    const Lit other_deadline = same_but_deadline();
    const Lit other_answer = -solver_.any(same_);
    const Lits all_regions = regions();
    const Lit some_region = solver_.any(all_regions);
    const Lit any = solver_.both(universe_, solver_.either(other_deadline, other_answer));
    std::vector<Change> changes;
    Lits left{-space_.nameless()};
    for (const Lit region : all_regions) {
      const Lit here = solver_.both(any, region);
      if (here == solver_.no()) continue;
      Excerpt excerpt(space_.implied(), here);
      excerpt.require(here);
      while (excerpt.solve(left)) {
        Change change{at_model(old_kinds, excerpt), at_model(new_kinds, excerpt),
                      ChangedAnswer::What::outcome, 0};
        if (old_kinds[change.before].key == new_kinds[change.after].key) {
          change.what = excerpt.value(other_deadline) ? ChangedAnswer::What::deadline
                                                      : ChangedAnswer::What::details;
        }
        const bool by_deadline = change.what == ChangedAnswer::What::deadline;
        change.where = solver_.all({universe_, some_region, old_kinds[change.before].where,
                                    new_kinds[change.after].where,
                                    by_deadline ? other_deadline : other_answer});
        left.push_back(-change.where);
        changes.push_back(change);
      }
      result.has_nameless = result.has_nameless || excerpt.solve({space_.nameless()});
    }
    std::sort(changes.begin(), changes.end(), [](const Change& x, const Change& y) {
      return std::tie(x.what, x.before, x.after) < std::tie(y.what, y.before, y.after);
    });
    return changes;
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
  std::vector<Model::Given> old_, new_;
  Lits same_;  // where both give the same answer, but for its deadline
  Lit universe_ = 0;
  Lit other_deadline_ = 0;
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
