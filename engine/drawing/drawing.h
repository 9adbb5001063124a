// A picture of a decision graph, in no format yet: boxes, what is in them, and arrows. Writers in
// reports/ turn it into DOT, SVG, Mermaid and JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/decision.h"
#include "engine/unknown/answer.h"

namespace gatecast::engine {

struct DrawingNode {
  enum class Kind : std::uint8_t {
    entry,     // where every sign-in begins
    question,  // with two answers
    rule,      // a question: whether this `then:` rule decides
    ending,    // an outcome and its reason
    settings,  // what `two_factor` or a `set:` rule sets
    more,      // stands for many that are not shown
  };
  std::string id;  // unique; letters, digits and _
  Kind kind = Kind::question;
  std::size_t group = 0;           // index of the box
  std::vector<std::string> lines;  // the policy's texts as they are: nothing is escaped yet
  std::optional<Outcome> outcome;  // of an ending
  std::string reason;              // of an ending
  std::string rule;                // of a rule or `set:`: its name
  std::uint32_t line = 0;          // and where it is; 0: nowhere
  bool highlighted = false;
};

struct DrawingEdge {
  std::size_t from = 0, to = 0;  // indices of nodes
  std::string label;
  bool highlighted = false;
};

struct DrawingGroup {
  std::string id;  // unique; letters, digits and _
  std::string title;
  std::uint8_t row = 0;      // of SIGNIN's table; 0: none
  bool highlighted = false;  // the path ends here
};

// The sign-in whose path is highlighted.
struct DrawnDecision {
  std::uint8_t row = 0;
  Outcome outcome = Outcome::deny;
  std::string reason;
  std::vector<std::string> unknown;  // facts for which the strictest values are supposed
  std::vector<std::string> filled;
};

struct Drawing {
  std::string policy;
  int revision = 0;
  std::string time_zone;  // that dates are of
  std::vector<DrawingGroup> groups;
  std::vector<DrawingNode> nodes;
  std::vector<DrawingEdge> edges;
  std::vector<std::string> never;  // rows and rules that no sign-in comes to
  std::optional<DrawnDecision> decision;
};

}  // namespace gatecast::engine
