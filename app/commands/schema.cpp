// `gatecast schema`: the JSON Schema of a policy, of a behaviour or of a population, for editors.
#include "rules/schema.h"

#include <fmt/format.h>

#include <cstdio>

#include "app/commands/commands.h"
#include "rules/suggest.h"
#include "simulator/schemas.h"

namespace gatecast::app {

int run_schema(const Arguments& arguments) {
  if (arguments.size() > 1) return usage_error("schema", "one schema at a time");
  const std::string of = arguments.empty() ? "policy" : arguments.front();
  std::string text;
  if (of == "policy") {
    text = rules::policy_schema();
  } else if (of == "behavior") {
    text = simulator::behavior_schema();
  } else if (of == "population") {
    text = simulator::population_schema();
  } else {
    const std::string help = rules::suggest(of, {"policy", "behavior", "population"});
    return usage_error(
        "schema", fmt::format("there is none of `{}`{}{}", of, help.empty() ? "" : ", ", help));
  }
  const bool done =
      std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  return done ? exit_done : machine_error("schema", "cannot write to standard output");
}

}  // namespace gatecast::app
