#include "engine/analysis/model.h"

#include <algorithm>

#include "rules/check.h"

namespace gatecast::engine {

Model::Model(const Graph& graph, const std::vector<Instant>& dates)
    : graph_(graph), rows_(graph), space_(graph, solver_, dates) {
  if (rows_.too_large) return;
  const Space::Roles& roles = space_.roles();
  const auto& typed = roles.typed;
  Circuit::Account account;
  account.administrator = roles.administrator;
  const Lit left_open = space_.own_type(3);
  for (std::uint32_t type = 0; type < 3; ++type) {
    account.type[type] =
        solver_.either(space_.own_type(type), solver_.both(left_open, typed[type]));
  }
  account.type[3] = solver_.both(left_open, -solver_.any({typed[0], typed[1], typed[2]}));
  circuit_ = std::make_unique<Circuit>(graph_, rows_, space_, solver_, account);
}

// An undeclared role may make its account an administrator, and anything of an account that does
// not say itself what it is; so may roles that disagree.
const std::vector<Model::Possibility>& Model::possibilities() {
  if (!possibilities_.empty()) return possibilities_;
  const Space::Roles& roles = space_.roles();
  const Lit may_administer = solver_.either(roles.administrator, roles.undeclared);
  for (const bool administrator : {false, true}) {
    for (std::uint32_t type = 0; type < 3; ++type) {
      Circuit::Account account;
      account.administrator = solver_.constant(administrator);
      for (std::uint32_t t = 0; t < 4; ++t) account.type[t] = solver_.constant(t == type);
      const Lit may_be = solver_.either(space_.own_type(type), space_.own_type(3));
      possibilities_.push_back(
          {solver_.both(administrator ? may_administer : -roles.administrator, may_be),
           std::make_unique<Circuit>(graph_, rows_, space_, solver_, account)});
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

Lit Model::where_unsettled(const Test& test) {
  Lits where;
  for (const Possibility& each : possibilities()) {
    for (const PossibleAnswer& answer : each.circuit->answers()) {
      if (!test(answer)) continue;
      where.push_back(solver_.all(
          {each.possible, answer.where, -stricter_than(rows_.strictness[answer.draft])}));
    }
  }
  return solver_.both(-settled(), solver_.any(std::move(where)));
}

Lit Model::holds_settled(const FlatDiagram& flat, std::uint32_t root) {
  return solver_.both(settled(), circuit_->holds(flat, root));
}

Lit Model::holds_unsettled(const FlatDiagram& flat, std::uint32_t root) {
  Lits where;
  for (const Possibility& each : possibilities()) {
    where.push_back(solver_.both(each.possible, each.circuit->holds(flat, root)));
  }
  return solver_.both(-settled(), solver_.any(std::move(where)));
}

void Model::fix_fewest(Lits& assumptions) {
  const Lits& more = space_.more_differ();
  for (const Lit more_than_so_many : more) {
    assumptions.push_back(-more_than_so_many);
    if (solver_.solve(assumptions)) return;
    assumptions.back() = more_than_so_many;
  }
  GATECAST_CHECK(solver_.solve(assumptions));
}

// The last `solve` has a model, and so does the next.
void Model::fix_least(const Choice& choice, Lits& assumptions) {
  const std::size_t size = choice.is.size();
  const auto current = [&] {
    std::size_t value = 0;
    while (!solver_.value(choice.is[value])) ++value;
    return value;
  };
  std::size_t most = current();
  std::size_t least = 0;
  while (least < most) {
    const std::size_t middle = least + (most - least) / 2;
    assumptions.push_back(choice.before(middle + 1));
    const bool fits = solver_.solve(assumptions);
    assumptions.pop_back();
    if (fits) {
      most = current();
    } else {
      least = middle + 1;
    }
  }
  if (size == 1) return;
  assumptions.push_back(choice.is[least]);
  GATECAST_CHECK(solver_.solve(assumptions));
}

std::optional<Witness> Model::smallest(Lit target) {
  Lits assumptions{target, -space_.nameless()};
  if (!solver_.solve(assumptions)) return std::nullopt;
  fix_fewest(assumptions);
  fix_least(space_.now(), assumptions);
  for (const FactChoice& piece : space_.choices()) fix_least(piece.choice, assumptions);
  Witness witness;
  witness.differing = space_.read_differing();
  witness.facts = space_.read();
  auto answered = answer(graph_, witness.facts);
  GATECAST_CHECK(answered.ok());
  witness.answer = std::move(answered).value();
  return witness;
}

}  // namespace gatecast::engine
