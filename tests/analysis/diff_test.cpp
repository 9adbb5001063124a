// Differences of random policies against the oracle: each sign-in whose answer changes is in just
// one class, and its conditions hold of it; no other sign-in is in any.
//
// GATECAST_SEED repeats a run; GATECAST_LONG=1 makes it long.
#include "engine/analysis/diff.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <regex>
#include <set>

#include "engine/graph/graph.h"
#include "engine/unknown/strictness.h"
#include "rules/policy_parser.h"
#include "tests/analysis/near_facts.h"
#include "tests/analysis/plain_conditions.h"
#include "tests/oracle/interpreter.h"
#include "tests/oracle/random_facts.h"
#include "tests/oracle/random_policy.h"
#include "tests/oracle/run.h"

namespace gatecast::oracle {
namespace {

using engine::ChangedAnswer;
using engine::Difference;
using engine::Facts;

struct Counts {
  int pairs = 0, refused = 0, same = 0, classes = 0, conditions = 0, more = 0;
  int sign_ins = 0, changed = 0, unsettled = 0, deadlines = 0, limits = 0;
};

struct Parsed {
  explicit Parsed(std::string text)
      : source("random.yaml", std::move(text)), parsed(rules::parse_policy(source)) {}
  const rules::Policy& policy() const { return *parsed.policy; }
  rules::Source source;
  rules::ParsedPolicy parsed;
};

// All but what a difference does not look at. Codes are as many as the account has.
std::string shown(Answer answer, bool with_deadline) {
  answer.row = 0;
  answer.line = 0;
  answer.text.clear();
  answer.limits = {};
  answer.backup_code = false;
  if (answer.if_skipped) answer.if_skipped->backup_code = false;
  if (!with_deadline) {
    answer.deadline.reset();
    if (answer.if_skipped) answer.if_skipped->deadline.reset();
  }
  return to_text(answer);
}

// Random sign-ins are those of one policy; the other may have further attributes.
bool states_all(const rules::Policy& policy, const Facts& facts) {
  return std::all_of(policy.attributes.begin(), policy.attributes.end(), [&](const auto& declared) {
    const bool of_user = declared.on == rules::Attribute::On::user;
    const auto& stated = of_user ? facts.user.attributes : facts.sign_in.attributes;
    return std::any_of(stated.begin(), stated.end(),
                       [&](const auto& each) { return each.name == declared.name.value; });
  });
}

// Roles say what the account is: all are declared, and they do not disagree about a type that it
// does not give itself.
bool settled(const rules::Policy& policy, const Facts& facts) {
  std::set<rules::AccountType> types;
  for (const std::string& name : facts.user.roles.value_or({})) {
    const auto role = std::find_if(policy.roles.begin(), policy.roles.end(),
                                   [&](const auto& each) { return each.name.value == name; });
    if (role == policy.roles.end()) return false;
    if (role->type) types.insert(*role->type);
  }
  return facts.user.type.is_known() || types.size() < 2;
}

// An outcome for a reason.
std::string kind(const Answer& answer) {
  std::string text =
      fmt::format("{} {} {}", rules::name(answer.outcome), answer.reason, answer.may_skip);
  if (answer.if_skipped) {
    text +=
        fmt::format(" {} {}", rules::name(answer.if_skipped->outcome), answer.if_skipped->reason);
  }
  return text;
}

// The witness stands for all of its class.
bool fits_class(const ChangedAnswer& change, const Answer& before, const Answer& after) {
  using What = ChangedAnswer::What;
  if (kind(before) != kind(from_decision(change.witness.answer.decision))) return false;
  if (kind(after) != kind(from_decision(change.new_answer.decision))) return false;
  const bool by_deadline = shown(before, false) == shown(after, false);
  return by_deadline == (change.what == What::deadline);
}

class Trial {
 public:
  Trial(const Parsed& before, const Parsed& after, std::size_t max_conditions, Counts& counts)
      : before_(before),
        after_(after),
        counts_(counts),
        conditions_(before.policy(), after.policy()) {
    old_graph_ = compiled(before);
    new_graph_ = compiled(after);
    auto found = engine::diff(*old_graph_, *new_graph_, {max_conditions, 3});
    EXPECT_TRUE(found.ok());
    difference_ = std::move(found).value();
    counts_.same += difference_.answers.empty() ? 1 : 0;
    for (const ChangedAnswer& each : difference_.answers) {
      ++counts_.classes;
      counts_.deadlines += each.what == ChangedAnswer::What::deadline ? 1 : 0;
      counts_.conditions += static_cast<int>(each.conditions.size());
      counts_.more += each.has_more_conditions ? 1 : 0;
      EXPECT_FALSE(each.conditions.empty());
      check(each.witness.facts, "witness");
    }
    counts_.limits += static_cast<int>(difference_.limits.size());
  }

  void check(const Facts& facts, const char* what) {
    if (!states_all(before_.policy(), facts) || !states_all(after_.policy(), facts)) return;
    const auto before = answer_of(before_, *old_graph_, facts);
    const auto after = answer_of(after_, *new_graph_, facts);
    if (!before || !after) return;
    ++counts_.sign_ins;
    const bool changed = shown(*before, true) != shown(*after, true);
    counts_.changed += changed ? 1 : 0;
    int in = 0;
    const bool is_settled = settled(before_.policy(), facts) && settled(after_.policy(), facts);
    for (const ChangedAnswer& each : difference_.answers) {
      if (each.of_unsettled == is_settled) continue;
      const bool holds =
          std::any_of(each.conditions.begin(), each.conditions.end(),
                      [&](const auto& condition) { return conditions_.holds(condition, facts); });
      const bool fits = changed && fits_class(each, *before, *after);
      in += fits ? 1 : 0;
      // Of more conditions than are listed another may hold.
      if (holds == fits || (fits && each.has_more_conditions)) continue;
      fail(what, holds ? "a condition holds" : "no condition holds", each, facts);
    }
    if (in != (changed ? 1 : 0)) {
      ADD_FAILURE() << what << ": in " << in << " classes\n"
                    << shown(*before, true) << "\n"
                    << shown(*after, true) << "\n"
                    << before_.source.text() << "-----\n"
                    << after_.source.text() << to_text(facts);
    }
    if (is_settled) check_limits(*before, *after, facts);
  }

 private:
  static std::shared_ptr<const engine::Graph> compiled(const Parsed& parsed) {
    auto graph = engine::compile(parsed.policy(), parsed.source);
    EXPECT_TRUE(graph.ok());
    return graph.value();
  }

  // By the oracle; an account whose roles leave open what it is, by the answer of `decide`.
  std::optional<Answer> answer_of(const Parsed& parsed, const engine::Graph& graph,
                                  const Facts& facts) {
    if (auto answered = answer(parsed.policy(), parsed.source, facts)) return answered;
    const auto decided = engine::answer(graph, facts);
    if (!decided) return std::nullopt;
    ++counts_.unsettled;
    Answer answer = from_decision(decided.value().decision);
    answer.deadline.reset();
    return answer;
  }

  void check_limits(const Answer& before, const Answer& after, const Facts& facts) {
    for (const auto& each : difference_.limits) {
      const bool holds =
          std::any_of(each.conditions.begin(), each.conditions.end(),
                      [&](const auto& condition) { return conditions_.holds(condition, facts); });
      const bool fits = before.limits == each.before && after.limits == each.after;
      if (fits && each.has_more_conditions) continue;
      if (holds == fits) continue;
      std::string text;
      for (const auto& condition : each.conditions) text += to_text(condition) + "\n";
      ADD_FAILURE() << "limits: " << (fits ? "no " : "a ") << "condition holds\n"
                    << text << to_text(facts);
    }
  }

  void fail(const char* what, const char* how, const ChangedAnswer& each, const Facts& facts) {
    std::string text;
    for (const auto& condition : each.conditions) {
      text += fmt::format("{} {}\n", conditions_.holds(condition, facts) ? "*" : " ",
                          to_text(condition));
    }
    ADD_FAILURE() << what << ": " << how << ", class"
                  << (each.of_unsettled ? " of accounts that are not settled" : "")
                  << (each.has_more_conditions ? ", cut\n" : "\n")
                  << kind(from_decision(each.witness.answer.decision)) << " -> "
                  << kind(from_decision(each.new_answer.decision)) << "\n"
                  << text << before_.source.text() << "-----\n"
                  << after_.source.text() << to_text(facts);
  }

  const Parsed& before_;
  const Parsed& after_;
  Counts& counts_;
  PlainConditions conditions_;
  std::shared_ptr<const engine::Graph> old_graph_, new_graph_;
  Difference difference_;
};

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

// Another policy of the same name; of where two zones do not count the same days, little is said.
std::string like(const std::string& policy, std::string other) {
  for (const char* line : {"policy: .*", "time_zone: .*"}) {
    const std::regex regex(line);
    std::smatch found;
    std::regex_search(policy, found, regex);
    other = std::regex_replace(other, regex, found.str(), std::regex_constants::format_first_only);
  }
  return other;
}

void try_pair(const Parsed& before, const Parsed& after, std::size_t max_conditions, Dice& dice,
              Counts& counts) {
  SCOPED_TRACE(before.source.text());
  SCOPED_TRACE(after.source.text());
  Trial trial(before, after, max_conditions, counts);
  const auto check = [&](Facts facts, const char* what) {
    // Of accounts that were created before anybody was admitted.
    if (!facts.user.created.is_none())
      facts.user.created = *rules::parse_instant("2020-01-01T00:00:00Z");
    trial.check(facts, what);
  };
  for (int i = 0; i < 60; ++i) {
    check(random_facts(dice.chance(50) ? before.policy() : after.policy(), dice), "random");
  }
  auto times = near_times(before.policy());
  for (const auto more : near_times(after.policy())) times.push_back(more);
  if (times.empty()) return;
  for (int i = 0; i < 2; ++i) {
    const rules::Policy& policy = dice.chance(50) ? before.policy() : after.policy();
    for (const Facts& facts : near_facts(policy, dice.of(times), 1)) check(facts, "near");
  }
}

TEST(Diff, AgreesWithTheOracle) {
  const std::uint64_t seed = chosen_seed(7);
  RecordProperty("seed", std::to_string(seed));
  printf("seed %llu\n", static_cast<unsigned long long>(seed));
  const int pairs = long_run() ? 2'000 : 12;
  Dice dice(seed);
  Counts counts;
  while (counts.pairs < pairs && !testing::Test::HasFailure()) {
    const Parsed before(random_policy(dice));
    std::string text(before.source.text());
    const int changes = 1 + dice.below(3);
    for (int i = 0; i < changes; ++i) text = mutated(text, dice);
    // Of two unlike policies all is different, which takes its time.
    const bool unlike = long_run() && dice.chance(8);
    if (unlike) text = like(text, random_policy(dice));
    const Parsed after(text);
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
