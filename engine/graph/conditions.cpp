#include "engine/graph/conditions.h"

#include <algorithm>

namespace gatecast::engine {

using rules::Condition;
using Kind = rules::Condition::Kind;

Conditions::Conditions(const rules::Policy& policy, const Variables& variables,
                       const Settings& base, const Choices& choices, Diagram& diagram)
    : policy_(policy), variables_(variables), diagram_(diagram), base_(base), in_force_(choices) {
  for (auto& values : alone_) values.assign(1, base);
  words_ = {say_words(alone_), say_words(in_force_)};
  if (!policy.rollout) return;
  admitted_ = Diagram::no;
  for (std::size_t i = 0; i < policy.rollout->stages.size(); ++i) {
    const rules::Stage& stage = policy.rollout->stages[i];
    // `who` may use only what is stable, and no settings.
    matches_.push_back(stage.who ? condition(*stage.who, Reads::two_factor_alone) : Diagram::yes);
    admitted_ = diagram_.either(admitted_, diagram_.both(matches_[i], stage_admits(i)));
  }
}

Node Conditions::asked(Asks asks, std::uint32_t a, std::uint32_t b) {
  return diagram_.choose(variables_.number(asks, a, b), 2, [](auto value) { return value == 1; });
}

Node Conditions::equals(Asks asks, std::uint32_t value, std::uint32_t a) {
  const std::uint32_t number = variables_.number(asks, a);
  return diagram_.choose(number, variables_.all()[number].size, [&](auto v) { return v == value; });
}

Node Conditions::before(Instant instant) {
  const std::uint32_t number = variables_.number(Asks::time);
  const std::uint32_t first = variables_.first_value_at(instant);
  return diagram_.choose(number, variables_.all()[number].size,
                         [&](auto value) { return value < first; });
}

Node Conditions::stage_admits(std::size_t stage) {
  const auto& steps = variables_.stage_steps[stage];
  if (!policy_.rollout->stages[stage].ramp) return diagram_.negate(before(steps.front()));
  const std::uint32_t ramp = variables_.number(Asks::ramp, static_cast<std::uint32_t>(stage));
  Node admits = Diagram::no;
  for (std::uint32_t i = 0; i < steps.size(); ++i) {
    const Node within = diagram_.choose(ramp, variables_.all()[ramp].size,
                                        [&](auto first_step) { return first_step <= i; });
    const Node begun = diagram_.negate(before(steps[i]));
    admits = diagram_.either(admits, diagram_.both(within, begun));
  }
  return admits;
}

Node Conditions::every_role_excluded() {
  Node all = diagram_.negate(asked(Asks::other_role));
  Node some = Diagram::no;
  std::vector<Node> covered(variables_.roles.size(), Diagram::no);
  for (const rules::Exclusion& exclusion : policy_.exclusions) {
    if (!exclusion.role) continue;
    Node& cover = covered[*variables_.roles.find(exclusion.role->value)];
    cover = diagram_.either(cover, before(policy_.zone.midnight(exclusion.expires.value)));
  }
  for (std::uint32_t role = 0; role < covered.size(); ++role) {
    const Node has = asked(Asks::role, role);
    all = diagram_.both(all, diagram_.either(diagram_.negate(has), covered[role]));
    some = diagram_.either(some, has);
  }
  return diagram_.both(all, some);
}

Node Conditions::exclusion_holds(std::size_t index) {
  const rules::Exclusion& exclusion = policy_.exclusions[index];
  const Node in_force = before(policy_.zone.midnight(exclusion.expires.value));
  if (exclusion.who)
    return diagram_.both(in_force, condition(*exclusion.who, Reads::two_factor_alone));
  const Node has = asked(Asks::role, *variables_.roles.find(exclusion.role->value));
  return diagram_.both(diagram_.both(in_force, has), every_role_excluded());
}

Node Conditions::any_value(const Condition& condition, Asks asks, std::uint32_t a) {
  const std::uint32_t number = variables_.number(asks, a);
  return diagram_.choose(number, variables_.all()[number].size, [&](auto value) {
    return value < 32 && ((condition.values_mask >> value) & 1) != 0;
  });
}

Node Conditions::named(const Condition& condition, Asks asks, const Names& names) {
  const std::uint32_t offset = asks == Asks::channel ? 0 : 1;  // channels have no "another"
  Node any = Diagram::no;
  for (const auto& name : condition.names) {
    const auto number = names.find(name.value);
    if (number) any = diagram_.either(any, equals(asks, *number + offset));
  }
  return any;
}

Node Conditions::bits(const Condition& condition, Asks asks, const Names& names) {
  Node any = Diagram::no;
  for (const auto& name : condition.names) {
    if (const auto number = names.find(name.value)) {
      any = diagram_.either(any, asked(asks, *number));
    }
  }
  return any;
}

Node Conditions::networks(const Condition& condition) {
  Node any = Diagram::no;
  for (std::uint32_t i = 0; i < policy_.networks.size(); ++i) {
    const bool is_named =
        std::any_of(condition.names.begin(), condition.names.end(),
                    [&](const auto& name) { return name.value == policy_.networks[i].name.value; });
    if (is_named) any = diagram_.either(any, asked(Asks::network, i));
  }
  return any;
}

Node Conditions::attribute(const Condition& condition) {
  const rules::Attribute& declared = policy_.attributes[condition.attribute];
  if (declared.kind == rules::Attribute::Kind::boolean) {
    return any_value(condition, Asks::attribute, condition.attribute);
  }
  Node any = Diagram::no;
  for (const std::int64_t integer : condition.integers) {
    const std::uint32_t value = variables_.integer_class(condition.attribute, integer);
    any = diagram_.either(any, equals(Asks::attribute, value, condition.attribute));
  }
  for (std::uint32_t i = 0; i < declared.values.size(); ++i) {
    for (const auto& name : condition.names) {
      if (name.value != declared.values[i].value) continue;
      any = diagram_.either(any, equals(Asks::attribute, i + 1, condition.attribute));
    }
  }
  return any;
}

Node Conditions::combination(const Condition& condition, Reads reads) {
  Node result = condition.kind == Kind::all ? Diagram::yes : Diagram::no;
  for (const Condition& child : condition.children) {
    const Node node = this->condition(child, reads);
    if (condition.kind == Kind::not_) return diagram_.negate(node);
    result =
        condition.kind == Kind::all ? diagram_.both(result, node) : diagram_.either(result, node);
  }
  return result;
}

Node Conditions::boolean(std::uint32_t mask, Node holds) {
  return diagram_.ite(holds, (mask & 2) != 0 ? Diagram::yes : Diagram::no,
                      (mask & 1) != 0 ? Diagram::yes : Diagram::no);
}

Node Conditions::grace(std::uint32_t mask, Reads reads) {
  const auto says = [&](rules::GraceState state) {
    return ((mask >> static_cast<unsigned>(state)) & 1) != 0 ? Diagram::yes : Diagram::no;
  };
  const Words& w = words(reads);
  const Node clock = diagram_.both(w.clock, diagram_.negate(w.reset));
  const Node begun =
      diagram_.ite(clock, says(rules::GraceState::open), says(rules::GraceState::over));
  const Node applies =
      diagram_.both(diagram_.both(admitted_, w.required), diagram_.negate(w.enrolled));
  return diagram_.ite(applies, begun, says(rules::GraceState::none));
}

Node Conditions::overdue(const Condition& condition, Reads reads) {
  const std::uint32_t not_none = ~(1U << static_cast<unsigned>(rules::GraceState::none));
  const Choices& choices = reads == Reads::in_force ? in_force_ : alone_;
  const Node any = over(choices, {Piece::grace_days, Piece::grace_skips}, [&](const Settings& s) {
    const std::uint32_t number = variables_.number(Asks::overdue, s.days());
    return diagram_.choose(number, variables_.all()[number].size, [&](std::uint32_t passed) {
      return std::any_of(condition.bounds.begin(), condition.bounds.end(), [&](const auto& bound) {
        const auto days = static_cast<std::uint32_t>(bound.days);
        const bool late = passed >= variables_.first_value_overdue(days);
        return bound.over ? late : passed >= variables_.first_value_overdue(0) && !late;
      });
    });
  });
  return diagram_.both(grace(not_none, reads), any);
}

Node Conditions::condition(const Condition& c, Reads reads) {
  switch (c.kind) {
    case Kind::all:
    case Kind::any:
    case Kind::not_:
      return combination(c, reads);
    case Kind::type:
      return any_value(c, Asks::type);
    case Kind::risk:
      return any_value(c, Asks::risk);
    case Kind::authenticator:
      return any_value(c, Asks::authenticator);
    case Kind::grace:
      return grace(c.values_mask, reads);
    case Kind::weekday:
      return any_value(c, Asks::weekday);
    case Kind::admin:
      return any_value(c, Asks::admin);
    case Kind::device_recognized:
      return any_value(c, Asks::recognized);
    case Kind::email:
      return any_value(c, Asks::email);
    case Kind::phone:
      return any_value(c, Asks::phone);
    case Kind::passkey:
      return any_value(c, Asks::passkey);
    case Kind::enrolled:
      return boolean(c.values_mask, words(reads).enrolled);
    case Kind::stage_started:
      return boolean(c.values_mask, admitted_);
    case Kind::role:
      return bits(c, Asks::role, variables_.roles);
    case Kind::group:
      return bits(c, Asks::group, variables_.groups);
    case Kind::user:
      return named(c, Asks::user, variables_.users);
    case Kind::channel:
      return named(c, Asks::channel, variables_.channels);
    case Kind::application:
      return named(c, Asks::application, variables_.applications);
    case Kind::country:
      return named(c, Asks::country, variables_.countries);
    case Kind::network:
      return networks(c);
    case Kind::days_overdue:
      return overdue(c, reads);
    case Kind::attribute:
      return attribute(c);
    case Kind::hours:
      break;
  }
  Node any = Diagram::no;
  for (const rules::HourRange& range : c.hours) {
    any = diagram_.either(any, asked(Asks::hours, static_cast<std::uint32_t>(range.from_minute),
                                     static_cast<std::uint32_t>(range.to_minute)));
  }
  return any;
}

}  // namespace gatecast::engine
