#include "engine/analysis/verify.h"

#include "engine/analysis/claims.h"
#include "engine/graph/conditions.h"

namespace gatecast::engine {
namespace {

class Verifier {
 public:
  explicit Verifier(const Graph& graph)
      : graph_(graph), policy_(graph.policy), model_(graph, dates(graph.policy)) {}

  rules::Result<std::vector<Verdict>> run() {
    if (model_.too_large()) return too_large();
    flatten_conditions();
    if (flattened_too_large_) return too_large();
    std::vector<Verdict> verdicts;
    // All settled ones first, while the formula is small.
    std::vector<Question> questions;
    for (std::size_t i = 0; i < policy_.assertions.size(); ++i) questions.push_back(ask_settled(i));
    for (Question& question : questions) {
      ask_unsettled(question);
      verdicts.push_back(finished(question));
    }
    return verdicts;
  }

 private:
  static rules::Failure too_large() {
    return rules::Failure{"the policy is too large to be verified"};
  }

  static std::vector<Instant> dates(const rules::Policy& policy) {
    std::vector<Instant> all;
    for (const rules::Assertion& assertion : policy.assertions) {
      for (const auto& time : {assertion.from, assertion.until}) {
        const auto instant = time ? instant_of(policy, *time) : std::nullopt;
        if (instant) all.push_back(*instant);
      }
    }
    return all;
  }

  void flatten_conditions() {
    Diagram diagram;
    Conditions conditions(policy_, graph_.variables, graph_.base, graph_.choices, diagram);
    std::vector<std::uint32_t> offsets;
    for (const rules::Assertion& assertion : policy_.assertions) {
      Node when = Diagram::yes;
      if (assertion.when) {
        when = conditions.condition(*assertion.when, Conditions::Reads::in_force);
      }
      whens_.push_back(flatten(diagram, when, flat_, offsets));
    }
    flattened_too_large_ = diagram.too_large();
  }

  // Neither before `from` nor at or after `until`.
  Lit window(const rules::Assertion& assertion) {
    Lits all;
    if (assertion.from) {
      const auto from = instant_of(policy_, *assertion.from);
      all.push_back(from ? model_.space().at_or_after(*from) : model_.solver().no());
    }
    if (assertion.until) {
      const auto until = instant_of(policy_, *assertion.until);
      if (until) all.push_back(-model_.space().at_or_after(*until));
    }
    return model_.solver().all(std::move(all));
  }

  // What is known of an assertion so far.
  struct Question {
    const rules::Assertion& assertion;
    Lit within = 0;        // `from` and `until`
    Lit applies = 0;       // and `when`, of a settled account
    Lit may_apply = 0;     // of another
    Model::Which which{};  // possibilities by which another may break it
    bool rare = false;     // a user whom nobody found could break it
    Verdict verdict{};
  };

  // Accounts whose roles say what they are.
  Question ask_settled(std::size_t number) {
    Question question{policy_.assertions[number]};
    Solver& solver = model_.solver();
    question.verdict.assertion = number;
    question.within = window(question.assertion);
    question.applies = solver.both(question.within, model_.holds_settled(flat_, whens_[number]));
    const Lit broken = solver.both(question.applies, model_.where_settled(breaks(question)));
    question.verdict.witness = model_.smallest(broken);
    question.rare = !question.verdict.witness && model_.possible(broken);
    question.may_apply =
        solver.both(question.within, model_.may_hold_unsettled(flat_, whens_[number]));
    const std::size_t size = size_of(question.verdict);
    if (size < 2) return question;  // another differs in its roles at least
    question.which = model_.which_possible(
        solver.both(question.may_apply, model_.where_maybe(breaks(question))));
    return question;
  }

  static std::size_t size_of(const Verdict& verdict) {
    return verdict.witness ? verdict.witness->differing.size() : Model::any_size;
  }

  // And those whose roles leave that open.
  void ask_unsettled(Question& question) {
    Solver& solver = model_.solver();
    Verdict& verdict = question.verdict;
    const auto test = breaks(question);
    const auto where = [&](Model::Ties ties) {
      return model_.where_unsettled(test, ties, question.may_apply, question.which);
    };
    const Lit broken = where(Model::Ties::all);
    auto smaller = model_.smallest(broken, size_of(verdict));
    if (smaller) verdict.witness = std::move(smaller);
    if (verdict.witness) return;
    question.rare = question.rare || model_.possible(broken);
    const auto breaks_by_tie = [&] {
      return broken != solver.no() && model_.possible(where(Model::Ties::any));
    };
    if (question.rare) {
      verdict.why = "only a user could break it whose places in several ramps none of 200,000 has";
    } else if (breaks_by_tie()) {
      verdict.why =
          "an account of unknown roles breaks it or not by which of two equally strict answers "
          "is given";
    } else if (!model_.possible(question.applies) && !model_.possible(question.may_apply)) {
      verdict.kind = Verdict::Kind::vacuous;
    }
  }

  static Model::Test breaks(const Question& question) {
    return [&assertion = question.assertion](const PossibleAnswer& answer) {
      return violates(assertion, answer.decision);
    };
  }

  Verdict finished(Question& question) const {
    Verdict& verdict = question.verdict;
    if (verdict.witness) {
      verdict.kind = Verdict::Kind::refuted;
      verdict.responsible = responsible_lines(graph_, *verdict.witness);
    } else if (!verdict.why.empty()) {
      verdict.kind = Verdict::Kind::undecided;
    }
    return std::move(verdict);
  }

  const Graph& graph_;
  const rules::Policy& policy_;
  Model model_;
  FlatDiagram flat_;
  std::vector<std::uint32_t> whens_;  // by assertion
  bool flattened_too_large_ = false;
};

}  // namespace

std::string_view name(Verdict::Kind kind) {
  constexpr std::string_view names[] = {"proved", "refuted", "vacuous", "undecided"};
  return names[static_cast<std::size_t>(kind)];
}

std::vector<Responsible> responsible_lines(const Graph& graph, const Witness& witness) {
  const Decision& decision = witness.answer.decision;
  std::vector<Responsible> lines{{"rule", *decision.rule}};
  const auto decoded = decode(graph, witness.facts);
  if (!decoded) return lines;
  const auto add = [&](std::string part, Piece piece) {
    const std::uint32_t entry = graph.entry(piece, decoded.value());
    const DecidedBy& line = graph.settings[static_cast<std::size_t>(piece)].rules[entry];
    if (line.line != decision.rule->line) lines.push_back({std::move(part), line});
  };
  if (decision.outcome == Outcome::enroll && decision.proof == Proof::password) {
    add("proof", Piece::proof);
  }
  if (!decision.methods.empty()) add("methods", Piece::methods);
  return lines;
}

rules::Result<std::vector<Verdict>> verify(const Graph& graph) { return Verifier(graph).run(); }

}  // namespace gatecast::engine
