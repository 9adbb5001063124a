// Why a sign-in gets its answer, as data that any writer can turn into text: the rows that were
// passed over and the one that decided, each with what is the case; the settings in force and what
// set them; the rules that hold; and what would have to change for another outcome.
//
// Everything is asked of the graph that decides. Views point into it; it must outlive them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/decision.h"
#include "engine/facts.h"
#include "engine/graph/decide.h"

namespace gatecast::engine {

// A sentence, and the line of the policy that it speaks of (line 0: none).
struct Remark {
  std::string text;
  DecidedBy where;
};

// A row of SIGNIN's table that was looked at, in the order in which it was.
struct RowRemarks {
  int row = 0;
  bool decides = false;
  std::vector<Remark> because;  // never empty
};

// A key of a condition or a combination of keys, and whether it holds.
struct Clause {
  enum class Kind : std::uint8_t { key, all, any, not_ };
  Kind kind = Kind::key;
  bool holds = false;
  Remark key;         // of a key: as the policy writes it
  std::string found;  // of a key: what is the case instead, or indeed
  std::vector<Clause> parts;
};

struct SettingInForce {
  std::string key;                  // as in `two_factor`: `enrollment.grace.days`
  std::string value;                // as a policy would write it; `none` for what has no value
  DecidedBy where;                  // line 0: the policy is silent, and this is the default
  std::optional<std::size_t> rule;  // index in the policy; nothing: `two_factor`, or the default
};

struct RuleInForce {
  std::size_t rule = 0;  // index in the policy
  std::string name;
  DecidedBy where;
  bool decides = false;  // a `then:` rule, else one with `set:`
  bool holds = false;
  // It holds, and something that it says is in force: a setting, or the decision.
  bool counts = false;
  Clause when;
};

// Another outcome, and one change, or two at once, that leads to it.
struct Change {
  struct Fact {
    std::string name;   // `sign_in.risk`
    std::string value;  // as JSON
  };
  std::vector<std::string> words;  // each follows "if"
  std::vector<Fact> facts;
  Outcome outcome = Outcome::allow;
  bool may_skip = false;
  std::string reason;
};

// What the passing of time alone leads to.
struct Later {
  Instant at = 0;
  Outcome outcome = Outcome::allow;
  bool may_skip = false;
  std::string reason;
};

struct Explanation {
  Decision decision;
  std::vector<std::string> unknown;  // facts that change the answer; this explains the strictest
  std::vector<RowRemarks> rows;
  std::vector<SettingInForce> settings;
  std::vector<RuleInForce> rules;  // in order; of many, only those that hold
  std::size_t other_rules = 0;     // that do not hold, and are left out for being many
  // The nearest first, one for each other outcome that was found.
  std::vector<Change> changes;
  std::optional<Later> later;
};

// Fails where the facts cannot be decided.
rules::Result<Explanation> explain(const Graph& graph, const Facts& facts);

}  // namespace gatecast::engine
