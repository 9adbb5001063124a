#include "simulator/remedies.h"

#include <algorithm>
#include <utility>

#include "engine/graph/graph.h"

namespace gatecast::simulator {

namespace {

using rules::AuthenticatorState;
using rules::Method;

template <class Change>
Plan with_people(const Plan& plan, const Change& change) {
  auto population = std::make_shared<Population>();
  population->notes = plan.population->notes;
  for (Person person : plan.population->people) {
    change(person.account);
    population->people.push_back(person);
  }
  Plan changed = plan;
  changed.population = std::move(population);
  return changed;
}

// Of every policy's settings, the base and those of its rules.
template <class Look>
void each_settings(const rules::Policy& policy, const Look& look) {
  look(policy.two_factor.settings);
  for (const rules::Rule& rule : policy.rules) {
    if (rule.set) look(*rule.set);
  }
}

bool mentions(const rules::Policy& policy, Method wanted) {
  bool found = false;
  each_settings(policy, [&](const rules::SettingsPatch& patch) {
    if (!patch.methods) return;
    const auto& methods = patch.methods->value;
    found |= std::any_of(methods.begin(), methods.end(),
                         [&](const auto& method) { return method.value == wanted; });
  });
  return found;
}

Plan save_codes(const Plan& plan) {
  const rules::Policy& policy = engine::policy_of(*plan.graph);
  int count = rules::defaults::backup_codes_count;
  if (const auto& given = policy.two_factor.settings.backup_codes.count) count = given->value;
  Plan changed = with_people(plan, [&](engine::Account& account) {
    const bool enrolled = account.authenticator.value_or(AuthenticatorState::not_started) ==
                          AuthenticatorState::enrolled;
    if (enrolled) account.backup_codes = std::max(account.backup_codes.value_or(0), count);
  });
  const auto everybody = [](ParameterValue& value) { value.value = value.low = value.high = 1; };
  constexpr Parameter saved = Parameter::backup_codes_saved_share;
  everybody(changed.behavior.values[static_cast<std::size_t>(saved)]);
  for (ParameterOverride& other : changed.behavior.overrides) {
    if (other.parameter == saved) everybody(other.value);
  }
  return changed;
}

std::optional<Plan> enroll_before(const Plan& plan) {
  const rules::Policy& policy = engine::policy_of(*plan.graph);
  const bool authenticator = mentions(policy, Method::authenticator);
  if (!authenticator && !mentions(policy, Method::passkey)) return std::nullopt;
  return with_people(plan, [&](engine::Account& account) {
    if (authenticator) {
      account.authenticator = AuthenticatorState::enrolled;
    } else {
      account.passkey = true;
    }
  });
}

rules::Result<std::optional<Plan>> extend_grace(const Plan& plan) {
  rules::Policy policy = engine::policy_of(*plan.graph);
  bool any = false;
  const auto longer = [&](rules::SettingsPatch& patch) {
    if (!patch.grace_days) return;
    patch.grace_days->value += grace_days_more;
    any = true;
  };
  longer(policy.two_factor.settings);
  for (rules::Rule& rule : policy.rules) {
    if (rule.set) longer(*rule.set);
  }
  if (!any) return std::optional<Plan>();
  const auto graph = engine::compile(policy, plan.graph->source);
  if (!graph) return graph.failure();
  Plan changed = plan;
  changed.graph = graph.value();
  return std::optional<Plan>(std::move(changed));
}

}  // namespace

std::string_view name(Remedy remedy) {
  static constexpr std::array<std::string_view, remedy_count + 1> names{
      "save_codes", "add_phone", "enroll_before", "extend_grace", "none"};
  return names[static_cast<std::size_t>(remedy)];
}

rules::Result<std::optional<Plan>> with_remedy(const Plan& plan, Remedy remedy) {
  switch (remedy) {
    case Remedy::save_codes:
      return std::optional<Plan>(save_codes(plan));
    case Remedy::add_phone:
      return std::optional<Plan>(
          with_people(plan, [](engine::Account& account) { account.phone = true; }));
    case Remedy::enroll_before:
      return enroll_before(plan);
    case Remedy::extend_grace:
      return extend_grace(plan);
    case Remedy::none:
      break;
  }
  return std::optional<Plan>();
}

}  // namespace gatecast::simulator
