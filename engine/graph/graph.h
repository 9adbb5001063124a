// A compiled policy: flat diagrams, the settings and leaves that they end in, and the names that
// decoding needs. Made by compile(), read by decide(); immutable once made.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/graph/contest.h"
#include "engine/graph/decide.h"
#include "engine/graph/diagram.h"
#include "engine/graph/program.h"
#include "engine/graph/settings.h"
#include "engine/graph/variables.h"

namespace gatecast::engine {

// One piece of the settings. An entry is a value and where it was set: 0 by `two_factor`, and then
// by each rule that sets it, in order; the limits' entries are all that rules can make together.
struct Setting {
  Contest contest;                    // its ranks are the entries
  std::vector<std::uint32_t> choice;  // by entry: its number among the choices
  std::vector<DecidedBy> rules;       // by entry: what `rule` says of it
};

class Graph {
 public:
  Graph(const rules::Policy& a_policy, const rules::Source& a_source, Shape shape);
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
  std::vector<Limits> limits;  // by entry of the piece
  Contest then;                // its ranks, from the last `then:` rule back: see then_order
  std::vector<std::uint32_t> then_order;  // by rank: index of the rule; rank 0 is none
  std::uint32_t rows_root = 0;            // ends in an index of `leaves`
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

  // What Asks::then says where this rank wins.
  std::uint32_t then_value(std::uint32_t rank) const {
    if (rank == 0) return 0;
    return 1 + static_cast<std::uint32_t>(policy.rules[then_order[rank]].then->outcome);
  }
  // Of any variable.
  std::uint32_t value(std::uint32_t variable, const DecodedFacts& facts) const;
  std::uint32_t walk(std::uint32_t root, const DecodedFacts& facts) const {
    return diagram.walk(root, [&](std::uint32_t v) { return value(v, facts); });
  }
  std::uint32_t winner(const Contest& contest, const DecodedFacts& facts) const;
  std::uint32_t entry(Piece piece, const DecodedFacts& facts) const {
    return winner(settings[static_cast<std::size_t>(piece)].contest, facts);
  }
  // All pieces, in force at this sign-in.
  Settings settings_of(const DecodedFacts& facts) const;
};

// What `rule` says of a span: "default" for an empty one.
DecidedBy decided_by(const rules::Source& source, rules::Span span);

}  // namespace gatecast::engine
