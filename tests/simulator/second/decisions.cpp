#include "tests/simulator/second/decisions.h"

#include <algorithm>

#include "rules/check.h"

namespace gatecast::second {

namespace {

using engine::Fact;
using rules::Instant;

std::string exempt_channel(const rules::Policy& policy) {
  const auto& exempt = policy.two_factor.exempt_channels;
  if (!exempt || exempt->value.empty()) return "saml";
  for (const auto& channel : exempt->value) {
    if (channel.value == "saml") return "saml";
  }
  return exempt->value.front().value;
}

Fact<engine::Lock> lock_of(const engine::MethodCounters& counters) {
  if (counters.lock_until == rules::instant_min) return Fact<engine::Lock>::none();
  engine::Lock lock;
  lock.hard = counters.hard;
  if (counters.lock_until != rules::instant_max) lock.until = counters.lock_until;
  return lock;
}

bool locked_now(const Fact<engine::Lock>& lock, Instant now) {
  return lock.is_known() && (!lock.value().until || now < *lock.value().until);
}

oracle::Answer ask_anew(const Plan& plan, const rules::Policy& policy, const engine::Facts& facts) {
  const auto answer = oracle::answer(policy, *plan.source, facts);
  GATECAST_CHECK(answer.has_value());
  return *answer;
}

}  // namespace

Decisions::Decisions(const Plan& plan) : plan_(plan), sso_channel_(exempt_channel(*plan.policy)) {}

engine::Facts Decisions::facts(std::uint32_t who, const engine::Credentials& credentials, int skips,
                               Instant now, const SignIn& sign_in) const {
  const simulator::Person& person = plan_.population->people[who];
  engine::Facts facts;
  facts.now = now;
  facts.user = person.account;
  facts.user.authenticator = credentials.authenticator;
  facts.user.passkey = credentials.passkey;
  facts.user.backup_codes = credentials.backup_codes;
  facts.user.skips = skips;
  if (!standings_.empty()) facts.user.grace_started = standing(who, now).grace_started;
  facts.user.reset_at = credentials.reset ? Fact<Instant>(now) : Fact<Instant>::none();
  for (std::size_t m = 0; m < rules::method_count; ++m) {
    facts.user.locks[m] = lock_of(credentials.methods[m]);
  }
  facts.sign_in.channel = sign_in.sso ? sso_channel_ : std::string("password");
  if (person.application.empty()) {
    facts.sign_in.application = Fact<std::string>::none();
  } else {
    facts.sign_in.application = person.application;
  }
  facts.sign_in.device_cookie = sign_in.cookie;
  facts.sign_in.known_ip = sign_in.known_address;
  facts.sign_in.skipped = sign_in.skipped;
  facts.sign_in.ip = Fact<std::string>::none();
  facts.sign_in.country = Fact<std::string>::none();
  facts.sign_in.risk = Fact<rules::Risk>::none();
  facts.environment.email_healthy = !is_down(simulator::DrillKind::mail_down, now);
  facts.environment.sms_healthy = !is_down(simulator::DrillKind::sms_down, now);
  return facts;
}

bool Decisions::is_down(simulator::DrillKind outage, Instant now) const {
  const rules::TimeZone& zone = plan_.policy->zone;
  for (const simulator::Drill& drill : plan_.behavior.drills) {
    if (drill.kind != outage || now < zone.midnight(drill.from)) continue;
    if (!drill.until || now < zone.midnight(*drill.until)) return true;
  }
  return false;
}

const Standing& Decisions::standing(std::uint32_t who, Instant now) const {
  const std::vector<Standing>& all = standings_[who];
  const double at = static_cast<double>(now - plan_.policy->zone.midnight(plan_.start));
  std::size_t last = 0;
  while (last + 1 < all.size() && all[last + 1].from <= at) ++last;
  return all[last];
}

// Days, and the parts of a day between the hours that the policy names.
std::uint64_t Decisions::slice(Instant now) const {
  const rules::TimeZone& zone = plan_.policy->zone;
  const rules::Date date = zone.local_date(now);
  const auto second = zone.to_local(now) - std::int64_t{date.days} * rules::day_seconds;
  std::uint64_t part = 0;
  for (const int hour : plan_.hours) part += second >= std::int64_t{hour} * 3600;
  return static_cast<std::uint64_t>(date.days) * 16 + part;
}

const oracle::Answer& Decisions::ask(std::uint32_t who, const engine::Credentials& credentials,
                                     int skips, Instant now, const SignIn& sign_in) {
  std::uint64_t state = static_cast<std::uint64_t>(skips);
  const auto add = [&](std::uint64_t part, unsigned bits) { state = state << bits | part; };
  add(static_cast<std::uint64_t>(credentials.authenticator), 2);
  add(credentials.passkey, 1);
  add(static_cast<std::uint64_t>(credentials.backup_codes), 8);
  add(credentials.reset, 1);
  add(sign_in.sso, 1);
  add(sign_in.cookie, 1);
  add(sign_in.known_address, 1);
  add(sign_in.skipped, 1);
  for (const engine::MethodCounters& c : credentials.methods) add(now < c.lock_until, 1);
  const engine::Account& account = plan_.population->people[who].account;
  add(locked_now(account.account_locked, now), 1);
  const Key key{std::uint64_t{who} << 32U | slice(now), state};
  const auto [place, is_new] = known_.try_emplace(key);
  oracle::Answer& answer = place->second;
  const rules::Policy& policy = *standing(who, now).policy;
  if (is_new) {
    answer = ask_anew(plan_, policy, facts(who, credentials, skips, now, sign_in));
  } else if (++hits_ % 64 == 0) {
    const oracle::Answer again =
        ask_anew(plan_, policy, facts(who, credentials, skips, now, sign_in));
    GATECAST_CHECK(oracle::to_text(again) == oracle::to_text(answer));
  }
  return answer;
}

std::optional<engine::Proof> Decisions::proof(std::uint32_t who,
                                              const engine::Credentials& credentials, int skips,
                                              Instant now, const SignIn& sign_in) const {
  const engine::Facts facts = this->facts(who, credentials, skips, now, sign_in);
  return oracle::possible_proof(*standing(who, now).policy, *plan_.source, facts);
}

engine::Decision decision_of(const oracle::Answer& answer) {
  engine::Decision decision;
  decision.outcome = answer.outcome;
  for (const rules::Method m : answer.methods) decision.methods.push_back(m);
  for (const rules::Method m : answer.enroll_in) decision.enroll_in.push_back(m);
  decision.backup_code = answer.backup_code;
  decision.proof = answer.proof;
  decision.may_skip = answer.may_skip;
  decision.alert = answer.alert;
  decision.limits = &answer.limits;
  return decision;
}

}  // namespace gatecast::second
