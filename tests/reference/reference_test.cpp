// The reference policy in YAML against the 10,000 answers that are known of it, and against nested
// ifs on sign-ins around its dates.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <random>

#include "engine/graph/decide.h"
#include "rules/policy_parser.h"
#include "tests/reference/nested_ifs.h"
#include "tests/reference/request.h"

namespace gatecast::reference {
namespace {

std::shared_ptr<const engine::Graph> reference_graph() {
  const std::string path = std::string(GATECAST_ROOT) + "/examples/reference/policy.yaml";
  std::ifstream file(path);
  const rules::Source source("policy.yaml", std::string(std::istreambuf_iterator<char>(file), {}));
  const rules::ParsedPolicy parsed = rules::parse_policy(source);
  EXPECT_TRUE(parsed.policy) << rules::render(source, parsed.diagnostics);
  if (!parsed.policy) return nullptr;
  const auto graph = engine::compile(*parsed.policy, source);
  return graph ? graph.value() : nullptr;
}

Answer decided(const engine::Graph& graph, const Request& request) {
  const auto decoded = engine::decode(graph, to_facts(request));
  EXPECT_TRUE(decoded) << decoded.message();
  return to_answer(engine::decide(graph, decoded.value()));
}

TEST(Reference, AgreesOnAllRequests) {
  const auto graph = reference_graph();
  ASSERT_NE(graph, nullptr);
  const std::vector<Request> requests = read_requests();
  const std::vector<Answer> expected = read_expected();
  ASSERT_EQ(requests.size(), 10'000U);
  ASSERT_EQ(expected.size(), requests.size());
  for (std::size_t i = 0; i < requests.size(); ++i) {
    ASSERT_EQ(decided(*graph, requests[i]), expected[i])
        << i << ": " << to_text(requests[i]) << "\nwant " << to_text(expected[i]) << "\ngot  "
        << to_text(decided(*graph, requests[i]));
    ASSERT_EQ(nested_ifs(requests[i]), expected[i]) << i << ": " << to_text(requests[i]);
  }
}

constexpr std::int64_t day = rules::day_seconds;
constexpr std::int64_t starts[] = {1'768'435'200, 1'772'323'200, 1'777'593'600};

// The one second, and the one 30 days later, that the policy cannot say.
bool out_of_reach(const Request& request) {
  if (request.deadline != 0) return false;
  for (const std::int64_t start : starts) {
    if (request.now == start + 14 * day || request.now == start + 44 * day) return true;
  }
  return false;
}

TEST(Reference, AgreesAroundEveryDate) {
  const auto graph = reference_graph();
  ASSERT_NE(graph, nullptr);
  std::mt19937_64 random(1);  // its sequence is the same everywhere
  const auto below = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
  int compared = 0;
  for (int i = 0; i < 50'000; ++i) {
    Request request;
    request.role = static_cast<Role>(below(role_count));
    request.type = static_cast<rules::AccountType>(below(3));
    request.mode = static_cast<Mode>(below(2));
    request.device = below(2) != 0;
    request.enrolled = static_cast<std::uint8_t>(below(3) == 0 ? below(8) : below(2) * below(8));
    request.locked = below(50) == 0;
    const std::int64_t start = starts[below(3)];
    if (below(2) == 0) request.deadline = start + static_cast<std::int64_t>(below(60 * 86'400));
    const std::int64_t grace = request.deadline > 0 ? request.deadline : start + 14 * day;
    const std::int64_t dates[] = {start, grace, grace + 30 * day};
    request.now = dates[below(3)] + static_cast<std::int64_t>(below(3)) - 1;
    if (out_of_reach(request)) continue;
    ++compared;
    ASSERT_EQ(decided(*graph, request), nested_ifs(request))
        << to_text(request) << "\nwant " << to_text(nested_ifs(request)) << "\ngot  "
        << to_text(decided(*graph, request));
  }
  EXPECT_GT(compared, 40'000);
}

}  // namespace
}  // namespace gatecast::reference
