// Stages that admit nobody, and people whom no stage ever admits.
#include <fmt/format.h>

#include "engine/lint/lints.h"

namespace gatecast::engine {
namespace {

class Stages {
 public:
  Stages(Regions& regions, const Graph& graph, rules::Diagnostics& diagnostics)
      : regions_(regions),
        diagram_(regions.diagram),
        graph_(graph),
        stages_(graph.policy.rollout->stages),
        diagnostics_(diagnostics) {}

  void run() {
    for (std::size_t i = 0; i < stages_.size(); ++i) {
      if (regions_.possible(admits_first(i))) continue;
      diagnostics_.warning("stage-admits-nobody", stages_[i].name.span,
                           fmt::format("`{}` admits nobody whom no other stage has admitted before",
                                       stages_[i].name.value),
                           "look at its `who` and at the stages that start earlier");
    }
    users_in_no_stage();
  }

 private:
  // Whether the first step that admits an account passes `test`; stages without a ramp have one.
  Node where_step(std::size_t stage, const std::function<bool(std::size_t)>& test) {
    if (!stages_[stage].ramp) return test(0) ? Diagram::yes : Diagram::no;
    const auto a = static_cast<std::uint32_t>(stage);
    const std::size_t steps = graph_.variables.stage_steps[stage].size();
    Node set = Diagram::no;
    for (std::size_t step = 0; step < steps; ++step) {
      if (!test(step)) continue;
      const Node here = regions_.conditions.equals(Asks::ramp, static_cast<std::uint32_t>(step), a);
      set = diagram_.either(set, here);
    }
    return set;
  }

  // The accounts that the stage admits before all others; of two at once, the first in order.
  Node admits_first(std::size_t stage) {
    Node first = Diagram::no;
    const auto& steps = graph_.variables.stage_steps;
    for (std::size_t step = 0; step < steps[stage].size(); ++step) {
      Node here = where_step(stage, [&](std::size_t each) { return each == step; });
      for (std::size_t other = 0; other < stages_.size(); ++other) {
        if (other == stage) continue;
        const Node earlier = where_step(other, [&](std::size_t each) {
          return steps[other][each] < steps[stage][step] ||
                 (steps[other][each] == steps[stage][step] && other < stage);
        });
        const Node by_other = diagram_.both(regions_.conditions.stage_matches(other), earlier);
        here = diagram_.both(here, diagram_.negate(by_other));
      }
      first = diagram_.either(first, here);
    }
    return diagram_.both(regions_.conditions.stage_matches(stage), first);
  }

  // Accounts with a declared role, which no stage matches and no exclusion is for.
  void users_in_no_stage() {
    Node outside = Diagram::yes;
    for (std::size_t i = 0; i < stages_.size(); ++i) {
      outside = diagram_.both(outside, diagram_.negate(regions_.conditions.stage_matches(i)));
    }
    Node with_role = regions_.conditions.asked(Asks::other_role);
    for (std::uint32_t role = 0; role < graph_.variables.roles.size(); ++role) {
      with_role = diagram_.either(with_role, regions_.conditions.asked(Asks::role, role));
    }
    // An account's type is most often that of its roles.
    outside = diagram_.both(outside, diagram_.both(with_role, types_of_roles()));
    outside = diagram_.both(outside, diagram_.negate(regions_.conditions.asked(Asks::emergency)));
    for (const rules::Exclusion& exclusion : graph_.policy.exclusions) {
      const Node covered =
          exclusion.role ? regions_.conditions.asked(
                               Asks::role, *graph_.variables.roles.find(exclusion.role->value))
                         : regions_.conditions.condition(*exclusion.who, graph_.base);
      outside = diagram_.both(outside, diagram_.negate(covered));
    }
    if (!regions_.possible(outside)) return;
    diagnostics_.warning("users-in-no-stage", graph_.policy.rollout->span,
                         fmt::format("no stage ever admits some accounts, such as one of: {}",
                                     regions_.example(outside)),
                         "add a stage for them, or an exclusion that says why");
  }

  // Types that some declared role has; none if some role has none.
  Node types_of_roles() {
    Node types = Diagram::no;
    for (const rules::Role& role : graph_.policy.roles) {
      const std::uint32_t type = role.type ? static_cast<std::uint32_t>(*role.type) : 3;
      types = diagram_.either(types, regions_.conditions.equals(Asks::type, type));
    }
    return types;
  }

  Regions& regions_;
  Diagram& diagram_;
  const Graph& graph_;
  const std::vector<rules::Stage>& stages_;
  rules::Diagnostics& diagnostics_;
};

}  // namespace

void lint_stages(Regions& regions, const Graph& graph, rules::Diagnostics& diagnostics) {
  if (graph.policy.rollout) Stages(regions, graph, diagnostics).run();
}

}  // namespace gatecast::engine
