#include "engine/unknown/trial.h"

#include <algorithm>
#include <map>
#include <utility>

#include "engine/unknown/assumption.h"
#include "engine/unknown/strictness.h"

namespace gatecast::engine {
namespace {

class Trial {
 public:
  Trial(const Graph& graph, const Possible& possible, const KindOf* kind)
      : graph_(graph), possible_(possible), kind_(kind), choice_(possible.atoms.size(), 0) {}

  // The first atom varies slowest, so that of values that do alike the first are taken.
  Answer run(std::size_t combinations) {
    seen_.reserve(combinations);
    for (std::size_t i = 0; i < combinations; ++i) {
      if (i > 0) advance();
      take();
    }
    return {best_->decision, unknown(), std::move(best_->facts)};
  }

 private:
  struct Best {
    Decision decision;
    std::string key;
    DecodedFacts facts;
  };

  void advance() {
    for (std::size_t i = choice_.size(); i-- > 0;) {
      if (++choice_[i] < possible_.atoms[i].values.size()) return;
      choice_[i] = 0;
    }
  }

  void take() {
    Assumption assumption(possible_);
    for (std::size_t i = 0; i < choice_.size(); ++i) {
      assumption.assume(possible_.atoms[i], possible_.atoms[i].values[choice_[i]]);
    }
    assumption.admit(graph_);
    DecodedFacts facts = assumption.facts();
    classify_account(graph_, facts);
    const Decision decision = decide(graph_, facts);
    std::string key = answer_key(decision);
    seen_.push_back(number_of(decision, key));
    if (!best_ || comes_before(decision, key)) best_ = {decision, std::move(key), std::move(facts)};
  }

  // Of equally strict answers the first by its key, then the one whose grace ends first.
  bool comes_before(const Decision& decision, const std::string& key) const {
    if (is_stricter(decision, best_->decision)) return true;
    if (is_stricter(best_->decision, decision)) return false;
    if (key != best_->key) return key < best_->key;
    return decision.row == 10 &&
           is_earlier(shown_deadline(decision), shown_deadline(best_->decision));
  }

  std::uint32_t number_of(const Decision& decision, const std::string& key) {
    if (kind_ != nullptr) return (*kind_)(decision);
    const auto next = static_cast<std::uint32_t>(numbers_.size());
    return numbers_.try_emplace({key, shown_deadline(decision)}, next).first->second;
  }

  // A fact counts if two combinations that differ in nothing else are answered differently.
  std::vector<std::string> unknown() const {
    std::vector<std::string> names;
    for (std::uint32_t fact = 0; fact < possible_.facts.size(); ++fact) {
      if (changes(fact)) names.push_back(possible_.facts[fact]);
    }
    return names;
  }

  bool changes(std::uint32_t fact) const {
    std::map<std::size_t, std::uint32_t> first;  // by the values of all other facts
    for (std::size_t i = 0; i < seen_.size(); ++i) {
      const auto [at, is_new] = first.try_emplace(without(fact, i), seen_[i]);
      if (!is_new && at->second != seen_[i]) return true;
    }
    return false;
  }

  // The number of a combination in which that fact has its first values.
  std::size_t without(std::uint32_t fact, std::size_t combination) const {
    std::size_t left = combination;
    std::size_t weight = 1;
    std::size_t number = 0;
    for (std::size_t i = possible_.atoms.size(); i-- > 0;) {
      const std::size_t size = possible_.atoms[i].values.size();
      if (possible_.atoms[i].fact != fact) number += left % size * weight;
      left /= size;
      weight *= size;
    }
    return number;
  }

  const Graph& graph_;
  const Possible& possible_;
  const KindOf* kind_;
  std::vector<std::size_t> choice_;
  std::vector<std::uint32_t> seen_;  // by combination
  std::map<std::pair<std::string, std::optional<Instant>>, std::uint32_t> numbers_;
  std::optional<Best> best_;
};

}  // namespace

std::optional<Answer> try_all(const Graph& graph, const Possible& possible, const KindOf* kind,
                              std::size_t most) {
  std::size_t combinations = 1;
  for (const Atom& atom : possible.atoms) {
    combinations *= atom.values.size();
    if (combinations == 0 || combinations > most) return std::nullopt;
  }
  return Trial(graph, possible, kind).run(combinations);
}

}  // namespace gatecast::engine
