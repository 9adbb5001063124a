// The account's half of the space of sign-ins.
#include "engine/analysis/space.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "engine/analysis/ids.h"
#include "rules/check.h"

namespace gatecast::engine {
namespace {

std::uint64_t key(Asks asks, std::uint32_t a, std::uint32_t b) {
  return (static_cast<std::uint64_t>(asks) << 56) ^ (std::uint64_t{a} << 28) ^ b;
}

// More facts than these that differ are as good as all.
constexpr std::size_t most_counted = 24;

}  // namespace

Space::Space(const Graph& graph, Solver& solver, const std::vector<Instant>& dates)
    : graph_(graph), variables_(graph.variables), solver_(solver) {
  std::vector<Instant> openings;
  for (const auto& steps : variables_.stage_steps) {
    for (const Instant step : steps) openings.push_back(std::max(step, created()));
  }
  if (!graph.policy.rollout) openings.push_back(created());
  moments_ = moments_of(graph, dates, openings);
  add_times();
  add_account();
  add_sign_in();
  count_differing();
}

Instant Space::created() const { return *rules::parse_instant("2020-01-01T00:00:00Z"); }

Choice Space::add(std::string fact, std::size_t values, Write write) {
  choices_.push_back({std::move(fact), solver_.choice(values), 1, std::move(write)});
  // So that models are small from the beginning.
  for (std::size_t i = 1; i < values; ++i) solver_.prefer(choices_.back().choice.before(i));
  return choices_.back().choice;
}

Lit Space::flag(std::string fact, bool ordinary, Fact<bool> Account::*member, Asks asks) {
  const Choice choice = add(std::move(fact), 2, [=](std::size_t value, Facts& facts) {
    facts.user.*member = (value == 0) == ordinary;
  });
  const Lit holds = choice.is[ordinary ? 0 : 1];
  set(asks, holds);
  return holds;
}

void Space::set(Asks asks, Lits is, std::uint32_t a, std::uint32_t b) {
  by_variable_[key(asks, a, b)] = std::move(is);
}

Lit Space::is(const Variable& variable, std::uint32_t value) const {
  const auto found = by_variable_.find(key(variable.asks, variable.a, variable.b));
  GATECAST_CHECK(found != by_variable_.end());
  return value < found->second.size() ? found->second[value] : solver_.no();
}

Lit Space::at_or_after(Instant instant) const {
  const std::size_t first = moments_.first_at(instant);
  return first < now_.at_least.size() ? now_.at_least[first] : solver_.no();
}

// Which of the instants say what of time, weekday and hours.
void Space::add_times() {
  now_ = solver_.choice(moments_.instants.size());
  for (std::uint32_t i = 0; i < variables_.all().size(); ++i) {
    const Variable& v = variables_.all()[i];
    if (v.asks == Asks::time) {
      Lits passed{solver_.yes()};
      for (const Instant cut : variables_.cuts) passed.push_back(at_or_after(cut));
      passed.push_back(solver_.no());
      Lits is;
      for (std::size_t k = 0; k < v.size; ++k) {
        is.push_back(solver_.both(passed[k], -passed[k + 1]));
      }
      set(v.asks, std::move(is));
    } else if (v.asks == Asks::weekday || v.asks == Asks::hours) {
      std::vector<Lits> by_value(v.size);
      for (std::size_t n = 0; n < moments_.instants.size(); ++n) {
        DecodedFacts facts;
        facts.now = moments_.instants[n];
        by_value[variables_.value(i, facts)].push_back(now_.is[n]);
      }
      Lits is;
      for (Lits& lits : by_value) is.push_back(solver_.any(std::move(lits)));
      set(v.asks, std::move(is), v.a, v.b);
    }
  }
}

void Space::add_account() {
  add_id();
  add_type_and_roles();
  add_groups();
  flag("user.active", true, &Account::active, Asks::active);
  const Choice app = add("user.authenticator", 3, [](std::size_t value, Facts& facts) {
    using State = rules::AuthenticatorState;
    constexpr State states[] = {State::enrolled, State::not_started, State::pending};
    facts.user.authenticator = states[value];
  });
  set(Asks::authenticator, {app.is[1], app.is[2], app.is[0]});
  flag("user.passkey", false, &Account::passkey, Asks::passkey);
  flag("user.email", true, &Account::email, Asks::email);
  flag("user.phone", true, &Account::phone, Asks::phone);
  add_grace();
  add_locks();
  add_attributes(rules::Attribute::On::user);
}

void Space::add_id() {
  const KnownIds known = known_ids(graph_);
  const std::size_t values = known.ids.size() + (known.misses_some ? 1 : 0);
  const Choice id = add("user.id", values, [known](std::size_t value, Facts& facts) {
    GATECAST_CHECK(value < known.ids.size());
    facts.user.id = known.ids[value].id;
  });
  choices_.back().ordinary = known.unnamed;
  nameless_ = known.misses_some ? id.is.back() : solver_.no();
  std::vector<Lits> users(variables_.users.size() + 1);
  Lits emergency;
  std::vector<std::vector<std::uint8_t>> steps;
  for (std::size_t i = 0; i < known.ids.size(); ++i) {
    users[known.ids[i].user].push_back(id.is[i]);
    if (known.ids[i].emergency) emergency.push_back(id.is[i]);
    steps.push_back(known.ids[i].ramp_steps);
  }
  users[0].push_back(nameless_);
  Lits is;
  for (Lits& lits : users) is.push_back(solver_.any(std::move(lits)));
  set(Asks::user, std::move(is));
  set(Asks::emergency, solver_.any(std::move(emergency)));
  set_ramps(steps, id);
}

void Space::set_ramps(const std::vector<std::vector<std::uint8_t>>& steps, const Choice& id) {
  const auto possible = possible_steps(graph_);
  for (std::uint32_t stage = 0; stage < possible.size(); ++stage) {
    if (!graph_.policy.rollout->stages[stage].ramp) continue;
    const std::uint32_t last = variables_.all()[variables_.number(Asks::ramp, stage)].size - 1;
    std::vector<Lits> by_step(last + 1);
    for (std::size_t i = 0; i < steps.size(); ++i) {
      by_step[std::min<std::uint32_t>(steps[i][stage], last)].push_back(id.is[i]);
    }
    const Choice other = solver_.choice(possible[stage].size());
    for (std::size_t i = 0; i < possible[stage].size(); ++i) {
      by_step[std::min<std::uint32_t>(possible[stage][i], last)].push_back(
          solver_.both(nameless_, other.is[i]));
    }
    Lits is;
    for (Lits& lits : by_step) is.push_back(solver_.any(std::move(lits)));
    set(Asks::ramp, std::move(is), stage);
  }
}

void Space::add_type_and_roles() {
  own_type_ = add("user.type", 4, [](std::size_t value, Facts& facts) {
                facts.user.type = Fact<rules::AccountType>::none();
                if (value > 0) facts.user.type = static_cast<rules::AccountType>(value - 1);
              }).is;
  std::rotate(own_type_.begin(), own_type_.begin() + 1, own_type_.end());
  const auto role = [&](const std::string& name) {
    return add("user.roles", 2,
               [name](std::size_t value, Facts& facts) {
                 if (value == 0) return;
                 auto names = facts.user.roles.value_or({});
                 names.push_back(name);
                 facts.user.roles = std::move(names);
               })
        .is[1];
  };
  Lits administrators;
  Lits others;
  std::array<Lits, 3> typed;
  std::set<std::pair<int, bool>> seen;  // of roles that nobody names, one of each kind is enough
  for (const rules::Role& declared : graph_.policy.roles) {
    const auto number = variables_.roles.find(declared.name.value);
    const int type = declared.type ? static_cast<int>(*declared.type) : -1;
    if (!number && !seen.emplace(type, declared.admin).second) continue;
    const Lit has = role(declared.name.value);
    if (number) set(Asks::role, has, *number);
    if (!number) others.push_back(has);
    if (declared.admin) administrators.push_back(has);
    if (type >= 0) typed[static_cast<std::size_t>(type)].push_back(has);
  }
  std::string undeclared = "undeclared";
  while (graph_.declared_roles.count(undeclared) > 0) undeclared += "-role";
  roles_.undeclared = role(undeclared);
  others.push_back(roles_.undeclared);
  set(Asks::other_role, solver_.any(std::move(others)));
  roles_.administrator = solver_.any(std::move(administrators));
  for (std::size_t t = 0; t < 3; ++t) roles_.typed[t] = solver_.any(std::move(typed[t]));
  const auto& [internal, partner, customer] = roles_.typed;
  const Lit disagree =
      solver_.any({solver_.both(internal, partner), solver_.both(internal, customer),
                   solver_.both(partner, customer)});
  settled_ = solver_.both(-roles_.undeclared, -solver_.both(own_type_[3], disagree));
}

void Space::add_groups() {
  const std::vector<std::string> names = variables_.groups.in_order();
  for (std::uint32_t i = 0; i < names.size(); ++i) {
    const Choice in = add("user.groups", 2, [name = names[i]](std::size_t value, Facts& facts) {
      if (value == 0) return;
      auto groups = facts.user.groups.value_or({});
      groups.push_back(name);
      facts.user.groups = std::move(groups);
    });
    set(Asks::group, in.is[1], i);
  }
}

void Space::add_grace() {
  const std::size_t spans = moments_.turns.empty() ? 0 : moments_.spans.size() + 1;
  const std::size_t values = 1 + spans + moments_.odd.size();
  grace_started_ = add("user.grace_started", values, [=, this](std::size_t value, Facts& facts) {
    facts.user.grace_started = Fact<Instant>::none();
    if (value == 0) return;
    facts.user.grace_started = value <= spans
                                   ? stored_opening(graph_, moments_, facts.now, value - 1)
                                   : moments_.odd[value - 1 - spans].opening;
  });
  for (std::size_t i = 0; i < moments_.odd.size(); ++i) {
    solver_.require({-grace_started_.is[1 + spans + i], now_.is[moments_.odd[i].now]});
  }
  std::set<std::uint32_t> limits{0};
  for (const Variable& variable : variables_.all()) {
    const bool limited = variable.asks == Asks::grace_clock && variable.b != absent;
    if (limited) limits.insert(variable.b);
  }
  skip_limits_.assign(limits.begin(), limits.end());
  skips_ = add("user.skips", skip_limits_.size(), [this](std::size_t value, Facts& facts) {
    facts.user.skips = static_cast<int>(skip_limits_[value]);
  });
}

Lit Space::stored_turned(const ClockTurn& turn) {
  const auto found = std::find(moments_.turns.begin(), moments_.turns.end(), turn);
  GATECAST_CHECK(found != moments_.turns.end());
  const auto number = static_cast<std::size_t>(found - moments_.turns.begin());
  turned_.resize(moments_.turns.size(), 0);
  if (turned_[number] != 0) return turned_[number];
  Lits where;
  const std::size_t spans = moments_.spans.size() + 1;
  for (std::size_t passed = 0; passed < spans; ++passed) {
    if (moments_.span(turn) < passed) where.push_back(grace_started_.is[1 + passed]);
  }
  for (std::size_t i = 0; i < moments_.odd.size(); ++i) {
    if (moments_.odd[i].turned[number]) where.push_back(grace_started_.is[1 + spans + i]);
  }
  return turned_[number] = solver_.any(std::move(where));
}

Lit Space::skips_left(std::uint32_t skips) const {
  const auto at = std::lower_bound(skip_limits_.begin(), skip_limits_.end(), skips);
  const auto value = static_cast<std::size_t>(at - skip_limits_.begin());
  return value < skips_.at_least.size() ? skips_.before(value) : solver_.yes();
}

void Space::count_differing() {
  Lits differ;
  for (std::size_t i = 0; i < choices_.size();) {
    Lits pieces;
    const std::string& fact = choices_[i].fact;
    for (; i < choices_.size() && choices_[i].fact == fact; ++i) {
      const FactChoice& piece = choices_[i];
      if (piece.ordinary < piece.choice.is.size()) {
        pieces.push_back(piece.choice.at_least[piece.ordinary]);
      }
    }
    const Lit differs = solver_.any(std::move(pieces));
    if (differs != solver_.no()) differ.push_back(differs);
  }
  more_differ_ = solver_.more_than(differ, std::min(most_counted, differ.size()));
}

}  // namespace gatecast::engine
