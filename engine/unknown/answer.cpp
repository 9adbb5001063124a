#include "engine/unknown/answer.h"

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <optional>
#include <unordered_map>
#include <utility>

#include "engine/unknown/completions.h"
#include "engine/unknown/strictness.h"
#include "engine/unknown/trial.h"

namespace gatecast::engine {
namespace {

// One value an atom, by index.
using Choice = std::vector<std::size_t>;

class Answers {
 public:
  Answers(const Graph& graph, const Possible& possible, std::size_t max_nodes)
      : graph_(graph),
        possible_(possible),
        diagram_(max_nodes),
        restriction_(graph, possible, diagram_),
        completions_(graph, possible, diagram_, restriction_) {
    answers_ = rows([&](const Leaf& leaf) { return completions_.answer(leaf); });
  }

  bool too_large() const { return diagram_.too_large(); }

  // Values that give the strictest answer, and of its deadlines the earliest.
  DecodedFacts strictest() {
    std::optional<Node> best;
    for (const Node node : reachable(diagram_, answers_)) {
      if (diagram_.is_terminal(node) && (!best || comes_before(node, *best))) best = node;
    }
    Choice choice(possible_.atoms.size(), 0);
    const auto choose_first = [&](Node root, Node end) {
      std::vector<bool> seen(diagram_.node_count());
      choose(root, end, seen, choice);
    };
    const bool in_grace = decision(*best).row == 10;
    const Node deadlines = in_grace ? deadlines_of(*best) : answers_;
    if (in_grace && !too_large()) best = earliest(deadlines);
    choose_first(deadlines, *best);
    Assumption assumption(possible_);
    for (std::size_t i = 0; i < choice.size(); ++i) {
      assumption.assume(possible_.atoms[i], possible_.atoms[i].values[choice[i]]);
    }
    assumption.admit(graph_);
    DecodedFacts facts = assumption.facts();
    classify_account(graph_, facts);
    return facts;
  }

  // The facts that change what a caller sees.
  std::vector<std::string> unknown() {
    const Node deadlines = this->deadlines();
    const Node seen = restriction_.map(answers_, [&](auto number) { return visible(number); });
    return asked_by({seen, deadlines});
  }

  std::vector<std::string> unknown(const KindOf& kind) {
    return asked_by({restriction_.map(
        answers_, [&](auto number) { return kind(completions_.answers()[number]); })});
  }

 private:
  // Atoms vary independently, so that a fact changes the answer if one of its atoms is asked.
  std::vector<std::string> asked_by(std::initializer_list<Node> roots) const {
    std::vector<bool> changes(possible_.facts.size());
    for (const Node root : roots) {
      for (const Node node : reachable(diagram_, root)) {
        if (!diagram_.is_terminal(node)) {
          changes[possible_.atoms[diagram_.variable(node)].fact] = true;
        }
      }
    }
    std::vector<std::string> names;
    for (std::size_t i = 0; i < changes.size(); ++i) {
      if (changes[i]) names.push_back(possible_.facts[i]);
    }
    return names;
  }

  Node rows(const std::function<Node(const Leaf&)>& of_leaf) {
    return restriction_.compose(graph_.rows_root,
                                [&](std::uint32_t leaf) { return of_leaf(graph_.leaves[leaf]); });
  }

  Node deadlines() {
    return rows([&](const Leaf& leaf) { return completions_.deadline(leaf); });
  }

  // Ends in one more than the number of a deadline, where this is the answer; else in 0.
  Node deadlines_of(Node best) {
    const std::uint32_t number = diagram_.value(best);
    const Node is_best =
        restriction_.map(answers_, [&](auto other) { return other == number ? 1U : 0U; });
    const Node ends = restriction_.map(deadlines(), [](auto deadline) { return deadline + 1; });
    return diagram_.ite(is_best, ends, Diagram::no);
  }

  Node earliest(Node deadlines) const {
    std::optional<Node> first;
    for (const Node node : reachable(diagram_, deadlines)) {
      if (!diagram_.is_terminal(node) || node == Diagram::no) continue;
      if (!first || is_earlier(deadline(node), deadline(*first))) first = node;
    }
    return *first;
  }
  const std::optional<Instant>& deadline(Node end) const {
    return completions_.deadlines()[diagram_.value(end) - 1];
  }

  const Decision& decision(Node terminal) const {
    return completions_.answers()[diagram_.value(terminal)];
  }

  // Of equally strict answers the first by its key, so that it can be said which is given.
  bool comes_before(Node a, Node b) const {
    if (is_stricter(decision(a), decision(b))) return true;
    return !is_stricter(decision(b), decision(a)) &&
           answer_key(decision(a)) < answer_key(decision(b));
  }

  // One number for answers that a caller cannot tell apart.
  std::uint32_t visible(std::uint32_t number) {
    return keys_.try_emplace(answer_key(completions_.answers()[number]), number).first->second;
  }

  // Values that lead from `node` to `end`; false if none do.
  bool choose(Node node, Node end, std::vector<bool>& seen, Choice& choice) const {
    if (node == end) return true;
    if (diagram_.is_terminal(node) || seen[node]) return false;
    seen[node] = true;
    std::size_t& chosen = choice[diagram_.variable(node)];
    for (std::uint32_t value = 0; value < diagram_.size(node); ++value) {
      chosen = value;
      if (choose(diagram_.child(node, value), end, seen, choice)) return true;
    }
    chosen = 0;
    return false;
  }

  const Graph& graph_;
  const Possible& possible_;
  Diagram diagram_;
  Restriction restriction_;
  Completions completions_;
  Node answers_ = Diagram::no;
  std::unordered_map<std::string, std::uint32_t> keys_;
};

rules::Failure too_large() { return {"too many facts are unknown for a policy of this size"}; }

rules::Result<Answer> answer(const Graph& graph, const Facts& facts, const KindOf* kind,
                             const AnswerCost& cost) {
  // Most sign-ins are fully known, and cost nothing more.
  if (auto decoded = decode(graph, facts)) {
    const Decision decision = decide(graph, decoded.value());
    return Answer{decision, {}, std::move(decoded).value()};
  }
  const auto possible = possible_values(graph, facts);
  if (!possible) return possible.failure();
  if (auto tried = try_all(graph, possible.value(), kind, cost.most_trials)) {
    return std::move(*tried);
  }
  Answers answers(graph, possible.value(), cost.max_nodes);
  if (answers.too_large()) return too_large();
  std::vector<std::string> unknown = kind != nullptr ? answers.unknown(*kind) : answers.unknown();
  if (answers.too_large()) return too_large();
  DecodedFacts strictest = answers.strictest();
  if (answers.too_large()) return too_large();
  const Decision decision = decide(graph, strictest);
  return Answer{decision, std::move(unknown), std::move(strictest)};
}

}  // namespace

rules::Result<Answer> answer(const Graph& graph, const Facts& facts, const AnswerCost& cost) {
  return answer(graph, facts, nullptr, cost);
}

rules::Result<Answer> answer_of_kind(const Graph& graph, const Facts& facts, const KindOf& kind,
                                     const AnswerCost& cost) {
  return answer(graph, facts, &kind, cost);
}

}  // namespace gatecast::engine
