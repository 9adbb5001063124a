// The gatecast executable: finds the verb and hands over.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>

#include "app/commands/commands.h"
#include "app/commands/decide.h"
#include "rules/suggest.h"

namespace gatecast::app {
namespace {

constexpr Verb verbs[] = {
    {"check", "POLICY", "compile a policy and show every diagnostic",
     "POLICY is a YAML file, or - for standard input. Diagnostics go to standard error.\n"
     "  --quiet    no summary line\n"
     "Exit code 0: no errors (there may be warnings), 1: errors, 3: the file cannot be read.\n"
     "Examples:\n"
     "  gatecast check policy.yaml\n"
     "  cat policy.yaml | gatecast check -\n",
     run_check},
    {"decide", "POLICY --facts FILE|-", "answer one sign-in, or JSON Lines of them",
     "Facts are read from FILE, or - for standard input; answers go to standard output, in order.\n"
     "Exit code 0: answered (also with deny), 1: the policy is wrong, 3: a line was refused or a\n"
     "file cannot be read.\n"
     "Example:\n"
     "  gatecast decide policy.yaml --facts sign-ins.jsonl\n",
     decide_command},
    {"simulate",
     "POLICY --population FILE",
     "forecast a rollout before it begins",
     {},
     run_simulate},
};

void print_help() {
  fmt::print(
      "gatecast: what a two-factor sign-in policy does, before and after go-live\n\n"
      "Usage: gatecast VERB [ARGUMENT...]\n\nVerbs:\n");
  for (const Verb& verb : verbs) fmt::print("  {:<12} {}\n", verb.name, verb.summary);
  fmt::print(
      "\n`gatecast VERB --help` says more of a verb; `gatecast --version` the version.\n"
      "Exit codes: 0 yes or done, 1 the answer is no, 2 wrong usage, 3 an input could not be read\n"
      "or the machine failed.\n\n"
      "Example:\n  gatecast check policy.yaml\n");
}

const Verb* find_verb(std::string_view name) {
  const auto* found = std::find_if(std::begin(verbs), std::end(verbs),
                                   [&](const Verb& verb) { return verb.name == name; });
  return found == std::end(verbs) ? nullptr : found;
}

int run_verb(const Verb& verb, const Arguments& arguments) {
  const bool wants_help = std::any_of(
      arguments.begin(), arguments.end(),
      [](const std::string& argument) { return argument == "--help" || argument == "-h"; });
  if (!wants_help || verb.help.empty()) return verb.run(arguments);
  fmt::print("Usage: gatecast {} {}\n\n{}.\n{}", verb.name, verb.usage, verb.summary, verb.help);
  return exit_done;
}

int unknown_verb(const std::string& written) {
  std::vector<std::string_view> names;
  for (const Verb& verb : verbs) names.push_back(verb.name);
  const std::string help = rules::suggest(written, names);
  fmt::print(stderr, "gatecast: unknown verb `{}`{}{}\n", written, help.empty() ? "" : ", ", help);
  return exit_usage;
}

int run(const Arguments& words) {
  if (words.empty()) {
    fmt::print(stderr, "gatecast: which verb? `gatecast --help` lists them\n");
    return exit_usage;
  }
  if (words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
    print_help();
    return exit_done;
  }
  if (words[0] == "--version") {
    fmt::print("gatecast {}\n", GATECAST_VERSION);
    return exit_done;
  }
  const Verb* verb = find_verb(words[0]);
  if (verb == nullptr) return unknown_verb(words[0]);
  return run_verb(*verb, Arguments(words.begin() + 1, words.end()));
}

}  // namespace

int usage_error(std::string_view verb, std::string_view message) {
  fmt::print(stderr, "gatecast {}: {}; `gatecast {} --help` says how\n", verb, message, verb);
  return exit_usage;
}

}  // namespace gatecast::app

int main(int argc, char** argv) {
  // A library may run out of memory; nothing else is expected to arrive here.
  try {
    return gatecast::app::run(gatecast::app::Arguments(argv + std::min(argc, 1), argv + argc));
  } catch (const std::exception& exception) {
    fmt::print(stderr, "gatecast: {}\n", exception.what());
    return gatecast::app::exit_machine;
  }
}
