#include "app/commands/decide.h"

#include <fstream>
#include <iostream>
#include <iterator>
#include <string_view>
#include <vector>

#include "rules/policy_parser.h"

namespace gatecast::app {
namespace {

constexpr int done = 0;
constexpr int policy_is_wrong = 1;
constexpr int wrong_usage = 2;
constexpr int failed = 3;

struct Arguments {
  std::string policy;
  std::string facts;
};

bool read_arguments(const std::vector<std::string>& words, Arguments& arguments) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--facts" && i + 1 < words.size()) {
      arguments.facts = words[++i];
    } else if (words[i].rfind("--facts=", 0) == 0) {
      arguments.facts = words[i].substr(8);
    } else if (arguments.policy.empty() && (words[i] == "-" || words[i].rfind('-', 0) != 0)) {
      arguments.policy = words[i];
    } else {
      std::cerr << "gatecast: error: `" << words[i] << "` is not understood\n";
      return false;
    }
  }
  if (arguments.policy.empty() || arguments.facts.empty() ||
      (arguments.policy == "-" && arguments.facts == "-")) {
    std::cerr << "usage: gatecast decide POLICY --facts FILE|-\n";
    return false;
  }
  return true;
}

int cannot_read(const std::string& path) {
  std::cerr << "gatecast: error: cannot read `" << path << "`\n";
  return failed;
}

bool read_all(const std::string& path, std::string& text) {
  std::ifstream file;
  if (path != "-") file.open(path, std::ios::binary);
  std::istream& input = path == "-" ? std::cin : file;
  if (!input) return false;
  text.assign(std::istreambuf_iterator<char>(input), {});
  return !input.bad();
}

}  // namespace

int decide_command(const std::vector<std::string>& words) {
  Arguments arguments;
  if (!read_arguments(words, arguments)) return wrong_usage;
  std::string text;
  if (!read_all(arguments.policy, text)) return cannot_read(arguments.policy);
  const rules::Source source(arguments.policy, std::move(text));
  const rules::ParsedPolicy parsed = rules::parse_policy(source);
  std::cerr << rules::render(source, parsed.diagnostics);
  if (!parsed.policy) return policy_is_wrong;
  const auto graph = engine::compile(*parsed.policy, source);
  if (!graph) {
    std::cerr << arguments.policy << ": error: " << graph.message() << '\n';
    return policy_is_wrong;
  }
  std::ios::sync_with_stdio(false);
  std::ifstream file;
  if (arguments.facts != "-") file.open(arguments.facts, std::ios::binary);
  std::istream& facts = arguments.facts == "-" ? std::cin : file;
  if (!facts) return cannot_read(arguments.facts);
  const bool answered = decide_lines(*graph.value(), facts, arguments.facts, std::cout, std::cerr);
  if (!std::cout) {
    std::cerr << "gatecast: error: cannot write the answers\n";
    return failed;
  }
  return answered ? done : failed;
}

}  // namespace gatecast::app
