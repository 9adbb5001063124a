// A log of decisions: one line a sign-in, {"facts": ..., "answer": ...}, which `decide
// --with-facts` writes. Reads a line; does not decide anything.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/decision.h"
#include "engine/facts.h"
#include "rules/result.h"

namespace gatecast::engine {

// What skipping the enrollment led to.
struct LoggedSkip {
  Outcome outcome = Outcome::allow;
  std::string reason;
  MethodList methods;
  std::optional<Method> default_method;
  bool backup_code = false;
  std::optional<Instant> deadline;
  bool second_factor = false;
};

// The answer that a line holds, but for `rule`, `limits` and `unknown`.
struct LoggedAnswer {
  Outcome outcome = Outcome::deny;
  std::string reason;
  MethodList methods;
  std::optional<Method> default_method;
  bool backup_code = false;
  MethodList enroll_in;
  std::optional<Proof> proof;
  bool may_skip = false;
  std::optional<LoggedSkip> if_skipped;
  std::optional<Instant> deadline;
  bool second_factor = false;
  bool alert = false;
  std::string policy;
  std::int64_t revision = 0;
};

struct LoggedSignIn {
  Facts facts;
  LoggedAnswer answer;
};

// Refuses what is not such a line: a duplicate key, facts without `now`, an answer that lacks one
// of SIGNIN's keys or has it with a wrong value. Other keys are passed over.
rules::Result<LoggedSignIn> read_logged(std::string_view line);

// Whether a caller sees the same answer: all of it but `rule`, `limits`, `unknown`, and the
// policy's name and revision.
bool is_same_answer(const LoggedAnswer& logged, const Decision& decision);

}  // namespace gatecast::engine
