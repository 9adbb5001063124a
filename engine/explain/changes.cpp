// What would have to be otherwise for another outcome.
#include <algorithm>

#include "engine/explain/alternatives.h"
#include "engine/explain/parts.h"
#include "engine/graph/decide_span.h"
#include "engine/unknown/answer.h"

namespace gatecast::engine {
namespace {

// An answer to unknown facts that needs a larger diagram is not looked at: there are many to ask.
constexpr std::size_t most_nodes = 20'000;
constexpr std::size_t most_refused = 50;
// Changes that are tried two at a time; the square of it is what that costs.
constexpr std::size_t most_in_pairs = 150;

class Search {
 public:
  Search(const Graph& graph, const Facts& facts, const Decision& decision)
      : graph_(graph),
        facts_(facts),
        is_known_(decode(graph, facts).ok()),
        found_{outcome_key(decision)},
        alternatives_(alternatives(graph, facts)) {}

  std::vector<Change> run() {
    for (const Alternative& one : alternatives_) {
      if (refused_ > most_refused) break;
      Facts changed = facts_;
      one.apply(changed);
      look_at(changed, {&one});
    }
    if (changes_.empty() && is_known_) pairs();
    return std::move(changes_);
  }

 private:
  void look_at(const Facts& changed, const std::vector<const Alternative*>& by) {
    const std::optional<Decision> answered = ask(changed);
    if (!answered) return;
    const Decision& decision = *answered;
    const OutcomeKey key = outcome_key(decision);
    if (std::find(found_.begin(), found_.end(), key) != found_.end()) return;
    found_.push_back(key);
    Change change;
    for (const Alternative* each : by) {
      change.words.push_back(each->words);
      change.facts.insert(change.facts.end(), each->facts.begin(), each->facts.end());
    }
    change.outcome = decision.outcome;
    change.may_skip = decision.may_skip;
    change.reason = decision.reason;
    changes_.push_back(std::move(change));
  }

  // Nothing for a change that makes unknown what was known (roles of two types), or that cannot be
  // answered.
  std::optional<Decision> ask(const Facts& changed) {
    if (is_known_) {
      const auto decoded = decode(graph_, changed);
      if (!decoded) return std::nullopt;
      return decide(graph_, decoded.value());
    }
    const auto answered = answer(graph_, changed, {.max_nodes = most_nodes});
    if (answered) return answered.value().decision;
    ++refused_;
    return std::nullopt;
  }

  void pairs() {
    const std::size_t size = std::min(alternatives_.size(), most_in_pairs);
    for (std::size_t i = 0; i < size; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const Alternative& one = alternatives_[j];
        const Alternative& other = alternatives_[i];
        if (one.group == other.group) continue;
        Facts changed = facts_;
        one.apply(changed);
        other.apply(changed);
        look_at(changed, {&one, &other});
      }
    }
  }

  const Graph& graph_;
  const Facts& facts_;
  bool is_known_;
  std::vector<OutcomeKey> found_;
  std::vector<Alternative> alternatives_;
  std::vector<Change> changes_;
  std::size_t refused_ = 0;
};

}  // namespace

std::vector<Change> nearest_changes(const Graph& graph, const Facts& facts,
                                    const Decision& decision) {
  return Search(graph, facts, decision).run();
}

std::optional<Later> next_outcome(const Graph& graph, DecodedFacts facts) {
  constexpr Instant horizon = 10 * 366 * rules::day_seconds;
  const Instant end = facts.now + horizon;
  DecisionSpan span = decide_span(graph, facts);
  const OutcomeKey now = outcome_key(span.decision);
  while (span.until < end) {
    facts.now = span.until;
    span = decide_span(graph, facts);
    const Decision& next = span.decision;
    if (outcome_key(next) == now) continue;
    return Later{facts.now, next.outcome, next.may_skip, std::string(next.reason)};
  }
  return std::nullopt;
}

}  // namespace gatecast::engine
