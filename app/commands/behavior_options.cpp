#include "app/commands/behavior_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "rules/suggest.h"

namespace gatecast::app {
namespace {

constexpr std::string_view actions[] = {"explain", "check"};
constexpr std::string_view formats[] = {"text", "json"};
constexpr std::string_view known_options[] = {"--policy", "--format", "--quiet"};

template <std::size_t n>
std::string slip(std::string_view what, std::string_view written,
                 const std::string_view (&known)[n]) {
  const std::string help = rules::suggest(written, {std::begin(known), std::end(known)});
  return fmt::format("{} `{}`{}{}", what, written, help.empty() ? "" : ", ", help);
}

template <std::size_t n>
bool is_one_of(std::string_view word, const std::string_view (&known)[n]) {
  return std::find(std::begin(known), std::end(known), word) != std::end(known);
}

// Of `--name VALUE` and `--name=VALUE`. `wrong` where the value is missing.
class Words {
 public:
  explicit Words(const Arguments& arguments) : arguments_(arguments) {}

  bool next(std::string& word) {
    if (at_ == arguments_.size()) return false;
    word = arguments_[at_++];
    return true;
  }
  bool value_of(std::string_view name, std::string& word, std::string& wrong) {
    if (word == name) {
      if (!next(word)) wrong = fmt::format("`{}` needs a value", name);
      return true;
    }
    if (!word.starts_with(name) || word[name.size()] != '=') return false;
    word.erase(0, name.size() + 1);
    return true;
  }

 private:
  const Arguments& arguments_;
  std::size_t at_ = 0;
};

// What the words ask for together; empty if that is possible.
std::string check_together(const BehaviorOptions& options) {
  if (!is_one_of(options.format, formats)) return slip("no format", options.format, formats);
  if (!options.explains && options.path.empty())
    return "which behavior? gatecast behavior check FILE";
  if (!options.explains && options.format != "text") return "`--format` goes with explain";
  if (options.explains && options.quiet) return "`--quiet` goes with check";
  if (options.path.empty() && !options.policy.empty()) return "`--policy` goes with a file";
  if (options.path == "-" && options.policy == "-") return "`-` is named twice";
  return {};
}

}  // namespace

rules::Result<BehaviorOptions> parse_behavior_options(const Arguments& arguments) {
  BehaviorOptions options;
  if (arguments.empty()) return rules::Failure{"explain or check?"};
  if (!is_one_of(arguments.front(), actions)) {
    return rules::Failure{slip("it does not", arguments.front(), actions)};
  }
  options.explains = arguments.front() == "explain";
  Words words(arguments);
  std::string word;
  std::string wrong;
  words.next(word);
  while (wrong.empty() && words.next(word)) {
    if (words.value_of("--policy", word, wrong)) {
      options.policy = word;
    } else if (words.value_of("--format", word, wrong)) {
      options.format = word;
    } else if (word == "--quiet" || word == "-q") {
      options.quiet = true;
    } else if (word.size() > 1 && word.starts_with('-')) {
      wrong = slip("unknown option", word, known_options);
    } else if (!options.path.empty()) {
      wrong = "one behavior at a time";
    } else {
      options.path = word;
    }
  }
  if (wrong.empty()) wrong = check_together(options);
  if (!wrong.empty()) return rules::Failure{wrong};
  return options;
}

std::string behavior_options_help() {
  return "  --policy FILE         whose roles `by_role` may name; without it every role is taken\n"
         "  --format text|json    of explain; text if not given\n"
         "  -q, --quiet           check: no summary on standard error\n";
}

}  // namespace gatecast::app
