#include "app/commands/policy_graph.h"

#include <iostream>

#include "app/commands/commands.h"
#include "app/files.h"
#include "rules/byte_scan.h"
#include "rules/policy_parser.h"

namespace gatecast::app {

std::shared_ptr<const engine::Graph> read_graph(std::string_view verb, const std::string& path,
                                                int& code) {
  rules::Result<std::string> text = read_whole(path, rules::yaml_bytes_max);
  if (!text) {
    code = machine_error(verb, text.message());
    return nullptr;
  }
  code = exit_no;
  const rules::Source source(input_name(path), std::move(text).value());
  const rules::ParsedPolicy parsed = rules::parse_policy(source);
  if (!parsed.policy) {
    // Only here: warnings would come again with each call, and they are the work of `check`.
    std::cerr << rules::render(source, parsed.diagnostics);
    return nullptr;
  }
  const auto graph = engine::compile(*parsed.policy, source);
  if (graph) return graph.value();
  std::cerr << source.name() << ": error: " << graph.message() << '\n';
  return nullptr;
}

}  // namespace gatecast::app
