// Every class of sign-in that ends without a second factor, or in an enrollment on the password
// alone, and the line of the policy that declares it, if there is one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/analysis/model.h"

namespace gatecast::engine {

enum class HoleKind {
  emergency_access,
  switched_off,  // nobody declares it
  rule,          // a `then:` rule that allows
  exempt_channel,
  stage_not_started,
  no_stage,         // nobody declares it
  undeclared_role,  // in no stage, with a role that the policy does not declare; nobody declares it
  exclusion,
  grace,  // an enrollment that may be skipped, and nothing after that
  recognized_device,
  recognized_address,      // by address alone; nobody declares it
  enrollment_by_password,  // with a second factor or not, but for those under `grace` and so on
};
std::string_view name(HoleKind kind);

struct Hole {
  HoleKind kind = HoleKind::no_stage;
  std::string reason;  // of the answer
  bool declared = false;
  DecidedBy line;       // where it is declared, or what decides; line 0: the policy is silent
  std::string channel;  // of an exempt channel
  Witness witness;      // the smallest sign-in of the class
};

// By reason, in the order of SIGNIN's table, then by line. Each such sign-in is in exactly one
// class, and no other is in any. Fails only where the policy is too large. Holes point into
// `graph`.
rules::Result<std::vector<Hole>> holes(const Graph& graph);

}  // namespace gatecast::engine
