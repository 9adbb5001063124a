#include "engine/graph/rows.h"

namespace gatecast::engine {

Node Rows::recognized() {
  const Node risk_based = conditions_.where({Piece::enforcement}, [](const Settings& s) {
    return s.enforcement == rules::Enforcement::risk_based;
  });
  return diagram_.both(risk_based, conditions_.asked(Asks::recognized));
}

// From the last row to the first, each over those below it.
Node Rows::compile() {
  Node node = rows_10_to_14();
  const Node as_stage = conditions_.where({Piece::enrolled_users}, [](const Settings& s) {
    return s.enrolled_users == rules::EnrolledUsers::as_stage;
  });
  const Node let_through = diagram_.either(
      as_stage, diagram_.negate(diagram_.either(conditions_.enrolled(), conditions_.reset())));
  node = row_9(let_through, node);
  node = row_8(let_through, node);
  node = row_7(node);
  node = row_6(node);
  const auto& enabled = policy_.two_factor.enabled;
  if (!enabled || !enabled->value) node = leaf(5, Outcome::allow);
  node = diagram_.ite(conditions_.asked(Asks::emergency), leaf(4, Outcome::allow), node);
  const Node login_as =
      conditions_.equals(Asks::channel, *graph_.variables.channels.find("login_as"));
  const Node impersonates = diagram_.both(login_as, conditions_.asked(Asks::admin));
  node = diagram_.ite(impersonates, leaf(3, Outcome::deny), node);
  node = diagram_.ite(conditions_.asked(Asks::account_locked), leaf(2, Outcome::deny), node);
  return diagram_.ite(conditions_.asked(Asks::active), node, leaf(1, Outcome::deny));
}

Node Rows::rows_10_to_14() {
  const Node is_recognized = recognized();
  const Node reset = conditions_.reset();
  Node node = diagram_.ite(conditions_.challenge_possible(), leaf(13, Outcome::challenge),
                           leaf(14, Outcome::deny));
  node = diagram_.ite(is_recognized, leaf(12, Outcome::allow), node);

  const Node skipped =
      diagram_.ite(is_recognized, skippable(12),
                   diagram_.ite(conditions_.any_usable(), skippable(13), skippable(14)));
  Node must = diagram_.ite(conditions_.can_prove(), leaf(11, Outcome::enroll), denied(11));
  const Node refuses = conditions_.where({Piece::after_grace}, [](const Settings& s) {
    return s.after_grace == rules::AfterGrace::deny;
  });
  must =
      diagram_.ite(diagram_.both(refuses, diagram_.negate(reset)), leaf(11, Outcome::deny), must);
  const Node in_grace = diagram_.both(conditions_.in_grace(), diagram_.negate(reset));
  const Node enrollment = diagram_.ite(in_grace, skipped, must);
  const Node must_enroll =
      diagram_.both(conditions_.required(), diagram_.negate(conditions_.enrolled()));
  node = diagram_.ite(must_enroll, enrollment, node);
  const Node waives = conditions_.where({Piece::recognized_device_waives}, [](const Settings& s) {
    return s.recognized_device_waives;
  });
  const Node waived = diagram_.both(diagram_.both(waives, is_recognized), diagram_.negate(reset));
  return diagram_.ite(waived, leaf(12, Outcome::allow), node);
}

Node Rows::row_9(Node let_through, Node below) {
  for (std::size_t i = policy_.exclusions.size(); i-- > 0;) {
    const Node excluded = diagram_.both(conditions_.exclusion_holds(i), let_through);
    below = diagram_.ite(excluded, leaf(9, Outcome::allow, i), below);
  }
  return below;
}

Node Rows::row_8(Node let_through, Node below) {
  if (!policy_.rollout) return below;
  Node waiting = leaf(8, Outcome::allow);
  for (std::size_t i = policy_.rollout->stages.size(); i-- > 0;) {
    waiting = diagram_.ite(conditions_.stage_matches(i), leaf(8, Outcome::allow, i), waiting);
  }
  const Node waits = diagram_.both(diagram_.negate(conditions_.admitted()), let_through);
  return diagram_.ite(waits, waiting, below);
}

Node Rows::row_7(Node below) {
  const std::uint32_t number = graph_.variables.number(Asks::channel);
  const Node exempt = diagram_.choose(number, graph_.variables.all()[number].size,
                                      [&](auto channel) { return graph_.channel_exempt[channel]; });
  return diagram_.ite(exempt, leaf(7, Outcome::allow), below);
}

// Which rule decides is for Graph::then to say; here only how it decides matters.
Node Rows::row_6(Node below) {
  const auto decides = [&](Outcome outcome) {
    return conditions_.equals(Asks::then, 1 + static_cast<std::uint32_t>(outcome));
  };
  below = diagram_.ite(decides(Outcome::deny), leaf(6, Outcome::deny), below);
  below = diagram_.ite(decides(Outcome::allow), leaf(6, Outcome::allow), below);
  const Node challenged =
      diagram_.ite(conditions_.challenge_possible(), leaf(6, Outcome::challenge), denied(6));
  below = diagram_.ite(decides(Outcome::challenge), challenged, below);
  const Node can_enroll =
      conditions_.where({Piece::methods}, [](const Settings& s) { return s.can_enroll(); });
  const Node enrolls = diagram_.ite(diagram_.both(can_enroll, conditions_.can_prove()),
                                    leaf(6, Outcome::enroll), denied(6));
  return diagram_.ite(decides(Outcome::enroll), enrolls, below);
}

}  // namespace gatecast::engine
