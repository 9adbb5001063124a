// The assertions of a policy: each proved over all sign-ins and all time, refuted by the smallest
// sign-in that breaks it, or vacuous.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/analysis/model.h"

namespace gatecast::engine {

// A line that has a part in an answer, and what it says there.
struct Responsible {
  std::string part;  // `rule`, `proof`, `methods` ...
  DecidedBy line;
};

struct Verdict {
  enum class Kind {
    proved,
    refuted,
    vacuous,   // no sign-in ever meets `when`, `from` and `until`
    undecided  // see `why`
  };
  std::size_t assertion = 0;  // index in the policy
  Kind kind = Kind::proved;
  std::optional<Witness> witness;        // of a refuted one
  std::vector<Responsible> responsible;  // for its answer
  std::string why;
};
std::string_view name(Verdict::Kind kind);

// Fails only where the policy is too large. Verdicts point into `graph`.
rules::Result<std::vector<Verdict>> verify(const Graph& graph);

// The lines behind the answer of a witness: first that of its `rule`.
std::vector<Responsible> responsible_lines(const Graph& graph, const Witness& witness);

}  // namespace gatecast::engine
