// The canonical form on random policies, with comments strewn over them: the policy stays the same,
// no comment is lost, and what is formatted is formatted.
#include <gtest/gtest.h>

#include <sstream>

#include "rules/policy_format.h"
#include "rules/policy_parser.h"
#include "rules/policy_writer.h"
#include "tests/oracle/random_policy.h"
#include "tests/oracle/run.h"
#include "tests/rules/policy_dump.h"

namespace gatecast::oracle {
namespace {

// Comments of their own number beside and between the lines; `count` says how many.
std::string strew(const std::string& text, Dice& dice, int& count) {
  std::istringstream lines(text);
  std::string out;
  const auto number = [&] { return "# comment " + std::to_string(count++) + " of `a: [b]`"; };
  for (std::string line; std::getline(lines, line);) {
    if (dice.chance(10)) out += "\n";
    if (dice.chance(20)) {
      out += std::string(static_cast<std::size_t>(dice.below(9)), ' ') + number() + "\n";
    }
    out += line + (dice.chance(20) ? "  " + number() : "") + "\n";
  }
  if (dice.chance(30)) out += number() + "\n";
  return out;
}

TEST(FormatOracle, RandomPoliciesStayTheSame) {
  const std::uint64_t seed = chosen_seed();
  printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Dice dice(seed);
  const int wanted = long_run() ? 20'000 : 500;
  int policies = 0;
  int comments = 0;
  for (int i = 0; i < 2 * wanted && policies < wanted; ++i) {
    const std::string plain = random_policy(dice);
    int strewn = 0;
    const rules::Source source("random.yaml", strew(plain, dice, strewn));
    const auto parsed = rules::parse_policy(source);
    if (!parsed.policy) continue;
    ++policies;
    comments += strewn;
    const rules::FormattedPolicy once = rules::format_policy(source);
    ASSERT_TRUE(once.text) << rules::render(source, once.diagnostics) << source.text();
    for (int c = 0; c < strewn; ++c) {
      const std::string comment = "# comment " + std::to_string(c) + " of `a: [b]`\n";
      ASSERT_NE(once.text->find(comment), std::string::npos) << comment << source.text();
    }
    const rules::Source again("random.yaml", *once.text);
    ASSERT_EQ(rules::format_policy(again).text, once.text) << source.text();
    const auto reparsed = rules::parse_policy(again);
    ASSERT_TRUE(reparsed.policy) << *once.text;
    ASSERT_EQ(rules::dump(*reparsed.policy), rules::dump(*parsed.policy)) << source.text();

    const std::string canonical = rules::canonical_form(*parsed.policy);
    const auto whole = rules::parse_policy(rules::Source("canonical.yaml", canonical));
    ASSERT_TRUE(whole.policy) << canonical;
    ASSERT_EQ(rules::dump(*whole.policy), rules::dump(*parsed.policy)) << canonical;
    ASSERT_EQ(rules::canonical_form(*whole.policy), canonical);
    const auto uncommented = rules::parse_policy(rules::Source("plain.yaml", plain));
    ASSERT_EQ(rules::canonical_form(*uncommented.policy), canonical);
  }
  printf("%d policies, %d comments\n", policies, comments);
  EXPECT_EQ(policies, wanted);
}

}  // namespace
}  // namespace gatecast::oracle
