// A compiled policy: flat diagrams, the settings and leaves that they end in, and the names that
// decoding needs. Made by compile(), read by decide(); immutable once made.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/graph/decide.h"
#include "engine/graph/diagram.h"
#include "engine/graph/settings.h"
#include "engine/graph/variables.h"

namespace gatecast::engine {

// Where a walk of the rows ends. What is left to say follows from the settings and the facts.
struct Leaf {
  static constexpr std::uint32_t none = 0xFFFF'FFFF;
  std::uint8_t row = 0;
  Outcome outcome = Outcome::deny;
  std::uint8_t after_skip_row = 0;  // of row 10: 12, 13, or 14 where nothing is usable
  bool no_usable_method = false;    // a denial of rows 6 and 11 for want of a method or a proof
  std::uint32_t index = none;       // of the rule (6), the stage (8) or the exclusion (9)
};

// What `rule` says of a setting, by the row that it decided.
struct SettingsRules {
  DecidedBy enforcement, methods, grace, authenticator, after_grace, proof;
};

class Graph {
 public:
  Graph(rules::Policy a_policy, rules::Source a_source)
      : policy(std::move(a_policy)), source(std::move(a_source)), variables(policy) {}
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  rules::Policy policy;
  rules::Source source;
  Variables variables;

  FlatDiagram diagram;
  std::uint32_t settings_root = 0;  // ends in an index of `settings`
  Settings base;                    // of `two_factor` alone
  std::vector<Settings> settings;
  std::vector<std::uint32_t> roots;  // by settings: ends in an index of `leaves`
  std::vector<Leaf> leaves;
  std::vector<std::uint32_t> stage_roots;  // by stage: whether its `who` holds
  std::size_t distinct_roots = 0;

  // Decoding.
  std::vector<bool> channel_exempt;                               // by number
  std::unordered_map<std::string, std::uint32_t> declared_roles;  // index in the policy

  // Views into `source`.
  std::vector<SettingsRules> settings_rules;
  std::vector<DecidedBy> role_rules, rule_rules, stage_rules, exclusion_rules;
  DecidedBy rollout_rule, accounts_rule, enabled_rule, exempt_rule;

  template <class Facts>
  std::uint32_t walk(std::uint32_t root, const Facts& facts) const {
    return diagram.walk(root, [&](std::uint32_t v) { return variables.value(v, facts); });
  }
  const Settings& settings_of(const DecodedFacts& facts) const {
    return settings[walk(settings_root, facts)];
  }
};

// What the leaf leaves open, from the settings in force and the facts.
Decision complete(const Graph& graph, std::uint32_t settings, const Leaf& leaf,
                  const DecodedFacts& facts);

}  // namespace gatecast::engine
