#include "app/commands/test_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <sstream>

#include "app/commands/option_words.h"
#include "rules/suggest.h"

namespace gatecast::app {
namespace {

namespace po = boost::program_options;

po::options_description described() {
  const auto text = [] { return po::value<std::string>(); };
  po::options_description options;
  auto add = options.add_options();
  add("coverage", "say how much the tests reach, and what they do not");
  add("min-coverage", text()->value_name("PERCENT"),
      "exit code 1 if they reach less of the rules, or of the edges");
  add("junit", text()->value_name("FILE"), "write the results as JUnit XML too");
  add("format", text()->value_name("text|json"), "default: text");
  add("generate", "write tests instead: of every edge that FILE does not reach");
  add("output,o", text()->value_name("FILE"), "where --generate writes; default: standard output");
  add("quiet,q", "text: only what fails");
  return options;
}

// `90` or `99.9`, with a percent sign or not.
std::optional<std::size_t> tenths_of(std::string_view text) {
  if (text.ends_with('%')) text.remove_suffix(1);
  const std::string_view whole = text.substr(0, text.find('.'));
  std::string_view fraction;
  if (whole.size() < text.size()) fraction = text.substr(whole.size() + 1);
  if (whole.empty() || whole.size() > 3 || fraction.size() > 1) return std::nullopt;
  if (whole.size() + 1 == text.size()) return std::nullopt;
  std::size_t tenths = 0;
  for (const char c : std::string(whole) + (fraction.empty() ? "0" : std::string(fraction))) {
    if (c < '0' || c > '9') return std::nullopt;
    tenths = tenths * 10 + static_cast<std::size_t>(c - '0');
  }
  return tenths <= 1000 ? std::optional(tenths) : std::nullopt;
}

// The tests of a policy's own name.
std::string tests_beside(const std::string& policy) {
  for (const std::string_view ending : {".yaml", ".yml"}) {
    if (policy.ends_with(ending))
      return policy.substr(0, policy.size() - ending.size()) + ".tests.yaml";
  }
  return policy + ".tests.yaml";
}

std::string what_is_wrong(const TestOptions& options) {
  if (options.policy.empty()) return "which policy? gatecast test POLICY [FILE...]";
  if (options.format != "text" && options.format != "json") {
    return fmt::format("`{}` is no format, {}", options.format,
                       rules::suggest(options.format, {"text", "json"}));
  }
  std::vector<std::string> inputs = options.files;
  inputs.push_back(options.policy);
  if (std::count(inputs.begin(), inputs.end(), "-") > 1) return "`-` is named twice";
  for (const std::string& file : options.files) {
    // Its tests would count twice.
    if (std::count(options.files.begin(), options.files.end(), file) > 1) {
      return fmt::format("`{}` is named twice", file);
    }
  }
  for (const std::string& output : {options.junit, options.output}) {
    if (output.empty()) continue;
    if (output == "-") return "an output file cannot be `-`";
    if (std::count(inputs.begin(), inputs.end(), output) > 0) {
      return fmt::format("`{}` would be read and written", output);
    }
  }
  if (options.generate) {
    if (options.coverage || options.min_tenths || !options.junit.empty()) {
      return "--generate runs no tests: leave out --coverage, --min-coverage and --junit";
    }
    if (options.format != "text") return "--generate writes YAML: leave out --format";
  } else if (!options.output.empty()) {
    return "--output is for what --generate writes";
  }
  return {};
}

}  // namespace

rules::Result<TestOptions> parse_test_options(const std::vector<std::string>& words) {
  auto read = read_words(words, described(), true);
  if (!read) return read.failure();
  const po::variables_map& given = read.value();
  TestOptions options;
  options.policy = text_of(given, "policy");
  if (given.count("rest") > 0) options.files = given["rest"].as<std::vector<std::string>>();
  options.coverage = given.count("coverage") > 0;
  options.junit = text_of(given, "junit");
  if (given.count("format") > 0) options.format = text_of(given, "format");
  options.generate = given.count("generate") > 0;
  options.output = text_of(given, "output");
  options.quiet = given.count("quiet") > 0;
  if (given.count("min-coverage") > 0) {
    options.min_tenths = tenths_of(text_of(given, "min-coverage"));
    if (!options.min_tenths) {
      return rules::Failure{fmt::format("--min-coverage must be a percentage of 0 to 100, not `{}`",
                                        text_of(given, "min-coverage"))};
    }
  }
  if (options.files.empty() && !options.generate && !options.policy.empty()) {
    if (options.policy == "-") return rules::Failure{"which tests? gatecast test - FILE..."};
    options.files.push_back(tests_beside(options.policy));
    options.are_beside = true;
  }
  if (std::string wrong = what_is_wrong(options); !wrong.empty()) return rules::Failure{wrong};
  return options;
}

std::string test_options_help() {
  std::ostringstream options;
  options << described();
  return options.str();
}

}  // namespace gatecast::app
