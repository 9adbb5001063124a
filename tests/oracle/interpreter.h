// A plain, slow reading of SIGNIN's decision, straight from the policy as written and the facts as
// stated. It shares no code with the decision graph, so that each can be held against the other.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/decision.h"
#include "engine/facts.h"
#include "rules/policy.h"
#include "rules/source.h"

namespace gatecast::oracle {

struct Skipped {
  rules::Outcome outcome = rules::Outcome::allow;
  std::string reason;
  std::vector<rules::Method> methods;
  bool backup_code = false;
  std::optional<rules::Instant> deadline;
};

struct Answer {
  rules::Outcome outcome = rules::Outcome::deny;
  int row = 0;
  std::string reason;
  std::vector<rules::Method> methods;
  std::optional<rules::Method> default_method;
  bool backup_code = false;
  std::vector<rules::Method> enroll_in;
  std::optional<engine::Proof> proof;
  bool may_skip = false;
  std::optional<Skipped> if_skipped;
  std::optional<rules::Instant> deadline;
  bool second_factor = false;
  bool alert = false;
  engine::Limits limits;
  std::uint32_t line = 0;
  std::string text;  // of the rule
};

// Nothing when a fact that SIGNIN's decision reads is unknown.
std::optional<Answer> answer(const rules::Policy& policy, const rules::Source& source,
                             const engine::Facts& facts);

// What an enrollment of one's own accord proves first; nothing: it cannot be given. Throws
// UnknownFact where that hangs on a fact that is unknown.
std::optional<engine::Proof> possible_proof(const rules::Policy& policy,
                                            const rules::Source& source,
                                            const engine::Facts& facts);

// An answer of the graph in the same terms.
Answer from_decision(const engine::Decision& decision);

// One field a line, for comparison and for people.
std::string to_text(const Answer& answer);

}  // namespace gatecast::oracle
