#include "tests/oracle/possible_worlds.h"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <tuple>

namespace gatecast::oracle {

using rules::Outcome;

namespace {

Words names(const std::vector<rules::Method>& methods) {
  Words list;
  for (const rules::Method m : methods) list.emplace_back(rules::name(m));
  return list;
}

// The smaller the stricter.
using Rank = std::tuple<int, std::size_t, Words, int, std::size_t, Words>;

Rank rank(const Answer& a) {
  int kind = 5;
  Words after;
  if (a.outcome == Outcome::deny) kind = 0;
  if (a.outcome == Outcome::enroll) kind = 1;
  if (a.outcome == Outcome::challenge) kind = 2;
  if (a.may_skip) {
    kind = a.if_skipped->outcome == Outcome::challenge ? 3 : 4;
    after = names(a.if_skipped->methods);
  }
  const Words own = names(a.methods);
  return {kind, after.size(), after, a.row, own.size(), own};
}

bool roles_disagree(const World& world, const rules::Policy& policy) {
  std::set<rules::AccountType> types;
  const Words own = world.facts.user.roles.value_or({});
  for (const rules::Role& role : policy.roles) {
    const bool has = std::find(own.begin(), own.end(), role.name.value) != own.end();
    if (has && role.type) types.insert(*role.type);
  }
  return types.size() > 1;
}

}  // namespace

std::vector<Answer> answers_of(const rules::Source& source, const Uncertain& uncertain) {
  std::vector<Answer> answers;
  const std::size_t count = uncertain.worlds();
  for (std::size_t number = 0; number < count; ++number) {
    World world{uncertain.facts, 0, {}};
    std::size_t rest = number;
    for (std::size_t i = uncertain.unknown.size(); i-- > 0;) {
      const auto& values = uncertain.unknown[i].values;
      values[rest % values.size()](world);
      rest /= values.size();
    }
    const rules::Policy& policy = uncertain.policies[world.policy];
    if (world.open_type && roles_disagree(world, policy)) world.facts.user.type = *world.open_type;
    const auto answered = answer(policy, source, world.facts);
    if (!answered) throw std::logic_error("a world is not complete");
    answers.push_back(*answered);
  }
  return answers;
}

std::string visible_text(const Answer& answer) {
  Answer seen = answer;
  seen.row = 0;
  seen.limits = {};
  seen.line = 0;
  seen.text.clear();
  // Long ago is no deadline to show.
  if (seen.deadline == rules::instant_min) seen.deadline.reset();
  if (seen.if_skipped && seen.if_skipped->deadline == rules::instant_min) {
    seen.if_skipped->deadline.reset();
  }
  return to_text(seen);
}

namespace {

// Of answers in grace that are the same but for its end, that is given which ends first.
bool is_too_late(const Answer& a, const std::vector<Answer>& all) {
  const auto end = [](const Answer& of) {
    const bool shown = of.deadline && *of.deadline != rules::instant_min;
    return shown ? *of.deadline : rules::instant_max;
  };
  const auto but_for_deadline = [](Answer of) {
    of.deadline.reset();
    if (of.if_skipped) of.if_skipped->deadline.reset();
    return visible_text(of);
  };
  return a.row == 10 && std::any_of(all.begin(), all.end(), [&](const Answer& other) {
           return end(other) < end(a) && but_for_deadline(other) == but_for_deadline(a);
         });
}

}  // namespace

Verdict judge(const rules::Source& source, const Uncertain& uncertain) {
  const std::vector<Answer> answers = answers_of(source, uncertain);
  Verdict verdict;
  for (const Answer& a : answers) {
    if (!verdict.strictest.empty() && rank(a) > rank(verdict.strictest.front())) continue;
    if (!verdict.strictest.empty() && rank(a) < rank(verdict.strictest.front())) {
      verdict.strictest.clear();
    }
    verdict.strictest.push_back(a);
  }
  const std::vector<Answer> strictest = verdict.strictest;
  std::erase_if(verdict.strictest, [&](const Answer& a) { return is_too_late(a, strictest); });
  std::vector<std::string> texts;
  for (const Answer& a : answers) texts.push_back(visible_text(a));
  verdict.unknown = facts_that_change(texts, uncertain);
  return verdict;
}

std::vector<std::string> facts_that_change(const std::vector<std::string>& texts,
                                           const Uncertain& uncertain) {
  std::vector<std::string> names;
  // Worlds that differ in one fact alone lie `stride` apart.
  std::size_t stride = 1;
  for (std::size_t i = uncertain.unknown.size(); i-- > 0;) {
    const std::size_t size = uncertain.unknown[i].values.size();
    bool changes = false;
    for (std::size_t number = 0; number < texts.size() && !changes; ++number) {
      const std::size_t first = number - (number / stride % size) * stride;
      changes = texts[number] != texts[first];
    }
    if (changes) names.push_back(uncertain.unknown[i].name);
    stride *= size;
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace gatecast::oracle
