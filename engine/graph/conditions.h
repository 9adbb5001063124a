// Conditions of a policy, and the words of SIGNIN that rows and conditions share (enrolled, reset,
// required, usable ...), as boolean diagrams.
#pragma once

#include "engine/graph/diagram.h"
#include "engine/graph/settings.h"
#include "engine/graph/variables.h"

namespace gatecast::engine {

class Conditions {
 public:
  Conditions(const rules::Policy& policy, Variables& variables, Diagram& diagram);

  // `settings` are those that `enrolled`, `grace` and `days_overdue` read.
  Node condition(const rules::Condition& condition, const Settings& settings);

  Node admitted() const { return admitted_; }
  Node stage_matches(std::size_t stage) const { return matches_[stage]; }
  Node exclusion_holds(std::size_t exclusion);  // in force and for this account

  Node asked(Asks asks, std::uint32_t a = 0, std::uint32_t b = 0);  // a variable that is not 0
  Node equals(Asks asks, std::uint32_t value, std::uint32_t a = 0);
  Node before(Instant instant);

  Node enrolled(const Settings& s);
  Node reset(const Settings& s);
  Node required(const Settings& s);
  Node in_grace(const Settings& s);  // by the clock and the skips alone
  Node usable(Method method);        // set up, not locked and healthy
  Node challenge_possible(const Settings& s);
  Node any_usable(const Settings& s);
  Node can_prove(const Settings& s, const Settings& base);

 private:
  Node any_value(const rules::Condition& condition, Asks asks, std::uint32_t a = 0);
  Node named(const rules::Condition& condition, Asks asks, const Names& names);
  Node bits(const rules::Condition& condition, Asks asks, const Names& names);
  Node networks(const rules::Condition& condition);
  Node attribute(const rules::Condition& condition);
  Node combination(const rules::Condition& condition, const Settings& settings);
  Node grace(std::uint32_t mask, const Settings& s);
  Node overdue(const rules::Condition& condition, const Settings& s);
  Node boolean(std::uint32_t mask, Node holds);
  Node set_up(Method method);
  Node stage_admits(std::size_t stage);
  Node every_role_excluded();

  const rules::Policy& policy_;
  Variables& variables_;
  Diagram& diagram_;
  std::vector<Node> matches_;
  Node admitted_ = Diagram::yes;
};

}  // namespace gatecast::engine
