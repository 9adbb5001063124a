#include <fmt/format.h>

#include "engine/explain/row_remarks.h"

namespace gatecast::engine {
namespace {

std::string quoted(std::string_view name) { return fmt::format("`{}`", name); }

}  // namespace

std::vector<Remark> ScopeRemarks::row(int row) {
  switch (row) {
    case 1:
      return account();
    case 2:
      return lock();
    case 3:
      return login_as();
    case 4:
      return emergency();
    case 5:
      return master_switch();
    case 6:
      return then_rules();
    case 7:
      return channel();
    case 8:
      return stage();
    default:
      return exclusion();
  }
}

std::vector<Remark> ScopeRemarks::account() {
  return {{words_.facts().active ? "the account is active" : "the account is inactive", {}}};
}

std::vector<Remark> ScopeRemarks::lock() {
  const Instant until = words_.facts().account_lock_until;
  if (until == rules::instant_min) return {{"the account is not locked", {}}};
  if (until == rules::instant_max) {
    return {{"the account is locked until an administrator lifts it", {}}};
  }
  const bool is_locked = words_.facts().now < until;
  return {
      {fmt::format("the account {} locked until {}", is_locked ? "is" : "was", words_.local(until)),
       {}}};
}

std::vector<Remark> ScopeRemarks::login_as() {
  const DecodedFacts& facts = words_.facts();
  const Graph& graph = words_.graph();
  const bool impersonates = graph.variables.channels.find("login_as") == facts.channel;
  if (!impersonates) {
    return {{fmt::format("the channel is {}, not login_as",
                         graph.variables.channels.in_order()[facts.channel]),
             {}}};
  }
  if (!facts.admin) return {{"the account to be impersonated is no administrator", {}}};
  DecidedBy role;
  if (facts.admin_role < graph.role_rules.size()) role = graph.role_rules[facts.admin_role];
  return {{"the account to be impersonated is an administrator", role}};
}

std::vector<Remark> ScopeRemarks::emergency() {
  if (!words_.policy().emergency_access) return {{"the policy has no emergency accounts", {}}};
  const bool is_one = words_.facts().emergency;
  return {{is_one ? "the account is for emergencies" : "the account is not one for emergencies",
           words_.graph().accounts_rule}};
}

std::vector<Remark> ScopeRemarks::master_switch() {
  const auto& enabled = words_.policy().two_factor.enabled;
  if (!enabled) return {{"the policy does not say `enabled: true`", {}}};
  return {{enabled->value ? "two-factor sign-in is on" : "two-factor sign-in is off",
           words_.graph().enabled_rule}};
}

std::vector<Remark> ScopeRemarks::then_rules() {
  std::size_t count = 0;
  for (const rules::Rule& rule : words_.policy().rules) count += rule.then.has_value();
  if (count == 0) return {{"the policy has no `then:` rules", {}}};
  if (decision_.row != 6) {
    return {{count == 1 ? "the `then:` rule does not hold"
                        : fmt::format("none of {} `then:` rules holds", count),
             {}}};
  }
  const Graph& graph = words_.graph();
  const std::uint32_t rank = graph.winner(graph.then, words_.facts());
  const rules::Rule& rule = words_.policy().rules[graph.then_order[rank]];
  const std::string name = rule.name.value.empty() ? "" : fmt::format(" `{}`", rule.name.value);
  std::vector<Remark> remarks{{fmt::format("the rule{} holds", name), *decision_.rule}};
  if (rule.then->outcome == Outcome::challenge) {
    for (Remark& method : method_remarks(words_, false)) remarks.push_back(std::move(method));
  }
  if (rule.then->outcome == Outcome::enroll && decision_.outcome == Outcome::deny) {
    remarks.push_back({words_.settings().can_enroll()
                           ? "what must be proved before an enrollment cannot be"
                           : "there is nothing to enroll in among the methods",
                       words_.set_at(Piece::methods)});
  }
  return remarks;
}

std::vector<Remark> ScopeRemarks::channel() {
  const Graph& graph = words_.graph();
  const std::uint32_t channel = words_.facts().channel;
  const DecidedBy& where = graph.exempt_rule;
  return {{fmt::format("the channel {} is {}", graph.variables.channels.in_order()[channel],
                       graph.channel_exempt[channel] ? "exempt" : "not exempt"),
           where}};
}

DecidedBy ScopeRemarks::enrolled_users_at() const { return words_.set_at(Piece::enrolled_users); }

std::string ScopeRemarks::enrolled_users() {
  if (words_.settings().enrolled_users == rules::EnrolledUsers::as_stage) {
    return "`enrolled_users: as_stage` treats whoever enrolled as the stage says";
  }
  if (words_.holds(words_.conditions().enrolled())) return words_.enrolled();
  if (words_.holds(words_.conditions().reset())) return "the account was reset";
  return "the account is neither enrolled nor reset";
}

std::vector<Remark> ScopeRemarks::stage() {
  const Graph& graph = words_.graph();
  const DecodedFacts& facts = words_.facts();
  if (!words_.policy().rollout) return {{"the policy has no rollout: everybody is in", {}}};
  const int stage = stage_of(graph, facts);
  std::vector<Remark> remarks;
  if (stage < 0) {
    remarks.push_back({"no stage is for this account", graph.rollout_rule});
  } else {
    const auto index = static_cast<std::size_t>(stage);
    const std::string name = quoted(words_.policy().rollout->stages[index].name.value);
    std::string text;
    if (facts.admitted_at == rules::instant_max) {
      text = fmt::format("the ramp of stage {} never reaches this account", name);
    } else if (facts.now < facts.admitted_at) {
      text = fmt::format("stage {} admits the account from {} on", name,
                         words_.local(facts.admitted_at));
    } else {
      text = fmt::format("stage {} admits the account since {}", name,
                         words_.local(facts.admitted_at));
    }
    remarks.push_back({std::move(text), graph.stage_rules[index]});
  }
  if (!words_.holds(words_.conditions().admitted())) {
    remarks.push_back({enrolled_users(), enrolled_users_at()});
  }
  return remarks;
}

std::vector<Remark> ScopeRemarks::exclusion() {
  const Graph& graph = words_.graph();
  const rules::Policy& policy = words_.policy();
  if (policy.exclusions.empty()) return {{"the policy excludes nobody", {}}};
  for (std::size_t i = 0; i < policy.exclusions.size(); ++i) {
    if (!words_.holds(words_.conditions().exclusion_holds(i))) continue;
    return {
        {"the account is excluded until " + rules::format_date(policy.exclusions[i].expires.value),
         graph.exclusion_rules[i]},
        {enrolled_users(), enrolled_users_at()}};
  }
  // One that is for the account, but for its end.
  for (std::size_t i = 0; i < policy.exclusions.size(); ++i) {
    const rules::Exclusion& exclusion = policy.exclusions[i];
    if (words_.facts().now < policy.zone.midnight(exclusion.expires.value)) continue;
    const bool is_meant =
        exclusion.who
            ? words_.clause(*exclusion.who, Conditions::Reads::two_factor_alone).holds
            : words_.graph().variables.has(
                  {Asks::role, *graph.variables.roles.find(exclusion.role->value)}, words_.facts());
    if (!is_meant) continue;
    return {
        {"the exclusion of this account expired on " + rules::format_date(exclusion.expires.value),
         graph.exclusion_rules[i]}};
  }
  return {{policy.exclusions.size() == 1
               ? "the exclusion is not of this account"
               : fmt::format("none of {} exclusions is of this account", policy.exclusions.size()),
           {}}};
}

}  // namespace gatecast::engine
