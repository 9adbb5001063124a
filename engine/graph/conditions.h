// Conditions of a policy, and the words of SIGNIN that rows and conditions share (enrolled, reset,
// required, usable ...), as boolean diagrams.
#pragma once

#include <functional>
#include <initializer_list>

#include "engine/graph/diagram.h"
#include "engine/graph/settings.h"
#include "engine/graph/variables.h"

namespace gatecast::engine {

class Conditions {
 public:
  // `base` are the settings of `two_factor` alone, `choices` those that may be in force.
  Conditions(const rules::Policy& policy, const Variables& variables, const Settings& base,
             const Choices& choices, Diagram& diagram);

  // Which settings `enrolled`, `grace` and `days_overdue` read.
  enum class Reads : std::uint8_t { two_factor_alone, in_force };
  Node condition(const rules::Condition& condition, Reads reads);

  Node admitted() const { return admitted_; }
  Node stage_matches(std::size_t stage) const { return matches_[stage]; }
  Node stage_admits(std::size_t stage);         // by its dates and ramp alone
  Node exclusion_holds(std::size_t exclusion);  // in force and for this account

  Node asked(Asks asks, std::uint32_t a = 0, std::uint32_t b = 0);  // a variable that is not 0
  Node equals(Asks asks, std::uint32_t value, std::uint32_t a = 0);
  Node before(Instant instant);

  using Say = std::function<Node(const Settings&)>;
  // What `say` says of the settings in force; it may look at these pieces of them.
  Node over(std::initializer_list<Piece> pieces, const Say& say);
  Node where(std::initializer_list<Piece> pieces,
             const std::function<bool(const Settings&)>& holds);

  // Of the settings in force.
  Node enrolled() { return words(Reads::in_force).enrolled; }
  Node reset() { return words(Reads::in_force).reset; }
  Node required() { return words(Reads::in_force).required; }
  Node in_grace() { return words(Reads::in_force).clock; }  // by the clock and the skips alone
  Node challenge_possible();
  Node any_usable();
  Node can_prove();

  Node set_up(Method method);
  Node usable(Method method);  // set up, not locked and healthy

 private:
  struct Words {
    Node enrolled, reset, required, clock;
  };
  const Words& words(Reads reads) const { return words_[static_cast<std::size_t>(reads)]; }
  Words say_words(const Choices& choices);
  Node over(const Choices& choices, std::initializer_list<Piece> pieces, const Say& say);
  Node enrolled(const Settings& s);
  Node challenge_possible(const Settings& s);
  Node can_prove(const Settings& s);

  Node any_value(const rules::Condition& condition, Asks asks, std::uint32_t a = 0);
  Node named(const rules::Condition& condition, Asks asks, const Names& names);
  Node bits(const rules::Condition& condition, Asks asks, const Names& names);
  Node networks(const rules::Condition& condition);
  Node attribute(const rules::Condition& condition);
  Node combination(const rules::Condition& condition, Reads reads);
  Node grace(std::uint32_t mask, Reads reads);
  Node overdue(const rules::Condition& condition, Reads reads);
  Node boolean(std::uint32_t mask, Node holds);
  Node every_role_excluded();

  const rules::Policy& policy_;
  const Variables& variables_;
  Diagram& diagram_;
  const Settings& base_;
  const Choices& in_force_;
  Choices alone_;  // `base` and nothing else
  std::array<Words, 2> words_{};
  std::vector<Node> matches_;
  Node admitted_ = Diagram::yes;
};

}  // namespace gatecast::engine
