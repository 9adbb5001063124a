// A decision, and how long it holds: what a simulation needs to skip the sign-ins between two
// events, and an explanation to say what comes next.
#pragma once

#include <cstdint>

#include "engine/graph/decide.h"

namespace gatecast::engine {

// One bit for each thing in DecodedFacts that a decision can read.
enum class ReadFact : std::uint8_t {
  active,
  account_lock_until,
  emergency,
  channel,
  admin,  // and admin_role
  user,
  type,
  roles,
  other_role,
  groups,
  application,
  country,
  networks,
  risk,
  attributes,
  ramp_steps,
  admitted_at,
  created,
  device_cookie,
  known_ip,
  authenticator,
  passkey,
  reset,
  email,
  phone,
  lock_until,  // of any method
  email_healthy,
  sms_healthy,
  grace_started,
  skips,
  skipped,
  backup_codes,
};

class ReadMask {
 public:
  void add(ReadFact fact) { bits_ |= std::uint64_t{1} << static_cast<unsigned>(fact); }
  bool has(ReadFact fact) const { return ((bits_ >> static_cast<unsigned>(fact)) & 1) != 0; }
  std::uint64_t bits() const { return bits_; }

 private:
  std::uint64_t bits_ = 0;
};

struct DecisionSpan {
  Decision decision;
  // From `now` to before this instant, the decision is the same as long as no fact that it read
  // changes; instant_max: for ever. Later than `now`. It may be the same beyond it.
  Instant until = rules::instant_max;
  ReadMask read;
};

// Pure; no allocation, no lock. Walks the flat diagrams, so it costs several times a decide().
DecisionSpan decide_span(const Graph& graph, const DecodedFacts& facts);

}  // namespace gatecast::engine
