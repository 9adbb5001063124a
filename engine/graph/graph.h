// A compiled policy: flat diagrams, the settings and leaves that they end in, and the names that
// decoding needs. Made by compile(), read by decide(); immutable once made.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/graph/decide.h"
#include "engine/graph/diagram.h"
#include "engine/graph/program.h"
#include "engine/graph/settings.h"
#include "engine/graph/variables.h"

namespace gatecast::engine {

// One piece of the settings: a diagram that ends in an entry, which is a value and where it was
// set.
struct Setting {
  std::uint32_t root = FlatDiagram::terminal_bit;
  std::vector<Settings> entries;
  std::vector<std::uint32_t> choice;  // by entry: its number among the choices
  std::vector<DecidedBy> rules;       // by entry: what `rule` says of it
};

class Graph {
 public:
  Graph(const rules::Policy& a_policy, const rules::Source& a_source);
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  rules::Policy policy;
  rules::Source source;
  Settings base;  // of `two_factor` alone
  Choices choices;
  Variables variables;

  // The diagram in four kinds of parts: the pieces of the settings, the first `then:` rule that
  // holds, the rows, and who belongs to a stage. A later part may ask for what an earlier one ends
  // in, as a variable (Asks::setting, Asks::then).
  FlatDiagram diagram;
  std::array<Setting, piece_count> settings;
  std::uint32_t then_root = FlatDiagram::terminal_bit;  // ends in 1 + index of the rule; 0: none
  std::uint32_t rows_root = 0;                          // ends in an index of `leaves`
  std::vector<Leaf> leaves;
  std::vector<std::uint32_t> stage_roots;  // by stage: whether its `who` holds

  // The same, laid out to be walked fast; ends in complete decisions.
  Program program;

  // Decoding.
  std::vector<bool> channel_exempt;                               // by number
  std::unordered_map<std::string, std::uint32_t> declared_roles;  // index in the policy

  // Views into `source`.
  std::vector<DecidedBy> role_rules, rule_rules, stage_rules, exclusion_rules;
  DecidedBy rollout_rule, accounts_rule, enabled_rule, exempt_rule;

  // What Asks::then says where `then_root` ends in this.
  std::uint32_t then_value(std::uint32_t rule) const {
    return rule == 0 ? 0 : 1 + static_cast<std::uint32_t>(policy.rules[rule - 1].then->outcome);
  }
  // Of any variable.
  std::uint32_t value(std::uint32_t variable, const DecodedFacts& facts) const;
  std::uint32_t walk(std::uint32_t root, const DecodedFacts& facts) const {
    return diagram.walk(root, [&](std::uint32_t v) { return value(v, facts); });
  }
  std::uint32_t entry(Piece piece, const DecodedFacts& facts) const {
    return walk(settings[static_cast<std::size_t>(piece)].root, facts);
  }
  // All pieces, in force at this sign-in.
  Settings settings_of(const DecodedFacts& facts) const;
};

}  // namespace gatecast::engine
