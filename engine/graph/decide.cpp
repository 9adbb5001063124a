// Walks a graph and completes what its leaf leaves open. No allocation and no string is made here.
#include "engine/graph/decide.h"

#include "engine/graph/graph.h"

namespace gatecast::engine {
namespace {

bool set_up(Method method, const DecodedFacts& facts) {
  switch (method) {
    case Method::authenticator:
      return facts.authenticator == rules::AuthenticatorState::enrolled;
    case Method::email:
      return facts.email;
    case Method::sms:
      return facts.phone;
    case Method::passkey:
      break;
  }
  return facts.passkey;
}

bool locked(Method method, const DecodedFacts& facts) {
  return facts.now < facts.lock_until[static_cast<std::size_t>(method)];
}

bool usable(const Graph& graph, Method method, const DecodedFacts& facts) {
  if (!set_up(method, facts) || locked(method, facts)) return false;
  if (method == Method::email && !facts.email_healthy) return false;
  if (method == Method::sms && !facts.sms_healthy) return false;
  return planned_healthy(graph.policy, method);
}

// The methods of a challenge, first the one to present.
MethodList challenge_methods(const Graph& graph, const Settings& s, const DecodedFacts& facts,
                             bool all) {
  MethodList methods;
  std::optional<Method> first;
  if (s.default_method && s.methods.contains(*s.default_method) &&
      set_up(*s.default_method, facts)) {
    first = s.default_method;
  }
  for (const Method method : s.methods) {
    if (!first && set_up(method, facts)) first = method;
  }
  if (first && usable(graph, *first, facts)) methods.push_back(*first);
  if (!s.allow_fallback && !all) return methods;
  for (const Method method : s.methods) {
    if (method != first && usable(graph, method, facts)) methods.push_back(method);
  }
  return methods;
}

bool backup_code(const MethodList& methods, const DecodedFacts& facts) {
  return methods.contains(Method::authenticator) && facts.backup_codes > 0;
}

Proof proof(const Graph& graph, const Settings& s, const DecodedFacts& facts) {
  const auto holds = [&](Method method) {
    return set_up(method, facts) && graph.base.methods.contains(method) &&
           !s.methods.contains(method);
  };
  const bool passkey = holds(Method::passkey);
  if (holds(Method::authenticator)) {
    const bool only_it_is_locked =
        passkey && locked(Method::authenticator, facts) && !locked(Method::passkey, facts);
    return only_it_is_locked ? Proof::passkey : Proof::authenticator;
  }
  if (passkey) return Proof::passkey;
  return s.proof == rules::ProofKind::email ? Proof::email : Proof::password;
}

struct Completion {
  const Graph& graph;
  const Settings& settings;
  const SettingsRules& rules;
  const DecodedFacts& facts;
  const Leaf& leaf;
  Decision& decision;

  void challenge() {
    decision.outcome = Outcome::challenge;
    decision.methods = challenge_methods(graph, settings, facts, false);
    decision.backup_code = backup_code(decision.methods, facts);
    decision.second_factor = true;
  }

  void enroll() {
    decision.outcome = Outcome::enroll;
    for (const Method method : settings.methods) {
      if (method == Method::authenticator || method == Method::passkey) {
        decision.enroll_in.push_back(method);
      }
    }
    decision.proof = proof(graph, settings, facts);
    decision.second_factor = true;
  }

  AfterSkip after_skip(std::optional<Instant> deadline) const {
    AfterSkip after;
    if (leaf.after_skip_row == 12) {
      after.reason = "recognized_device";
    } else if (leaf.after_skip_row == 13) {
      after.outcome = Outcome::challenge;
      after.reason = "second_factor";
      after.methods = challenge_methods(graph, settings, facts, true);
      after.backup_code = backup_code(after.methods, facts);
    } else {
      after.reason = "grace";
      after.deadline = deadline;
    }
    return after;
  }

  void grace() {
    decision.rule = rules.grace;
    const Instant end = graph.variables.grace_deadline(facts, settings.days());
    std::optional<Instant> deadline;
    if (end != rules::instant_max) deadline = end;
    const AfterSkip after = after_skip(deadline);
    const bool challenged = after.outcome == Outcome::challenge;
    if (facts.skipped) {
      decision.outcome = after.outcome;
      decision.reason = after.reason;
      decision.methods = after.methods;
      decision.backup_code = after.backup_code;
      decision.deadline = after.deadline;
    } else {
      enroll();
      decision.reason = "enrollment_grace";
      decision.may_skip = true;
      decision.if_skipped = after;
      decision.deadline = deadline;
    }
    decision.second_factor = challenged;
  }

  void then_rule() {
    const rules::ThenOutcome& then = *graph.policy.rules[leaf.index].then;
    decision.rule = graph.rule_rules[leaf.index];
    if (leaf.no_usable_method) {
      decision.reason = "no_usable_method";
      return;
    }
    if (leaf.outcome == Outcome::challenge) {
      challenge();
      decision.reason = "second_factor";
    } else if (leaf.outcome == Outcome::enroll) {
      enroll();
      decision.reason = "enrollment_required";
    }
    if (then.reason) decision.reason = then.reason->value;
  }

  void forced_enrollment() {
    if (leaf.outcome == Outcome::enroll) {
      enroll();
      decision.reason = "enrollment_required";
      decision.rule = rules.authenticator;
    } else if (leaf.no_usable_method) {
      decision.reason = "no_usable_method";
      decision.rule = rules.proof;
    } else {
      decision.reason = "enrollment_overdue";
      decision.rule = rules.after_grace;
    }
  }

  void say(std::string_view reason, DecidedBy rule) {
    decision.reason = reason;
    decision.rule = rule;
  }

  // Rows that only name themselves, and those of the account.
  void early_rows() {
    constexpr DecidedBy account{0, "account"};
    switch (leaf.row) {
      case 1:
        say("account_inactive", account);
        break;
      case 2:
        say("locked", account);
        if (facts.account_lock_until != rules::instant_max) {
          decision.deadline = facts.account_lock_until;
        }
        break;
      case 3:
        say("login_as_administrator", facts.admin_role < graph.role_rules.size()
                                          ? graph.role_rules[facts.admin_role]
                                          : account);
        break;
      case 4:
        say("emergency_access", graph.accounts_rule);
        decision.alert = true;
        break;
      case 5:
        say("two_factor_off", graph.enabled_rule);
        break;
      case 7:
        say("channel_exempt", graph.exempt_rule);
        break;
      case 8:
        if (leaf.index == Leaf::none) {
          say("not_in_rollout", graph.rollout_rule);
        } else {
          say("stage_not_started", graph.stage_rules[leaf.index]);
        }
        break;
      case 9:
        say("role_excluded", graph.exclusion_rules[leaf.index]);
        break;
      default:
        break;
    }
  }

  void run() {
    switch (leaf.row) {
      case 6:
        then_rule();
        break;
      case 10:
        grace();
        break;
      case 11:
        forced_enrollment();
        break;
      case 12:
        say("recognized_device", rules.enforcement);
        break;
      case 13:
        challenge();
        say("second_factor", rules.enforcement);
        break;
      case 14:
        say("no_usable_method", rules.methods);
        break;
      default:
        early_rows();
        break;
    }
  }
};

}  // namespace

Decision complete(const Graph& graph, std::uint32_t settings, const Leaf& leaf,
                  const DecodedFacts& facts) {
  const Settings& in_force = graph.settings[settings];
  Decision decision;
  decision.outcome = leaf.outcome;
  decision.row = leaf.row;
  decision.limits = &in_force.limits;
  Completion{graph, in_force, graph.settings_rules[settings], facts, leaf, decision}.run();
  return decision;
}

Decision decide(const Graph& graph, const DecodedFacts& facts) {
  const std::uint32_t settings = graph.walk(graph.settings_root, facts);
  const Leaf& leaf = graph.leaves[graph.walk(graph.roots[settings], facts)];
  return complete(graph, settings, leaf, facts);
}

std::uint32_t channel_number(const Graph& graph, std::string_view channel) {
  const auto number = graph.variables.channels.find(channel);
  GATECAST_CHECK(number.has_value());
  return *number;
}

bool channel_exempt(const Graph& graph, std::uint32_t channel) {
  return channel < graph.channel_exempt.size() && graph.channel_exempt[channel];
}

std::uint32_t application_number(const Graph& graph, std::string_view application) {
  const auto number = graph.variables.applications.find(application);
  return number ? *number + 1 : 0;
}

int stage_of(const Graph& graph, const DecodedFacts& account) {
  int first = -1;
  Instant earliest = rules::instant_max;
  for (std::size_t i = 0; i < graph.stage_roots.size(); ++i) {
    if (graph.walk(graph.stage_roots[i], account) == 0) continue;
    const auto& steps = graph.variables.stage_steps[i];
    const std::size_t step = account.ramp_steps[i];
    const Instant admits = step < steps.size() ? steps[step] : rules::instant_max;
    if (first < 0 || admits < earliest) {
      first = static_cast<int>(i);
      earliest = admits;
    }
  }
  return first;
}

const rules::Policy& policy_of(const Graph& graph) { return graph.policy; }

Instant grace_deadline(const Graph& graph, const DecodedFacts& facts) {
  const Settings& s = graph.settings_of(facts);
  const bool reset = facts.reset && s.after_reset == rules::AfterReset::required;
  const bool required = s.authenticator == rules::Requirement::required || reset;
  if (!s.can_enroll() || !required) return rules::instant_max;
  return graph.variables.grace_deadline(facts, s.days());
}

}  // namespace gatecast::engine
