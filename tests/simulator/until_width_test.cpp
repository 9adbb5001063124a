// As many replicates as it takes: looked at after 100, 200, 400 only, and then the forecast of a
// plan with just so many.
#include "simulator/until_width.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "simulator/summary.h"
#include "tests/simulator/small_world.h"

namespace gatecast::simulator::testing {
namespace {

Plan small_plan() {
  Population population;
  add_people(population, {.count = 100, .sign_ins_per_day = 1});
  Behavior behavior = neutral_behavior();
  // Anything from a tenth to nearly all of the people, so that no interval is a single number.
  behavior.values[static_cast<std::size_t>(Parameter::enroll_hazard_far)] = {0.05, 0.01, 0.25, "x"};
  Plan p = plan(requiring_policy(300), population, behavior);
  p.days = 12;
  return p;
}

WidthTarget target(const std::string& text) {
  const auto read = parse_width_target(text);
  EXPECT_TRUE(read.ok()) << text;
  return read.ok() ? read.value() : WidthTarget();
}

struct Course {
  Stopped stopped;
  std::string forecast;
  std::vector<int> looks;
};
Course until(const Plan& plan, const std::string& text, int most) {
  auto simulation = Simulation::begin(plan);
  GATECAST_CHECK(simulation.ok());
  Counts counts;
  Course course;
  const auto hooks = [&](int replicates) {
    course.looks.push_back(replicates);
    return RunHooks();
  };
  auto stopped = run_until(simulation.value(), {target(text)}, most, counts, hooks);
  GATECAST_CHECK(stopped.ok());
  course.stopped = stopped.value();
  course.forecast = bytes(
      summarize(simulation.value().outline(), counts, course.stopped.replicates, plan.threads));
  return course;
}

TEST(WidthTarget, IsReadAsItIsWritten) {
  const WidthTarget total = target("p95 of tickets of all=10");
  EXPECT_EQ(total.of, WidthTarget::Of::total);
  EXPECT_EQ(total.percent, 95);
  EXPECT_EQ(total.metric, "tickets");
  EXPECT_EQ(total.group, "all");
  EXPECT_EQ(total.width, 10);
  EXPECT_FALSE(total.share);
  const WidthTarget peak = target("p5 of peak locked_out_share of role:Head of IT=x=0.5%");
  EXPECT_EQ(peak.of, WidthTarget::Of::peak);
  EXPECT_EQ(peak.percent, 5);
  EXPECT_EQ(peak.group, "role:Head of IT=x");
  EXPECT_DOUBLE_EQ(peak.width, 0.005);
  EXPECT_TRUE(peak.share);
  EXPECT_EQ(target("p50 of tickets=3").group, "all");
  for (const char* gates : {"gates=1%", "1%"}) {
    EXPECT_EQ(target(gates).of, WidthTarget::Of::gates) << gates;
    EXPECT_EQ(target(gates).width, 0.01) << gates;
  }
}

TEST(WidthTarget, IsRefusedOtherwise) {
  for (const char* text :
       {"", "=", "x", "gates", "gate=1%", "p95 of tickets of all",
        "p95 of tickets of all=", "p95 of tickets of all=ten", "p95 of tickets of all=-1",
        "p95 of tickets of all=nan", "p0 of tickets=1", "p100 of tickets=1", "p9.5 of tickets=1",
        "95 of tickets=1", "p95 tickets=1", "p95 of =1", "p95 of tickets of =1", "1%%"}) {
    EXPECT_FALSE(parse_width_target(text).ok()) << text;
  }
}

std::string refusal(const std::string& text) {
  const Plan p = small_plan();
  const auto simulation = Simulation::begin(p);
  GATECAST_CHECK(simulation.ok());
  const rules::Status checked = check_targets({target(text)}, simulation.value().outline());
  return checked.ok() ? "" : checked.message();
}

TEST(WidthTarget, NamesWhatThereIs) {
  EXPECT_EQ(refusal("p95 of enrolled_share of all=1%"), "");
  EXPECT_EQ(refusal("p95 of enroled_share of all=1%"),
            "the forecast has no metric `enroled_share`; did you mean `enrolled_share`?");
  EXPECT_EQ(refusal("p95 of enrolled_share of al=1%"),
            "the forecast has no group `al`; did you mean `all`?");
  EXPECT_EQ(refusal("p95 of enrolled_share=1"),
            "`enrolled_share` is a share: give its width in `%`");
  EXPECT_EQ(refusal("p95 of tickets=1%"), "`tickets` is no share: give its width without `%`");
  EXPECT_EQ(refusal("gates=1%").substr(0, 24), "the policy has no gates ");
}

TEST(WidthTarget, OfGatesIsOfThoseThatCanBeKnown) {
  Plan p = small_plan();
  Outline outline = Simulation::begin(p).value().outline();
  const auto refused = [&](const std::string& text, const std::vector<GateSpec>& gates) {
    outline.gates = gates;
    const rules::Status checked = check_targets({target(text)}, outline);
    return checked.ok() ? "" : checked.message();
  };
  const GateSpec share{"enrolled_share", "all", "p05", 5, false, 0.5, {}, 0};
  GateSpec late = share;
  late.by = rules::Date{p.start.days + p.days};
  const GateSpec tickets{"tickets", "all", "p95", 95, true, 10, {}, 0};
  EXPECT_EQ(refused("1%", {share, tickets}), "");
  EXPECT_EQ(refused("1", {share, tickets}), "");
  EXPECT_EQ(refused("1", {share}), "every gate is on a share: give the width in `%`");
  EXPECT_EQ(refused("1%", {tickets}), "no gate is on a share, so `%` says nothing about them");
  EXPECT_EQ(
      refused("1%", {share, late}),
      "the gate on `enrolled_share` of `all` lies outside the simulated days, so no number of "
      "replicates tells its value: simulate more days, or name the quantiles");
}

TEST(UntilWidth, LooksAfterOneTwoAndFourHundred) {
  const Course course = until(small_plan(), "p50 of enrolled=0", 700);
  EXPECT_EQ(course.looks, (std::vector<int>{100, 200, 400, 700}));
  EXPECT_EQ(course.stopped.replicates, 700);
  EXPECT_FALSE(course.stopped.reached);
}

TEST(UntilWidth, StopsAtTheFirstLookThatDoes) {
  Plan p = small_plan();
  std::vector<double> lengths;
  for (const int replicates : {100, 200, 400}) {
    p.replicates = replicates;
    const Forecast forecast = run(p);
    const Quantiles& q = total(forecast, "enrolled_share");
    lengths.push_back(q.high.p25 - q.low.p25);
  }
  ASSERT_GT(lengths[0], lengths[2]) << "the plan does not tell the looks apart";
  const std::string wanted = "p25 of enrolled_share=" + fmt::format("{}%", lengths[2] * 100 + 1e-9);
  const Course stopped = until(p, wanted, 6400);
  EXPECT_TRUE(stopped.stopped.reached);
  EXPECT_EQ(stopped.stopped.replicates, stopped.looks.back());
  ASSERT_LE(stopped.stopped.replicates, 400);
  EXPECT_GT(stopped.stopped.replicates, 100);
  ASSERT_EQ(stopped.stopped.widths.size(), 1U);
  EXPECT_EQ(stopped.stopped.widths[0].reached, lengths[stopped.stopped.replicates == 200 ? 1 : 2]);

  p.replicates = stopped.stopped.replicates;
  EXPECT_EQ(stopped.forecast, bytes(run(p)));
  p.threads = 7;
  EXPECT_EQ(until(p, wanted, 6400).forecast, stopped.forecast);
}

TEST(UntilWidth, TakesWhatNobodyKnowsForTooWide) {
  const Course course = until(small_plan(), "p99 of enrolled=1000", 300);
  EXPECT_FALSE(course.stopped.reached);
  EXPECT_TRUE(std::isinf(course.stopped.widths[0].reached));
  EXPECT_EQ(course.stopped.replicates, 300);
}

}  // namespace
}  // namespace gatecast::simulator::testing
