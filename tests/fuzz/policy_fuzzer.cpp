// Any bytes as a policy. What is accepted compiles, and the graph answers as the oracle does.
#include "engine/graph/decide.h"
#include "rules/policy_format.h"
#include "rules/policy_writer.h"
#include "tests/fuzz/fuzz.h"
#include "tests/oracle/interpreter.h"
#include "tests/oracle/random_facts.h"

namespace gatecast::fuzz {
namespace {

void hold_against_oracle(const engine::Graph& graph, const rules::Policy& policy,
                         const rules::Source& source, std::uint64_t seed) {
  oracle::Dice dice(seed);
  for (int i = 0; i < 4; ++i) {
    const engine::Facts facts = oracle::random_facts(policy, dice);
    const auto expected = oracle::answer(policy, source, facts);
    const auto decoded = engine::decode(graph, facts);
    if (!expected || !decoded.ok()) continue;
    const oracle::Answer actual = oracle::from_decision(engine::decide(graph, decoded.value()));
    promise(oracle::to_text(actual) == oracle::to_text(*expected), "graph and oracle agree");
  }
}

// What is accepted can be formatted, unless a comment is in the way, and then stays as it is.
void hold_format(const rules::Source& source, const rules::Policy& policy) {
  const rules::FormattedPolicy formatted = rules::format_policy(source);
  if (!formatted.text) {
    const auto& all = formatted.diagnostics.all();
    promise(!all.empty() && all[0].code == "comment-in-block", "only a comment is in the way");
    return;
  }
  const rules::Source again("fuzz.yaml", *formatted.text);
  promise(rules::format_policy(again).text == formatted.text, "formatted is formatted");
  const auto parsed = rules::parse_policy(again);
  promise(parsed.policy && rules::canonical_form(*parsed.policy) == rules::canonical_form(policy),
          "formatted says the same");
}

}  // namespace
}  // namespace gatecast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gatecast;
  const rules::Source source("fuzz.yaml", fuzz::text_of(data, size));
  const rules::ParsedPolicy parsed = rules::parse_policy(source);
  fuzz::check_diagnostics(source, parsed.diagnostics);
  fuzz::promise(parsed.policy.has_value() != parsed.diagnostics.has_errors(),
                "a policy exactly when there is no error");
  if (!parsed.policy) return 0;
  fuzz::hold_format(source, *parsed.policy);
  const auto graph = engine::compile(*parsed.policy, source);
  if (!graph.ok()) {
    fuzz::promise(!graph.message().empty(), "a graph that is too large says so");
    return 0;
  }
  fuzz::hold_against_oracle(*graph.value(), *parsed.policy, source, size);
  return 0;
}
