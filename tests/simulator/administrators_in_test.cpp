// Which administrators could sign in during a drill, tried or not, where that can be worked out by
// hand.
#include "simulator/administrators_in.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "simulator/drill_report.h"
#include "tests/simulator/small_world.h"

namespace gatecast::simulator::testing {
namespace {

constexpr int days = 30;
constexpr int drilled_on = 10;  // the eleventh
constexpr int days_left = days - drilled_on;
constexpr double year = 365.25;

Drill drill_on_the_eleventh(DrillKind kind, int minutes = 0) {
  Drill drill;
  drill.kind = kind;
  drill.from = *rules::parse_date("2027-01-11");
  if (info(kind).lasts) drill.until = rules::parse_date("2027-01-14");
  if (info(kind).of_role) drill.role = "Administrator";
  drill.minutes = minutes;
  return drill;
}

constexpr const char* roles = R"(
roles:
  Administrator: {type: internal, admin: true}
  Auditor: {type: internal, admin: true}
  Clerk: {type: internal}
)";

// `two_factor` and what else; both providers are well.
std::string policy(const std::string& two_factor) {
  return "policy: test\nrevision: 1\ntime_zone: UTC\ntwo_factor:\n  enabled: true\n" + two_factor +
         "integrations:\n  sms: {provider: main, healthy: true}\n  email: {healthy: true}\n" +
         roles;
}

// Nobody signs in, but for whom `administrators` says it; five clerks are there, too.
Plan plan_of(const std::string& yaml, const PeopleLike& administrators, const Drill& drill,
             const std::function<void(Behavior&)>& change = {}) {
  Population population;
  add_people(population, {.count = 5, .enrolled = true, .roles = {"Clerk"}});
  PeopleLike like = administrators;
  like.phone = true;
  if (like.roles.empty()) like.roles = {"Administrator"};
  add_people(population, like);
  Behavior behavior = neutral_behavior();
  behavior.drills = {drill};
  if (change) change(behavior);
  Plan result = plan(mail_policy(), population, behavior);
  set_policy(result, yaml);
  return result;
}

DrillOutcome report(const Plan& plan) {
  const auto simulation = Simulation::begin(plan);
  EXPECT_TRUE(simulation.ok()) << simulation.message();
  const auto administrators = simulation.value().administrators_in(first_day_of_drills(plan));
  Counts counts;
  RunHooks hooks;
  hooks.administrators = administrators.get();
  EXPECT_TRUE(simulation.value().run({0, plan.replicates}, counts, hooks).ok());
  const auto found =
      drill_report(plan, simulation.value(), counts, *administrators, plan.replicates, {});
  EXPECT_TRUE(found.ok()) << found.message();
  EXPECT_EQ(found.value().size(), 1U);
  return found.value()[0];
}

// Of all administrators.
AdministratorEffect all_of(const Plan& plan) {
  const DrillOutcome outcome = report(plan);
  EXPECT_FALSE(outcome.administrators.empty());
  return outcome.administrators.at(0);
}

void expect_certainly(const Quantiles& q, double value) {
  EXPECT_EQ(q.mean, value);
  EXPECT_EQ(q.p05, value);
  EXPECT_EQ(q.p95, value);
}

// The drill shuts out all `people` for so many days, and nothing else does.
void expect_out(const AdministratorEffect& effect, int people, int for_days,
                bool every_drilled_day) {
  expect_certainly(effect.days_out, people * for_days);
  expect_certainly(effect.more_days_out, people * for_days);
  expect_certainly(effect.days_none_in, for_days);
  expect_certainly(effect.more_days_none_in, for_days);
  EXPECT_EQ(effect.some_in, every_drilled_day ? 1 : 0);
}
void expect_in(const AdministratorEffect& effect) { expect_out(effect, 0, 0, true); }

// Each of them without one who signs in: `locked_out` knows nothing of them.
TEST(AdministratorsIn, NobodyNeedsToTry) {
  const Drill mail = drill_on_the_eleventh(DrillKind::mail_down);
  const Drill sms = drill_on_the_eleventh(DrillKind::sms_down);
  for (const char* alone : {"email", "sms"}) {
    const std::string yaml = policy(std::string("  methods: [") + alone + "]\n");
    const Drill& his = alone == std::string("sms") ? sms : mail;
    const Drill& other = alone == std::string("sms") ? mail : sms;
    const DrillOutcome outcome = report(plan_of(yaml, {.count = 4}, his));
    expect_out(outcome.administrators.at(0), 4, 3, false);
    for (const DrillEffect& effect : outcome.groups) EXPECT_EQ(effect.days_out.mean, 0);
    expect_in(all_of(plan_of(yaml, {.count = 4}, other)));
  }
}

// Fallback is of use only where there is another method, and it is allowed.
TEST(AdministratorsIn, AnotherMethodIsAWayInWhereItIsAllowed) {
  const Drill sms = drill_on_the_eleventh(DrillKind::sms_down);
  expect_in(all_of(
      plan_of(policy("  methods: [sms, email]\n  allow_fallback: true\n"), {.count = 4}, sms)));
  // Without it only the account's default counts.
  expect_out(all_of(plan_of(policy("  methods: [sms, email]\n"), {.count = 4}, sms)), 4, 3, false);
}

TEST(AdministratorsIn, SingleSignOnIsAWayInForWhoeverUsesIt) {
  const Drill mail = drill_on_the_eleventh(DrillKind::mail_down);
  const std::string yaml = policy("  methods: [email]\n");
  expect_in(all_of(plan_of(yaml, {.count = 4, .sso_share = 0.01}, mail)));
}

// An enrolled administrator without his phone is nowhere, unless he has codes.
TEST(AdministratorsIn, BackupCodesAreAWayInForWhoeverSavedThem) {
  const Drill lost = drill_on_the_eleventh(DrillKind::authenticators_lost);
  const std::string yaml = policy("  methods: [authenticator]\n");
  const PeopleLike with_codes{.count = 4, .enrolled = true, .backup_codes = 3};
  const auto saved = [](double share) {
    return
        [share](Behavior& behavior) { set(behavior, Parameter::backup_codes_saved_share, share); };
  };
  expect_out(all_of(plan_of(yaml, with_codes, lost, saved(0))), 4, days_left, false);
  expect_in(all_of(plan_of(yaml, with_codes, lost, saved(1))));
  // Codes on paper of which none is left.
  expect_out(all_of(plan_of(yaml, {.count = 4, .enrolled = true}, lost, saved(1))), 4, days_left,
             false);

  Plan half = plan_of(yaml, with_codes, lost, saved(0.5));
  half.replicates = 400;
  const AdministratorEffect effect = all_of(half);
  const double none = std::pow(0.5, 4);
  EXPECT_NEAR(effect.days_out.mean, 2.0 * days_left, 4 * days_left * std::sqrt(4 * 0.25 / 400));
  EXPECT_NEAR(effect.some_in, 1 - none, 4 * std::sqrt(none * (1 - none) / 400));
  EXPECT_NEAR(effect.days_none_in.mean, days_left * (1 - effect.some_in), 1e-9);
}

// Whoever reports his loss and is reset at once is asked to enroll anew, and can.
TEST(AdministratorsIn, AnEnrollmentThatCanBeCompletedIsAWayIn) {
  const Drill lost = drill_on_the_eleventh(DrillKind::authenticators_lost);
  const std::string yaml = policy("  methods: [authenticator]\n");
  const auto reset = [](double setup_success) {
    return [setup_success](Behavior& behavior) {
      set(behavior, Parameter::loss_reported_share, 1);
      set(behavior, Parameter::loss_resets_at_once, 1);
      set(behavior, Parameter::setup_success_share, setup_success);
    };
  };
  const PeopleLike enrolled{.count = 4, .enrolled = true};
  expect_in(all_of(plan_of(yaml, enrolled, lost, reset(0.01))));
  expect_out(all_of(plan_of(yaml, enrolled, lost, reset(0))), 4, days_left, false);
}

// Proved by mail, an enrollment is no way in while mail is down.
TEST(AdministratorsIn, TheProofOfAnEnrollmentMustBeAbleToBeGiven) {
  const std::string forced =
      "  methods: [authenticator]\n  enrollment: {authenticator: required, proof: email}\n";
  const Drill mail = drill_on_the_eleventh(DrillKind::mail_down);
  expect_out(all_of(plan_of(policy(forced), {.count = 4}, mail)), 4, 3, false);
  const Drill slow = drill_on_the_eleventh(DrillKind::mail_slow, 20);
  expect_out(all_of(plan_of(policy(forced), {.count = 4}, slow)), 4, 3, false);
  const Drill fast = drill_on_the_eleventh(DrillKind::mail_slow, 2);
  expect_in(all_of(plan_of(policy(forced), {.count = 4}, fast)));

  // Whoever asks for another code each time it does not come is late for his challenge (15
  // minutes); who waits at once is not. Only that way is one in.
  const Drill late = drill_on_the_eleventh(DrillKind::mail_slow, 9);
  const std::string slowly = std::string(forced) + "  limits: {resend_cooldown: 90s}\n";
  const auto asks_again = [&](double share) {
    return all_of(plan_of(policy(slowly), {.count = 4}, late, [&](Behavior& behavior) {
      set(behavior, Parameter::resend_share, share);
    }));
  };
  expect_in(asks_again(0.5));
  expect_out(asks_again(1), 4, 3, false);
}

// Grace is over at the end of the fifteenth day; from then on the password is not enough for those
// who have no smartphone, and it is no drill's doing.
TEST(AdministratorsIn, AnEnrollmentThatMayBeSkippedCountsByWhatItLeadsTo) {
  const std::string yaml = policy(
                               "  methods: [authenticator]\n"
                               "  enrollment: {authenticator: required, grace: {days: 15}}\n") +
                           "rollout:\n  stages:\n    - {name: all, start: 2027-01-01}\n";
  const auto no_smartphone = [](Behavior& behavior) {
    set(behavior, Parameter::no_smartphone_share, 1);
  };
  const AdministratorEffect effect = all_of(
      plan_of(yaml, {.count = 4}, drill_on_the_eleventh(DrillKind::sms_down), no_smartphone));
  expect_certainly(effect.days_out, 4.0 * (days - 15));
  expect_certainly(effect.days_none_in, days - 15);
  expect_certainly(effect.more_days_out, 0);
  expect_certainly(effect.more_days_none_in, 0);
  EXPECT_EQ(effect.some_in, 1);
}

// In grace, and what skipping leads to is a code that does not come: then only accepting is left,
// for whoever would, can, and has what is to be proved first.
TEST(AdministratorsIn, APromptThatCanBeAcceptedIsAWayIn) {
  const std::string yaml =
      policy(
          "  methods: [authenticator, sms]\n"
          "  enrollment: {authenticator: required, grace: {days: 90}, proof: email}\n") +
      "rollout:\n  stages:\n    - {name: all, start: 2027-01-01}\n";
  const Drill mail = drill_on_the_eleventh(DrillKind::mail_down);
  const Drill other = drill_on_the_eleventh(DrillKind::sms_slow, 1);
  const auto found = [&](const Drill& drill, double accepts,
                         std::initializer_list<Parameter> never) {
    return all_of(plan_of(yaml, {.count = 4}, drill, [&](Behavior& behavior) {
      set(behavior, Parameter::sms_not_delivered_share, 1);
      set(behavior, Parameter::prompt_accept_share, accepts);
      for (const Parameter parameter : never) set(behavior, parameter, 1);
    }));
  };
  expect_in(found(other, 0.01, {}));
  expect_out(found(mail, 0.01, {}), 4, 3, false);
  // These are out whether or not mail is down.
  const double all = 4.0 * days_left;
  EXPECT_EQ(found(other, 0, {}).days_out.mean, all);
  EXPECT_EQ(found(other, 0.01, {Parameter::unwilling_share}).days_out.mean, all);
  EXPECT_EQ(found(other, 0.01, {Parameter::no_smartphone_share}).days_out.mean, all);
  EXPECT_EQ(found(other, 0.01, {Parameter::email_not_delivered_share}).days_out.mean, all);
}

// Many sign-ins a day: each is verified that finds nothing recognized, for so many days from then
// on. By seven days the last before the drill is that of the eighth day, by two that of the ninth.
TEST(AdministratorsIn, ADeviceOrAnAddressThatIsKnownIsAWayIn) {
  const auto known_for = [](int cookie_days, int ip_days) {
    const std::string yaml = policy(
        "  enforcement: risk_based\n  methods: [email]\n  recognition: {by: cookie_or_ip, "
        "cookie_days: " +
        std::to_string(cookie_days) + ", ip_days: " + std::to_string(ip_days) + "}\n");
    return all_of(plan_of(yaml, {.count = 4, .sign_ins_per_day = 20},
                          drill_on_the_eleventh(DrillKind::mail_down)));
  };
  expect_in(known_for(7, 1));
  expect_in(known_for(1, 7));
  expect_out(known_for(2, 2), 4, 3, false);
}

// A code that comes after it has expired lets nobody in; one that comes before, whoever waits.
TEST(AdministratorsIn, ALateCodeIsAWayInForWhoeverWaitsWhereItIsStillGood) {
  const std::string yaml = policy("  methods: [email]\n");
  const auto waits = [](double share) {
    return [share](Behavior& behavior) { set(behavior, Parameter::late_code_waited_share, share); };
  };
  const auto late = [&](int minutes, double share) {
    return all_of(plan_of(yaml, {.count = 4}, drill_on_the_eleventh(DrillKind::mail_slow, minutes),
                          waits(share)));
  };
  expect_in(late(5, 0.01));
  expect_out(late(5, 0), 4, 3, false);
  expect_out(late(20, 1), 4, 3, false);  // code_ttl: 10m
}

// Certain bad luck leaves no way in; of any other there is one.
TEST(AdministratorsIn, LuckThatMayGoWellIsAWayIn) {
  const std::string yaml = policy("  methods: [sms]\n");
  const Drill other = drill_on_the_eleventh(DrillKind::mail_down);
  for (const Parameter slip : {Parameter::code_mistyped_share, Parameter::phone_not_at_hand_share,
                               Parameter::sms_not_delivered_share}) {
    const auto share = [&](double value) {
      return all_of(plan_of(yaml, {.count = 4}, other,
                            [&](Behavior& behavior) { set(behavior, slip, value); }));
    };
    EXPECT_EQ(share(0.99).days_out.mean, 0) << info(slip).name;
    EXPECT_EQ(share(1).days_out.mean, 4 * days_left) << info(slip).name;
  }
}

// With nobody to call, a number that has changed stays so: an exponential of so many a year. The
// days of one person go together, and two of them are independent.
TEST(AdministratorsIn, ANumberThatHasChangedIsNoWayInByTextMessage) {
  constexpr int people = 40;
  constexpr double a_day = 6 / year;
  Plan changing = plan_of(
      policy("  methods: [sms]\n"), {.count = people}, drill_on_the_eleventh(DrillKind::mail_down),
      [](Behavior& behavior) { set(behavior, Parameter::number_changed_per_year, 6); });
  changing.replicates = 2000;
  const AdministratorEffect effect = all_of(changing);
  double mean = 0;
  double most = 0;  // of the variance of one person's days
  for (int day = drilled_on; day < days; ++day) {
    const double out = 1 - std::exp(-a_day * (day + 1));
    mean += people * out;
    most += std::sqrt(out * (1 - out));
  }
  const double error = most * std::sqrt(people / 2000.0);
  EXPECT_NEAR(effect.days_out.mean, mean, 4 * error);
  EXPECT_LT(error, 0.01 * mean);
  EXPECT_EQ(effect.more_days_out.mean, 0);
}

// Two states: right for an exponential while, wrong for another.
TEST(AdministratorsIn, AClockThatIsOffIsNoWayIn) {
  constexpr int people = 40;
  constexpr double seconds = 60;
  constexpr double wrong = 20 / year;  // a day
  constexpr double right = 1 / 4.0;
  Plan ticking =
      plan_of(policy("  methods: [authenticator]\n"), {.count = people, .enrolled = true},
              drill_on_the_eleventh(DrillKind::mail_down), [](Behavior& behavior) {
                set(behavior, Parameter::clock_off_per_year, 20);
                set(behavior, Parameter::clock_off_seconds, seconds);
                set(behavior, Parameter::clock_off_days, 4);
              });
  ticking.replicates = 200;
  const AdministratorEffect effect = all_of(ticking);
  const double off = wrong * std::exp(-30 / seconds);  // by more than one period of 30 seconds
  double mean = 0;
  double most = 0;
  for (int day = drilled_on; day < days; ++day) {
    const double out = off / (off + right) * (1 - std::exp(-(off + right) * (day + 1)));
    mean += people * out;
    most += std::sqrt(out * (1 - out));
  }
  EXPECT_NEAR(effect.days_out.mean, mean, 4 * most * std::sqrt(people / 200.0));
}

// Two sign-ins a day, each of which locks for a day from then on: locked for a day and free for
// half a day on average, one after the other, since ten days before anybody asks.
TEST(AdministratorsIn, ALockIsNoWayInWhileItHolds) {
  constexpr int people = 40;
  const std::string yaml = policy(
      "  methods: [email]\n  limits: {attempts: 1, method_lock_after: 1, lockout: 24h, "
      "lockout_max: 24h}\n");
  const auto mistypes = [](Behavior& behavior) {
    set(behavior, Parameter::code_mistyped_share, 0.999999);
  };
  Plan locked = plan_of(yaml, {.count = people, .sign_ins_per_day = 2},
                        drill_on_the_eleventh(DrillKind::sms_down), mistypes);
  locked.replicates = 200;
  const AdministratorEffect effect = all_of(locked);
  const double out = 1 / (1 + 0.5);
  // The days of one person count as independent: where he was locked yesterday he is rather not.
  const double error = std::sqrt(days_left * out * (1 - out) * people / 200);
  EXPECT_NEAR(effect.days_out.mean, people * days_left * out, 4 * error);
}

// Before his stage nobody asks for a code: all of that is one step, which is asked about all the
// same.
TEST(AdministratorsIn, BeforeTheStageThePasswordIsAWayIn) {
  const std::string yaml = policy("  methods: [email]\n") +
                           "rollout:\n  stages:\n    - {name: all, start: 2027-01-13}\n";
  const PeopleLike busy{.count = 4, .sign_ins_per_day = 2};
  const AdministratorEffect effect =
      all_of(plan_of(yaml, busy, drill_on_the_eleventh(DrillKind::mail_down)));
  expect_out(effect, 4, 1, false);  // of its three days the last
  expect_in(all_of(plan_of(yaml, busy, drill_on_the_eleventh(DrillKind::sms_down))));
}

// Of millions of sign-ins some fall into the last second of a day, just when they are asked.
TEST(AdministratorsIn, EachIsAskedOnceADay) {
  constexpr int people = 40;
  Plan busy = plan_of(policy("  methods: [email]\n"), {.count = people, .sign_ins_per_day = 300},
                      drill_on_the_eleventh(DrillKind::sms_down), [](Behavior& behavior) {
                        set(behavior, Parameter::code_mistyped_share, 0.5);
                      });
  busy.replicates = 10;
  const auto simulation = Simulation::begin(busy);
  ASSERT_TRUE(simulation.ok()) << simulation.message();
  const auto administrators = simulation.value().administrators_in(0);
  Counts counts;
  RunHooks hooks;
  hooks.administrators = administrators.get();
  ASSERT_TRUE(simulation.value().run({0, busy.replicates}, counts, hooks).ok());
  for (int r = 0; r < busy.replicates; ++r) {
    for (int day = 0; day < days; ++day) {
      EXPECT_EQ(administrators->there(r, 0, day), people) << r << ' ' << day;
    }
  }
}

// One role's trouble is not the other's.
TEST(AdministratorsIn, RolesAreAskedOneByOne) {
  const Drill lost = drill_on_the_eleventh(DrillKind::authenticators_lost);
  Plan both = plan_of(policy("  methods: [authenticator]\n"), {.count = 4, .enrolled = true}, lost);
  Population population = *both.population;
  add_people(population, {.count = 2, .enrolled = true, .roles = {"Auditor"}});
  add_people(population, {.count = 1, .enrolled = true, .roles = {"Auditor", "Clerk"}});
  both.population = std::make_shared<const Population>(std::move(population));
  const DrillOutcome outcome = report(both);
  ASSERT_EQ(outcome.administrators.size(), 3U);
  EXPECT_EQ(outcome.administrators[1].role, "Administrator");
  EXPECT_EQ(outcome.administrators[2].role, "Auditor");
  expect_out(outcome.administrators[1], 4, days_left, false);
  expect_in(outcome.administrators[2]);
  EXPECT_EQ(outcome.administrators[0].some_in, 1);
  expect_certainly(outcome.administrators[0].days_out, 4.0 * days_left);
  expect_certainly(outcome.administrators[0].days_none_in, 0);
}

// Whose accounts are closed are nobody who could sign in, and nobody who could not.
TEST(AdministratorsIn, ClosedAccountsGetNobodyIn) {
  Drill closed = drill_on_the_eleventh(DrillKind::accounts_closed);
  const AdministratorEffect effect =
      all_of(plan_of(policy("  methods: [email]\n"), {.count = 4}, closed));
  expect_certainly(effect.days_out, 0);
  expect_certainly(effect.days_none_in, days_left);
  EXPECT_EQ(effect.some_in, 0);
}

TEST(AdministratorsIn, WithoutAdministratorsThereIsNothingToSay) {
  const Drill mail = drill_on_the_eleventh(DrillKind::mail_down);
  const DrillOutcome outcome =
      report(plan_of(policy("  methods: [email]\n"), {.count = 4, .roles = {"Clerk"}}, mail));
  EXPECT_TRUE(outcome.administrators.empty());
}

}  // namespace
}  // namespace gatecast::simulator::testing
