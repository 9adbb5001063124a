// One pair of policies, what `diff` says of it, and the oracle's reading of sign-ins against that:
// each sign-in whose answer changes is in just one class, and its conditions hold of it; no other
// sign-in is in any. What does not hold is a failure of the test.
#pragma once

#include <memory>
#include <string>

#include "engine/analysis/diff.h"
#include "engine/graph/graph.h"
#include "rules/policy_parser.h"
#include "tests/analysis/plain_conditions.h"
#include "tests/oracle/interpreter.h"

namespace gatecast::oracle {

struct DiffCounts {
  int pairs = 0, refused = 0, same = 0, classes = 0, conditions = 0, more = 0;
  int sign_ins = 0, changed = 0, unsettled = 0, deadlines = 0, limits = 0;
};

struct ParsedText {
  explicit ParsedText(std::string text)
      : source("random.yaml", std::move(text)), parsed(rules::parse_policy(source)) {}
  const rules::Policy& policy() const { return *parsed.policy; }
  rules::Source source;
  rules::ParsedPolicy parsed;
};

class DiffTrial {
 public:
  // Both are right, and outlive it. Checks the witness of each class.
  DiffTrial(const ParsedText& before, const ParsedText& after, std::size_t max_conditions,
            DiffCounts& counts);

  const engine::Difference& difference() const { return difference_; }
  // `what` says in a failure which sign-in it is. Of a sign-in that does not state every attribute
  // nothing is checked.
  void check(const engine::Facts& facts, const char* what);

 private:
  std::optional<Answer> answer_of(const ParsedText& parsed, const engine::Graph& graph,
                                  const engine::Facts& facts);
  void check_limits(const Answer& before, const Answer& after, const engine::Facts& facts);
  void fail(const char* what, const char* how, const engine::ChangedAnswer& each,
            const engine::Facts& facts);

  const ParsedText& before_;
  const ParsedText& after_;
  DiffCounts& counts_;
  PlainConditions conditions_;
  std::shared_ptr<const engine::Graph> old_graph_, new_graph_;
  engine::Difference difference_;
};

}  // namespace gatecast::oracle
