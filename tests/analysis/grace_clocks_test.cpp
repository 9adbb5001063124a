// Ages of grace, and the instants that stand for all, against openings and instants taken at
// random: by days counted one by one, at the local wall time.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "engine/analysis/creations.h"
#include "engine/analysis/moments.h"
#include "tests/analysis/diff_trial.h"
#include "tests/analysis/near_facts.h"
#include "tests/oracle/dice.h"
#include "tests/oracle/run.h"

namespace gatecast::oracle {
namespace {

using engine::Age;
using engine::GraceClocks;
using engine::Moments;
using rules::Instant;

const Words zones = {"UTC",          "America/New_York", "Europe/Oslo",         "Asia/Kathmandu",
                     "Asia/Beirut",  "America/Santiago", "Australia/Lord_Howe", "Africa/Casablanca",
                     "Pacific/Apia", "America/Havana",   "Africa/Cairo"};

std::string policy(const std::string& zone, Dice& dice, bool of_day) {
  const auto days = [&] { return dice.of<std::string>({"0", "1", "3", "7", "14", "14", "30"}); };
  std::string text = fmt::format(
      "policy: clocks\nrevision: 1\ntime_zone: {}\ntwo_factor:\n  enabled: true\n"
      "  methods: [authenticator, email]\n"
      "  enrollment: {{authenticator: required, grace: {{days: {}}}}}\n"
      "integrations: {{email: {{healthy: true}}}}\n"
      "roles: {{Alpha: {{type: internal}}, Beta: {{type: partner}}}}\nrules:\n",
      zone, days());
  text += fmt::format(
      "  - {{when: {{type: internal}}, set: {{enrollment: {{grace: {{days: {}}}}}}}}}\n", days());
  if (dice.chance(60)) {
    text += fmt::format(
        "  - {{when: {{type: partner, days_overdue: {{over: {}}}}}, "
        "then: {{outcome: deny, reason: late}}}}\n",
        dice.of<std::string>({"3", "6", "7", "13"}));
  }
  if (of_day) {
    text +=
        "  - {when: {hours: \"08:00-18:30\", weekday: [mon, fri]}, "
        "set: {enforcement: risk_based}}\n";
  }
  return text + fmt::format("rollout:\n  stages:\n    - {{name: s, start: {}}}\n",
                            dice.of<std::string>({"2027-01-11", "2027-03-15", "2027-10-04"}));
}

struct Pair {
  ParsedText before, after;
  std::vector<std::shared_ptr<const engine::Graph>> graphs;
  std::vector<const engine::Graph*> both;

  Pair(const std::string& old_text, const std::string& new_text)
      : before(old_text), after(new_text) {
    for (const ParsedText* each : {&before, &after}) {
      EXPECT_TRUE(each->parsed.policy) << each->source.text();
      graphs.push_back(engine::compile(each->policy(), each->source).value());
      both.push_back(graphs.back().get());
    }
  }
};

// An instant close to a change of the clocks of one of the zones.
Instant near_change(const GraceClocks& clocks, Dice& dice) {
  // Samoa left out a day at the end of 2011.
  const char* begin = dice.chance(5) ? "2011-12-20T00:00:00Z" : "2026-06-01T00:00:00Z";
  const Instant from = *rules::parse_instant(begin) + dice.below(900) * 86'400LL;
  const Instant change = dice.of(clocks.zones())->next_change(from);
  if (change == rules::instant_max) return from + dice.below(86'400);
  const int days = dice.of<int>({0, 0, 0, 1, 3, 7, 14, 30});
  return change - days * 86'400LL +
         dice.of<int>({-1, 0, 1, -1800, 1800, 3599, 3600, -3600, 7200, 40'000});
}

// So many days after, at the same wall time.
Instant days_after(const rules::TimeZone& zone, Instant opening, std::uint32_t days) {
  return days == 0 ? opening : zone.to_instant(zone.to_local(opening) + days * 86'400LL);
}

Age plain_age(const GraceClocks& clocks, Instant opening, Instant now) {
  Age age;
  std::vector<Instant> ends;
  for (const auto& turn : clocks.turns()) {
    const rules::TimeZone& zone = *clocks.zones()[turn.zone];
    ends.push_back(days_after(zone, days_after(zone, opening, turn.days), turn.more));
    age.turned.push_back(ends.back() <= now);
  }
  for (const auto& shared : clocks.shared()) {
    age.apart.push_back(now < ends[shared.turn] && now < ends[shared.other] &&
                        ends[shared.turn] != ends[shared.other]);
  }
  return age;
}

TEST(GraceClocks, EachOpeningAndInstantIsInOneCell) {
  Dice dice(chosen_seed(21));
  int odd = 0;
  for (int i = 0; i < (long_run() ? 2'000 : 60); ++i) {
    const Pair pair(policy(dice.of(zones), dice, false), policy(dice.of(zones), dice, false));
    const GraceClocks clocks(pair.both);
    const Instant opening = near_change(clocks, dice);
    const Instant first = opening - dice.below(400'000);
    const Instant last = opening + dice.below(400'000);
    std::vector<GraceClocks::Cell> cells;
    clocks.for_each_cell(first, last, [&](const auto& cell) { cells.push_back(cell); });
    for (int k = 0; k < 200; ++k) {
      const Instant at =
          k == 0 ? opening : std::min(last, std::max(first, near_change(clocks, dice)));
      const auto& turn = dice.of(clocks.turns());
      const Instant now = clocks.turn_of(at, turn) + dice.of<int>({-3600, -1, 0, 1, 1800, 3600});
      const Age age = plain_age(clocks, at, now);
      ASSERT_EQ(clocks.age(at, now), age);
      odd += clocks.passed(age) && age.apart == clocks.even(0).apart ? 0 : 1;
      int within = 0;
      for (const GraceClocks::Cell& cell : cells) {
        const bool is_possible = cell.from <= now && now <= cell.until;
        if (is_possible) {
          const Instant latest = cell.latest(now);
          ASSERT_TRUE(cell.first <= latest && latest <= cell.last);
          ASSERT_EQ(plain_age(clocks, latest, now), cell.age);
        }
        if (cell.first <= at && at <= cell.last && cell.age == age) {
          ++within;
          ASSERT_TRUE(is_possible);
        }
      }
      ASSERT_EQ(within, 1) << pair.before.source.text() << pair.after.source.text() << at << " "
                           << now;
    }
  }
  printf("%d odd ages met\n", odd);
  EXPECT_GT(odd, 50);
}

// Grace of no days ends when it opens, also at half past one the second time that a day has that.
TEST(GraceClocks, NoDaysLaterIsThen) {
  const ParsedText parsed(
      "policy: now\nrevision: 1\ntime_zone: America/New_York\n"
      "two_factor: {enabled: true, methods: [authenticator, email], enrollment: {authenticator: "
      "required, grace: "
      "{days: 0}}}\n"
      "integrations: {email: {healthy: true}}\n"
      "rules:\n  - {when: {days_overdue: {under: 3}}, then: {outcome: deny, reason: due}}\n");
  ASSERT_TRUE(parsed.parsed.policy);
  const auto graph = engine::compile(parsed.policy(), parsed.source).value();
  const Instant opening = *rules::parse_instant("2027-11-07T06:30:00Z");
  for (const int later : {-3601, -3600, -1800, -1, 0, 1}) {
    engine::Facts facts = ordinary_facts(parsed.policy(), "u-1", opening + later);
    facts.user.authenticator = rules::AuthenticatorState::not_started;
    facts.user.grace_started = opening;
    const auto expected = answer(parsed.policy(), parsed.source, facts);
    const auto decided = engine::answer(*graph, facts);
    ASSERT_TRUE(expected && decided);
    EXPECT_EQ(expected->reason == "due", later >= 0) << later;
    EXPECT_EQ(decided.value().decision.reason == "due", later >= 0) << later;
  }
}

// What the graphs see of an instant, beside ages.
std::vector<std::uint32_t> seen(const Pair& pair, const Moments& moments, Instant now) {
  engine::DecodedFacts facts;
  facts.now = now;
  std::vector<std::uint32_t> all;
  for (const Instant begin : moments.begins) {
    all.push_back(now >= begin || begin == moments.begins.front() ? 1 : 0);
  }
  for (const engine::Graph* graph : pair.both) {
    for (std::uint32_t i = 0; i < graph->variables.all().size(); ++i) {
      using engine::Asks;
      const Asks asks = graph->variables.all()[i].asks;
      const bool of_time = asks == Asks::time || asks == Asks::weekday || asks == Asks::hours;
      if (of_time) all.push_back(graph->variables.value(i, facts));
    }
  }
  return all;
}

bool may_be(const engine::PossibleAge& age, std::size_t instant) {
  return std::any_of(age.at.begin(), age.at.end(),
                     [&](const auto& run) { return run.first <= instant && instant < run.second; });
}

// Whether one of the instants is like this one and may go with the age; each age that may be at an
// instant has an opening.
bool stands_for(const Pair& pair, const Moments& moments, Instant now, const Age& age,
                const std::vector<engine::PossibleAge>& ages) {
  const auto found =
      std::find_if(ages.begin(), ages.end(), [&](const auto& each) { return each.age == age; });
  if (found == ages.end()) return false;
  const auto like = seen(pair, moments, now);
  for (std::size_t n = 0; n < moments.instants.size(); ++n) {
    if (may_be(*found, n) && seen(pair, moments, moments.instants[n]) == like) return true;
  }
  return false;
}

std::vector<engine::PossibleAge> created_within(const Moments& moments, std::size_t span) {
  std::vector<engine::PossibleAge> all;
  for (std::size_t i = 0; i < moments.created.size(); ++i) {
    all.push_back({moments.created[i], moments.created_at[span][i]});
  }
  return all;
}

TEST(Moments, StandForEachInstantWithEachAge) {
  Dice dice(chosen_seed(22));
  int odd = 0;
  for (int i = 0; i < (long_run() ? 1'000 : 60); ++i) {
    const bool of_day = dice.chance(60);
    const Pair pair(policy(dice.of(zones), dice, of_day), policy(dice.of(zones), dice, of_day));
    const Instant ordinary = *rules::parse_instant("2020-01-01T00:00:00Z");
    const auto dates = engine::creation_dates(pair.both, ordinary);
    const Moments moments = engine::moments_of(pair.both, {}, dates.dates, dates.spans());
    ASSERT_EQ(moments.created_at.size(), dates.spans().size());
    const auto check = [&](Instant opening, Instant now) {
      const Age age = plain_age(moments.clocks, opening, now);
      odd += moments.clocks.passed(age) ? 0 : 1;
      ASSERT_TRUE(stands_for(pair, moments, now, age, moments.stored))
          << pair.before.source.text() << pair.after.source.text() << opening << " " << now;
      for (std::size_t k = 0; k < dates.spans().size(); ++k) {
        const auto [after, before] = dates.spans()[k];
        if (opening <= after || opening >= before) continue;
        ASSERT_TRUE(stands_for(pair, moments, now, age, created_within(moments, k)))
            << pair.before.source.text() << pair.after.source.text() << opening << " " << now;
      }
    };
    for (int k = 0; k < 150; ++k) {
      const Instant opening = near_change(moments.clocks, dice);
      const Instant turned = moments.clocks.turn_of(opening, dice.of(moments.clocks.turns()));
      check(opening, turned + dice.of<int>({-3600, -1, 0, 1, 1800, 3600}));
      check(opening, near_change(moments.clocks, dice));
      if (!dates.dates.empty()) {
        const Instant created = dice.of(dates.dates) + dice.of<int>({-60, -1, 1, 60, 7200});
        check(created, moments.clocks.turn_of(created, dice.of(moments.clocks.turns())) +
                           dice.of<int>({-1, 0, 1}));
      }
    }
    // What may be, is: an opening is found.
    for (std::size_t n = 0; n < moments.instants.size(); n += 1 + moments.instants.size() / 40) {
      const Instant now = moments.instants[n];
      for (const auto& each : moments.stored) {
        if (!may_be(each, n)) continue;
        const auto opening =
            moments.clocks.opening(now, each.age, now - 40'000'000'000, now + 40'000'000'000);
        ASSERT_TRUE(opening && plain_age(moments.clocks, *opening, now) == each.age);
      }
      for (std::size_t k = 0; k < dates.spans().size(); ++k) {
        const auto [after, before] = dates.spans()[k];
        for (const auto& each : created_within(moments, k)) {
          if (!may_be(each, n)) continue;
          const auto opening = moments.clocks.opening(now, each.age, after, before);
          ASSERT_TRUE(opening && *opening > after && *opening < before);
        }
      }
    }
  }
  printf("%d odd ages met\n", odd);
  EXPECT_GT(odd, 50);
}

}  // namespace
}  // namespace gatecast::oracle
