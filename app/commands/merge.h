// What `gatecast merge --help` says of its options.
#pragma once

#include <string>

namespace gatecast::app {

// A line each.
std::string merge_options_help();

}  // namespace gatecast::app
