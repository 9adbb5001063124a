// Proofs, witnesses and holes against the oracle, on random policies with random assertions: random
// sign-ins, those close to the edges, and all that differ little from an ordinary one.
//
// GATECAST_SEED repeats a run; GATECAST_LONG=1 makes it long.
#include "engine/analysis/verify.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <set>

#include "engine/analysis/holes.h"
#include "engine/facts_json.h"
#include "engine/facts_writer.h"
#include "engine/graph/graph.h"
#include "rules/policy_parser.h"
#include "tests/analysis/near_facts.h"
#include "tests/analysis/plain_claims.h"
#include "tests/generated/generated_policy.h"
#include "tests/oracle/random_facts.h"
#include "tests/oracle/random_policy.h"
#include "tests/oracle/run.h"

namespace gatecast::oracle {
namespace {

using engine::Facts;
using engine::Hole;
using engine::Verdict;
using engine::Witness;
using Kind = Verdict::Kind;

struct Counts {
  int policies = 0, refused = 0, sign_ins = 0, unsettled = 0;
  int kinds[4] = {};
  int unsettled_witnesses = 0, holes = 0, undeclared_role = 0;
  int witness_sizes[8] = {};
};

// One policy, what was found of it, and the oracle's reading of sign-ins against that.
class Trial {
 public:
  Trial(const rules::Source& source, const rules::Policy& policy, Counts& counts)
      : source_(source), policy_(policy), counts_(counts) {}

  bool find(engine::Shape shape, bool with_holes) {
    auto graph = engine::compile(policy_, source_, shape);
    // A small policy may be too large once it is split.
    if (!graph.ok()) graph = engine::compile(policy_, source_);
    EXPECT_TRUE(graph.ok());
    graph_ = graph.value();
    auto verdicts = engine::verify(*graph_);
    EXPECT_TRUE(verdicts.ok());
    verdicts_ = verdicts.value();
    looks_for_holes_ = with_holes;
    if (!with_holes) return true;
    auto holes = engine::holes(*graph_);
    EXPECT_TRUE(holes.ok());
    for (const Hole& hole : holes.value()) add(hole);
    return true;
  }

  void check_witnesses() {
    for (const Verdict& verdict : verdicts_) {
      ++counts_.kinds[static_cast<int>(verdict.kind)];
      if (verdict.kind == Kind::refuted) check_witness(verdict);
    }
  }

  void check(const Facts& facts) {
    const auto answered = answer(policy_, source_, facts);
    if (!answered) return;
    ++counts_.sign_ins;
    for (const Verdict& verdict : verdicts_) {
      const rules::Assertion& assertion = policy_.assertions[verdict.assertion];
      if (!applies(policy_, assertion, facts).value()) continue;
      if (verdict.kind == Kind::vacuous) fail("vacuous, but applies", assertion, facts);
      if (!forbids(assertion, *answered)) continue;
      if (verdict.kind == Kind::proved) fail("proved, but broken", assertion, facts);
      if (verdict.kind == Kind::refuted && is_smaller(facts, *verdict.witness)) {
        fail("not the smallest witness", assertion, facts);
      }
    }
    if (!looks_for_holes_) return;
    const std::string hole = hole_of(policy_, source_, facts, *answered);
    if (!hole.empty() && holes_.count(hole) == 0) {
      ADD_FAILURE() << "no hole is listed as: " << hole << "\n" << source_.text() << to_text(facts);
    }
  }

  // Of an account that is not settled.
  void check_unsettled(const Facts& facts) {
    const Uncertain uncertain = uncertain_account(policy_, facts);
    const auto strictest = judge(source_, uncertain).strictest;
    ++counts_.unsettled;
    for (const Verdict& verdict : verdicts_) {
      const rules::Assertion& assertion = policy_.assertions[verdict.assertion];
      const bool applies_somewhere = may_apply(uncertain, assertion);
      if (!applies_somewhere) continue;
      if (verdict.kind == Kind::vacuous) fail("vacuous, but may apply", assertion, facts);
      const bool broken = std::all_of(strictest.begin(), strictest.end(),
                                      [&](const Answer& a) { return forbids(assertion, a); });
      if (broken && verdict.kind == Kind::proved) fail("proved, but broken", assertion, facts);
    }
    // Equally strict answers may have other reasons; `decide` gives one of them.
    const Answer& first = strictest.front();
    const bool same = std::all_of(strictest.begin(), strictest.end(),
                                  [&](const Answer& a) { return a.reason == first.reason; });
    if (!same || first.outcome == rules::Outcome::deny || first.second_factor) return;
    const bool undeclared = uncertain.policies.size() > 1;
    if (first.reason == "not_in_rollout" && undeclared) {
      EXPECT_EQ(kinds_.count("undeclared_role"), 1U) << source_.text() << to_text(facts);
    } else {
      EXPECT_EQ(reasons_.count(first.reason), 1U) << source_.text() << to_text(facts);
    }
  }

 private:
  void fail(const char* what, const rules::Assertion& assertion, const Facts& facts) {
    ADD_FAILURE() << what << ": " << assertion.name.value << "\n"
                  << source_.text() << to_text(facts);
  }

  bool is_smaller(const Facts& facts, const Witness& witness) const {
    const auto size = static_cast<int>(witness.differing.size());
    const int own = differences(policy_, facts);
    return own < size || (own == size && facts.now < witness.facts.now);
  }

  // What `decide` makes of the facts as they are written down, in full and with --fill.
  void check_written(const Witness& witness) {
    std::string full;
    engine::write_facts(witness.facts, nullptr, full);
    const auto read = engine::read_facts(full);
    ASSERT_TRUE(read.ok()) << read.message();
    std::string brief;
    engine::write_facts(witness.facts, &witness.differing, brief);
    engine::Fill fill{policy_, {}};
    const auto filled = engine::read_facts(brief, &fill);
    ASSERT_TRUE(filled.ok()) << filled.message();
    const std::string expected = to_text(from_decision(witness.answer.decision));
    for (const Facts& facts : {read.value(), filled.value()}) {
      const auto answered = engine::answer(*graph_, facts);
      ASSERT_TRUE(answered.ok()) << answered.message();
      EXPECT_EQ(to_text(from_decision(answered.value().decision)), expected) << brief;
    }
  }

  void check_witness(const Verdict& verdict) {
    const rules::Assertion& assertion = policy_.assertions[verdict.assertion];
    const Witness& witness = *verdict.witness;
    check_written(witness);
    EXPECT_EQ(differences(policy_, witness.facts), static_cast<int>(witness.differing.size()));
    ++counts_.witness_sizes[std::min<std::size_t>(witness.differing.size(), 7)];
    const auto answered = answer(policy_, source_, witness.facts);
    const auto applied = applies(policy_, assertion, witness.facts);
    if (answered && applied) {
      EXPECT_TRUE(*applied) << to_text(witness.facts);
      EXPECT_TRUE(forbids(assertion, *answered)) << to_text(*answered);
      EXPECT_EQ(to_text(*answered), to_text(from_decision(witness.answer.decision)));
      return;
    }
    ++counts_.unsettled_witnesses;
    const Uncertain uncertain = uncertain_account(policy_, witness.facts);
    EXPECT_TRUE(may_apply(uncertain, assertion)) << to_text(witness.facts);
    const auto strictest = judge(source_, uncertain).strictest;
    EXPECT_TRUE(std::any_of(strictest.begin(), strictest.end(), [&](const Answer& a) {
      return forbids(assertion, a) && a.reason == witness.answer.decision.reason;
    })) << to_text(witness.facts);
  }

  void add(const Hole& hole) {
    ++counts_.holes;
    std::string text =
        fmt::format("{} {} {}", hole.reason, engine::name(hole.kind), hole.line.line);
    if (!hole.channel.empty()) text += " " + hole.channel;
    EXPECT_TRUE(holes_.insert(text).second) << text;
    kinds_.emplace(engine::name(hole.kind));
    reasons_.insert(hole.reason);
    const auto answered = answer(policy_, source_, hole.witness.facts);
    if (answered) {
      EXPECT_EQ(hole_of(policy_, source_, hole.witness.facts, *answered), text);
      return;
    }
    counts_.undeclared_role += hole.kind == engine::HoleKind::undeclared_role ? 1 : 0;
    const auto strictest = judge(source_, uncertain_account(policy_, hole.witness.facts)).strictest;
    EXPECT_TRUE(std::any_of(strictest.begin(), strictest.end(),
                            [&](const Answer& a) { return a.reason == hole.reason; }));
  }

  const rules::Source& source_;
  const rules::Policy& policy_;
  Counts& counts_;
  std::shared_ptr<const engine::Graph> graph_;
  std::vector<Verdict> verdicts_;
  bool looks_for_holes_ = false;
  std::set<std::string> holes_, kinds_, reasons_;
};

// With a role that nobody declared, or roles that disagree.
Facts unsettled(Facts facts, Dice& dice) {
  auto roles = facts.user.roles.value_or({});
  if (dice.chance(70)) {
    roles.emplace_back("Contractor");
  } else {
    roles = {"Customer", "Partner Manager"};
    facts.user.type = engine::Fact<rules::AccountType>::none();
  }
  if (dice.chance(60)) facts.user.type = engine::Fact<rules::AccountType>::none();
  facts.user.roles = roles;
  return facts;
}

void try_policy(const rules::Source& source, const rules::Policy& policy, bool thorough, Dice& dice,
                Counts& counts) {
  SCOPED_TRACE(source.text());
  Trial trial(source, policy, counts);
  // Every second one as a large policy is.
  const bool split = counts.policies % 2 == 0;
  if (!trial.find(split ? engine::Shape::split : engine::Shape::by_size, true)) return;
  trial.check_witnesses();
  for (int i = 0; i < 60; ++i) {
    const Facts facts = random_facts(policy, dice);
    trial.check(facts);
    if (i % 6 == 0) trial.check_unsettled(unsettled(facts, dice));
  }
  const auto times = near_times(policy);
  if (times.empty()) return;
  for (int i = 0; i < 2; ++i) {
    for (const Facts& facts : near_facts(policy, dice.of(times), thorough ? 2 : 1)) {
      trial.check(facts);
    }
  }
}

TEST(Verify, AgreesWithTheOracle) {
  const std::uint64_t seed = chosen_seed();
  RecordProperty("seed", std::to_string(seed));
  printf("seed %llu\n", static_cast<unsigned long long>(seed));
  const int policies = long_run() ? 5'000 : 120;
  Dice dice(seed);
  Counts counts;
  while (counts.policies < policies && !testing::Test::HasFailure()) {
    const std::string text = random_policy(dice);
    const rules::Source source("random.yaml", text + random_assertions(dice, text));
    const rules::ParsedPolicy parsed = rules::parse_policy(source);
    if (!parsed.policy) {
      ++counts.refused;
      ASSERT_LT(counts.refused, 50 + counts.policies) << source.text() << "\n"
                                                      << rules::render(source, parsed.diagnostics);
      continue;
    }
    ++counts.policies;
    try_policy(source, *parsed.policy, counts.policies % 8 == 0, dice, counts);
  }
  printf(
      "%d policies (%d refused), %d sign-ins, %d unsettled; %d proved, %d refuted (%d by an "
      "unsettled account), %d vacuous, %d undecided; %d holes, %d by an undeclared role\n",
      counts.policies, counts.refused, counts.sign_ins, counts.unsettled, counts.kinds[0],
      counts.kinds[1], counts.unsettled_witnesses, counts.kinds[2], counts.kinds[3], counts.holes,
      counts.undeclared_role);
  printf("facts that differ:");
  for (const int size : counts.witness_sizes) printf(" %d", size);
  printf("\n");
  // A generator that never gets somewhere proves nothing about it.
  EXPECT_GT(counts.kinds[0], counts.policies / 4);
  EXPECT_GT(counts.kinds[1], counts.policies / 4);
  EXPECT_GT(counts.kinds[2], 0);
  EXPECT_LE(counts.kinds[3], 1 + counts.policies / 100);
  EXPECT_GT(counts.undeclared_role, 0);
}

// What only an account of unknown roles does, and what it might do if it did not get the strictest
// answer.
TEST(Verify, LooksAtUnknownRoles) {
  const rules::Source source("roles.yaml", R"(policy: roles
revision: 1
time_zone: UTC
two_factor: {enabled: true, methods: [email], exempt_channels: []}
integrations: {email: {healthy: true}}
roles:
  Admin: {type: internal, admin: true}
  Employee: {type: internal}
  Customer: {type: customer}
rules:
  - {when: {type: internal, admin: false}, then: {outcome: deny, reason: refused}}
  - when: {admin: false}
    then: {outcome: allow, reason: open, owner: o, approved_by: a, expires: 2030-01-01}
assertions:
  - {name: no customer is refused, when: {type: customer}, never: {reason: refused}}
  - {name: no administrator is let in, when: {admin: true}, never: {reason: open}}
)");
  const rules::ParsedPolicy parsed = rules::parse_policy(source);
  ASSERT_TRUE(parsed.policy) << rules::render(source, parsed.diagnostics);
  Counts counts;
  Trial trial(source, *parsed.policy, counts);
  ASSERT_TRUE(trial.find(engine::Shape::by_size, true));
  trial.check_witnesses();
  EXPECT_EQ(counts.kinds[0], 1);  // an undeclared role may make an administrator, who is challenged
  EXPECT_EQ(counts.kinds[1], 1);  // roles that disagree, or one that nobody declared
  EXPECT_EQ(counts.unsettled_witnesses, 1);
}

// 7 days and 7 days more are 14 days, but where clocks are put forward in between.
TEST(Verify, FindsTheHourThatADayLacks) {
  for (const std::string zone : {"UTC", "America/New_York"}) {
    const rules::Source source("hour.yaml", "time_zone: " + zone + R"(
policy: hour
revision: 1
two_factor:
  enabled: true
  methods: [authenticator]
  enrollment: {authenticator: required, grace: {days: 7}, after_reset: as_policy}
rules:
  - {when: {group: pilot}, set: {enrollment: {grace: {days: 14}}}}
  - {when: {days_overdue: {over: 7}}, set: {enrollment: {after_grace: deny}}}
assertions:
  - name: whose grace is over is refused
    when: {group: pilot, grace: over}
    never: {reason: enrollment_required}
)");
    const rules::ParsedPolicy parsed = rules::parse_policy(source);
    ASSERT_TRUE(parsed.policy) << rules::render(source, parsed.diagnostics);
    Counts counts;
    Trial trial(source, *parsed.policy, counts);
    ASSERT_TRUE(trial.find(engine::Shape::by_size, true));
    trial.check_witnesses();
    EXPECT_EQ(counts.kinds[0], zone == "UTC" ? 1 : 0);
    EXPECT_EQ(counts.kinds[1], zone == "UTC" ? 0 : 1);
  }
}

// As many rules as the graph splits by name.
TEST(Verify, AgreesWithTheOracleOnManyRules) {
  generated::GeneratedPolicy generated(long_run() ? 10'000 : 1'000, 1);
  const rules::Source source("generated.yaml", generated.text() + R"(assertions:
  - {name: a, when: {channel: branch}, never: deny}
  - {name: b, when: {admin: true, channel: password}, never: password_alone}
  - {name: c, when: {role: role-7, risk: high}, never: {method: sms}}
  - {name: d, never: {reason: not_in_rollout}}
  - {name: e, when: {authenticator: enrolled}, never: enrollment_by_password}
  - {name: f, when: {application: app-3, not: {application: app-3}}, never: deny}
)");
  const rules::ParsedPolicy parsed = rules::parse_policy(source);
  ASSERT_TRUE(parsed.policy) << rules::render(source, parsed.diagnostics).substr(0, 2000);
  Counts counts;
  Trial trial(source, *parsed.policy, counts);
  ASSERT_TRUE(trial.find(engine::Shape::by_size, false));
  trial.check_witnesses();
  EXPECT_EQ(counts.kinds[0], 2);
  EXPECT_EQ(counts.kinds[1], 3);
  EXPECT_EQ(counts.kinds[2], 1);
  for (int i = 0; i < 2'000; ++i) trial.check(generated.facts());
}

}  // namespace
}  // namespace gatecast::oracle
