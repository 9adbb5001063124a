// A policy's rules and settings as sets of sign-ins: where a rule holds, and where each place that
// sets something is the one in force. Exact: sets are boolean diagrams over what a sign-in can be.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/graph/conditions.h"
#include "engine/graph/graph.h"
#include "engine/lint/places.h"

namespace gatecast::engine {

class Regions {
  const Graph& graph_;
  Variables variables_;

 public:
  explicit Regions(const Graph& graph);
  Regions(const Regions&) = delete;
  Regions& operator=(const Regions&) = delete;

  // A policy too large for this gives no meaningful answers.
  bool too_large() const { return diagram.too_large(); }
  // Whether any sign-in that there can be is in the set.
  bool possible(Node set) { return diagram.both(world_, set) != Diagram::no; }
  // A sign-in of the set in words such as "type customer, role Customer"; the set is possible.
  std::string example(Node set);

  const rules::Policy& policy() const { return graph_.policy; }
  const std::vector<Place>& places() const { return places_; }
  // Those of one rule, which stand together.
  std::span<const Place> places_of(std::size_t rule) const {
    return {places_.data() + rule_places_[rule], rule_places_[rule + 1] - rule_places_[rule]};
  }
  // Where `place` is in force: its rule holds, and no later one sets the same.
  Node in_force(const Place& place) const { return in_force_[index(place)]; }
  // Where the value in force passes `test`; `otherwise` is the value where no place sets one.
  Node where(Field field, const std::string& otherwise,
             const std::function<bool(const std::string&)>& test);
  Node where_is(Field field, const std::string& otherwise, const std::string& value) {
    return where(field, otherwise, [&](const std::string& each) { return each == value; });
  }
  Node where_methods_have(const std::string& method);

  // By rule: where it holds; of `then:` rules, where it would decide.
  const std::vector<Node>& holds() const { return holds_; }
  // Sign-ins that the rows before the rules leave: not locked, no emergency, the switch on.
  Node reaches_rules();
  // Of those, what the `then:` rules before this one leave.
  Node reaches_rule(std::size_t rule);
  // Those that no `then:` rule and no exempt channel decides.
  Node reaches_stages();
  // Whose stage has begun and whom no exclusion covers.
  Node admitted();
  Node enrolled();  // in a method in force

  Diagram diagram;
  Conditions conditions;

 private:
  std::size_t index(const Place& place) const {
    return static_cast<std::size_t>(&place - places_.data());
  }
  const Diagram::Functions& settings();
  Node where_then_holds(const rules::Rule& rule);
  void fill_holds();
  void fill_places();

  Diagram::Functions settings_;  // once asked for
  std::vector<Node> holds_;
  std::vector<Place> places_;
  std::vector<std::size_t> rule_places_;  // by rule, and once more: its first place
  std::vector<Node> in_force_;            // by place
  std::vector<Node> reaches_;             // by rule, once asked for
  std::vector<Node> unset_;               // by field: where no place sets it
  Node world_ = Diagram::yes;
};

}  // namespace gatecast::engine
