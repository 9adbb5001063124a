// The decision graph and its two questions. `compile` turns a policy into a graph; `decide` walks
// it.
//
//   Graph graph = compile(policy, source);
//   DecodedFacts decoded = decode_sign_in(graph, ...);
//   Decision decision = decide(graph, decoded);
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/decision.h"
#include "engine/facts.h"
#include "rules/policy.h"
#include "rules/result.h"
#include "rules/source.h"

namespace gatecast::engine {

// Facts in the terms of one graph: names are numbers, times are integers, nothing is a string.
// `decode` fills it from Facts; the simulator decodes an account once, then changes single fields
// between sign-ins (all fields below `account` may be changed freely).
// What every decision reads lies first, and close together.
struct alignas(64) DecodedFacts {
  Instant now = 0;

  // What changes as people sign in, enroll and lose things.
  Instant grace_started = rules::instant_min;       // instant_min: not stored
  Instant account_lock_until = rules::instant_min;  // instant_min: none; instant_max: no end
  std::array<Instant, rules::method_count> lock_until{rules::instant_min, rules::instant_min,
                                                      rules::instant_min, rules::instant_min};
  // The account. Set by decode_account.
  Instant admitted_at = rules::instant_max;  // instant_max: no stage ever admits
  Instant created = rules::instant_min;

  // Eight that are read as one (program.cpp): of the sign-in, and what changes.
  bool device_cookie = false;
  bool known_ip = false;
  bool active = true;
  bool passkey = false;
  bool email = false;
  bool phone = false;
  bool reset = false;
  bool skipped = false;
  // What changes.
  int backup_codes = 0;
  int skips = 0;
  // And eight more, of which six are read as one.
  bool email_healthy = true;
  bool sms_healthy = true;
  bool admin = false;      // of the account
  bool emergency = false;  // of the account
  std::uint8_t risk = 3;   // rules::Risk, or 3: none
  rules::AuthenticatorState authenticator = rules::AuthenticatorState::not_started;
  std::uint8_t type = 3;    // of the account: AccountType, or 3: none
  bool other_role = false;  // of the account: has a role that the graph has no number for

  // The sign-in.
  std::uint32_t channel = 0;        // builtin_channels, then declared ones
  std::uint32_t application = 0;    // 0: another, or none
  std::uint32_t country = 0;        // 0: another, or none
  std::uint32_t account_class = 0;  // of the account: which accounts are alike to the graph
  // Of the account, where the graph is split by name: the rows of its names.
  std::array<std::uint32_t, 2> name_rows{1, 1};
  bool has_more_names = false;   // whether more_name_rows has any
  std::uint32_t admin_role = 0;  // of the account, with admin: which declared role makes it one
  // Here ends what every decision reads: two lines of a cache.
  std::uint64_t networks = 0;  // of the sign-in; bit i: inside the i-th declared network
  // The account. Set by decode_account.
  std::uint32_t user = 0;  // index among the users that the policy names; 0: another
  std::vector<std::uint32_t> more_name_rows;
  std::vector<std::uint64_t> roles;       // bit i: has the i-th role that conditions name
  std::vector<std::uint64_t> groups;      // bit i: is in the i-th group that conditions name
  std::vector<std::uint32_t> attributes;  // by declared attribute: class number of its value
  std::vector<std::uint8_t> ramp_steps;   // by stage: first ramp step that admits; 255: none
};

class Graph;  // graph.h

// Whether a policy is one diagram, or split into many; by size: as the number of rules and names
// suggests, and if that grows too large, the other way. The answers are the same.
enum class Shape : std::uint8_t { by_size, one, split };

// Fails only when the policy is too large for a graph; `source` supplies line numbers and texts.
rules::Result<std::shared_ptr<const Graph>> compile(const rules::Policy& policy,
                                                    const rules::Source& source,
                                                    Shape shape = Shape::by_size);

// The account half of the facts. Fails, naming the fact, when one is unknown or not of the policy's
// world (an undeclared role, an attribute outside its values).
rules::Status decode_account(const Graph& graph, const Account& account, DecodedFacts& out);
// Everything.
rules::Result<DecodedFacts> decode(const Graph& graph, const Facts& facts);

// Sets `account_class` and the rows of its names; for whoever changes what decode_account has set.
void classify_account(const Graph& graph, DecodedFacts& facts);

// Pure; no allocation, no lock.
Decision decide(const Graph& graph, const DecodedFacts& facts);

// For callers that must speak the policy's words.
std::uint32_t channel_number(const Graph& graph, std::string_view channel);  // CHECKs it exists
bool channel_exempt(const Graph& graph, std::uint32_t channel);
std::uint32_t application_number(const Graph& graph, std::string_view application);
// Index of the stage that admits the account first, or -1: no stage matches it.
int stage_of(const Graph& graph, const DecodedFacts& account);
const rules::Policy& policy_of(const Graph& graph);
const rules::Source& source_of(const Graph& graph);
// The grace deadline for the settings in force at this sign-in (instant_max: none applies), and
// when enrollment begins to be required; what announcements and the enrollment hazard look at.
Instant grace_deadline(const Graph& graph, const DecodedFacts& facts);
// What an enrollment begun at this sign-in proves first, whether or not it is asked for; nothing:
// that cannot be given now.
std::optional<Proof> enrollment_proof(const Graph& graph, const DecodedFacts& facts);

}  // namespace gatecast::engine
