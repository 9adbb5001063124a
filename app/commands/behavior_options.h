// The words that `gatecast behavior` takes.
#pragma once

#include <string>

#include "app/commands/commands.h"
#include "rules/result.h"

namespace gatecast::app {

struct BehaviorOptions {
  bool explains = true;  // false: checks
  std::string path;      // empty: the shipped default
  std::string policy;    // empty: roles are not checked
  std::string format = "text";
  bool quiet = false;
};

// Fails with what is wrong with the words.
rules::Result<BehaviorOptions> parse_behavior_options(const Arguments& arguments);
// For --help: a line each.
std::string behavior_options_help();

}  // namespace gatecast::app
