// Any bytes as the facts of a sign-in: refused with a message, or answered in JSON; and a log has
// the same answer when it is read back. Any bytes as a line of a log, too.
#include <boost/json.hpp>

#include "engine/decision_json.h"
#include "engine/decision_log.h"
#include "engine/facts_json.h"
#include "engine/graph/decide.h"
#include "engine/unknown/answer.h"
#include "tests/fuzz/fuzz.h"

namespace gatecast::fuzz {
namespace {

std::shared_ptr<const engine::Graph> graph_of(const std::string& path) {
  const rules::Source source(path, read_file(GATECAST_ROOT "/" + path));
  const auto graph = engine::compile(rules::parse_policy(source).policy.value(), source);
  promise(graph.ok(), "the policy compiles");
  return graph.value();
}

void answer(const engine::Graph& graph, const engine::Facts& facts, const std::string& text) {
  const auto answer = engine::answer(graph, facts);
  if (!answer.ok()) {
    promise(!answer.message().empty(), "a refusal says why");
    return;
  }
  const engine::Decision& decision = answer.value().decision;
  promise(decision.row >= 1 && decision.row <= 14, "a row of the fourteen decided");
  std::string out;
  engine::write_decision(decision, engine::policy_of(graph), {answer.value().unknown, nullptr},
                         out);
  boost::system::error_code error;
  const auto value = boost::json::parse(out, error);
  promise(!error && value.is_object(), "the answer is a JSON object");
  const auto logged = engine::read_logged("{\"facts\": " + text + ", \"answer\": " + out + "}");
  promise(logged.ok(), "a log is read back");
  promise(engine::is_same_answer(logged.value().answer, decision), "with the same answer");
}

}  // namespace
}  // namespace gatecast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gatecast;
  static const auto portal = fuzz::graph_of("examples/portal/policy.yaml");
  static const auto known = fuzz::graph_of("tests/conformance/known-01.yaml");
  const std::string text = fuzz::text_of(data, size);
  if (const auto logged = engine::read_logged(text); !logged.ok()) {
    fuzz::promise(!logged.message().empty(), "a refusal says why");
  }
  const auto facts = engine::read_facts(text);
  if (!facts.ok()) {
    fuzz::promise(!facts.message().empty(), "a refusal says why");
    return 0;
  }
  fuzz::answer(*portal, facts.value(), text);
  fuzz::answer(*known, facts.value(), text);
  return 0;
}
