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
    for (std::size_t i = 0; i < policy_.assertions.size(); ++i) verdicts.push_back(verdict(i));
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

  Verdict verdict(std::size_t number) {
    const rules::Assertion& assertion = policy_.assertions[number];
    Solver& solver = model_.solver();
    Verdict verdict;
    verdict.assertion = number;
    const auto breaks = [&](const PossibleAnswer& answer) {
      return violates(assertion, answer.decision);
    };
    const Lit within = window(assertion);
    const Lit applies = solver.both(within, model_.holds_settled(flat_, whens_[number]));
    const Lit broken = solver.both(applies, model_.where_settled(breaks));
    verdict.witness = model_.smallest(broken);
    const bool nameless = !verdict.witness && model_.possible(broken);
    // One that differs in nothing but its roles cannot be smaller than this.
    if (!verdict.witness || verdict.witness->differing.size() > 1) {
      const Lit may_apply = solver.both(within, model_.holds_unsettled(flat_, whens_[number]));
      look_at_unsettled(assertion, solver.both(may_apply, model_.where_unsettled(breaks)), verdict);
      if (!verdict.witness && verdict.why.empty() && !nameless && !model_.possible(applies) &&
          !model_.possible(may_apply)) {
        verdict.kind = Verdict::Kind::vacuous;
        return verdict;
      }
    }
    if (verdict.witness) {
      verdict.kind = Verdict::Kind::refuted;
      verdict.why.clear();
      verdict.responsible = responsible_lines(graph_, *verdict.witness);
    } else if (nameless || !verdict.why.empty()) {
      verdict.kind = Verdict::Kind::undecided;
      if (nameless) verdict.why = rare_user();
    }
    return verdict;
  }

  static std::string rare_user() {
    return "only a user could break it whose places in several ramps nobody among 200,000 has";
  }

  // Of accounts whose roles leave open what they are.
  void look_at_unsettled(const rules::Assertion& assertion, Lit broken, Verdict& verdict) {
    auto other = model_.smallest(broken);
    if (!other) {
      if (model_.possible(broken)) verdict.why = rare_user();
      return;
    }
    if (verdict.witness && verdict.witness->differing.size() <= other->differing.size()) return;
    // Of answers that are equally strict, `decide` gives one, which may have another reason.
    if (!violates(assertion, other->answer.decision)) {
      verdict.why =
          "whether an account of unknown roles breaks it hangs on which of two equally "
          "strict answers is given";
      return;
    }
    verdict.witness = std::move(other);
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
  std::vector<Responsible> lines{{"rule", decision.rule}};
  const auto decoded = decode(graph, witness.facts);
  if (!decoded) return lines;
  const auto add = [&](std::string part, Piece piece) {
    const std::uint32_t entry = graph.entry(piece, decoded.value());
    const DecidedBy& line = graph.settings[static_cast<std::size_t>(piece)].rules[entry];
    if (line.line != decision.rule.line) lines.push_back({std::move(part), line});
  };
  if (decision.outcome == Outcome::enroll && decision.proof == Proof::password) {
    add("proof", Piece::proof);
  }
  if (!decision.methods.empty()) add("methods", Piece::methods);
  return lines;
}

rules::Result<std::vector<Verdict>> verify(const Graph& graph) { return Verifier(graph).run(); }

}  // namespace gatecast::engine
