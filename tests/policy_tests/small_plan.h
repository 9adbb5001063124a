// Policies, tests of them and their graphs, from texts.
#pragma once

#include <memory>
#include <string>

#include "engine/graph/graph.h"
#include "engine/policy_tests/test_file.h"
#include "tests/oracle/dice.h"

namespace gatecast::oracle {

std::shared_ptr<const engine::Graph> graph_of(const std::string& text,
                                              engine::Shape shape = engine::Shape::by_size);
// A random policy that is right.
std::string right_policy(Dice& dice);
// Of examples/portal.
std::shared_ptr<const engine::Graph> portal_graph();

// Aborts the test where the file is wrong.
engine::TestFile tests_of(const std::string& text, const engine::Graph& graph);
// `CODE: TEXT` of each diagnostic, a line each: the text is what it points at.
std::string codes_of(const std::string& text, const engine::Graph& graph);

}  // namespace gatecast::oracle
