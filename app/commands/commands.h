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

// One verb. main answers `--help` from this; a verb never sees that word.
struct Verb {
  std::string_view name;
  std::string_view usage;    // what follows the name
  std::string_view summary;  // one line for the list of verbs
  std::string_view about;    // what it reads and writes; ends with a newline
  std::string (*options)();  // a line each, with the newline
  std::string_view exits;    // what each exit code means here; ends with a newline
  std::string_view examples;
  int (*run)(const Arguments& arguments);
};

// Writes `text` to standard error. Where that fails nobody is left to be told: the exit code is
// all.
void say(std::string_view text);

// Each writes one line on standard error, as `gatecast VERB: MESSAGE`, and gives its exit code.
int usage_error(std::string_view verb, std::string_view message);
int machine_error(std::string_view verb, std::string_view message);

int run_audit(const Arguments& arguments);
int run_behavior(const Arguments& arguments);
int run_check(const Arguments& arguments);
int run_decide(const Arguments& arguments);
int run_diff(const Arguments& arguments);
int run_explain(const Arguments& arguments);
int run_fmt(const Arguments& arguments);
int run_graph(const Arguments& arguments);
int run_merge(const Arguments& arguments);
int run_schema(const Arguments& arguments);
int run_simulate(const Arguments& arguments);
int run_test(const Arguments& arguments);
int run_verify(const Arguments& arguments);

}  // namespace gatecast::app
