// A policy's file as the graph that a verb asks.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/graph/decide.h"

namespace gatecast::app {

// Nothing where that fails: the reason is on standard error, and `code` is the verb's exit code.
std::shared_ptr<const engine::Graph> read_graph(std::string_view verb, const std::string& path,
                                                int& code);

}  // namespace gatecast::app
