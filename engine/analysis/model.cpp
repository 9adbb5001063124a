#include "engine/analysis/model.h"

#include <algorithm>

#include "engine/analysis/smallest.h"
#include "engine/graph/completion.h"
#include "engine/unknown/strictness.h"
#include "rules/check.h"

namespace gatecast::engine {

struct Model::Own {
  Own(const Graph& graph, const std::vector<Instant>& dates) : space({&graph}, solver, dates) {}
  Solver solver;
  Space space;
};

Model::Model(const Graph& graph, const std::vector<Instant>& dates)
    : Model(std::make_unique<Own>(graph, dates)) {}

Model::Model(std::unique_ptr<Own> own) : Model(own->space.view(0)) { own_ = std::move(own); }

Model::~Model() = default;

Model::Model(View& view)
    : view_(view),
      space_(view.space()),
      solver_(space_.solver()),
      graph_(view.graph()),
      rows_(graph_) {
  if (rows_.too_large) return;
  circuit_ = free_circuit();
  other_ = free_circuit();
}

// For a settled account only what it is; otherwise anything that it may be.
std::unique_ptr<Circuit> Model::free_circuit() {
  const View::Roles& roles = view_.roles();
  const auto& typed = roles.typed;
  Circuit::Account account;
  account.administrator = solver_.fresh();
  solver_.require({-roles.administrator, account.administrator});
  solver_.require({-account.administrator, roles.administrator, roles.undeclared});
  const Choice type = solver_.choice(4);
  std::copy(type.is.begin(), type.is.end(), account.type.begin());
  const Lit left_open = space_.own_type(3);
  for (std::uint32_t t = 0; t < 3; ++t) {
    solver_.require({-space_.own_type(t), type.is[t]});
    solver_.require({-settled(), -left_open, -typed[t], type.is[t]});
  }
  solver_.require({-settled(), -left_open, typed[0], typed[1], typed[2], type.is[3]});
  solver_.require({settled(), -left_open, -type.is[3]});
  return std::make_unique<Circuit>(rows_, view_, account);
}

Circuit& Model::settled_circuit() {
  if (settled_circuit_) return *settled_circuit_;
  const View::Roles& roles = view_.roles();
  Circuit::Account account;
  account.administrator = roles.administrator;
  Lits none{space_.own_type(3)};
  for (std::uint32_t t = 0; t < 3; ++t) {
    account.type[t] =
        solver_.either(space_.own_type(t), solver_.both(space_.own_type(3), roles.typed[t]));
    none.push_back(-roles.typed[t]);
  }
  account.type[3] = solver_.all(std::move(none));
  settled_circuit_ = std::make_unique<Circuit>(rows_, view_, account);
  return *settled_circuit_;
}

// An undeclared role may make its account an administrator, and anything of an account that does
// not say itself what it is; so may roles that disagree.
const std::vector<Model::Possibility>& Model::possibilities() {
  if (!possibilities_.empty()) return possibilities_;
  const View::Roles& roles = view_.roles();
  const Lit may_administer = solver_.either(roles.administrator, roles.undeclared);
  for (const bool administrator : {false, true}) {
    for (std::uint32_t type = 0; type < 3; ++type) {
      Circuit::Account account;
      account.administrator = solver_.constant(administrator);
      for (std::uint32_t t = 0; t < 4; ++t) account.type[t] = solver_.constant(t == type);
      const Lit may_be = solver_.either(space_.own_type(type), space_.own_type(3));
      possibilities_.push_back(
          {solver_.both(administrator ? may_administer : -roles.administrator, may_be),
           std::make_unique<Circuit>(rows_, view_, account)});
    }
  }
  return possibilities_;
}

Lit Model::stricter_than(std::uint32_t strictness) {
  if (stricter_.empty()) {
    const auto worst = *std::max_element(rows_.strictness.begin(), rows_.strictness.end());
    std::vector<Lits> by_strictness(worst + 1);
    for (const Possibility& each : possibilities()) {
      std::vector<Lits> own(worst + 1);
      for (const PossibleAnswer& answer : each.circuit->answers()) {
        own[rows_.strictness[answer.draft]].push_back(answer.where);
      }
      for (std::size_t i = 0; i <= worst; ++i) {
        by_strictness[i].push_back(solver_.both(each.possible, solver_.any(std::move(own[i]))));
      }
    }
    stricter_.push_back(solver_.no());
    for (std::size_t i = 0; i < worst; ++i) {
      by_strictness[i].push_back(stricter_.back());
      stricter_.push_back(solver_.any(std::move(by_strictness[i])));
    }
  }
  return stricter_[strictness];
}

Lit Model::where_settled(const Test& test) {
  Lits where;
  for (const PossibleAnswer& answer : circuit_->answers()) {
    if (test(answer)) where.push_back(answer.where);
  }
  return solver_.both(settled(), solver_.any(std::move(where)));
}

Lit Model::given(const Possibility& possibility, const PossibleAnswer& answer) {
  return solver_.all({-settled(), possibility.possible, answer.where,
                      -stricter_than(rows_.strictness[answer.draft])});
}

Lit Model::possible_other(std::uint32_t strictness, const Test& test) {
  Lits where;
  for (const Possibility& each : possibilities()) {
    for (const PossibleAnswer& answer : each.circuit->answers()) {
      if (rows_.strictness[answer.draft] != strictness || test(answer)) continue;
      where.push_back(solver_.both(each.possible, answer.where));
    }
  }
  return solver_.any(std::move(where));
}

Lit Model::given_alone(const Possibility& possibility, const PossibleAnswer& answer) {
  const std::uint32_t strictness = rows_.strictness[answer.draft];
  const std::string_view reason = answer.decision.reason;
  const auto [entry, is_new] = other_reason_.try_emplace({strictness, reason}, 0);
  if (is_new) {
    entry->second = possible_other(
        strictness, [&](const PossibleAnswer& other) { return other.decision.reason == reason; });
  }
  return solver_.both(given(possibility, answer), -entry->second);
}

Lit Model::where_maybe(const Test& test) {
  Lits where;
  for (const PossibleAnswer& answer : circuit_->answers()) {
    if (test(answer)) where.push_back(answer.where);
  }
  return solver_.both(-settled(), solver_.any(std::move(where)));
}

Model::Which Model::which_possible(Lit maybe) {
  Which which{};
  if (!possible(maybe)) return which;
  const Circuit::Account& account = circuit_->account();
  for (std::size_t i = 0; i < which.size(); ++i) {
    const Lit administrator = i < 3 ? -account.administrator : account.administrator;
    which[i] = solver_.solve({maybe, administrator, account.type[i % 3]});
  }
  return which;
}

Lit Model::where_unsettled(const Test& test, Ties ties, Lit within, const Which& which) {
  std::map<std::uint32_t, Lits> by_strictness;
  for (std::size_t i = 0; i < which.size(); ++i) {
    if (!which[i]) continue;
    const Possibility& each = possibilities()[i];
    for (const PossibleAnswer& answer : each.circuit->answers()) {
      if (!test(answer)) continue;
      by_strictness[rows_.strictness[answer.draft]].push_back(given(each, answer));
    }
  }
  if (by_strictness.empty()) return solver_.no();
  Lits where;
  for (auto& [strictness, lits] : by_strictness) {
    const Lit one = solver_.any(std::move(lits));
    where.push_back(ties == Ties::any ? one : solver_.both(one, -possible_other(strictness, test)));
  }
  // Said once more of all of them together, which the solver need not find out.
  return solver_.all(
      {within, solver_.any(std::move(where)), -stricter_than(by_strictness.begin()->first)});
}

Lit Model::holds_settled(const FlatDiagram& flat, std::uint32_t root) {
  return solver_.both(settled(), circuit_->holds(flat, root));
}

Lit Model::may_hold_unsettled(const FlatDiagram& flat, std::uint32_t root) {
  return solver_.both(-settled(), other_->holds(flat, root));
}

std::map<std::string, Model::Given> Model::given_settled() {
  std::map<std::string, Lits> where;
  std::map<std::string, Given> all;
  for (const PossibleAnswer& answer : settled_circuit().answers()) {
    std::string key = answer_key(answer.decision);
    where[key].push_back(answer.where);
    Given& given = all[key];
    given.key = std::move(key);
    given.decision = answer.decision;
    given.shows_grace = deadlines_of(leaf_of(answer), answer.decision).grace;
  }
  for (auto& [key, given] : all) {
    given.where = solver_.any(std::move(where[key]));
  }
  return all;
}

// The strictest of those that are possible; of equally strict ones the first by its key, as
// answer() chooses.
void Model::add_given_unsettled(std::map<std::string, Given>& all) {
  std::map<std::pair<std::uint32_t, std::string>, Lits> ranked;
  for (auto& [key, given] : all) given.possible.fill(solver_.no());
  for (std::size_t i = 0; i < possibilities().size(); ++i) {
    const Possibility& each = possibilities()[i];
    for (const PossibleAnswer& answer : each.circuit->answers()) {
      std::string key = answer_key(answer.decision);
      const Lit where = solver_.both(each.possible, answer.where);
      if (where == solver_.no()) continue;
      if (all.count(key) == 0) {
        Given& given = all[key];
        given.possible.fill(solver_.no());
        given.key = key;
        given.decision = answer.decision;
        given.shows_grace = deadlines_of(leaf_of(answer), answer.decision).grace;
        given.where = solver_.no();
      }
      Lit& possible = all[key].possible[i];
      possible = solver_.either(possible, where);
      ranked[{rows_.strictness[answer.draft], std::move(key)}].push_back(where);
    }
  }
  Lit open = -settled();
  for (auto& [rank, lits] : ranked) {
    const Lit possible = solver_.any(std::move(lits));
    Given& given = all[rank.second];
    given.where = solver_.either(given.where, solver_.both(open, possible));
    open = solver_.both(open, -possible);
  }
}

std::vector<Model::Given> Model::given_answers() {
  std::map<std::string, Given> all = given_settled();
  for (auto& [key, given] : all) given.where = solver_.both(settled(), given.where);
  add_given_unsettled(all);
  return in_order(all);
}

std::vector<Model::Given> Model::given_to_settled() {
  std::map<std::string, Given> all = given_settled();
  return in_order(all);
}

std::vector<Model::Given> Model::in_order(std::map<std::string, Given>& all) {
  std::vector<Given> given;
  given.reserve(all.size());
  for (auto& [key, answer] : all) given.push_back(std::move(answer));
  return given;
}

std::optional<Witness> Model::smallest(Lit target, std::size_t below) {
  const auto values = smallest_values(space_, target, below);
  if (!values) return std::nullopt;
  Witness witness;
  witness.differing = space_.differing(*values);
  witness.facts = space_.facts_of(*values);
  auto answered = answer(graph_, witness.facts);
  GATECAST_CHECK(answered.ok());
  witness.answer = std::move(answered).value();
  return witness;
}

}  // namespace gatecast::engine
