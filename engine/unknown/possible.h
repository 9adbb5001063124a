// What unknown facts of a sign-in may be, in the terms of one graph: finitely many values, one for
// each class that the graph can tell apart.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/facts.h"
#include "engine/graph/graph.h"

namespace gatecast::engine {

// A piece of a fact; most facts are one piece. Pieces vary independently of one another. They are
// asked in this order, which is about that of the graph's own variables.
enum class Part : std::uint8_t {
  channel,
  admin,       // by a role that is not declared
  roles_type,  // of roles that are not all declared; disagree: of several types
  role,        // by index in `Possible::roles`
  type,        // the account's own, or what roles that disagree leave open
  group,       // by number in the graph
  attribute,   // by index in the policy
  application,
  country,
  networks,
  risk,
  device_cookie,
  known_ip,
  id,    // which of `Possible::users`, or their number: another user
  ramp,  // of another user, by stage
  reset,
  authenticator,
  passkey,
  created,
  grace_started,
  skips,
  active,
  account_lock,  // 1: locked without end
  email,
  phone,
  lock,  // by method
  email_healthy,
  sms_healthy,
  skipped,
  backup_codes,
  count,
};

struct Atom {
  Part part = Part::count;
  std::uint32_t index = 0;
  std::uint32_t fact = 0;  // of `Possible::facts`
  std::vector<std::int64_t> values;
};

// A user whom the policy names.
struct NamedUser {
  std::uint32_t user = 0;
  bool emergency = false;
  std::vector<std::uint8_t> ramp_steps;
};

// Declared roles that differ in nothing, for an account whose roles are unknown.
struct RoleParts {
  std::uint32_t role = 0;               // one of them, by index in the policy
  std::optional<std::uint32_t> number;  // in the graph; it has none for roles that nobody names
  std::optional<std::uint32_t> type;
  bool admin = false;
};

struct Possible {
  enum class TypeFrom : std::uint8_t { known, atom, unknown_roles, undeclared_roles };
  static constexpr std::int64_t disagree = 4;

  std::vector<std::string> facts;  // those that are unknown, by name, about in SIGNIN's order
  std::vector<Atom> atoms;
  DecodedFacts known;  // unknown facts have any value here
  std::vector<NamedUser> users;
  bool roles_are_unknown = false;
  std::vector<RoleParts> roles;  // where they are unknown
  TypeFrom type_from = TypeFrom::known;

  std::uint32_t add_fact(std::string name);
  void add(std::uint32_t fact, Part part, std::vector<std::int64_t> values,
           std::uint32_t index = 0);
  void sort();  // numbers the atoms in the order of `Part`
  // The number of the atom, or -1: that part is known.
  int find(Part part, std::uint32_t index) const {
    const auto& row = by_part_[static_cast<std::size_t>(part)];
    return index < row.size() ? row[index] : -1;
  }

 private:
  std::vector<int> by_part_[static_cast<std::size_t>(Part::count)];
};

rules::Result<Possible> possible_values(const Graph& graph, Facts facts);

// The pieces of an account's roles and type. Leaves in `account` what can be decoded.
void add_roles(const Graph& graph, Account& account, Possible& out);

// For a time from which grace may be counted: every order of the ends of grace and of the days
// overdue around `now`, twice where deadlines can differ. With `stages`, also every order among the
// starts of the stages' steps.
std::vector<std::int64_t> opening_values(const Graph& graph, Instant now, bool stages);

// Which of the networks that conditions name an address may be in, as bits.
std::vector<std::int64_t> network_values(const Graph& graph);
// Those that an address is in; and addresses that stand for all, but for no address.
std::int64_t networks_of(const Graph& graph, const rules::Address& address);
std::vector<rules::Address> telling_addresses(const Graph& graph);

}  // namespace gatecast::engine
