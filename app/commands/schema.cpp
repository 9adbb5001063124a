// `gatecast schema`: the JSON Schema of a policy, for editors.
#include "rules/schema.h"

#include <cstdio>

#include "app/commands/commands.h"

namespace gatecast::app {

int run_schema(const Arguments& arguments) {
  if (!arguments.empty()) return usage_error("schema", "it takes no arguments");
  const std::string_view text = rules::policy_schema();
  const bool done =
      std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  return done ? exit_done : machine_error("schema", "cannot write to standard output");
}

}  // namespace gatecast::app
