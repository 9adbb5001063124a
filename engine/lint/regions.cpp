#include "engine/lint/regions.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/graph/import.h"
#include "engine/lint/world.h"

namespace gatecast::engine {
namespace {

// A lint should not cost more than the compilation.
constexpr std::size_t nodes_max = 500'000;

bool reads_settings(const rules::Condition& condition) {
  using Kind = rules::Condition::Kind;
  return condition.kind == Kind::enrolled || condition.kind == Kind::grace ||
         condition.kind == Kind::days_overdue ||
         std::any_of(condition.children.begin(), condition.children.end(), reads_settings);
}

}  // namespace

Regions::Regions(const Graph& graph)
    : graph_(graph),
      variables_(graph.variables),
      diagram(nodes_max),
      conditions(graph.policy, variables_, graph.base, graph.choices, diagram) {
  fill_holds();
  fill_places();
  world_ = world_of(graph_, diagram);
}

// Each piece of the settings that rules set, as a function of the sign-in.
const Diagram::Functions& Regions::settings() {
  if (settings_.empty()) settings_ = Import(graph_, conditions, diagram).settings();
  return settings_;
}

Node Regions::where_then_holds(const rules::Rule& rule) {
  const rules::ThenOutcome& then = *rule.then;
  Node holds = conditions.condition(rule.when, Conditions::Reads::in_force);
  if (then.outcome == Outcome::enroll) {
    holds = diagram.both(holds, diagram.negate(conditions.enrolled()));
  }
  if (then.expires) {
    holds = diagram.both(holds, conditions.before(policy().zone.midnight(*then.expires)));
  }
  if (!reads_settings(rule.when) && then.outcome != Outcome::enroll) return holds;
  return diagram.substitute(holds, settings(), {Diagram::no, Diagram::yes});
}

void Regions::fill_holds() {
  for (const rules::Rule& rule : policy().rules) {
    if (too_large()) return;
    holds_.push_back(rule.then
                         ? where_then_holds(rule)
                         : conditions.condition(rule.when, Conditions::Reads::two_factor_alone));
  }
}

void Regions::fill_places() {
  places_ = engine::places_of(policy().two_factor.settings, Place::two_factor);
  for (std::size_t i = 0; i < policy().rules.size(); ++i) {
    rule_places_.push_back(places_.size());
    const auto& set = policy().rules[i].set;
    if (!set) continue;
    const std::vector<Place> more = engine::places_of(*set, static_cast<int>(i));
    places_.insert(places_.end(), more.begin(), more.end());
  }
  rule_places_.push_back(places_.size());
  // The last that holds is in force, so go backwards.
  in_force_.assign(places_.size(), Diagram::no);
  unset_.assign(static_cast<std::size_t>(Field::count), Diagram::yes);
  for (std::size_t i = places_.size(); i-- > 0;) {
    if (too_large()) return;
    const Place& place = places_[i];
    Node& unset = unset_[static_cast<std::size_t>(place.field)];
    const Node holds = place.rule == Place::two_factor
                           ? Diagram::yes
                           : holds_[static_cast<std::size_t>(place.rule)];
    in_force_[i] = diagram.both(unset, holds);
    unset = diagram.both(unset, diagram.negate(holds));
  }
}

Node Regions::where(Field field, const std::string& otherwise,
                    const std::function<bool(const std::string&)>& test) {
  Node set = test(otherwise) ? unset_[static_cast<std::size_t>(field)] : Diagram::no;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (places_[i].field == field && test(places_[i].value)) {
      set = diagram.either(set, in_force_[i]);
    }
  }
  return set;
}

Node Regions::where_methods_have(const std::string& method) {
  return where(Field::methods, "", [&](const std::string& methods) {
    return ("," + methods + ",").find("," + method + ",") != std::string::npos;
  });
}

Node Regions::reaches_rules() {
  Node set = diagram.both(conditions.asked(Asks::active),
                          diagram.negate(conditions.asked(Asks::account_locked)));
  const Node login_as = conditions.equals(Asks::channel, channel_number(graph_, "login_as"));
  const Node impersonates = diagram.both(login_as, conditions.asked(Asks::admin));
  set = diagram.both(set, diagram.negate(impersonates));
  return diagram.both(set, diagram.negate(conditions.asked(Asks::emergency)));
}

Node Regions::reaches_rule(std::size_t rule) {
  if (reaches_.empty()) {
    reaches_.push_back(reaches_rules());
    for (std::size_t i = 0; i < holds_.size(); ++i) {
      Node left = reaches_.back();
      if (policy().rules[i].then) left = diagram.both(left, diagram.negate(holds_[i]));
      reaches_.push_back(left);
    }
  }
  return reaches_[rule];
}

Node Regions::reaches_stages() {
  const Node set = reaches_rule(holds_.size());
  const std::uint32_t channel = variables_.number(Asks::channel);
  const Node exempt =
      diagram.choose(channel, variables_.all()[channel].size,
                     [&](std::uint32_t number) { return channel_exempt(graph_, number); });
  return diagram.both(set, diagram.negate(exempt));
}

Node Regions::admitted() {
  Node set = conditions.admitted();
  for (std::size_t i = 0; i < policy().exclusions.size(); ++i) {
    set = diagram.both(set, diagram.negate(conditions.exclusion_holds(i)));
  }
  return set;
}

Node Regions::enrolled() {
  const Node app = diagram.both(
      where_methods_have("authenticator"),
      conditions.equals(Asks::authenticator,
                        static_cast<std::uint32_t>(rules::AuthenticatorState::enrolled)));
  const Node key = diagram.both(where_methods_have("passkey"), conditions.asked(Asks::passkey));
  return diagram.either(app, key);
}

std::string Regions::example(Node set) {
  Node at = diagram.both(world_, set);
  std::string words;
  const auto say = [&](const std::string& more) { words += (words.empty() ? "" : ", ") + more; };
  const std::vector<std::string> roles = variables_.roles.in_order();
  while (!diagram.is_terminal(at)) {
    const Variable& variable = variables_.all()[diagram.variable(at)];
    std::uint32_t value = 0;
    while (diagram.child(at, value) == Diagram::no) ++value;
    if (variable.asks == Asks::type && value < 3) {
      say(fmt::format("type {}", rules::name(static_cast<rules::AccountType>(value))));
    } else if (variable.asks == Asks::role && value == 1) {
      say(fmt::format("role {}", roles[variable.a]));
    } else if (variable.asks == Asks::admin && value == 1) {
      say("an administrator");
    }
    at = diagram.child(at, value);
  }
  return words.empty() ? "an account without a role that the rules name" : words;
}

}  // namespace gatecast::engine
