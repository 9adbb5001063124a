// Each tests/golden/NAME.yaml has its diagnostics, as a person sees them, in NAME.expected.
// GATECAST_UPDATE_GOLDEN=1 rewrites them; read the difference before you commit it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "engine/lint/check_policy.h"

namespace gatecast::rules {
namespace {

// What is expired or overdue is so on this day.
const Date today = *parse_date("2027-01-04");

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::filesystem::path> policies() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(GATECAST_ROOT "/tests/golden")) {
    if (entry.path().extension() == ".yaml") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

class Golden : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(Golden, DiagnosticsAreAsExpected) {
  const std::filesystem::path path = GetParam();
  const Source source(path.filename().string(), read_file(path));
  const engine::CheckedPolicy parsed = engine::check_policy(source, today);
  EXPECT_EQ(parsed.policy.has_value(), !parsed.diagnostics.has_errors());
  const std::string rendered = render(source, parsed.diagnostics);
  std::filesystem::path expected = path;
  expected.replace_extension(".expected");
  if (std::getenv("GATECAST_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(expected, std::ios::binary) << rendered;
  }
  EXPECT_EQ(rendered, read_file(expected));
  // A file is named after the code that it shows; one shows a whole policy without errors.
  const std::string code = path.stem().string();
  const auto& all = parsed.diagnostics.all();
  EXPECT_TRUE(code == "full-sample"
                  ? !parsed.diagnostics.has_errors()
                  : std::any_of(all.begin(), all.end(),
                                [&](const Diagnostic& each) { return each.code == code; }))
      << "no diagnostic with the code " << code;
}

INSTANTIATE_TEST_SUITE_P(Rules, Golden, testing::ValuesIn(policies()), [](const auto& test_info) {
  std::string name = test_info.param.stem().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace gatecast::rules
