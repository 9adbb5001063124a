// Parts: what is written is read back, what is not whole is refused, and any cut of the work gives
// the forecast of one run.
#include "simulator/part.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <limits>
#include <random>

#include "engine/digest.h"
#include "simulator/merge.h"
#include "simulator/outline_json.h"
#include "simulator/summary.h"
#include "simulator/tally.h"
#include "tests/simulator/small_world.h"

namespace gatecast::simulator::testing {
namespace {

Plan small_plan() {
  Population population;
  add_people(population, {.count = 60, .sign_ins_per_day = 1});
  add_people(population, {.count = 20, .type = rules::AccountType::partner});
  Behavior behavior = neutral_behavior();
  set(behavior, Parameter::enroll_hazard_far, 0.05);
  behavior.values[static_cast<std::size_t>(Parameter::phone_lost_per_year)] = {2, 1, 4, "x"};
  rules::Policy policy = requiring_policy(10);
  rules::Gate gate;
  gate.metric.value = "enrolled_share";
  gate.band.value = "p50";
  gate.band_percentile = 50;
  gate.bound = rules::Gate::Bound::min;
  gate.limit = 0.1 + 0.2;
  policy.rollout->gates.push_back(gate);
  return plan(policy, population, behavior);
}

// Simulated apart, each in a process that knows only its own range.
std::string part_of(const Plan& plan, const Range& range, int model = model_number) {
  auto simulation = Simulation::begin(plan);
  GATECAST_CHECK(simulation.ok());
  Counts counts;
  GATECAST_CHECK(simulation.value().run(range, counts, {}).ok());
  Outline outline = simulation.value().outline();
  outline.model = model;
  return write_part(outline, range, plan.replicates, counts);
}

NamedPart named(const std::string& name, const std::string& bytes) {
  ReadPart read = read_part(bytes);
  EXPECT_EQ(read.state, PartState::whole) << name << " " << read.reason;
  return {name, std::move(read.part)};
}

std::string merged_bytes(const Plan& plan, const std::vector<Range>& ranges) {
  std::vector<NamedPart> parts;
  for (const Range& range : ranges) parts.push_back(named("x", part_of(plan, range)));
  auto merged = merge(std::move(parts));
  EXPECT_TRUE(merged.ok());
  if (!merged) return merged.message();
  const Merged& whole = merged.value();
  return bytes(summarize(whole.outline, whole.counts, whole.replicates, 2));
}

TEST(Part, AnyCutGivesTheForecastOfOneRun) {
  const Plan p = small_plan();  // 20 replicates
  const std::string whole = bytes(run(p));
  EXPECT_EQ(merged_bytes(p, {{0, 20}}), whole);
  std::vector<Range> singles;
  for (int r = 19; r >= 0; --r) singles.push_back({r, r + 1});
  EXPECT_EQ(merged_bytes(p, singles), whole);
  EXPECT_EQ(merged_bytes(p, {{7, 8}, {12, 20}, {0, 3}, {8, 12}, {3, 7}}), whole);
}

TEST(Part, IsTheSameForAnyNumberOfThreads) {
  Plan p = small_plan();
  p.threads = 1;
  const std::string one = part_of(p, {3, 17});
  p.threads = 7;
  EXPECT_EQ(part_of(p, {3, 17}), one);
}

Outline hard_outline() {
  Outline outline;
  outline.run = {"0.1.0",
                 "a \"b\" \\ \n ü",
                 3,
                 "aa",
                 "bb",
                 "cc",
                 12,
                 0,
                 std::numeric_limits<std::uint64_t>::max(),
                 *rules::parse_date("2027-01-04"),
                 4};
  outline.groups = {"all", "role:a=b of c, \"d\"", "stage:é"};
  outline.metrics = metric_names();
  outline.assumptions = {{"x", 0.1 + 0.2, 1e-300, 1.0 / 3, "a day", "assumed, <b>", true}};
  outline.stages = {{"é", {20'000}, {20'001}, rules::Date{5'000'000}, 12}, {"y", {1}, {2}, {}, 0}};
  outline.announced = rules::Date{19'999};
  outline.notes = {"column `phone`: 7 of 9"};
  outline.gates = {{"tickets", "all", "p95", 95, false, 4e9 + 0.1, rules::Date{20'100}, 2}};
  return outline;
}

TEST(Part, CarriesThePlanToTheLastBit) {
  const Outline outline = hard_outline();
  const std::string line = outline_json(outline);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const auto read = read_outline(line);
  ASSERT_TRUE(read);
  EXPECT_EQ(outline_json(*read), line);
  EXPECT_EQ(read->run.seed, outline.run.seed);
  EXPECT_EQ(read->run.policy, outline.run.policy);
  EXPECT_EQ(read->assumptions[0].value, 0.1 + 0.2);
  EXPECT_EQ(read->assumptions[0].low, 1e-300);
  EXPECT_EQ(read->stages[0].deadline, outline.stages[0].deadline);
  EXPECT_FALSE(read->stages[1].deadline);
  EXPECT_EQ(read->gates[0].limit, outline.gates[0].limit);
  EXPECT_FALSE(read_outline(line.substr(1)));
  EXPECT_FALSE(read_outline("{\"days\":1," + line.substr(1))) << "a key twice";
}

TEST(Part, CarriesEveryCount) {
  const Outline outline = hard_outline();
  std::mt19937 dice(5);
  Counts counts(4);
  for (std::size_t r = 1; r < 4; ++r) {
    for (std::size_t i = 0; i < outline.cells(); ++i) {
      const std::uint32_t any = static_cast<std::uint32_t>(dice());
      const std::uint32_t some[] = {
          0, 1, 127, 128, any >> (any % 32), std::numeric_limits<std::uint32_t>::max()};
      counts[r].push_back(some[dice() % std::size(some)]);
    }
  }
  const ReadPart read = read_part(write_part(outline, {1, 4}, 9, counts));
  ASSERT_EQ(read.state, PartState::whole) << read.reason;
  EXPECT_EQ(read.part.range, (Range{1, 4}));
  EXPECT_EQ(read.part.replicates, 9);
  for (std::size_t r = 1; r < 4; ++r) EXPECT_EQ(read.part.counts[r - 1], counts[r]) << r;
}

TEST(Part, ThatIsNotWholeIsRefused) {
  const std::string good = part_of(small_plan(), {0, 2});
  for (std::size_t length = 0; length < good.size(); length += 1 + length / 7) {
    const ReadPart read = read_part(std::string_view(good).substr(0, length));
    EXPECT_EQ(read.state, PartState::damaged) << length << " bytes";
  }
  EXPECT_EQ(read_part(good.substr(0, good.size() - 1)).state, PartState::damaged);
  EXPECT_EQ(read_part(good + "x").state, PartState::damaged);
  for (std::size_t at = 0; at < good.size(); at += 1 + at / 5) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    EXPECT_NE(read_part(bad).state, PartState::whole) << "byte " << at;
  }
  EXPECT_EQ(read_part("policy: acme\n").state, PartState::foreign);
  EXPECT_EQ(read_part("gatecast part 2\n").state, PartState::foreign);
}

// Whoever writes a checksum can write a right one: nothing is believed for it.
std::string sealed(std::string text) {
  text += '\n';
  return text + engine::sha256_hex(text) + "\n";
}

TEST(Part, WithARightChecksumIsStillRead) {
  const Outline outline = hard_outline();
  const std::string plan = "gatecast part 1\n" + outline_json(outline) + "\n";
  const auto state = [&](const std::string& extent, const std::string& counts) {
    return read_part(sealed(plan + extent + "\n" + counts)).state;
  };
  EXPECT_NE(state(R"({"first":0,"end":1000000,"replicates":1000000,"bytes":1})", "x"),
            PartState::whole);
  EXPECT_NE(state(R"({"first":0,"end":3,"replicates":2,"bytes":1})", "x"), PartState::whole);
  const std::size_t cells = outline.cells();
  const std::string extent =
      R"({"first":0,"end":1,"replicates":2,"bytes":)" + std::to_string(cells) + "}";
  EXPECT_EQ(state(extent, std::string(cells, '\0')), PartState::whole);
  EXPECT_NE(state(extent, std::string(cells, '\1')), PartState::whole) << "less than nobody";
  EXPECT_NE(state(extent, std::string(cells, '\x80')), PartState::whole) << "numbers without end";
}

std::string refusal(const std::vector<NamedPart>& parts) {
  const auto merged = merge(parts);
  return merged ? "merged" : merged.message();
}

// Bytes that no longer are a part would let the fuzzer see little.
TEST(Part, TheFuzzersSeedIsOneButForItsChecksum) {
  std::ifstream file(GATECAST_ROOT "/tests/fuzz/corpus/part/two_days", std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(file), {});
  bytes += '\n';
  bytes += engine::sha256_hex(bytes);
  bytes += '\n';
  const ReadPart read = read_part(bytes);
  EXPECT_EQ(read.state, PartState::whole) << read.reason;
}

TEST(Merge, RefusesGapsAndOverlaps) {
  const Plan p = small_plan();
  const NamedPart a = named("a", part_of(p, {0, 8}));
  const NamedPart b = named("b", part_of(p, {8, 15}));
  const NamedPart c = named("c", part_of(p, {15, 20}));
  const NamedPart d = named("d", part_of(p, {14, 16}));
  const NamedPart e = named("e", part_of(p, {2, 3}));
  EXPECT_EQ(refusal({c, a, b}), "merged");
  EXPECT_EQ(refusal({c, a}), "of 20 replicates the range 8:15 is missing");
  EXPECT_EQ(refusal({b}), "of 20 replicates the range 0:8, 15:20 is missing");
  EXPECT_EQ(refusal({d, c, b, a}), "`b` and `d` both hold the replicates 14:15");
  EXPECT_EQ(refusal({a, b, c, e}), "`a` and `e` both hold the replicates 2:3");
  EXPECT_EQ(refusal({a, b, c, a}), "`a` and `a` both hold the replicates 0:8");
  EXPECT_EQ(refusal({}), "there are no parts to merge");
}

TEST(Merge, RefusesAnotherPlanAndSaysHowItDiffers) {
  const Plan p = small_plan();
  const NamedPart a = named("a", part_of(p, {0, 10}));
  const auto with = [&](auto change) {
    Plan other = p;
    change(other);
    return refusal({a, named("b", part_of(other, {10, 20}))});
  };
  EXPECT_EQ(with([](Plan& x) { x.seed = 8; }),
            "`b` is a part of another plan than `a`: its `seed` is 8, not 7");
  EXPECT_EQ(with([](Plan& x) { x.policy_digest = "ff"; }),
            "`b` is a part of another plan than `a`: its `policy_digest` is \"ff\", not \"\"");
  EXPECT_EQ(with([](Plan& x) { x.days = 31; }),
            "`b` is a part of another plan than `a`: its `days` is 31, not 30");
  for (auto digest : {&Plan::behavior_digest, &Plan::population_digest, &Plan::version}) {
    EXPECT_NE(with([&](Plan& x) { x.*digest = "1"; }), "merged");
  }
  EXPECT_NE(with([](Plan& x) { x.start.days += 1; }), "merged");
}

TEST(Merge, RefusesPartsOfBuildsThatCountOtherwise) {
  const Plan p = small_plan();
  const NamedPart a = named("a", part_of(p, {0, 10}));
  const NamedPart b = named("b", part_of(p, {10, 20}, model_number + 1));
  EXPECT_EQ(refusal({a, b}), fmt::format("`b` is a part of another plan than `a`: its `model` is "
                                         "{}, not {}",
                                         model_number + 1, model_number));
}

// Replicate 7 is the same of 20 as of 30: a forecast can be made larger.
TEST(Merge, TakesReplicatesOfASmallerForecast) {
  Plan p = small_plan();
  const NamedPart a = named("a", part_of(p, {0, 20}));
  p.replicates = 30;
  const NamedPart b = named("b", part_of(p, {20, 30}));
  auto merged = merge({b, a});
  ASSERT_TRUE(merged.ok());
  const Merged& whole = merged.value();
  EXPECT_EQ(bytes(summarize(whole.outline, whole.counts, whole.replicates, 1)), bytes(run(p)));
  EXPECT_EQ(refusal({a, named("c", part_of(p, {20, 29}))}),
            "of 30 replicates the range 29:30 is missing");
}

TEST(Simulation, TellsOfBlocksAndLeavesOutWhatThereIs) {
  const Plan p = small_plan();
  auto simulation = Simulation::begin(p);
  ASSERT_TRUE(simulation.ok());
  Counts counts(20);
  const std::vector<std::uint32_t> there(simulation.value().outline().cells(), 1);
  counts[4] = counts[9] = there;
  std::vector<int> told(20, 0);
  const auto finished = [&](const Range& block) -> rules::Status {
    for (int r = block.first; r < block.end; ++r) {
      told[static_cast<std::size_t>(r)] += 1;
      EXPECT_FALSE(counts[static_cast<std::size_t>(r)].empty());
    }
    return rules::Done{};
  };
  ASSERT_TRUE(simulation.value().run({2, 20}, counts, {{}, finished}).ok());
  for (std::size_t r = 0; r < 20; ++r) {
    EXPECT_EQ(told[r], r >= 2 && r != 4 && r != 9) << r;
    EXPECT_EQ(counts[r].empty(), r < 2) << r;
  }
  EXPECT_EQ(counts[4], there) << "simulated again";
}

TEST(Simulation, EndsWhereABlockCannotBeKept) {
  const Plan p = small_plan();
  auto simulation = Simulation::begin(p);
  ASSERT_TRUE(simulation.ok());
  Counts counts;
  int calls = 0;
  const auto full = [&](const Range&) -> rules::Status {
    ++calls;
    return rules::Failure{"the disk is full"};
  };
  const rules::Status ran = simulation.value().run({0, 20}, counts, {{}, full});
  ASSERT_FALSE(ran.ok());
  EXPECT_EQ(ran.message(), "the disk is full");
  EXPECT_EQ(calls, 1);
  EXPECT_TRUE(counts.back().empty()) << "simulated to the end";
}

}  // namespace
}  // namespace gatecast::simulator::testing
