// Each page of rules/diagnostics says what its diagnostic is, with an example that raises exactly
// that code and one that raises nothing.
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>

#include "engine/lint/check_policy.h"
#include "engine/policy_tests/test_file.h"
#include "rules/lint/pages.h"
#include "rules/policy_format.h"
#include "simulator/behavior.h"
#include "simulator/population.h"

namespace gatecast::rules {
void PrintTo(const Page& page, std::ostream* out) { *out << page.code; }
}  // namespace gatecast::rules

namespace gatecast {
namespace {

// The day on which the examples are checked.
const rules::Date today = *rules::parse_date("2027-01-04");

struct Example {
  std::string kind;  // behind the fence: `yaml`, `csv accounts`, `yaml behavior` ...
  std::string text;
};

// What a shell script prints: for examples that nobody wants to read.
std::string output_of(const std::string& script) {
  // A name of its own: these tests run side by side.
  const std::string path =
      testing::TempDir() + "/gatecast_example_" + std::to_string(getpid()) + ".sh";
  std::ofstream(path) << script;
  std::string text;
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(("sh " + path).c_str(), "r"), pclose);
  std::array<char, 65536> bytes{};
  while (const std::size_t n = std::fread(bytes.data(), 1, bytes.size(), pipe.get())) {
    text.append(bytes.data(), n);
  }
  std::filesystem::remove(path);
  return text;
}

// The first fenced block behind `heading`.
Example example(std::string_view page, std::string_view heading) {
  const std::size_t at = page.find(heading);
  EXPECT_NE(at, std::string_view::npos) << "no " << heading;
  const std::size_t fence = page.find("```", at);
  const std::size_t line_end = page.find('\n', fence);
  const std::size_t end = page.find("```", line_end);
  if (end == std::string_view::npos) return {};
  Example found{std::string(page.substr(fence + 3, line_end - fence - 3)),
                std::string(page.substr(line_end + 1, end - line_end - 1))};
  if (found.kind.starts_with("sh")) {
    found.text = output_of(found.text);
    found.kind.erase(0, 2);
  }
  return found;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Accounts, behaviours and tests are read with this policy.
const rules::Source& portal_source() {
  static const rules::Source source("portal.yaml",
                                    read_file(GATECAST_ROOT "/examples/portal/policy.yaml"));
  return source;
}
const rules::Policy& portal() {
  static const rules::Policy policy = engine::check_policy(portal_source(), today).policy.value();
  return policy;
}

rules::Diagnostics read(const Example& example) {
  const rules::Source source("example", example.text);
  if (example.kind.ends_with("accounts")) {
    return simulator::read_accounts_csv(source, portal(), simulator::default_behavior(), 1)
        .diagnostics;
  }
  if (example.kind.ends_with("behavior")) {
    return simulator::parse_behavior(source, portal()).diagnostics;
  }
  if (example.kind.ends_with("population")) {
    return simulator::synthesize(source, portal(), simulator::default_behavior()).diagnostics;
  }
  if (example.kind.ends_with("tests")) {
    const auto graph = engine::compile(portal(), portal_source());
    return engine::parse_tests(source, *graph.value()).diagnostics;
  }
  if (example.kind.ends_with("fmt")) return rules::format_policy(source).diagnostics;
  return engine::check_policy(source, today).diagnostics;
}

class Pages : public testing::TestWithParam<rules::Page> {};

TEST_P(Pages, ExamplesRaiseTheCodeAndNothing) {
  const rules::Page& page = GetParam();
  const std::string code(page.code);
  EXPECT_TRUE(page.text.starts_with("# " + code + "\n"));
  const Example bad = example(page.text, "\nBad:\n");
  const rules::Source source("bad", bad.text);
  const rules::Diagnostics raised = read(bad);
  std::set<std::string> codes;
  for (const rules::Diagnostic& each : raised.all()) {
    codes.insert(std::string(each.code));
    EXPECT_EQ(each.severity == rules::Severity::warning, rules::is_warning(page)) << each.code;
  }
  // This one only ever comes after others.
  if (code == "too-many-errors") codes.erase("wrong-value");
  EXPECT_EQ(codes, std::set<std::string>{code});

  const Example fixed = example(page.text, "\nFixed:\n");
  const rules::Source mended("fixed", fixed.text);
  const rules::Diagnostics left = read(fixed);
  EXPECT_TRUE(left.empty()) << rules::render(mended, left);
}

INSTANTIATE_TEST_SUITE_P(Rules, Pages,
                         testing::ValuesIn(rules::pages().begin(), rules::pages().end()),
                         [](const auto& test_info) {
                           std::string name(test_info.param.code);
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

}  // namespace
}  // namespace gatecast
