// The verbs of the command line: one file a verb, one line each in `verbs` (main.cpp).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatecast::app {

// What follows the verb.
using Arguments = std::vector<std::string>;

inline constexpr int exit_done = 0;     // yes, or done
inline constexpr int exit_no = 1;       // the answer is no
inline constexpr int exit_usage = 2;    // wrong usage
inline constexpr int exit_machine = 3;  // an input could not be read, or the machine failed

struct Verb {
  std::string_view name;
  std::string_view usage;    // what follows the name
  std::string_view summary;  // one line for the list of verbs
  std::string_view help;     // options and examples; empty: the verb answers --help itself
  int (*run)(const Arguments& arguments);
};

// Reports wrong usage on standard error and gives `exit_usage`.
int usage_error(std::string_view verb, std::string_view message);

int run_check(const Arguments& arguments);
int run_simulate(const Arguments& arguments);

}  // namespace gatecast::app
