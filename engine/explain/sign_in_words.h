// What a sign-in is to a policy, in the policy's words: whether conditions hold, and what is the
// case. The truth comes from the graph's own conditions.
#pragma once

#include <string>

#include "engine/explain/explanation.h"
#include "engine/graph/conditions.h"
#include "engine/graph/graph.h"

namespace gatecast::engine {

class SignInWords {
 public:
  SignInWords(const Graph& graph, const DecodedFacts& facts);

  const Graph& graph() const { return graph_; }
  const rules::Policy& policy() const { return graph_.policy; }
  const DecodedFacts& facts() const { return facts_; }
  const Settings& settings() const { return settings_; }  // in force
  Conditions& conditions() { return conditions_; }

  // Whether the diagram is true of the sign-in.
  bool holds(Node node) const;
  // The clauses of a `when` or `who`.
  Clause clause(const rules::Condition& condition, Conditions::Reads reads);

  // What is the case where a key asks for this: `risk is low`.
  std::string found(const rules::Condition& key, Conditions::Reads reads);
  std::string device() const;
  std::string enrolled() const;
  std::string method(Method method) const;  // set up, locked, ill ...
  // Of the settings of these conditions.
  std::string grace(Conditions::Reads reads);
  std::string local(Instant instant) const;  // in the policy's time zone

  DecidedBy at(rules::Span span) const { return decided_by(graph_.source, span); }
  // Where a piece of the settings in force was set.
  DecidedBy set_at(Piece piece) const;

 private:
  std::string names_held(const rules::Condition& key, Conditions::Reads reads);
  std::string overdue(Conditions::Reads reads);
  std::string attribute(std::uint32_t index) const;
  bool grace_is(rules::GraceState state, Conditions::Reads reads);

  const Graph& graph_;
  const DecodedFacts& facts_;
  Settings settings_;
  Diagram diagram_;
  Conditions conditions_;
};

}  // namespace gatecast::engine
