// What may not change an answer does not: threads, who else is there; and what may, does.
#include <gtest/gtest.h>

#include "engine/digest.h"
#include "simulator/administrators_in.h"
#include "simulator/measures.h"
#include "simulator/tally.h"
#include "tests/simulator/small_world.h"

namespace gatecast::simulator::testing {
namespace {

// Everything happens at once: all clocks, tickets, patience, ranges.
Behavior busy_behavior() {
  Behavior behavior = neutral_behavior();
  const auto range = [&](Parameter parameter, double value) {
    behavior.values[static_cast<std::size_t>(parameter)] = {value, value * 0.7, value * 1.3, "x"};
  };
  for (const Parameter share :
       {Parameter::new_device_share, Parameter::new_address_share, Parameter::prompt_accept_share,
        Parameter::no_smartphone_share, Parameter::unwilling_share, Parameter::code_mistyped_share,
        Parameter::email_not_delivered_share, Parameter::phone_not_at_hand_share,
        Parameter::gives_up_share, Parameter::email_late_share}) {
    range(share, 0.1);
  }
  range(Parameter::email_late_minutes, 9);
  range(Parameter::late_code_waited_share, 0.5);
  range(Parameter::setup_success_share, 0.7);
  range(Parameter::resend_share, 0.5);
  range(Parameter::calls_help_desk_share, 0.4);
  range(Parameter::calls_about_setup_share, 0.3);
  range(Parameter::loss_reported_share, 0.3);
  range(Parameter::backup_codes_saved_share, 0.3);
  range(Parameter::secret_moved_share, 0.3);
  range(Parameter::enroll_hazard_far, 0.02);
  range(Parameter::enroll_hazard_last, 0.05);
  range(Parameter::phone_lost_per_year, 2);
  range(Parameter::phone_replaced_per_year, 2);
  range(Parameter::clock_off_per_year, 2);
  range(Parameter::clock_off_seconds, 60);
  range(Parameter::clock_off_days, 5);
  range(Parameter::retry_hours, 4);
  range(Parameter::handle_minutes, 30);
  range(Parameter::patience_hours, 1);
  range(Parameter::challenge_seconds, 20);
  range(Parameter::setup_minutes, 4);
  set(behavior, Parameter::desk_opens_hour, 8);
  set(behavior, Parameter::desk_closes_hour, 18);
  set(behavior, Parameter::desk_open_weekends, 0);
  return behavior;
}

Population two_types() {
  Population population;
  add_people(population, {.count = 300, .sign_ins_per_day = 1.5});
  add_people(population, {.count = 100,
                          .sign_ins_per_day = 1,
                          .enrolled = true,
                          .type = rules::AccountType::partner,
                          .backup_codes = 3});
  return population;
}

Plan busy_plan() { return plan(requiring_policy(10), two_types(), busy_behavior()); }

TEST(Repeat, ThreadsDoNotMatter) {
  Plan p = busy_plan();
  p.threads = 1;
  const std::string one = bytes(run(p));
  for (const int threads : {2, 7}) {
    p.threads = threads;
    EXPECT_EQ(bytes(run(p)), one) << threads << " threads";
  }
}

// Whoever is asked whether he could sign in goes on as if nobody had.
TEST(Repeat, AskingWhoCouldSignInChangesNothing) {
  Population population;
  for (const bool enrolled : {false, true}) {
    add_people(population, {.count = 150,
                            .sign_ins_per_day = 1.5,
                            .enrolled = enrolled,
                            .roles = {"Administrator"},
                            .backup_codes = enrolled ? 3 : 0,
                            .sso_share = enrolled ? 0 : 0.2});
  }
  Plan p = plan(requiring_policy(10), population, busy_behavior());
  set(p.behavior, Parameter::joiners_per_year, 0.5);
  set(p.behavior, Parameter::leavers_per_year, 0.2);
  set_policy(p, R"(
policy: test
revision: 1
time_zone: UTC
two_factor:
  enabled: true
  enforcement: risk_based
  methods: [authenticator, email]
  enrollment: {authenticator: required, grace: {days: 10, skips: 5}}
integrations: {email: {healthy: true}}
roles:
  Administrator: {type: internal, admin: true}
rollout:
  stages: [{name: all, start: 2027-01-05}]
)");
  for (const DrillKind kind : {DrillKind::mail_down, DrillKind::authenticators_lost,
                               DrillKind::mail_slow, DrillKind::stage_rolled_back}) {
    Drill drill;
    drill.kind = kind;
    drill.from.days = p.start.days + 4 + 5 * static_cast<int>(p.behavior.drills.size());
    if (info(kind).lasts) drill.until = rules::Date{drill.from.days + 3};
    if (info(kind).of_stage) drill.stage = "all";
    drill.minutes = 8;
    p.behavior.drills.push_back(drill);
  }
  const auto simulation = Simulation::begin(p);
  ASSERT_TRUE(simulation.ok()) << simulation.message();
  Counts without;
  ASSERT_TRUE(simulation.value().run({0, p.replicates}, without, {}).ok());
  const auto administrators = simulation.value().administrators_in(0);
  RunHooks hooks;
  hooks.administrators = administrators.get();
  Counts with;
  ASSERT_TRUE(simulation.value().run({0, p.replicates}, with, hooks).ok());
  EXPECT_EQ(with, without);
  // Asked they were.
  std::uint64_t in = 0;
  std::uint64_t there = 0;
  const Outline& outline = simulation.value().outline();
  const Measured measured(outline, with, p.replicates);
  const std::size_t group = find_group(outline, "role:Administrator").value();
  for (int r = 0; r < p.replicates; ++r) {
    const std::uint32_t* active =
        measured.row(static_cast<std::size_t>(r), group, static_cast<std::size_t>(Metric::active));
    for (int day = 0; day < p.days; ++day) {
      in += administrators->in(r, 0, day);
      there += administrators->there(r, 0, day);
      // Once at the end of each day, whatever happens in its last second.
      EXPECT_EQ(administrators->there(r, 0, day), active[day]) << r << ' ' << day;
      EXPECT_EQ(administrators->there(r, 1, day), active[day]) << r << ' ' << day;
    }
  }
  EXPECT_GT(there, 300U * 30 * static_cast<unsigned>(p.replicates));  // joiners, too
  EXPECT_LT(in, there);
  EXPECT_GT(in, there / 2);
}

// Every count of a busy plan. Where a change gives other numbers on purpose, raise model_number and
// write down what it is now.
TEST(Repeat, TheModelNumberStandsForTheseNumbers) {
  ASSERT_EQ(model_number, 5);
  EXPECT_EQ(engine::sha256_hex(bytes(run(busy_plan()))),
            "ff1d8a8ed0ea3df290d5920c78524f3b4c8c7bf4efc9f77319dac87a0145f268");
}

TEST(Repeat, TheSeedDecides) {
  Plan p = busy_plan();
  const std::string first = bytes(run(p));
  EXPECT_EQ(bytes(run(p)), first);
  p.seed = 8;
  EXPECT_NE(bytes(run(p)), first);
}

TEST(Repeat, EveryKindOfEventHappens) {
  const Forecast forecast = run(busy_plan());
  for (const char* metric :
       {"sign_ins", "challenges", "prompts", "enrollments", "lockouts", "blocked_sign_ins",
        "tickets", "queue_wait_hours", "minutes_spent", "protected_sign_ins",
        "lockouts:device_lost", "lockouts:overdue", "lockouts:backup_codes_used"}) {
    EXPECT_GT(total(forecast, metric).mean, 0) << metric;
  }
}

TEST(Repeat, PeopleAreConserved) {
  const Forecast forecast = run(busy_plan());
  for (const std::string& group : forecast.groups) {
    for (int d = 0; d < 30; ++d) {
      const double sum = day(forecast, "enrolled", d, group).mean +
                         day(forecast, "pending", d, group).mean +
                         day(forecast, "not_started", d, group).mean;
      EXPECT_NEAR(sum, day(forecast, "active", d, group).mean, 1e-9) << group << " day " << d;
    }
  }
  EXPECT_EQ(day(forecast, "active", 12, "type:partner").mean, 100);
}

// With a desk that keeps nobody waiting people do not meet at all.
TEST(Repeat, OnePersonMoreChangesNobodyElsesLife) {
  Behavior behavior = busy_behavior();
  set(behavior, Parameter::desk_agents, 1e5);
  Population more = two_types();
  add_people(more, {.count = 1, .sign_ins_per_day = 3, .type = rules::AccountType::customer});
  const Forecast without = run(plan(requiring_policy(10), two_types(), behavior));
  const Forecast with = run(plan(requiring_policy(10), more, behavior));
  for (const Series& series : without.daily) {
    if (series.group != "type:internal" && series.group != "type:partner") continue;
    const Series* same = find_series(with, series.group, series.metric);
    ASSERT_NE(same, nullptr);
    for (std::size_t d = 0; d < series.days.size(); ++d) {
      EXPECT_EQ(same->days[d].mean, series.days[d].mean) << series.group << series.metric << d;
    }
  }
}

// One of many loses what is on his phone on one day: he is locked out, calls, and enrolls anew,
// once each, and nobody else's life is another.
TEST(Repeat, OneEventMoreHasTheConsequencesOfOneEvent) {
  rules::Policy policy = plain_policy();
  rules::Role role;
  role.name.value = "Driver";
  policy.roles.push_back(role);
  Population population;
  add_people(population, {.count = 300, .sign_ins_per_day = 2, .enrolled = true});
  add_people(population, {.count = 1,
                          .sign_ins_per_day = 3,
                          .enrolled = true,
                          .type = rules::AccountType::customer,
                          .roles = {"Driver"}});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::phone_lost_per_year, 2);
  set(behavior, Parameter::calls_help_desk_share, 1);
  set(behavior, Parameter::calls_about_setup_share, 1);
  set(behavior, Parameter::handle_minutes, 10);
  set(behavior, Parameter::desk_agents, 1e5);
  const Forecast without = run(plan(policy, population, behavior));
  Drill loss;
  loss.kind = DrillKind::authenticators_lost;
  loss.from = *rules::parse_date("2027-01-15");
  loss.role = "Driver";
  behavior.drills.push_back(loss);
  const Forecast with = run(plan(policy, population, behavior));
  const auto more = [&](const char* metric, const char* group) {
    return total(with, metric, group).mean - total(without, metric, group).mean;
  };
  for (const char* metric : {"lockouts", "lockouts:device_lost", "tickets", "enrollments"}) {
    EXPECT_NEAR(more(metric, "role:Driver"), 1, 1e-9) << metric;
    EXPECT_NEAR(more(metric, "all"), 1, 1e-9) << metric;
  }
  for (const Series& series : without.daily) {
    const Series* same = find_series(with, series.group, series.metric);
    ASSERT_NE(same, nullptr);
    const bool others = series.group == "type:internal";
    for (std::size_t d = 0; d < (others ? series.days.size() : 14); ++d) {
      EXPECT_EQ(same->days[d].mean, series.days[d].mean) << series.group << series.metric << d;
    }
  }
}

TEST(Repeat, StopsWhenToldTo) {
  int calls = 0;
  const auto forecast = simulate(busy_plan(), [&](int done, int total) {
    ++calls;
    EXPECT_EQ(total, 20);
    return done < 3;
  });
  ASSERT_FALSE(forecast.ok());
  EXPECT_EQ(forecast.message(), "interrupted");
  EXPECT_EQ(calls, 3);
}

TEST(Repeat, NobodyIsNoPlan) {
  EXPECT_FALSE(simulate(plan(plain_policy(), {}, neutral_behavior()), {}).ok());
}

}  // namespace
}  // namespace gatecast::simulator::testing
