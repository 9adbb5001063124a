#include "engine/unknown/answer.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "engine/graph/strictness.h"
#include "engine/unknown/partial.h"

namespace gatecast::engine {
namespace {

using Assumed = Partial::Assumed;

// The strictest answer, leaving aside whatever cannot be stricter than one found before.
class Strictest {
 public:
  Strictest(const Graph& graph, const Possible& possible, int combinations)
      : possible_(possible), partial_(graph, possible), left_(combinations) {}

  // Nothing if there are too many combinations.
  std::optional<Decision> find() {
    explore();
    return left_ >= 0 ? found_ : std::nullopt;
  }

 private:
  void explore() {
    if (--left_ < 0) return;
    const Partial::State state = partial_.decide(least_);
    if (state == Partial::State::answered) return take(partial_.decision());
    if (state == Partial::State::too_mild) return;
    const std::uint32_t atom = partial_.wanted();
    for (const std::int64_t value : possible_.atoms[atom].values) {
      if (!partial_.may_be(atom, value)) continue;
      partial_.assume(atom, value);
      explore();
      partial_.forget_last();
    }
  }

  void take(const Decision& decision) {
    if (found_ && !is_stricter(decision, *found_)) return;
    found_ = decision;
    const Strictness own = strictness(decision);
    // Of equals only the methods could still be stricter.
    least_ = methods_matter(own) ? own : static_cast<Strictness>(own - 1);
  }

  const Possible& possible_;
  Partial partial_;
  int left_;
  Strictness least_ = least_strict;
  std::optional<Decision> found_;
};

// Which facts change the answer when they alone change. Goes through everything that can be assumed
// about the facts that answers depend on, and at each answer changes one fact that it depended on.
class Changes {
 public:
  Changes(const Graph& graph, const Possible& possible, int combinations)
      : possible_(possible),
        partial_(graph, possible),
        other_(graph, possible),
        changes_(possible.facts.size()),
        left_(combinations) {}

  // False if there are too many combinations.
  bool find() {
    explore();
    return left_ >= 0;
  }
  // By fact.
  const std::vector<bool>& changes() const { return changes_; }

 private:
  bool is_done() const {
    return left_ < 0 || std::find(changes_.begin(), changes_.end(), false) == changes_.end();
  }

  void explore() {
    if (is_done() || --left_ < 0) return;
    if (partial_.decide(least_strict) == Partial::State::answered) {
      change_each(partial_.decision());
      return;
    }
    const std::uint32_t atom = partial_.wanted();
    for (const std::int64_t value : possible_.atoms[atom].values) {
      if (!partial_.may_be(atom, value)) continue;
      partial_.assume(atom, value);
      explore();
      partial_.forget_last();
    }
  }

  // A fact on which the answer does not depend cannot change it.
  void change_each(const Decision& decision) {
    std::vector<std::uint32_t> facts;
    for (const Assumed& one : partial_.assumed()) {
      const std::uint32_t fact = possible_.atoms[one.atom].fact;
      if (!changes_[fact]) facts.push_back(fact);
    }
    std::sort(facts.begin(), facts.end());
    facts.erase(std::unique(facts.begin(), facts.end()), facts.end());
    for (const std::uint32_t fact : facts) {
      other_.forget_all();
      for (const Assumed& one : partial_.assumed()) {
        if (possible_.atoms[one.atom].fact != fact) other_.assume(one.atom, one.value);
      }
      changes_[fact] = differs(decision);
    }
  }

  // Whether another answer than `decision` can come out under the assumptions of `other_`.
  bool differs(const Decision& decision) {
    if (--left_ < 0) return false;
    if (other_.decide(least_strict) == Partial::State::answered) {
      return !is_same_answer(other_.decision(), decision);
    }
    const std::uint32_t atom = other_.wanted();
    bool found = false;
    for (const std::int64_t value : possible_.atoms[atom].values) {
      if (found || !other_.may_be(atom, value)) continue;
      other_.assume(atom, value);
      found = differs(decision);
      other_.forget_last();
    }
    return found;
  }

  const Possible& possible_;
  Partial partial_;
  Partial other_;
  std::vector<bool> changes_;
  int left_;
};

}  // namespace

rules::Result<Answer> answer(const Graph& graph, const Facts& facts, int combinations) {
  Answer result;
  // Most sign-ins are fully known, and cost nothing more.
  if (const auto decoded = decode(graph, facts)) {
    result.decision = decide(graph, decoded.value());
    return result;
  }
  const auto possible = possible_values(graph, facts);
  if (!possible) return possible.failure();
  const auto strictest = Strictest(graph, possible.value(), combinations).find();
  if (!strictest) {
    return rules::Failure{fmt::format(
        "too many facts are unknown: more than {} combinations of their values may give "
        "the strictest answer",
        combinations)};
  }
  result.decision = *strictest;
  Changes changes(graph, possible.value(), combinations);
  result.unknown_is_exact = changes.find();
  for (std::size_t i = 0; i < possible.value().facts.size(); ++i) {
    if (!result.unknown_is_exact || changes.changes()[i]) {
      result.unknown.push_back(possible.value().facts[i]);
    }
  }
  return result;
}

}  // namespace gatecast::engine
