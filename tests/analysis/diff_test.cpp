// Differences of random policies against the oracle: each sign-in whose answer changes is in just
// one class, and its conditions hold of it; no other sign-in is in any.
//
// GATECAST_SEED repeats a run; GATECAST_LONG=1 makes it long.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <regex>

#include "tests/analysis/clock_times.h"
#include "tests/analysis/creation_times.h"
#include "tests/analysis/diff_trial.h"
#include "tests/analysis/near_facts.h"
#include "tests/oracle/random_facts.h"
#include "tests/oracle/random_policy.h"
#include "tests/oracle/run.h"

namespace gatecast::oracle {
namespace {

using engine::Facts;

// One small change: a date, a number, a word, the order of a list, or a line less.
std::string mutated(const std::string& text, Dice& dice) {
  const std::vector<std::pair<const char*, Words>> changes = {
      {R"(20\d\d-\d\d-\d\d)",
       {"2027-01-18", "2027-02-08", "2027-03-15", "2027-06-01", "2028-01-01"}},
      {R"((days|skips|over|under|code_length|attempts): \d+)",
       {"days: 5", "days: 14", "skips: 2", "attempts: 4", "over: 7"}},
      {R"(\b(true|false)\b)", {"true", "false"}},
      {R"(\b(authenticator|email|sms|passkey)\b)", {"authenticator", "email", "sms", "passkey"}},
      {R"(\b(every_login|risk_based|new_device|optional|required|challenge|enroll|deny|allow)\b)",
       {"every_login", "optional", "required", "challenge", "enroll", "deny", "allow"}},
      {R"(\b(internal|partner|customer|low|medium|high|password|saml|api)\b)",
       {"internal", "partner", "customer", "low", "medium", "high", "password", "api"}},
      {R"((Europe/Oslo|America/New_York|UTC|Asia/Kathmandu))",
       {"Europe/Oslo", "America/New_York", "Asia/Beirut", "America/Santiago"}},
      {R"(\b(US|NO|DE|IN|portal|billing|wiki|pilot|staff|office|vpn)\b)",
       {"US", "DE", "portal", "wiki", "pilot", "staff", "office"}},
  };
  for (int tries = 0; tries < 20; ++tries) {
    const auto& [pattern, words] = dice.of(changes);
    const std::regex regex(pattern);
    std::vector<std::smatch> found;
    for (std::sregex_iterator i(text.begin(), text.end(), regex), end; i != end; ++i) {
      found.push_back(*i);
    }
    if (found.empty()) continue;
    const std::smatch& at = dice.of(found);
    std::string changed = at.prefix().str();
    changed = text.substr(0, static_cast<std::size_t>(at.position()));
    changed += dice.of(words);
    changed += text.substr(static_cast<std::size_t>(at.position() + at.length()));
    if (changed != text) return changed;
  }
  return text;
}

// Another policy of the same name.
std::string like(const std::string& policy, const std::string& other) {
  const std::regex line("policy: .*");
  std::smatch found;
  std::regex_search(policy, found, line);
  return std::regex_replace(other, line, found.str(), std::regex_constants::format_first_only);
}

void try_pair(const ParsedText& before, const ParsedText& after, std::size_t max_conditions,
              Dice& dice, DiffCounts& counts) {
  SCOPED_TRACE(before.source.text());
  SCOPED_TRACE(after.source.text());
  DiffTrial trial(before, after, max_conditions, counts);
  const CreationTimes creation_times(before, after);
  const ClockTimes clock_times(before, after);
  const auto check = [&](Facts facts, const char* what) {
    creation_times.choose(facts, dice);
    clock_times.choose(facts, dice);
    trial.check(facts, what);
  };
  for (int i = 0; i < 300; ++i) {
    Facts facts = random_facts(dice.chance(50) ? before.policy() : after.policy(), dice);
    if (i % 5 > 0) begin_grace(facts);
    if (dice.chance(20)) {
      facts.user.roles = std::vector<std::string>{"undeclared"};
      facts.user.type = engine::Fact<rules::AccountType>::none();
    }
    check(facts, "random");
  }
  auto times = near_times(before.policy());
  for (const auto more : near_times(after.policy())) times.push_back(more);
  if (times.empty()) return;
  for (int i = 0; i < 2; ++i) {
    const rules::Policy& policy = dice.chance(50) ? before.policy() : after.policy();
    for (const Facts& facts : near_facts(policy, dice.of(times), 1)) check(facts, "near");
  }
}

// Changes by hand, which random ones seldom make: each is all that changes.
constexpr std::string_view small_policy = R"(policy: small
revision: 1
time_zone: UTC
two_factor:
  enabled: true
  methods: [authenticator, email, passkey]
  enforcement: every_login
  enrollment: {authenticator: required, grace: {days: 7}}
integrations: {email: {healthy: true}}
channels: [kiosk, branch]
roles:
  Alpha: {type: internal}
  Beta: {type: internal, admin: true}
  Gamma: {type: partner}
exclusions:
  - {role: Alpha, reason: r, owner: o, approved_by: a, expires: 2027-06-01}
rules:
  - name: refused countries
    when: {country: [US, DE]}
    then: {outcome: deny, reason: one}
  - name: refused kiosks
    when: {channel: kiosk}
    then: {outcome: deny, reason: two}
  - name: trusted devices
    when: {role: Gamma}
    set: {enforcement: risk_based}
  - name: branches
    when: {channel: branch, device_recognized: true}
    set: {methods: [passkey]}
  - name: always asked
    when: {channel: [password, social]}
    then: {outcome: challenge}
)";

TEST(Diff, OfOneThingAlone) {
  struct Case {
    const char *from, *to;
    bool changes;
  };
  const Case cases[] = {
      {"reason: one", "reason: other", true},
      {"reason: two", "reason: one", true},
      {"role: Alpha, reason", "role: Beta, reason", true},
      {"role: Alpha, reason", "role: Gamma, reason", true},
      {"{channel: kiosk}", "{channel: branch}", true},
      {"country: [US, DE]", "country: [US, NO]", true},
      {"risk_based}", "every_login}", true},
      {"[passkey]", "[email]", true},
      {"channel: branch, device_recognized: true", "device_recognized: true", true},
      {"[password, social]", "[social]", true},
      {"challenge}", "challenge, reason: asked}", true},
      {"challenge}", "deny, reason: two}", true},
      {"refused kiosks", "kiosks refused", false},
      {"country: [US, DE]", "country: [DE, US]", false},
      {"    when: {channel: kiosk}\n    then: {outcome: deny, reason: two}",
       "    when: {channel: kiosk, country: [US]}\n    then: {outcome: allow, reason: two, owner: "
       "o, approved_by: a, expires: 2026-01-01}",
       true},
      {"    when: {channel: kiosk}\n    then: {outcome: deny, reason: two}",
       "    when: {role: Gamma}\n    set: {enforcement: every_login}", true},
  };
  Dice dice(3);
  for (const Case& each : cases) {
    const auto pair = [&](const std::string& from, const std::string& to) {
      SCOPED_TRACE(fmt::format("{} -> {}", from, to));
      std::string text(small_policy);
      const ParsedText before(text);
      const auto at = text.find(each.from);
      ASSERT_NE(at, std::string::npos);
      const ParsedText after(text.replace(at, std::string_view(each.from).size(), each.to));
      ASSERT_TRUE(before.parsed.policy && after.parsed.policy);
      const ParsedText& first = from == each.from ? before : after;
      const ParsedText& second = from == each.from ? after : before;
      DiffCounts counts;
      try_pair(first, second, 4, dice, counts);
      EXPECT_EQ(counts.classes > 0, each.changes);
    };
    pair(each.from, each.to);
    pair(each.to, each.from);
  }
}

// Policies of which one admits people at another time: who is created in between has one grace from
// creation and one from admission. Deadlines too, also of accounts whose roles leave open what they
// are.
constexpr std::string_view staged_policy = R"(policy: staged
revision: 1
time_zone: America/New_York
two_factor:
  enabled: true
  methods: [authenticator, email]
  enrollment: {authenticator: required, grace: {days: 14}}
integrations: {email: {healthy: true}}
channels: [kiosk, branch]
roles:
  Alpha: {type: internal}
  Beta: {type: internal, admin: true}
  Gamma: {type: partner}
rules:
  - {name: staff, when: {type: internal}, set: {enrollment: {grace: {days: 10}}}}
  - {name: late, when: {type: partner, days_overdue: {over: 3}}, then: {outcome: deny, reason: due}}
rollout:
  stages:
    - {name: one, who: {type: internal}, start: 2027-03-01}
    - {name: two, who: {type: [partner, customer]}, start: 2027-03-08}
)";

// Of an attribute each policy names other numbers, and some numbers neither: these change nothing
// that either asks for.
TEST(Diff, OfNumbersThatOnePolicyNames) {
  const auto of = [](const char* numbers) {
    std::string text(small_policy);
    const std::string channels = "channels: [kiosk, branch]\n";
    text.insert(text.find(channels),
                "attributes: {clearance: {on: user, type: integer, range: [0, 5]}}\n");
    return text + fmt::format(
                      "  - {{name: cleared, when: {{clearance: {}}}, then: {{outcome: deny, "
                      "reason: cleared}}}}\n",
                      numbers);
  };
  const ParsedText before(of("[0, 4, 5]"));
  std::string text = of("1");
  text.replace(text.find("reason: two"), 11, "reason: kiosk");
  const ParsedText after(text);
  ASSERT_TRUE(before.parsed.policy && after.parsed.policy);
  DiffCounts counts;
  DiffTrial trial(before, after, 40, counts);
  for (const char* channel : {"api", "kiosk"}) {
    for (std::int64_t clearance = -1; clearance <= 5; ++clearance) {
      Facts facts =
          ordinary_facts(before.policy(), "u-1", *rules::parse_instant("2027-05-01T12:00:00Z"));
      facts.sign_in.channel = std::string(channel);
      auto& value = facts.user.attributes.front().value;
      value = decltype(facts.user.attributes.front().value)::none();
      if (clearance >= 0) value = std::variant<bool, std::int64_t, std::string>(clearance);
      trial.check(facts, "number");
    }
  }
  // Of passwords 0, 1, 4, 5 and no number, and every kiosk but those that both refuse for
  // clearance.
  EXPECT_EQ(counts.sign_ins, 14 + counts.classes);
  EXPECT_GT(counts.changed, counts.classes + 5);
}

// The small policy without grace, in a zone, and employees refused at some hours; all its dates are
// in summer.
std::string with_hours(const std::string& zone, const std::string& hours) {
  std::string text(small_policy);
  const std::string grace = ", grace: {days: 7}";
  text.erase(text.find(grace), grace.size());
  text.replace(text.find("UTC"), 3, zone);
  return text + fmt::format(
                    "  - {{name: shift, when: {{hours: \"{}\"}}, then: {{outcome: deny, reason: "
                    "shift}}}}\nrollout:\n  stages:\n    - {{name: all, start: 2027-06-15}}\n",
                    hours);
}

// From eight to six in New York, and from two to midnight in Oslo: that is one span of time, but
// for some weeks in March and one in autumn.
TEST(Diff, OfHoursInTwoZones) {
  const ParsedText before(with_hours("America/New_York", "08:00-18:00"));
  const ParsedText after(with_hours("Europe/Oslo", "14:00-00:00"));
  ASSERT_TRUE(before.parsed.policy && after.parsed.policy);
  DiffCounts counts;
  DiffTrial trial(before, after, 40, counts);
  const rules::Instant june = *rules::parse_instant("2027-06-01T00:00:00Z");
  for (int day = -360; day < 400; ++day) {
    for (const int hour : {11, 12, 13, 21, 22, 23}) {
      const rules::Instant now = june + (day * 24 + hour) * 3600LL;
      trial.check(ordinary_facts(before.policy(), "u-1", now), "hour");
    }
  }
  // An hour at either end while the clocks are apart.
  EXPECT_GT(counts.changed, 20);
  EXPECT_LT(counts.changed, counts.sign_ins / 10);
}

// Where there is nothing else to be shown, a sign-in shortly before the first date is, although the
// hours of the two zones are looked at all year round.
TEST(Diff, ShowsASignInOfTheUsualTime) {
  const ParsedText before(with_hours("America/New_York", "08:00-18:00"));
  std::string text = with_hours("Europe/Oslo", "13:30-00:00");
  text.replace(text.find("reason: two"), 11, "reason: kiosk");
  const ParsedText after(text);
  ASSERT_TRUE(before.parsed.policy && after.parsed.policy);
  const auto old_graph = engine::compile(before.policy(), before.source).value();
  const auto new_graph = engine::compile(after.policy(), after.source).value();
  const auto found = engine::diff(*old_graph, *new_graph, {});
  ASSERT_TRUE(found.ok());
  bool is_kiosk = false;
  for (const engine::ChangedAnswer& each : found.value().answers) {
    if (each.witness.answer.decision.reason != "two") continue;
    is_kiosk = true;
    EXPECT_GE(each.witness.facts.now, *rules::parse_instant("2027-05-15T00:00:00Z"));
  }
  EXPECT_TRUE(is_kiosk);
}

using Edits = std::vector<std::pair<std::string, std::string>>;

std::string staged(const Edits& edits) {
  std::string text(staged_policy);
  for (const auto& [from, to] : edits) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    if (at != std::string::npos) text.replace(at, from.size(), to);
  }
  return text;
}

Edits both(Edits edits, const Edits& more) {
  edits.insert(edits.end(), more.begin(), more.end());
  return edits;
}

const Edits in_oslo = {{"America/New_York", "Europe/Oslo"}};
const Edits one_long_before = {{"2027-03-01", "2027-01-11"}, {"2027-03-08", "2027-03-20"}};

TEST(Diff, OfStagesThatMove) {
  const std::string late =
      "  - {name: late, when: {type: partner, days_overdue: {over: 3}}, then: {outcome: deny, "
      "reason: due}}\n";
  const std::string one = "    - {name: one, who: {type: internal}, start: 2027-03-01}\n";
  const std::string two =
      "    - {name: two, who: {type: [partner, customer]}, start: 2027-03-08}\n";
  const std::pair<Edits, Edits> cases[] = {
      {{}, {{"start: 2027-03-08", "start: 2027-03-12"}}},
      {{}, {{"start: 2027-03-01", "start: 2027-03-22"}}},
      {{}, {{"{type: internal}, start", "{admin: true}, start"}}},
      {{}, {{"start: 2027-03-08", "start: 2027-03-04, ramp: {percent: [20, 100], every_days: 7}"}}},
      {{}, {{"{days: 14}", "{days: 7}"}}},
      {{}, {{"{days: 10}", "{days: 14}"}}},
      {{}, {{"when: {type: internal}, set", "when: {type: partner}, set"}}},
      // Who is created on 9 March has grace until the 19th by both.
      {{}, {{"{days: 10}", "{days: 7}"}, {"start: 2027-03-01", "start: 2027-03-12"}}},
      {{}, {{"Gamma: {type: partner}", "Gamma: {type: partner, admin: true}"}}},
      {{}, {{late, ""}, {"rollout:\n  stages:\n" + one + two, ""}}},
      // The clocks of Oslo are changed two weeks after those of New York.
      {{}, in_oslo},
      {{}, {{"America/New_York", "America/Santiago"}}},
      {{}, both(in_oslo, {{"2027-03-08", "2027-03-20"}})},
      {one_long_before, both(both(in_oslo, one_long_before), {{"2027-03-20", "2027-03-27"}})},
  };
  Dice dice(chosen_seed(11));
  DiffCounts counts;
  for (const auto& [old_edits, new_edits] : cases) {
    const ParsedText before(staged(old_edits));
    const ParsedText after(staged(new_edits));
    ASSERT_TRUE(before.parsed.policy && after.parsed.policy) << after.source.text();
    for (int i = 0; i < (long_run() ? 20 : 1); ++i) {
      try_pair(before, after, 40, dice, counts);
      try_pair(after, before, 40, dice, counts);
    }
  }
  printf("%d classes (%d by a deadline), %d conditions (%d cut), %d sign-ins, %d changed\n",
         counts.classes, counts.deadlines, counts.conditions, counts.more, counts.sign_ins,
         counts.changed);
  EXPECT_GT(counts.deadlines, 5);
}

// Sign-ins of an employee who has set up nothing, so many hours after he was created.
void check_created(DiffTrial& trial, const rules::Policy& policy, std::string_view created,
                   const std::vector<int>& seconds, const std::vector<int>& hours) {
  for (const int later : seconds) {
    for (const int passed : hours) {
      const rules::Instant at = *rules::parse_instant(created) + later;
      Facts facts = ordinary_facts(policy, "u-1", at + passed * 3600LL);
      facts.user.roles = std::vector<std::string>{"Alpha"};
      facts.user.authenticator = rules::AuthenticatorState::not_started;
      facts.user.created = at;
      trial.check(facts, "created");
    }
  }
}

// On 5 September 2027 midnight is an hour late in Santiago: 14 days from any time within an hour of
// 22 August end there, and 11 days from the admission on 25 August, too.
TEST(Diff, OfGraceThatEndsAsClocksArePutForward) {
  const Edits santiago = {{"America/New_York", "America/Santiago"}, {"2027-03-08", "2027-09-12"}};
  const ParsedText before(
      staged(both(santiago, {{"{days: 10}", "{days: 14}"}, {"2027-03-01", "2027-08-01"}})));
  const ParsedText after(
      staged(both(santiago, {{"{days: 10}", "{days: 11}"}, {"2027-03-01", "2027-08-25"}})));
  ASSERT_TRUE(before.parsed.policy && after.parsed.policy);
  DiffCounts counts;
  DiffTrial trial(before, after, 40, counts);
  const std::vector<int> seconds = {-3600, -1, 0, 1, 1800, 3599, 3600, 3601};
  check_created(trial, before.policy(), "2027-08-22T04:00:00Z", seconds, {24 * 4, 24 * 13, 340});
  EXPECT_GT(counts.deadlines, 0);
  EXPECT_GT(counts.changed, 6);
  EXPECT_LT(counts.changed, counts.sign_ins - 6);
}

// Both admit employees in January, and others in March; of who was created in February grace ends
// at once in New York and in Oslo, of who was in March it does not.
TEST(Diff, OfGraceFromCreationInTwoZones) {
  const ParsedText before(staged(one_long_before));
  const ParsedText after(
      staged(both(both(in_oslo, one_long_before), {{"2027-03-20", "2027-03-27"}})));
  ASSERT_TRUE(before.parsed.policy && after.parsed.policy);
  DiffCounts counts;
  DiffTrial trial(before, after, 40, counts);
  const std::vector<int> seconds = {0, 3600 * 5, 3600 * 9};
  for (const char* created :
       {"2027-02-02T12:00:00Z", "2027-03-03T23:30:00Z", "2027-03-04T06:30:00Z",
        "2027-03-10T12:00:00Z", "2027-03-14T06:59:59Z", "2027-03-15T00:30:00Z"}) {
    check_created(trial, before.policy(), created, seconds, {1, 24 * 9, 239, 240, 241});
  }
  EXPECT_GT(counts.changed, 20);
  EXPECT_LT(counts.changed, counts.sign_ins - 20);
}

TEST(Diff, AgreesWithTheOracle) {
  const std::uint64_t seed = chosen_seed(7);
  RecordProperty("seed", std::to_string(seed));
  printf("seed %llu\n", static_cast<unsigned long long>(seed));
  const int pairs = long_run() ? 2'000 : 12;
  Dice dice(seed);
  DiffCounts counts;
  while (counts.pairs < pairs && !testing::Test::HasFailure()) {
    const ParsedText before(random_policy(dice));
    std::string text(before.source.text());
    const int changes = 1 + dice.below(3);
    for (int i = 0; i < changes; ++i) text = mutated(text, dice);
    // Of two unlike policies all is different, which takes its time.
    const bool unlike = long_run() && dice.chance(8);
    if (unlike) text = like(text, random_policy(dice));
    const ParsedText after(text);
    if (!before.parsed.policy || !after.parsed.policy) {
      ++counts.refused;
      ASSERT_LT(counts.refused, 100 + 3 * counts.pairs);
      continue;
    }
    ++counts.pairs;
    try_pair(before, after, unlike ? 3 : 40, dice, counts);
  }
  printf(
      "%d pairs (%d refused, %d the same), %d classes (%d by a deadline), %d conditions (%d cut), "
      "%d limits; %d sign-ins, %d changed, %d unsettled\n",
      counts.pairs, counts.refused, counts.same, counts.classes, counts.deadlines,
      counts.conditions, counts.more, counts.limits, counts.sign_ins, counts.changed,
      counts.unsettled);
  EXPECT_GT(counts.classes, 0);
  EXPECT_GT(counts.changed, 20);
}

}  // namespace
}  // namespace gatecast::oracle
