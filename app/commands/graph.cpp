// `gatecast graph POLICY`: the decision graph as a picture.
#include <fmt/format.h>

#include <iostream>

#include "app/commands/commands.h"
#include "app/commands/decide.h"
#include "app/commands/output_files.h"
#include "app/commands/policy_graph.h"
#include "app/files.h"
#include "engine/drawing/draw.h"
#include "engine/facts_json.h"
#include "engine/unknown/answer.h"
#include "reports/drawing.h"

namespace gatecast::app {
namespace {

struct Asked {
  std::string policy;
  std::string format;
  std::string facts;
  std::string output;
  bool fill = false;
};

// `--name VALUE` or `--name=VALUE`: moves `i` to the value's word. Nothing if it is another word.
std::optional<rules::Result<std::string>> value_of(std::string_view name, const Arguments& words,
                                                   std::size_t& i) {
  const std::string_view word = words[i];
  if (word.starts_with(name) && word.substr(name.size()).starts_with('=')) {
    return std::string(word.substr(name.size() + 1));
  }
  if (word != name) return std::nullopt;
  if (++i == words.size()) return rules::Failure{fmt::format("{} needs a value", name)};
  return words[i];
}

// What the name of the output says, where no --format does.
std::string format_of(const std::string& output) {
  if (output.ends_with(".svg")) return "svg";
  if (output.ends_with(".mmd")) return "mermaid";
  if (output.ends_with(".json")) return "json";
  return "dot";
}

rules::Status check(Asked& asked) {
  if (asked.policy.empty()) return rules::Failure{"which policy?"};
  if (asked.policy == "-" && asked.facts == "-") {
    return rules::Failure{"standard input is either the policy or the facts"};
  }
  if (asked.fill && asked.facts.empty()) return rules::Failure{"--fill completes --facts"};
  if (asked.format.empty()) asked.format = format_of(asked.output);
  for (const char* known : {"dot", "svg", "mermaid", "json"}) {
    if (asked.format == known) return rules::Done{};
  }
  return rules::Failure{
      fmt::format("--format is dot, svg, mermaid or json, not `{}`", asked.format)};
}

rules::Result<Asked> read_arguments(const Arguments& words) {
  Asked asked;
  const std::pair<std::string_view, std::string*> options[] = {{"--format", &asked.format},
                                                               {"--facts", &asked.facts},
                                                               {"-o", &asked.output},
                                                               {"--output", &asked.output}};
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    bool is_read = false;
    for (const auto& [name, place] : options) {
      const auto value = is_read ? std::nullopt : value_of(name, words, i);
      if (!value) continue;
      if (!*value) return value->failure();
      *place = value->value();
      is_read = true;
    }
    if (is_read) continue;
    if (word == "--fill") {
      asked.fill = true;
    } else if (word.size() > 1 && word.starts_with('-')) {
      return rules::Failure{fmt::format("unknown option `{}`", word)};
    } else if (!asked.policy.empty()) {
      return rules::Failure{"one policy at a time"};
    } else {
      asked.policy = word;
    }
  }
  if (auto checked = check(asked); !checked) return checked.failure();
  return asked;
}

rules::Result<engine::Drawing> draw(const engine::Graph& graph, const Asked& asked) {
  if (asked.facts.empty()) return engine::draw(graph);
  const auto text = read_whole(asked.facts, facts_bytes_max);
  if (!text) return text.failure();
  const auto refused = [&](const std::string& message) {
    return rules::Failure{fmt::format("{}: {}", input_name(asked.facts), message)};
  };
  engine::Fill fill{engine::policy_of(graph), {}};
  const auto facts = engine::read_facts(text.value(), asked.fill ? &fill : nullptr);
  if (!facts) return refused(facts.message() + " (one sign-in is one JSON object)");
  const auto answer = engine::answer(graph, facts.value());
  if (!answer) return refused(answer.message());
  const engine::Highlight highlight{answer.value(), fill.filled};
  return engine::draw(graph, &highlight);
}

rules::Result<std::string> write(const engine::Drawing& drawing, std::string_view format) {
  if (format == "svg") return reports::drawing_svg(drawing);
  if (format == "mermaid") return reports::drawing_mermaid(drawing);
  if (format == "json") return reports::drawing_json(drawing);
  return reports::drawing_dot(drawing);
}

rules::Status put(const std::string& output, const std::string& text) {
  if (output.empty() || output == "-") {
    std::cout << text << std::flush;
    if (!std::cout) return rules::Failure{"cannot write the picture"};
    return rules::Done{};
  }
  OutputFiles files;
  if (auto added = files.add(output, text); !added) return added;
  return files.commit();
}

}  // namespace

int run_graph(const Arguments& words) {
  const rules::Result<Asked> asked = read_arguments(words);
  if (!asked) return usage_error("graph", asked.message());
  int code = exit_done;
  const auto graph = read_graph("graph", asked.value().policy, code);
  if (!graph) return code;
  const auto drawing = draw(*graph, asked.value());
  if (!drawing) return machine_error("graph", drawing.message());
  const auto text = write(drawing.value(), asked.value().format);
  if (!text) return machine_error("graph", text.message());
  const rules::Status done = put(asked.value().output, text.value());
  return done ? exit_done : machine_error("graph", done.message());
}

}  // namespace gatecast::app
