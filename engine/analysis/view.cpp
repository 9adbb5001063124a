// What single facts are to one policy.
#include <algorithm>

#include "engine/analysis/space.h"
#include "rules/check.h"

namespace gatecast::engine {
namespace {

std::uint64_t key(Asks asks, std::uint32_t a, std::uint32_t b) {
  return (static_cast<std::uint64_t>(asks) << 56) ^ (std::uint64_t{a} << 28) ^ b;
}

}  // namespace

void View::set(Asks asks, Lits is, std::uint32_t a, std::uint32_t b) {
  by_variable_[key(asks, a, b)] = std::move(is);
}

Lit View::is(const Variable& variable, std::uint32_t value) const {
  const auto found = by_variable_.find(key(variable.asks, variable.a, variable.b));
  GATECAST_CHECK(found != by_variable_.end());
  return value < found->second.size() ? found->second[value] : space_.solver().no();
}

// Which of the instants say what of time, weekday and hours.
void View::set_times() {
  Solver& solver = space_.solver();
  const Variables& variables = graph_.variables;
  for (std::uint32_t i = 0; i < variables.all().size(); ++i) {
    const Variable& v = variables.all()[i];
    if (v.asks == Asks::time) {
      Lits passed{solver.yes()};
      for (const Instant cut : variables.cuts) passed.push_back(space_.at_or_after(cut));
      passed.push_back(solver.no());
      Lits is;
      for (std::size_t k = 0; k < v.size; ++k) is.push_back(solver.both(passed[k], -passed[k + 1]));
      set(v.asks, std::move(is));
    } else if (v.asks == Asks::weekday || v.asks == Asks::hours) {
      std::vector<Lits> by_value(v.size);
      for (std::size_t n = 0; n < space_.moments_.instants.size(); ++n) {
        DecodedFacts facts;
        facts.now = space_.moments_.instants[n];
        by_value[variables.value(i, facts)].push_back(space_.now_.is[n]);
      }
      Lits is;
      for (Lits& lits : by_value) is.push_back(solver.any(std::move(lits)));
      set(v.asks, std::move(is), v.a, v.b);
    }
  }
}

void View::set_id(const Choice& id) {
  Solver& solver = space_.solver();
  const auto& known = space_.known_ids_.ids;
  std::vector<Lits> users(graph_.variables.users.size() + 1);
  Lits emergency;
  for (std::size_t i = 0; i < known.size(); ++i) {
    const IdSeen& seen = known[i].seen[policy_];
    users[seen.user].push_back(id.is[i]);
    if (seen.emergency) emergency.push_back(id.is[i]);
  }
  users[0].push_back(space_.nameless());
  Lits is;
  for (Lits& lits : users) is.push_back(solver.any(std::move(lits)));
  set(Asks::user, std::move(is));
  set(Asks::emergency, solver.any(std::move(emergency)));
  set_ramps(id);
}

void View::set_ramps(const Choice& id) {
  Solver& solver = space_.solver();
  const auto& known = space_.known_ids_.ids;
  const auto& draws = space_.known_ids_.draws;
  for (std::size_t d = 0; d < draws.size(); ++d) {
    for (std::size_t k = 0; k < draws[d].stages.size(); ++k) {
      const auto& [policy, stage] = draws[d].stages[k];
      if (policy != policy_) continue;
      const auto number = static_cast<std::uint32_t>(stage);
      const Variables& variables = graph_.variables;
      const std::uint32_t last = variables.all()[variables.number(Asks::ramp, number)].size - 1;
      std::vector<Lits> by_step(last + 1);
      for (std::size_t i = 0; i < known.size(); ++i) {
        const std::uint32_t step = known[i].seen[policy_].ramp_steps[stage];
        by_step[std::min(step, last)].push_back(id.is[i]);
      }
      for (std::size_t i = 0; i < draws[d].ranges.size(); ++i) {
        const std::uint32_t step = draws[d].ranges[i].steps[k];
        by_step[std::min(step, last)].push_back(
            solver.both(space_.nameless(), space_.draws_[d].is[i]));
      }
      Lits is;
      for (Lits& lits : by_step) is.push_back(solver.any(std::move(lits)));
      set(Asks::ramp, std::move(is), number);
    }
  }
}

void View::set_roles(const std::vector<std::pair<std::string, Lit>>& roles) {
  Solver& solver = space_.solver();
  Lits administrators;
  Lits others;
  Lits undeclared;
  std::array<Lits, 3> typed;
  for (const auto& [name, has] : roles) {
    const auto number = graph_.variables.roles.find(name);
    if (number) {
      set(Asks::role, has, *number);
    } else {
      others.push_back(has);
    }
    const auto declared = graph_.declared_roles.find(name);
    if (declared == graph_.declared_roles.end()) {
      undeclared.push_back(has);
      continue;
    }
    const rules::Role& role = graph_.policy.roles[declared->second];
    if (role.admin) administrators.push_back(has);
    if (role.type) typed[static_cast<std::size_t>(*role.type)].push_back(has);
  }
  set(Asks::other_role, solver.any(std::move(others)));
  roles_.administrator = solver.any(std::move(administrators));
  roles_.undeclared = solver.any(std::move(undeclared));
  for (std::size_t t = 0; t < 3; ++t) roles_.typed[t] = solver.any(std::move(typed[t]));
  const auto& [internal, partner, customer] = roles_.typed;
  const Lit disagree = solver.any({solver.both(internal, partner), solver.both(internal, customer),
                                   solver.both(partner, customer)});
  settled_ = solver.both(-roles_.undeclared, -solver.both(space_.own_type(3), disagree));
}

void View::set_recognized(Lit cookie, Lit address) {
  Solver& solver = space_.solver();
  const auto& by = graph_.policy.two_factor.recognition.by;
  const rules::Recognition recognition = by ? by->value : rules::Recognition::cookie_or_ip;
  Lit recognized = solver.either(cookie, address);
  if (recognition == rules::Recognition::cookie) recognized = cookie;
  if (recognition == rules::Recognition::cookie_and_ip) recognized = solver.both(cookie, address);
  set(Asks::recognized, recognized);
}

ClockTurn View::turn(std::uint32_t days, std::uint32_t more) const {
  return {days, more, space_.moments_.clocks.zone_of(policy_)};
}

Lit View::stored_turned(std::uint32_t days, std::uint32_t more) const {
  const std::size_t number = space_.moments_.clocks.number(turn(days, more));
  return space_.stored_if([&](const Age& age) { return age.turned[number]; });
}

Lit View::created_turned(std::uint32_t days, std::uint32_t more) const {
  const std::size_t number = space_.moments_.clocks.number(turn(days, more));
  return space_.created_if([&](const Age& age) { return age.turned[number]; });
}

Instant View::turn_of(Instant opening, std::uint32_t days, std::uint32_t more) const {
  return space_.moments_.clocks.turn_of(opening, turn(days, more));
}

}  // namespace gatecast::engine
