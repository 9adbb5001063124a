// Facts as a test file writes them: what differs from an ordinary sign-in, by the names that facts
// have everywhere.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "engine/facts.h"
#include "engine/graph/graph.h"
#include "rules/fields.h"

namespace gatecast::engine {

// In order; a later one wins.
using FactChanges = std::vector<std::function<void(Facts&)>>;

// `2027-02-02T14:00:00Z`, or by the clock of the policy: `2027-02-02 09:00`, with seconds or
// without, or `2027-02-02` for the midnight that opens the day.
std::optional<Instant> read_moment(const rules::YamlNode& node, const rules::TimeZone& zone,
                                   rules::Diagnostics& diagnostics);

// Reads the entries of a map that are facts, and reports what is no value of the policy's world.
// `null` means known to be none, `unknown` that nobody knows.
class FactChangesReader {
 public:
  FactChangesReader(const Graph& graph, rules::Diagnostics& diagnostics)
      : graph_(graph), diagnostics_(diagnostics) {}

  // Of the account; keys that are not its own are left to the caller.
  FactChanges account(rules::Fields& fields);
  // `now`, of the sign-in and of the environment, and `user:` for changes of the account.
  FactChanges situation(rules::Fields& fields);

 private:
  template <class T, class Target, class Read>
  void fact(rules::Fields& fields, std::string_view key, Target target, const Read& read);
  template <class Owner>
  void attributes(rules::Fields& fields, rules::Attribute::On on, Owner owner);
  void names(rules::Fields& fields);
  void locks(rules::Fields& fields);
  std::optional<std::vector<std::string>> declared_roles(const rules::YamlNode& node);
  std::optional<Lock> lock(const rules::YamlNode& node);
  std::optional<AttributeValue> attribute(const rules::YamlNode::Entry& entry,
                                          rules::Attribute::On on);
  std::optional<std::string> country(const rules::YamlNode& node);
  std::optional<std::string> address(const rules::YamlNode& node);
  std::optional<std::string> channel(const rules::YamlNode& node);

  const Graph& graph_;
  rules::Diagnostics& diagnostics_;
  FactChanges changes_;
};

}  // namespace gatecast::engine
