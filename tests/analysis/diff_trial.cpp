#include "tests/analysis/diff_trial.h"

#include <gtest/gtest.h>

#include <algorithm>

#include <fmt/format.h>

#include "engine/unknown/strictness.h"
#include "tests/analysis/plain_claims.h"
#include "tests/oracle/random_facts.h"

namespace gatecast::oracle {
namespace {

using engine::ChangedAnswer;
using engine::Facts;

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

std::shared_ptr<const engine::Graph> compiled(const ParsedText& parsed) {
  auto graph = engine::compile(parsed.policy(), parsed.source);
  EXPECT_TRUE(graph.ok());
  return graph.value();
}

}  // namespace

DiffTrial::DiffTrial(const ParsedText& before, const ParsedText& after, std::size_t max_conditions,
                     DiffCounts& counts)
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

void DiffTrial::check(const Facts& facts, const char* what) {
  if (!states_all(before_.policy(), facts) || !states_all(after_.policy(), facts)) return;
  const auto before = answer_of(before_, *old_graph_, facts);
  const auto after = answer_of(after_, *new_graph_, facts);
  if (!before || !after) return;
  ++counts_.sign_ins;
  const bool is_settled =
      roles_settle(before_.policy(), facts) && roles_settle(after_.policy(), facts);
  const bool changed = shown(*before, true) != shown(*after, true);
  counts_.changed += changed ? 1 : 0;
  int in = 0;
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

// By the oracle; an account whose roles leave open what it is, by the answer of `decide`.
std::optional<Answer> DiffTrial::answer_of(const ParsedText& parsed, const engine::Graph& graph,
                                           const Facts& facts) {
  if (auto answered = answer(parsed.policy(), parsed.source, facts)) return answered;
  const auto decided = engine::answer(graph, facts);
  if (!decided) return std::nullopt;
  ++counts_.unsettled;
  return from_decision(decided.value().decision);
}

void DiffTrial::check_limits(const Answer& before, const Answer& after, const Facts& facts) {
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

void DiffTrial::fail(const char* what, const char* how, const ChangedAnswer& each,
                     const Facts& facts) {
  std::string text;
  for (const auto& condition : each.conditions) {
    text +=
        fmt::format("{} {}\n", conditions_.holds(condition, facts) ? "*" : " ", to_text(condition));
  }
  ADD_FAILURE() << what << ": " << how << ", class"
                << (each.of_unsettled ? " of accounts that are not settled" : "")
                << (each.has_more_conditions ? ", cut\n" : "\n")
                << kind(from_decision(each.witness.answer.decision)) << " -> "
                << kind(from_decision(each.new_answer.decision)) << "\n"
                << text << before_.source.text() << "-----\n"
                << after_.source.text() << to_text(facts);
}

}  // namespace gatecast::oracle
