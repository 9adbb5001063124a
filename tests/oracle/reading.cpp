#include "tests/oracle/reading.h"

#include <openssl/evp.h>

#include <algorithm>

#include "tests/oracle/known.h"

namespace gatecast::oracle {

using rules::Instant;
using rules::Method;

namespace {

bool holds_now(const engine::Lock& lock, Instant now) { return !lock.until || now < *lock.until; }

}  // namespace

int ramp_bucket(const std::string& policy, const std::string& stage, const std::string& user) {
  std::string text = policy;
  text.push_back('\0');
  text += stage;
  text.push_back('\0');
  text += user;
  text.push_back('\0');
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest, &size, EVP_sha256(), nullptr);
  std::uint64_t number = 0;
  for (int i = 0; i < 8; ++i) number = number * 256 + digest[i];
  return static_cast<int>(number % 10'000);
}

Reading::Reading(const rules::Policy& policy, const engine::Facts& facts)
    : policy_(policy), facts_(facts) {
  apply(policy.two_factor.settings, alone_);
  in_force_ = alone_;
  for (const rules::Rule& rule : policy.rules) {
    if (rule.set && holds(rule.when, alone_)) apply(*rule.set, in_force_);
  }
}

std::vector<std::string> Reading::roles() const {
  auto own = known(facts_.user.roles, "roles").value_or({});
  for (const std::string& name : own) {
    const bool declared = std::any_of(policy_.roles.begin(), policy_.roles.end(),
                                      [&](const auto& r) { return r.name.value == name; });
    if (!declared) throw UnknownFact{"roles"};
  }
  return own;
}

bool Reading::has_role(const std::string& name) const {
  const auto own = roles();
  return std::find(own.begin(), own.end(), name) != own.end();
}

const rules::Role* Reading::admin_role() const {
  for (const rules::Role& role : policy_.roles) {
    if (role.admin && has_role(role.name.value)) return &role;
  }
  return nullptr;
}

std::optional<rules::AccountType> Reading::type() const {
  if (facts_.user.type.is_known()) return facts_.user.type.value();
  std::optional<rules::AccountType> found;
  for (const rules::Role& role : policy_.roles) {
    if (!role.type || !has_role(role.name.value)) continue;
    if (found && *found != *role.type) throw UnknownFact{"type"};
    found = role.type;
  }
  return found;
}

bool Reading::enrolled(const Settings& s) const {
  const bool by_app =
      known(facts_.user.authenticator, "authenticator")
          .value_or(rules::AuthenticatorState::not_started) == rules::AuthenticatorState::enrolled;
  const bool by_key = known(facts_.user.passkey, "passkey").value_or(false);
  return (by_app && s.has(Method::authenticator)) || (by_key && s.has(Method::passkey));
}

bool Reading::reset(const Settings& s) const {
  return known(facts_.user.reset_at, "reset_at").is_known() &&
         s.after_reset == rules::AfterReset::required;
}

bool Reading::required(const Settings& s) const {
  return (s.has(Method::authenticator) || s.has(Method::passkey)) &&
         (s.authenticator == rules::Requirement::required || reset(s));
}

std::vector<const rules::Stage*> Reading::matching_stages() const {
  std::vector<const rules::Stage*> stages;
  if (!policy_.rollout) return stages;
  for (const rules::Stage& stage : policy_.rollout->stages) {
    if (!stage.who || holds(*stage.who, in_force_)) stages.push_back(&stage);
  }
  return stages;
}

std::optional<Instant> Reading::admission() const {
  std::optional<Instant> earliest;
  const auto consider = [&](Instant at) {
    if (!earliest || at < *earliest) earliest = at;
  };
  for (const rules::Stage* stage : matching_stages()) {
    if (!stage->ramp) {
      consider(policy_.zone.midnight(stage->start.value));
      continue;
    }
    const auto& id = known(facts_.user.id, "id");
    if (!id.is_known()) throw UnknownFact{"id"};
    const int own = ramp_bucket(policy_.name.value, stage->name.value, id.value());
    rules::Date date = stage->start.value;
    for (const int percent : stage->ramp->percent_hundredths) {
      if (own < percent) consider(policy_.zone.midnight(date));
      date.days += stage->ramp->every_days;
    }
  }
  return earliest;
}

bool Reading::admitted() const {
  if (!policy_.rollout) return true;
  const auto at = admission();
  return at && facts_.now >= *at;
}

Instant Reading::grace_opening() const {
  const auto& stored = known(facts_.user.grace_started, "grace_started");
  if (stored.is_known()) return stored.value();
  const Instant created = known(facts_.user.created, "created").value_or(rules::instant_min);
  if (!policy_.rollout) return created;
  return std::max(created, admission().value_or(rules::instant_min));
}

std::optional<Instant> Reading::deadline(const Settings& s) const {
  if (!s.grace_days && s.grace_skips) return std::nullopt;
  const Instant opening = grace_opening();
  const int days = s.grace_days.value_or(0);
  if (days == 0 || opening == rules::instant_min) return opening;
  return policy_.zone.add_days(opening, days);
}

rules::GraceState Reading::grace(const Settings& s) const {
  if (!admitted() || enrolled(s) || !required(s)) return rules::GraceState::none;
  const bool no_grace = s.grace_days ? *s.grace_days == 0 : !s.grace_skips;
  if (reset(s) || no_grace) return rules::GraceState::over;
  const auto end = deadline(s);
  const bool by_clock = !end || facts_.now < *end;
  const bool by_skips =
      !s.grace_skips || known(facts_.user.skips, "skips").value_or(0) < *s.grace_skips;
  return by_clock && by_skips ? rules::GraceState::open : rules::GraceState::over;
}

const rules::Exclusion* Reading::exclusion() const {
  const auto own = roles();
  const auto covered = [&](const std::string& role) {
    return std::any_of(policy_.exclusions.begin(), policy_.exclusions.end(), [&](const auto& e) {
      return e.role && e.role->value == role && before(e.expires.value);
    });
  };
  const bool every_role = !own.empty() && std::all_of(own.begin(), own.end(), covered);
  for (const rules::Exclusion& e : policy_.exclusions) {
    if (!before(e.expires.value)) continue;
    if (e.role && every_role && has_role(e.role->value)) return &e;
    if (e.who && holds(*e.who, in_force_)) return &e;
  }
  return nullptr;
}

bool Reading::emergency() const {
  if (!policy_.emergency_access) return false;
  const auto& id = known(facts_.user.id, "id");
  if (!id.is_known()) throw UnknownFact{"id"};
  const auto& accounts = policy_.emergency_access->accounts;
  return std::any_of(accounts.begin(), accounts.end(),
                     [&](const auto& a) { return a.value == id.value(); });
}

bool Reading::recognized() const {
  const bool cookie = known(facts_.sign_in.device_cookie, "device_cookie").value_or(false);
  const bool address = known(facts_.sign_in.known_ip, "known_ip").value_or(false);
  const auto& by = policy_.two_factor.recognition.by;
  switch (by ? by->value : rules::Recognition::cookie_or_ip) {
    case rules::Recognition::cookie_or_ip:
      return cookie || address;
    case rules::Recognition::cookie:
      return cookie;
    case rules::Recognition::cookie_and_ip:
      return cookie && address;
  }
  return false;
}

bool Reading::account_locked() const {
  const auto& lock = known(facts_.user.account_locked, "account_locked");
  return lock.is_known() && holds_now(lock.value(), facts_.now);
}

bool Reading::method_locked(Method method) const {
  const auto& lock = known(facts_.user.locks[static_cast<std::size_t>(method)], "locks");
  return lock.is_known() && holds_now(lock.value(), facts_.now);
}

bool Reading::mail_healthy() const {
  const auto& plan = policy_.integrations;
  return plan.email_mentioned && (!plan.email_healthy || plan.email_healthy->value) &&
         known(facts_.environment.email_healthy, "email_healthy").value_or(false);
}

bool Reading::set_up(Method method) const {
  const engine::Account& user = facts_.user;
  switch (method) {
    case Method::authenticator:
      return known(user.authenticator, "authenticator")
                 .value_or(rules::AuthenticatorState::not_started) ==
             rules::AuthenticatorState::enrolled;
    case Method::email:
      return known(user.email, "email").value_or(false);
    case Method::sms:
      return known(user.phone, "phone").value_or(false);
    case Method::passkey:
      return known(user.passkey, "passkey").value_or(false);
  }
  return false;
}

bool Reading::usable(Method method) const {
  if (!in_force_.has(method) || !set_up(method) || method_locked(method)) return false;
  if (method == Method::email) return mail_healthy();
  if (method != Method::sms) return true;
  const auto& plan = policy_.integrations;
  return plan.sms_mentioned && plan.sms_provider.has_value() &&
         (!plan.sms_healthy || plan.sms_healthy->value) &&
         known(facts_.environment.sms_healthy, "sms_healthy").value_or(false);
}

std::vector<Method> Reading::offered(bool with_fallback) const {
  std::vector<Method> ready;
  for (const Method m : in_force_.methods) {
    if (set_up(m)) ready.push_back(m);
  }
  if (ready.empty()) return {};
  Method first = ready.front();
  for (const Method m : ready) {
    if (in_force_.default_method == m) first = m;
  }
  std::vector<Method> result;
  if (usable(first)) result.push_back(first);
  if (!with_fallback) return result;
  for (const Method m : ready) {
    if (m != first && usable(m)) result.push_back(m);
  }
  return result;
}

int Reading::backup_codes() const {
  return known(facts_.user.backup_codes, "backup_codes").value_or(0);
}

}  // namespace gatecast::oracle
