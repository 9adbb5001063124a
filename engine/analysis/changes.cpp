#include "engine/analysis/changes.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "engine/analysis/changed_rules.h"
#include "engine/analysis/deadlines.h"
#include "engine/analysis/paired_walk.h"
#include "rules/check.h"

namespace gatecast::engine {
namespace {

// So many rules may have changed, to be looked at one by one.
constexpr std::size_t most_regions = 400;

// Answers of one outcome for one reason.
struct Kind {
  std::string key;
  Lit where;
};

// Where answers differ: those of which it is known what they are, by both kinds, and others.
struct Others {
  std::map<std::pair<std::size_t, std::size_t>, Lit> by_kinds;
  Lit rest = 0;
  Lit any = 0;
};

class Finder {
 public:
  Finder(Model& before, Model& after, bool of_settled, Lit universe)
      : before_(before),
        after_(after),
        space_(before.space()),
        solver_(before.solver()),
        of_settled_(of_settled),
        universe_(universe),
        deadlines_(before, after),
        old_(given_by(before)),
        new_(given_by(after)),
        old_kinds_(kinds_of(old_)),
        new_kinds_(kinds_of(new_)) {}

  // Ask for a changed sign-in that is in no class yet; the kinds of its answers are the next class.
  Changes run() {
    other_deadline_ = same_but_deadline();
    others_ = find_others();
    const Lits all_regions = regions();
    some_region_ = solver_.any(all_regions);
    const Lit any = solver_.either(other_deadline_, others_.any);
    Changes changes;
    Lits left{-space_.nameless()};
    for (const Lit region : all_regions) {
      const Lit within = solver_.both(universe_, region);
      if (!is_possible(within) || solver_.both(within, any) == solver_.no()) continue;
      Excerpt excerpt = Excerpt::where(space_.implied(), solver_.both(within, any));
      while (excerpt.solve(left)) {
        changes.all.push_back(at_model(excerpt));
        left.push_back(-changes.all.back().where);
      }
      changes.has_nameless = changes.has_nameless || excerpt.solve({space_.nameless()});
    }
    std::sort(changes.all.begin(), changes.all.end(), [](const Change& x, const Change& y) {
      return std::tie(x.what, x.before, x.after) < std::tie(y.what, y.before, y.after);
    });
    return changes;
  }

 private:
  std::vector<Model::Given> given_by(Model& model) const {
    return of_settled_ ? model.given_to_settled() : model.given_answers();
  }

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

  // Where the answers are the same but for their deadline.
  Lit same_but_deadline() {
    const Lit settled_differ = of_settled_ ? deadlines_.differ_if_settled() : solver_.no();
    std::map<std::string_view, const Model::Given*> by_key;
    for (const Model::Given& given : new_) by_key[given.key] = &given;
    Lits any;
    for (const Model::Given& given : old_) {
      const auto found = by_key.find(given.key);
      if (found == by_key.end()) continue;
      same_.push_back(solver_.both(given.where, found->second->where));
      if (!given.shows_grace) continue;
      const Lit differ = of_settled_ ? settled_differ : deadlines_.differ(given, *found->second);
      any.push_back(solver_.both(same_.back(), differ));
    }
    return solver_.any(std::move(any));
  }

  // Of settled accounts as both policies walk; of others by the answers that they end up with.
  Others find_others() {
    Others others;
    std::optional<std::vector<PairedAnswers>> pairs;
    if (of_settled_) pairs = paired_answers(before_.settled_circuit(), after_.settled_circuit());
    if (!pairs) {
      others.rest = others.any = -solver_.any(same_);
      return others;
    }
    std::map<std::pair<std::size_t, std::size_t>, Lits> by_kinds;
    Lits rest;
    for (const PairedAnswers& pair : *pairs) {
      if (pair.by_rule) {
        rest.push_back(pair.where);
        continue;
      }
      const auto old_kind = place(old_kinds_, pair.before);
      const auto new_kind = place(new_kinds_, pair.after);
      // Of a draft that no sign-in comes to there is no kind.
      if (old_kind && new_kind) by_kinds[{*old_kind, *new_kind}].push_back(pair.where);
    }
    others.rest = solver_.any(std::move(rest));
    Lits any{others.rest};
    for (auto& [kinds, lits] : by_kinds) {
      any.push_back(others.by_kinds[kinds] = solver_.any(std::move(lits)));
    }
    others.any = solver_.any(std::move(any));
    return others;
  }

  static std::optional<std::size_t> place(const std::vector<Kind>& kinds, const Draft& draft) {
    const std::string key = kind_key(draft.decision);
    const auto found =
        std::find_if(kinds.begin(), kinds.end(), [&](const Kind& kind) { return kind.key == key; });
    if (found == kinds.end()) return std::nullopt;
    return static_cast<std::size_t>(found - kinds.begin());
  }

  // Where rules win that only one of the policies has, one by one: nothing changes elsewhere. All
  // sign-ins where more than rules differs.
  Lits regions() {
    const auto changed = changed_rules(before_.graph().policy, after_.graph().policy);
    if (!changed || changed->before.size() + changed->after.size() > most_regions) {
      return {solver_.yes()};
    }
    Lits all;
    const auto add = [&](Circuit& a, Circuit& b, Lit where) {
      for (const std::size_t rule : changed->before) {
        all.push_back(solver_.both(where, a.wins(rule)));
      }
      for (const std::size_t rule : changed->after) {
        all.push_back(solver_.both(where, b.wins(rule)));
      }
    };
    if (of_settled_) add(before_.settled_circuit(), after_.settled_circuit(), solver_.yes());
    for (std::size_t i = 0; !of_settled_ && i < before_.possibilities().size(); ++i) {
      Circuit& a = *before_.possibilities()[i].circuit;
      Circuit& b = *after_.possibilities()[i].circuit;
      const Lit differ = solver_.either(may_differ(a, b), deadlines_.differ_if(i));
      add(a, b, solver_.both(before_.possibilities()[i].possible, differ));
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
  }

  // Of an account that is left open, the answers for one thing that it may be: where none of these
  // differ, its answer does not either.
  Lit may_differ(Circuit& a, Circuit& b) {
    const auto pairs = paired_answers(a, b);
    if (!pairs) return solver_.yes();
    Lits any;
    for (const PairedAnswers& pair : *pairs) any.push_back(pair.where);
    return solver_.any(std::move(any));
  }

  // Asked of accounts that are left open, as the answers that they end up with are a large formula.
  bool is_possible(Lit region) {
    if (of_settled_ || region == universe_) return true;
    return Excerpt::where(space_.implied(), region).solve({});
  }

  Change at_model(Excerpt& excerpt) {
    Change change{place(old_kinds_, excerpt), place(new_kinds_, excerpt),
                  ChangedAnswer::What::outcome, 0};
    const Kind& before = old_kinds_[change.before];
    const Kind& after = new_kinds_[change.after];
    if (before.key == after.key) {
      change.what = excerpt.value(other_deadline_) ? ChangedAnswer::What::deadline
                                                   : ChangedAnswer::What::details;
    }
    const Lit of_kinds = solver_.both(before.where, after.where);
    Lit changed = solver_.both(of_kinds, others_.rest);
    const auto known = others_.by_kinds.find({change.before, change.after});
    if (known != others_.by_kinds.end()) changed = solver_.either(known->second, changed);
    if (change.what == ChangedAnswer::What::deadline) {
      changed = solver_.both(of_kinds, other_deadline_);
    }
    change.where = solver_.all({universe_, some_region_, changed});
    return change;
  }

  static std::size_t place(const std::vector<Kind>& kinds, Excerpt& excerpt) {
    const auto found = std::find_if(kinds.begin(), kinds.end(),
                                    [&](const Kind& kind) { return excerpt.value(kind.where); });
    GATECAST_CHECK(found != kinds.end());
    return static_cast<std::size_t>(found - kinds.begin());
  }

  Model& before_;
  Model& after_;
  Space& space_;
  Solver& solver_;
  bool of_settled_;
  Lit universe_;
  Deadlines deadlines_;
  std::vector<Model::Given> old_, new_;
  std::vector<Kind> old_kinds_, new_kinds_;
  Lits same_;  // where both give the same answer, but for its deadline
  Lit other_deadline_ = 0;
  Others others_;
  Lit some_region_ = 0;
};

}  // namespace

std::string kind_key(const Decision& d) {
  std::string key = fmt::format("{} {} {}", rules::name(d.outcome), d.may_skip, d.reason);
  if (d.if_skipped) {
    key += fmt::format(" {} {}", rules::name(d.if_skipped->outcome), d.if_skipped->reason());
  }
  return key;
}

Changes find_changes(Model& before, Model& after, bool of_settled, Lit universe) {
  return Finder(before, after, of_settled, universe).run();
}

}  // namespace gatecast::engine
