// decide_span never promises too much: inside a span, neither time nor a fact that was not read
// changes the decision. GATECAST_SEED repeats a run; GATECAST_LONG=1 makes it long.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "engine/graph/decide_span.h"
#include "rules/policy_parser.h"
#include "tests/oracle/interpreter.h"
#include "tests/oracle/random_facts.h"
#include "tests/oracle/random_policy.h"
#include "tests/oracle/run.h"

namespace gatecast::oracle {
namespace {

using engine::DecodedFacts;
using engine::ReadFact;

struct Field {
  ReadFact fact;
  std::function<void(const DecodedFacts& from, DecodedFacts& to)> copy;
};

template <class T>
Field field(ReadFact fact, T DecodedFacts::*member) {
  return {fact,
          [member](const DecodedFacts& from, DecodedFacts& to) { to.*member = from.*member; }};
}

const std::vector<Field>& fields() {
  using D = DecodedFacts;
  static const std::vector<Field> all = {
      field(ReadFact::active, &D::active),
      field(ReadFact::account_lock_until, &D::account_lock_until),
      field(ReadFact::emergency, &D::emergency),
      field(ReadFact::channel, &D::channel),
      {ReadFact::admin,
       [](const D& from, D& to) {
         to.admin = from.admin;
         to.admin_role = from.admin_role;
       }},
      field(ReadFact::user, &D::user),
      field(ReadFact::type, &D::type),
      field(ReadFact::roles, &D::roles),
      field(ReadFact::other_role, &D::other_role),
      field(ReadFact::groups, &D::groups),
      field(ReadFact::application, &D::application),
      field(ReadFact::country, &D::country),
      field(ReadFact::networks, &D::networks),
      field(ReadFact::risk, &D::risk),
      field(ReadFact::attributes, &D::attributes),
      field(ReadFact::ramp_steps, &D::ramp_steps),
      field(ReadFact::admitted_at, &D::admitted_at),
      field(ReadFact::created, &D::created),
      field(ReadFact::device_cookie, &D::device_cookie),
      field(ReadFact::known_ip, &D::known_ip),
      field(ReadFact::authenticator, &D::authenticator),
      field(ReadFact::passkey, &D::passkey),
      field(ReadFact::reset, &D::reset),
      field(ReadFact::email, &D::email),
      field(ReadFact::phone, &D::phone),
      field(ReadFact::lock_until, &D::lock_until),
      field(ReadFact::email_healthy, &D::email_healthy),
      field(ReadFact::sms_healthy, &D::sms_healthy),
      field(ReadFact::grace_started, &D::grace_started),
      field(ReadFact::skips, &D::skips),
      field(ReadFact::skipped, &D::skipped),
      field(ReadFact::backup_codes, &D::backup_codes),
  };
  return all;
}

std::string text(const engine::Graph& graph, const DecodedFacts& facts) {
  return to_text(from_decision(engine::decide(graph, facts)));
}

struct Tally {
  int spans = 0, endless = 0, ending = 0, changed_at_end = 0, unread = 0;
};

// The decision at instants inside the span, each with what was not read taken from `other`.
void check_span(const engine::Graph& graph, const DecodedFacts& facts, const DecodedFacts& other,
                Dice& dice, Tally& tally) {
  const engine::DecisionSpan span = engine::decide_span(graph, facts);
  const std::string expected = text(graph, facts);
  ASSERT_EQ(to_text(from_decision(span.decision)), expected);
  ASSERT_GT(span.until, facts.now);
  ++tally.spans;
  const bool ends = span.until != rules::instant_max;
  ends ? ++tally.ending : ++tally.endless;
  const rules::Instant far = ends ? span.until - 1 : facts.now + 3'000LL * rules::day_seconds;
  std::vector<rules::Instant> instants = {facts.now, far};
  for (int i = 0; i < 4; ++i) {
    const auto width = static_cast<std::uint64_t>(far - facts.now) + 1;
    const auto step = static_cast<std::uint64_t>(dice.below(1 << 30)) * (width / (1U << 30U) + 1);
    instants.push_back(facts.now + static_cast<rules::Instant>(step % width));
  }
  for (const rules::Instant now : instants) {
    DecodedFacts later = facts;
    later.now = now;
    ASSERT_EQ(text(graph, later), expected) << "at " << rules::format_instant(now) << ", until "
                                            << (ends ? rules::format_instant(span.until) : "ever");
    for (const Field& each : fields()) {
      if (span.read.has(each.fact) || dice.chance(50)) continue;
      each.copy(other, later);
      ++tally.unread;
    }
    engine::classify_account(graph, later);
    ASSERT_EQ(text(graph, later), expected) << "with other facts";
  }
  if (!ends) return;
  DecodedFacts after = facts;
  after.now = span.until;
  tally.changed_at_end += text(graph, after) != expected;
}

TEST(Span, NeverPromisesTooMuch) {
  const std::uint64_t seed = chosen_seed();
  printf("seed %llu\n", static_cast<unsigned long long>(seed));
  const int policies = long_run() ? 5'000 : 150;
  Dice dice(seed);
  Tally tally;
  for (int done = 0; done < policies && !testing::Test::HasFailure();) {
    const rules::Source source("random.yaml", random_policy(dice));
    const rules::ParsedPolicy parsed = rules::parse_policy(source);
    if (!parsed.policy) continue;
    ++done;
    SCOPED_TRACE(source.text());
    auto graph = engine::compile(*parsed.policy, source,
                                 done % 2 == 0 ? engine::Shape::by_size : engine::Shape::split);
    if (!graph.ok()) graph = engine::compile(*parsed.policy, source);
    ASSERT_TRUE(graph.ok()) << graph.message();
    for (int i = 0; i < 30; ++i) {
      const engine::Facts facts = random_facts(*parsed.policy, dice);
      SCOPED_TRACE(to_text(facts));
      const auto one = engine::decode(*graph.value(), facts);
      const auto other = engine::decode(*graph.value(), random_facts(*parsed.policy, dice));
      if (!one.ok() || !other.ok()) continue;
      check_span(*graph.value(), one.value(), other.value(), dice, tally);
      if (testing::Test::HasFatalFailure()) return;
    }
  }
  printf("%d spans: %d for ever, %d end, %d of these with another decision; %d facts not read\n",
         tally.spans, tally.endless, tally.ending, tally.changed_at_end, tally.unread);
  // A span that always ends at once, or that reads everything, would promise nothing.
  EXPECT_GT(tally.endless, tally.spans / 20);
  EXPECT_GT(tally.changed_at_end, tally.ending / 4);
  EXPECT_GT(tally.unread, tally.spans * 10);
}

}  // namespace
}  // namespace gatecast::oracle
