// People at risk: how likely each account is to be locked out, by what, and what would help. Each
// remedy is simulated for everybody with the same luck, so what differs is the remedy's doing (and,
// where many call at once, the shorter queue).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rules/result.h"
#include "rules/time.h"
#include "simulator/lockout_counts.h"
#include "simulator/remedies.h"

namespace gatecast::simulator {

// The counts are of replicates.
struct AccountAtRisk {
  std::uint32_t account = 0;  // index in the population
  // As it really comes, under the plan's drills, not before the first day; empty: no stage ever
  // does.
  std::optional<rules::Date> admitted;
  int in_first_week = 0;         // locked out within seven days of that
  int at_all = 0;                // locked out within the forecast, above 0
  Cause cause = Cause::none;     // the commonest of first lockouts, of two the one named first
  Remedy remedy = Remedy::none;  // the cheapest that helps ...
  int with_remedy = 0;           // ... and in how many he is locked out at all with it
};

struct RoleAtRisk {
  std::string role;  // empty: everybody
  std::int64_t accounts = 0;
  std::int64_t at_risk = 0;  // of them, with any chance above 0
  double in_first_week = 0;  // people expected to be locked out
  double at_all = 0;
  Cause cause = Cause::none;     // of most lockouts
  Remedy remedy = Remedy::none;  // that keeps most people in, for those whom it helps
};

struct AtRisk {
  int replicates = 0;
  std::vector<AccountAtRisk> people;  // worst first: by the first week, then at all
  std::vector<RoleAtRisk> roles;      // everybody, then by name
};

// A remedy helps who is locked out in at most half as many replicates with it; where none does, one
// that takes off a tenth is named: that which takes off most.
//
// `base` are the counts of replicates [0, replicates) of `plan`. Simulates them once for each
// remedy. Fails as a simulation does, and with `interrupted`.
rules::Result<AtRisk> people_at_risk(const Plan& plan, const LockoutCounts& base, int replicates,
                                     const ProgressCallback& progress);

// What that keeps beside a plan and its simulation, about, in bytes.
double at_risk_memory(const Plan& plan);

}  // namespace gatecast::simulator
