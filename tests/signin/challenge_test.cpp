// The challenge, event by event.
#include "engine/signin/challenge.h"

#include <gtest/gtest.h>

namespace gatecast::engine {
namespace {

using rules::AuthenticatorState;

constexpr Instant noon = 1'800'000'000;

Decision challenge_by(MethodList methods, bool backup_code = false) {
  Decision decision;
  decision.outcome = Outcome::challenge;
  decision.methods = methods;
  decision.backup_code = backup_code;
  return decision;
}

Decision enroll_by(Proof proof, bool may_skip) {
  Decision decision;
  decision.outcome = Outcome::enroll;
  decision.enroll_in = {Method::authenticator, Method::passkey};
  decision.proof = proof;
  decision.may_skip = may_skip;
  return decision;
}

// One account going through events, a state after the other.
struct Person {
  ChallengeState state;
  Limits limits;
  Instant now = noon;
  Effects effects;

  StepVerdict does(Event event) {
    const Step result = step(state, event, limits, now);
    state = result.state;
    effects = result.effects;
    return result.verdict;
  }
  StepVerdict begins(const Decision& decision) {
    return does({.kind = EventKind::begin, .decision = &decision});
  }
  StepVerdict enters(bool match) { return does({.kind = EventKind::code_entered, .match = match}); }
  StepVerdict enters_backup(bool match) {
    return does({.kind = EventKind::backup_code, .match = match});
  }
  StepVerdict resends() { return does({.kind = EventKind::resend}); }
  StepVerdict switches(Method m) { return does({.kind = EventKind::switch_method, .method = m}); }
  MethodCounters& counters(Method m) {
    return state.credentials.methods[static_cast<std::size_t>(m)];
  }
};

TEST(Challenge, RightCodeVerifiesAndForgetsFailures) {
  Person p;
  EXPECT_EQ(p.begins(challenge_by({Method::authenticator})), StepVerdict::ok);
  EXPECT_FALSE(p.effects.send_code);
  EXPECT_EQ(p.enters(false), StepVerdict::wrong_code);
  EXPECT_EQ(p.counters(Method::authenticator).consecutive_failures, 1);
  EXPECT_EQ(p.enters(true), StepVerdict::verified);
  EXPECT_TRUE(p.effects.remember_device);
  EXPECT_EQ(p.counters(Method::authenticator).consecutive_failures, 0);
  EXPECT_EQ(p.enters(true), StepVerdict::refused);
}

TEST(Challenge, AttemptsEndTheChallenge) {
  Person p;
  p.begins(challenge_by({Method::authenticator}));
  for (int i = 0; i < 4; ++i) EXPECT_EQ(p.enters(false), StepVerdict::wrong_code);
  EXPECT_EQ(p.enters(false), StepVerdict::attempts_exhausted);
  EXPECT_EQ(p.state.phase, Phase::ended);
  EXPECT_EQ(p.enters(true), StepVerdict::refused);
}

TEST(Challenge, TenFailuresLockForALockoutThatDoubles) {
  Person p;
  Seconds expected[] = {900, 1800, 3600, 3600};
  for (const Seconds span : expected) {
    for (int i = 0; i < 10; ++i) {
      if (i % 5 == 0) p.begins(challenge_by({Method::authenticator}));
      const StepVerdict verdict = p.enters(false);
      if (i == 9) {
        EXPECT_EQ(verdict, StepVerdict::method_locked);
      }
    }
    EXPECT_EQ(p.counters(Method::authenticator).lock_until, p.now + span);
    p.begins(challenge_by({Method::authenticator}));
    p.now += span - 1;
    p.limits.challenge_ttl = 100'000;
    EXPECT_EQ(p.enters(true), StepVerdict::method_locked);
    p.now += 1;
  }
  p.begins(challenge_by({Method::authenticator}));
  EXPECT_EQ(p.enters(true), StepVerdict::verified);
  EXPECT_EQ(p.counters(Method::authenticator).lockouts, 0);
}

void fail_often(Person& p, Method method, int times) {
  for (int i = 0; i < times; ++i) {
    p.begins(challenge_by({method}));
    p.enters(false);
    p.now += 3600;
  }
}

TEST(Challenge, HundredFailuresLockHardUntilAnAdministratorOrAStrongerMethod) {
  Person p;
  fail_often(p, Method::email, 100);
  EXPECT_TRUE(p.counters(Method::email).hard);
  EXPECT_EQ(p.counters(Method::email).lock_until, rules::instant_max);
  p.begins(challenge_by({Method::authenticator, Method::email}));
  EXPECT_EQ(p.switches(Method::email), StepVerdict::hard_locked);
  EXPECT_EQ(p.enters(true), StepVerdict::verified);
  EXPECT_FALSE(p.counters(Method::email).hard);

  fail_often(p, Method::authenticator, 100);
  EXPECT_TRUE(p.counters(Method::authenticator).hard);
  EXPECT_EQ(p.does({.kind = EventKind::administrator_unlock, .method = Method::authenticator}),
            StepVerdict::ok);
  EXPECT_FALSE(p.counters(Method::authenticator).hard);
}

TEST(Challenge, EmergencyAccountsAreNeverHardLocked) {
  Person p;
  p.state.credentials.emergency = true;
  fail_often(p, Method::authenticator, 250);
  EXPECT_FALSE(p.counters(Method::authenticator).hard);
  EXPECT_EQ(p.counters(Method::authenticator).consecutive_failures, 250);
}

TEST(Challenge, BackupCodes) {
  Person p;
  p.state.credentials.backup_codes = 1;
  p.begins(challenge_by({Method::email, Method::authenticator}, true));
  EXPECT_EQ(p.enters_backup(false), StepVerdict::wrong_code);
  EXPECT_EQ(p.counters(Method::authenticator).consecutive_failures, 1);
  EXPECT_EQ(p.counters(Method::email).consecutive_failures, 0);
  EXPECT_EQ(p.enters_backup(true), StepVerdict::verified);
  EXPECT_EQ(p.state.credentials.backup_codes, 0);
  p.begins(challenge_by({Method::authenticator}, true));
  EXPECT_EQ(p.enters_backup(true), StepVerdict::no_backup_code);
  p.begins(challenge_by({Method::email}));
  EXPECT_EQ(p.enters_backup(true), StepVerdict::not_offered);
}

TEST(Challenge, CodesAndChallengesExpire) {
  Person p;
  p.begins(challenge_by({Method::email}));
  EXPECT_TRUE(p.effects.send_code);
  p.now += 600;
  EXPECT_EQ(p.enters(true), StepVerdict::code_expired);
  EXPECT_EQ(p.state.attempts, 0);
  EXPECT_EQ(p.resends(), StepVerdict::ok);
  p.now += 299;
  Person other = p;
  EXPECT_EQ(other.enters(true), StepVerdict::verified);
  p.now += 1;
  EXPECT_EQ(p.enters(true), StepVerdict::challenge_expired);
  EXPECT_EQ(p.state.phase, Phase::ended);
}

TEST(Challenge, ResendsHaveACooldownALimitAndAnHour) {
  Person p;
  p.limits.resends = 3;
  p.begins(challenge_by({Method::sms}));
  p.now += 29;
  EXPECT_EQ(p.resends(), StepVerdict::resend_too_soon);
  p.now += 1;
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(p.resends(), StepVerdict::ok);
    EXPECT_TRUE(p.effects.send_code);
    p.now += 30;
  }
  EXPECT_EQ(p.resends(), StepVerdict::resends_exhausted);
  EXPECT_EQ(p.begins(challenge_by({Method::sms})), StepVerdict::ok);
  EXPECT_EQ(p.begins(challenge_by({Method::sms})), StepVerdict::sends_exhausted);
  EXPECT_FALSE(p.effects.send_code);
  EXPECT_EQ(p.state.phase, Phase::challenge);
  EXPECT_EQ(p.enters(true), StepVerdict::code_expired);
  EXPECT_EQ(p.resends(), StepVerdict::sends_exhausted);
  p.now = noon + 3600;
  EXPECT_EQ(p.begins(challenge_by({Method::sms})), StepVerdict::ok);
}

TEST(Challenge, SwitchesAmongWhatIsOffered) {
  Person p;
  p.begins(challenge_by({Method::authenticator, Method::email}));
  EXPECT_EQ(p.switches(Method::sms), StepVerdict::not_offered);
  EXPECT_EQ(p.switches(Method::authenticator), StepVerdict::refused);
  EXPECT_EQ(p.switches(Method::email), StepVerdict::ok);
  EXPECT_TRUE(p.effects.send_code);
  EXPECT_EQ(p.state.resends, 0);
  EXPECT_EQ(p.switches(Method::authenticator), StepVerdict::ok);
  EXPECT_EQ(p.switches(Method::email), StepVerdict::ok);
  EXPECT_EQ(p.state.resends, 1);
}

TEST(Enrollment, BeginConfirmAndBeginAgain) {
  Person p;
  p.begins(enroll_by(Proof::password, false));
  EXPECT_EQ(p.state.phase, Phase::enroll);
  EXPECT_EQ(p.does({.kind = EventKind::enroll_confirm, .match = true}), StepVerdict::refused);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(p.does({.kind = EventKind::enroll_begin}), StepVerdict::ok);
    EXPECT_TRUE(p.effects.issue_secret);
    EXPECT_EQ(p.state.credentials.authenticator, AuthenticatorState::pending);
  }
  EXPECT_EQ(p.does({.kind = EventKind::enroll_confirm, .match = false}), StepVerdict::wrong_code);
  EXPECT_EQ(p.does({.kind = EventKind::enroll_confirm, .match = true}), StepVerdict::enrolled);
  EXPECT_TRUE(p.effects.issue_backup_codes);
  EXPECT_EQ(p.state.credentials.backup_codes, 10);
  EXPECT_EQ(p.state.credentials.authenticator, AuthenticatorState::enrolled);
  EXPECT_EQ(p.does({.kind = EventKind::enroll_begin}), StepVerdict::refused);
  p.state.credentials.backup_codes = 1;
  EXPECT_EQ(p.does({.kind = EventKind::regenerate_codes}), StepVerdict::ok);
  EXPECT_EQ(p.state.credentials.backup_codes, 10);
}

TEST(Enrollment, AnOldSecretIsVoidInANewChallenge) {
  Person p;
  p.state.credentials.authenticator = AuthenticatorState::pending;
  p.begins(enroll_by(Proof::password, false));
  EXPECT_EQ(p.does({.kind = EventKind::enroll_confirm, .match = true}), StepVerdict::refused);
}

TEST(Enrollment, ProofComesFirst) {
  Person p;
  p.begins(enroll_by(Proof::email, false));
  EXPECT_EQ(p.state.phase, Phase::prove);
  EXPECT_TRUE(p.effects.send_code);
  EXPECT_EQ(p.does({.kind = EventKind::enroll_begin}), StepVerdict::refused);
  EXPECT_EQ(p.enters(false), StepVerdict::wrong_code);
  EXPECT_EQ(p.enters(true), StepVerdict::ok);
  EXPECT_EQ(p.state.phase, Phase::enroll);
  EXPECT_EQ(p.does({.kind = EventKind::enroll_begin, .method = Method::sms}),
            StepVerdict::not_offered);
  EXPECT_EQ(p.does({.kind = EventKind::enroll_begin, .method = Method::passkey}), StepVerdict::ok);
  EXPECT_EQ(p.does({.kind = EventKind::enroll_confirm, .match = true}), StepVerdict::enrolled);
  EXPECT_TRUE(p.state.credentials.passkey);
}

TEST(Enrollment, SkipsOnlyWhereItMay) {
  Person p;
  p.begins(enroll_by(Proof::password, false));
  EXPECT_EQ(p.does({.kind = EventKind::skip}), StepVerdict::refused);
  p.begins(enroll_by(Proof::password, true));
  EXPECT_EQ(p.does({.kind = EventKind::skip}), StepVerdict::skipped);
  EXPECT_EQ(p.state.phase, Phase::idle);
}

TEST(Enrollment, AnAdministratorsResetVoidsAll) {
  Person p;
  p.state.credentials.authenticator = AuthenticatorState::enrolled;
  p.state.credentials.backup_codes = 3;
  p.begins(challenge_by({Method::authenticator}, true));
  EXPECT_EQ(p.does({.kind = EventKind::administrator_reset}), StepVerdict::ok);
  EXPECT_TRUE(p.effects.revoke_devices);
  EXPECT_TRUE(p.effects.void_challenges);
  EXPECT_EQ(p.state.credentials.authenticator, AuthenticatorState::not_started);
  EXPECT_EQ(p.state.credentials.backup_codes, 0);
  EXPECT_TRUE(p.state.credentials.reset);
  EXPECT_EQ(p.enters(true), StepVerdict::refused);
}

TEST(Enrollment, DeactivationEndsTheChallenge) {
  Person p;
  p.begins(challenge_by({Method::authenticator}));
  EXPECT_EQ(p.does({.kind = EventKind::deactivate}), StepVerdict::ok);
  EXPECT_EQ(p.state.phase, Phase::ended);
}

TEST(Challenge, BeginsOnlyWhereThereIsSomethingToDo) {
  Person p;
  EXPECT_EQ(p.does({.kind = EventKind::begin}), StepVerdict::refused);
  EXPECT_EQ(p.begins(challenge_by({})), StepVerdict::refused);
  Decision allowed;
  allowed.outcome = Outcome::allow;
  allowed.alert = true;
  EXPECT_EQ(p.begins(allowed), StepVerdict::ok);
  EXPECT_EQ(p.state.phase, Phase::idle);
  EXPECT_TRUE(p.effects.alert);
}

}  // namespace
}  // namespace gatecast::engine
