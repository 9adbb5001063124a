// What a leaf leaves open, from the settings and the facts.
#include "engine/graph/completion.h"

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

  AfterSkip after_skip() const {
    AfterSkip after;
    after.in_grace = leaf.after_skip_row == 14;
    if (leaf.after_skip_row == 13) {
      after.outcome = Outcome::challenge;
      after.methods = challenge_methods(graph, settings, facts, true);
      after.backup_code = backup_code(after.methods, facts);
    }
    return after;
  }

  void grace() {
    const AfterSkip after = after_skip();
    const bool challenged = after.outcome == Outcome::challenge;
    if (facts.skipped) {
      decision.outcome = after.outcome;
      decision.reason = after.reason();
      decision.methods = after.methods;
      decision.backup_code = after.backup_code;
    } else {
      enroll();
      decision.reason = "enrollment_grace";
      decision.may_skip = true;
      decision.if_skipped = after;
    }
    decision.second_factor = challenged;
  }

  void forced() {
    if (leaf.no_usable_method) {
      decision.reason = "no_usable_method";
    } else if (leaf.outcome == Outcome::enroll) {
      enroll();
      decision.reason = "enrollment_required";
    } else if (leaf.outcome == Outcome::challenge) {
      challenge();
      decision.reason = "second_factor";
    } else if (leaf.row == 11) {
      decision.reason = "enrollment_overdue";
    }
  }

  void run() {
    constexpr std::string_view reasons[] = {"",
                                            "account_inactive",
                                            "locked",
                                            "login_as_administrator",
                                            "emergency_access",
                                            "two_factor_off",
                                            "",
                                            "channel_exempt",
                                            "stage_not_started",
                                            "role_excluded",
                                            "",
                                            "",
                                            "recognized_device",
                                            "second_factor",
                                            "no_usable_method"};
    decision.reason = reasons[leaf.row];
    switch (leaf.row) {
      case 4:
        decision.alert = true;
        break;
      case 8:
        if (leaf.index == Leaf::none) decision.reason = "not_in_rollout";
        break;
      case 6:
      case 11:
        forced();
        break;
      case 10:
        grace();
        break;
      case 13:
        challenge();
        break;
      default:
        break;
    }
  }
};

}  // namespace

std::optional<Proof> enrollment_proof(const Graph& graph, const DecodedFacts& facts) {
  const Proof needed = proof(graph, graph.settings_of(facts), facts);
  bool possible = true;
  if (needed == Proof::email) possible = usable(graph, Method::email, facts);
  // Of two that are held, one that is locked is named only where both are.
  if (needed == Proof::authenticator) possible = !locked(Method::authenticator, facts);
  if (needed == Proof::passkey) possible = !locked(Method::passkey, facts);
  return possible ? std::optional(needed) : std::nullopt;
}

Decision complete(const Graph& graph, const Settings& settings, const Leaf& leaf,
                  const DecodedFacts& facts) {
  Decision decision;
  decision.outcome = leaf.outcome;
  decision.row = leaf.row;
  Completion{graph, settings, facts, leaf, decision}.run();
  return decision;
}

Deadlines deadlines_of(const Leaf& leaf, const Decision& decision) {
  if (leaf.row == 2) return {true, false};
  if (leaf.row != 10) return {};
  return {false, decision.may_skip || leaf.after_skip_row == 14};
}

Decision complete(const Graph& graph, const Settings& settings, const Leaf& leaf,
                  std::uint32_t then, const DecodedFacts& facts) {
  Decision decision = complete(graph, settings, leaf, facts);
  if (leaf.row == 6 && !leaf.no_usable_method) {
    const auto& reason = graph.policy.rules[graph.then_order[then]].then->reason;
    if (reason) decision.reason = reason->value;
  }
  const Deadlines shows = deadlines_of(leaf, decision);
  if (shows.lock) decision.deadline = facts.account_lock_until;
  if (shows.grace) decision.deadline = graph.variables.grace_deadline(facts, settings.days());
  return decision;
}

}  // namespace gatecast::engine
