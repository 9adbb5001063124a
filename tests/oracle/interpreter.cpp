#include "tests/oracle/interpreter.h"

#include <fmt/format.h>

#include <algorithm>

#include "tests/oracle/known.h"
#include "tests/oracle/reading.h"

namespace gatecast::oracle {

using engine::Proof;
using rules::Method;
using rules::Outcome;
using rules::Span;

namespace {

// SIGNIN's table, a function a few rows.
class Table {
 public:
  Table(const rules::Policy& policy, const rules::Source& source, const engine::Facts& facts)
      : policy_(policy), source_(source), facts_(facts), read_(policy, facts) {}

  Answer decide() {
    std::optional<Answer> found = account_rows();
    if (!found) found = switch_rows();
    if (!found) found = then_rules();
    if (!found) found = scope_rows();
    if (!found) found = enrollment_rows();
    if (!found) found = second_factor_rows();
    found->limits = read_.in_force().limits;
    if (!found->methods.empty()) found->default_method = found->methods.front();
    return *found;
  }

  std::optional<Proof> possible_proof() const {
    Answer a;
    enroll(a);
    return proof_possible() ? a.proof : std::nullopt;
  }

 private:
  Answer result(int row, Outcome outcome, std::string reason, std::optional<Span> span) const {
    Answer a;
    a.row = row;
    a.outcome = outcome;
    a.reason = std::move(reason);
    a.second_factor = outcome == Outcome::challenge || outcome == Outcome::enroll;
    a.text = "default";
    if (span) {
      a.line = source_.position(span->begin).line;
      a.text = source_.excerpt(*span);
    }
    return a;
  }

  template <class T>
  static std::optional<Span> where(const rules::Setting<T>& setting) {
    return setting ? std::optional<Span>(setting->span) : std::nullopt;
  }

  // Rows 1 and 2.
  std::optional<Answer> account_rows() const {
    if (!known(facts_.user.active, "active").value_or(false)) {
      Answer a = result(1, Outcome::deny, "account_inactive", {});
      a.text = "account";
      return a;
    }
    if (read_.account_locked()) {
      Answer a = result(2, Outcome::deny, "locked", {});
      a.text = "account";
      a.deadline = facts_.user.account_locked.value().until;
      return a;
    }
    return std::nullopt;
  }

  std::string channel() const {
    if (!facts_.sign_in.channel.is_known()) throw UnknownFact{"channel"};
    return facts_.sign_in.channel.value();
  }

  // Rows 3 to 5.
  std::optional<Answer> switch_rows() const {
    if (channel() == "login_as") {
      if (const rules::Role* role = read_.admin_role()) {
        return result(3, Outcome::deny, "login_as_administrator", role->span);
      }
    }
    if (read_.emergency()) {
      Answer a =
          result(4, Outcome::allow, "emergency_access", policy_.emergency_access->accounts_span);
      a.alert = true;
      return a;
    }
    const auto& enabled = policy_.two_factor.enabled;
    if (!enabled || !enabled->value) {
      return result(5, Outcome::allow, "two_factor_off", where(enabled));
    }
    return std::nullopt;
  }

  bool then_holds(const rules::Rule& rule) const {
    if (!rule.then || !read_.holds(rule.when, read_.in_force())) return false;
    if (rule.then->outcome == Outcome::allow) return read_.before(*rule.then->expires);
    if (rule.then->outcome == Outcome::enroll) return !read_.enrolled(read_.in_force());
    return true;
  }

  // Row 6.
  std::optional<Answer> then_rules() const {
    for (const rules::Rule& rule : policy_.rules) {
      if (!then_holds(rule)) continue;
      const rules::ThenOutcome& then = *rule.then;
      const auto reason = [&](const char* of_the_row) {
        return then.reason ? then.reason->value : std::string(of_the_row);
      };
      if (then.outcome == Outcome::challenge) {
        Answer a = result(6, Outcome::challenge, reason("second_factor"), then.span);
        offer(a, read_.in_force().allow_fallback);
        return a.methods.empty() ? result(6, Outcome::deny, "no_usable_method", then.span) : a;
      }
      if (then.outcome == Outcome::enroll) {
        Answer a = result(6, Outcome::enroll, reason("enrollment_required"), then.span);
        enroll(a);
        return a.enroll_in.empty() || !proof_possible()
                   ? result(6, Outcome::deny, "no_usable_method", then.span)
                   : a;
      }
      return result(6, then.outcome, reason(""), then.span);
    }
    return std::nullopt;
  }

  bool exempt() const {
    const std::string own = channel();
    const auto& listed = policy_.two_factor.exempt_channels;
    if (!listed) {
      return std::find(std::begin(rules::defaults::exempt_channels),
                       std::end(rules::defaults::exempt_channels),
                       own) != std::end(rules::defaults::exempt_channels);
    }
    return std::any_of(listed->value.begin(), listed->value.end(),
                       [&](const auto& c) { return c.value == own; });
  }

  // Rows 7 to 9.
  std::optional<Answer> scope_rows() const {
    const Settings& s = read_.in_force();
    if (exempt()) {
      return result(7, Outcome::allow, "channel_exempt", where(policy_.two_factor.exempt_channels));
    }
    const bool may_pass = (!read_.enrolled(s) && !read_.reset(s)) ||
                          s.enrolled_users == rules::EnrolledUsers::as_stage;
    if (!may_pass) return std::nullopt;
    if (!read_.admitted()) {
      const auto stages = read_.matching_stages();
      return stages.empty() ? result(8, Outcome::allow, "not_in_rollout", policy_.rollout->span)
                            : result(8, Outcome::allow, "stage_not_started", stages.front()->span);
    }
    if (const rules::Exclusion* e = read_.exclusion()) {
      return result(9, Outcome::allow, "role_excluded", e->span);
    }
    return std::nullopt;
  }

  bool passes_as_recognized() const {
    return read_.in_force().enforcement == rules::Enforcement::risk_based && read_.recognized();
  }

  // Rows 10 and 11, and row 12 where it comes before them.
  std::optional<Answer> enrollment_rows() const {
    const Settings& s = read_.in_force();
    if (!read_.required(s) || read_.enrolled(s)) return std::nullopt;
    if (s.recognized_device_waives && !read_.reset(s) && passes_as_recognized()) {
      return result(12, Outcome::allow, "recognized_device", s.enforcement_at);
    }
    if (read_.grace(s) == rules::GraceState::open) return in_grace();
    if (s.after_grace == rules::AfterGrace::deny && !read_.reset(s)) {
      return result(11, Outcome::deny, "enrollment_overdue", s.after_grace_at);
    }
    if (!proof_possible()) return result(11, Outcome::deny, "no_usable_method", s.proof_at);
    Answer a = result(11, Outcome::enroll, "enrollment_required", s.authenticator_at);
    enroll(a);
    return a;
  }

  // Row 10, offered or already skipped.
  Answer in_grace() const {
    const Settings& s = read_.in_force();
    Answer after;
    if (passes_as_recognized()) {
      after = result(10, Outcome::allow, "recognized_device", s.grace_at);
    } else {
      after = result(10, Outcome::challenge, "second_factor", s.grace_at);
      offer(after, true);
      if (after.methods.empty()) {
        after = result(10, Outcome::allow, "grace", s.grace_at);
        after.deadline = read_.deadline(s);
      }
    }
    if (known(facts_.sign_in.skipped, "skipped").value_or(false)) return after;
    Answer a = result(10, Outcome::enroll, "enrollment_grace", s.grace_at);
    enroll(a);
    a.may_skip = true;
    a.deadline = read_.deadline(s);
    a.second_factor = after.second_factor;
    a.if_skipped =
        Skipped{after.outcome, after.reason, after.methods, after.backup_code, after.deadline};
    return a;
  }

  // Rows 12 to 14.
  Answer second_factor_rows() const {
    const Settings& s = read_.in_force();
    if (passes_as_recognized()) {
      return result(12, Outcome::allow, "recognized_device", s.enforcement_at);
    }
    Answer a = result(13, Outcome::challenge, "second_factor", s.enforcement_at);
    offer(a, s.allow_fallback);
    return a.methods.empty() ? result(14, Outcome::deny, "no_usable_method", s.methods_at) : a;
  }

  void offer(Answer& a, bool with_fallback) const {
    a.methods = read_.offered(with_fallback);
    const bool app =
        std::find(a.methods.begin(), a.methods.end(), Method::authenticator) != a.methods.end();
    a.backup_code = app && read_.backup_codes() > 0;
  }

  void enroll(Answer& a) const {
    for (const Method m : read_.in_force().methods) {
      if (m == Method::authenticator || m == Method::passkey) a.enroll_in.push_back(m);
    }
    const auto held = held_out_of_force();
    if (held.empty()) {
      a.proof = read_.in_force().proof == rules::ProofKind::email ? Proof::email : Proof::password;
      return;
    }
    Method chosen = held.front();
    if (held.size() == 2 && read_.method_locked(held[0]) && !read_.method_locked(held[1])) {
      chosen = held[1];
    }
    a.proof = chosen == Method::authenticator ? Proof::authenticator : Proof::passkey;
  }

  // Authenticator and passkey that the account holds, of `two_factor`'s methods, not in force.
  std::vector<Method> held_out_of_force() const {
    std::vector<Method> held;
    for (const Method m : {Method::authenticator, Method::passkey}) {
      if (read_.set_up(m) && read_.two_factor_alone().has(m) && !read_.in_force().has(m)) {
        held.push_back(m);
      }
    }
    return held;
  }

  bool proof_possible() const {
    const auto held = held_out_of_force();
    if (!held.empty()) {
      return std::any_of(held.begin(), held.end(),
                         [&](Method m) { return !read_.method_locked(m); });
    }
    if (read_.in_force().proof == rules::ProofKind::password) return true;
    return read_.set_up(Method::email) && read_.mail_healthy() &&
           !read_.method_locked(Method::email);
  }

  const rules::Policy& policy_;
  const rules::Source& source_;
  const engine::Facts& facts_;
  Reading read_;
};

template <class List>
std::string names_of(const List& methods) {
  std::string text;
  for (const Method m : methods) text += fmt::format("{} ", rules::name(m));
  return text;
}

std::string when(const std::optional<rules::Instant>& at) {
  if (!at) return "null";
  return *at == rules::instant_min ? "long ago" : rules::format_instant(*at);
}

}  // namespace

std::optional<Answer> answer(const rules::Policy& policy, const rules::Source& source,
                             const engine::Facts& facts) {
  try {
    return Table(policy, source, facts).decide();
  } catch (const UnknownFact&) {
    return std::nullopt;
  }
}

std::optional<Proof> possible_proof(const rules::Policy& policy, const rules::Source& source,
                                    const engine::Facts& facts) {
  return Table(policy, source, facts).possible_proof();
}

Answer from_decision(const engine::Decision& d) {
  Answer a;
  a.outcome = d.outcome;
  a.row = d.row;
  a.reason = d.reason;
  a.methods.assign(d.methods.begin(), d.methods.end());
  if (!a.methods.empty()) a.default_method = a.methods.front();
  a.backup_code = d.backup_code;
  a.enroll_in.assign(d.enroll_in.begin(), d.enroll_in.end());
  a.proof = d.proof;
  a.may_skip = d.may_skip;
  if (d.if_skipped) {
    const engine::AfterSkip& s = *d.if_skipped;
    const auto until = s.in_grace ? d.deadline : std::nullopt;
    a.if_skipped = Skipped{s.outcome, std::string(s.reason()), {}, s.backup_code, until};
    a.if_skipped->methods.assign(s.methods.begin(), s.methods.end());
  }
  a.deadline = d.deadline;
  a.second_factor = d.second_factor;
  a.alert = d.alert;
  if (d.limits != nullptr) a.limits = *d.limits;
  a.line = d.rule->line;
  a.text = d.rule->text;
  return a;
}

std::string to_text(const Answer& a) {
  std::string text =
      fmt::format("outcome {} row {} reason {}\n", rules::name(a.outcome), a.row, a.reason);
  text += fmt::format("methods {}default {} backup_code {}\n", names_of(a.methods),
                      a.default_method ? rules::name(*a.default_method) : "null", a.backup_code);
  text += fmt::format("enroll_in {}proof {} may_skip {}\n", names_of(a.enroll_in),
                      a.proof ? engine::name(*a.proof) : "null", a.may_skip);
  if (a.if_skipped) {
    const Skipped& s = *a.if_skipped;
    text += fmt::format("if_skipped {} {} methods {}backup_code {} deadline {}\n",
                        rules::name(s.outcome), s.reason, names_of(s.methods), s.backup_code,
                        when(s.deadline));
  }
  text += fmt::format("deadline {} second_factor {} alert {}\n", when(a.deadline), a.second_factor,
                      a.alert);
  const engine::Limits& l = a.limits;
  text += fmt::format("limits {} {} {} {} {} {} {} {} {} {} {} {} {}\n", l.code_length, l.code_ttl,
                      l.challenge_ttl, l.attempts, l.resends, l.resend_cooldown, l.sends_per_hour,
                      l.method_lock_after, l.lockout, l.lockout_max, l.hard_lock_after,
                      l.backup_codes_count, l.backup_codes_low);
  return text + fmt::format("rule {} {}\n", a.line, a.text);
}

}  // namespace gatecast::oracle
