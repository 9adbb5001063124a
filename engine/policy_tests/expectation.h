// What a test expects of an answer: some of its members, by their names in SIGNIN.
#pragma once

#include <string>
#include <vector>

#include "engine/decision.h"
#include "engine/graph/graph.h"
#include "rules/yaml_reader.h"

namespace gatecast::engine {

// One member of the answer, and the values that it may have, as JSON.
struct Expected {
  std::string key;  // `reason`, `if_skipped.outcome`
  std::vector<std::string> values;
};
using Expectation = std::vector<Expected>;

// A word for the outcome alone, or a map.
Expectation read_expectation(const rules::YamlNode& node, const Graph& graph,
                             rules::Diagnostics& diagnostics);

struct Mismatch {
  std::string key;
  std::string expected;  // JSON; several values as `A or B`
  std::string got;
};
// `answer` is a JSON object, as write_decision writes it.
std::vector<Mismatch> mismatches(const Expectation& expectation, std::string_view answer);

}  // namespace gatecast::engine
