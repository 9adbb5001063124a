#include "engine/policy_tests/run_tests.h"

#include <fmt/format.h>

#include "engine/decision_json.h"

namespace gatecast::engine {

rules::Result<TestRun> run_tests(const Graph& graph, const TestFile& file,
                                 const std::function<void(const Answer&)>& seen) {
  TestRun run;
  std::string json;
  for (std::size_t i = 0; i < file.sign_ins.size(); ++i) {
    const TestedSignIn& sign_in = file.sign_ins[i];
    const Facts facts = file.facts(sign_in, graph.policy);
    auto answered = answer(graph, facts);
    if (!answered) {
      return rules::Failure{
          fmt::format("`{}`: {}", file.title(sign_in, graph.policy), answered.message())};
    }
    const Answer& given = answered.value();
    json.clear();
    write_decision(given.decision, graph.policy, {given.unknown, nullptr}, json);
    TestedAnswer tested{i, mismatches(file.expectations[sign_in.expectation], json), {}};
    if (!tested.mismatches.empty()) {
      ++run.failed;
      tested.rule = *given.decision.rule;
    }
    run.answers.push_back(std::move(tested));
    seen(given);
  }
  return run;
}

}  // namespace gatecast::engine
