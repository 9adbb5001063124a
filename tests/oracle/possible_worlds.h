// Unknown facts, by brute force: each fact with values that stand for all that it may be, one world
// for every combination of them, and SIGNIN's "Unknown facts" read off the answers of all worlds.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/facts.h"
#include "rules/policy.h"
#include "rules/source.h"
#include "tests/oracle/dice.h"
#include "tests/oracle/interpreter.h"

namespace gatecast::oracle {

struct World {
  engine::Facts facts;
  std::size_t policy = 0;                       // which of `Uncertain::policies` holds
  std::optional<rules::AccountType> open_type;  // of an account whose roles disagree
};

struct Unsettled {
  std::string name;
  std::vector<std::function<void(World&)>> values;
};

// A sign-in of which some facts are unknown.
struct Uncertain {
  engine::Facts facts;
  std::vector<Unsettled> unknown;
  // First the policy as written; then, for an account with a role that it does not declare, with
  // that role declared in every way.
  std::vector<rules::Policy> policies;

  std::size_t worlds() const;
};

// Makes about `count` facts of a complete sign-in unknown, fewer if there would be more than `most`
// worlds.
Uncertain forget(const rules::Policy& policy, const engine::Facts& complete, int count,
                 std::size_t most, Dice& dice);

// Of every world in turn, the last of the unknown facts changing fastest.
std::vector<Answer> answers_of(const rules::Source& source, const Uncertain& uncertain);

// Which unknown facts change, alone and in some combination, what is said of a world; `texts` in
// the order of answers_of. Sorted.
std::vector<std::string> facts_that_change(const std::vector<std::string>& texts,
                                           const Uncertain& uncertain);

struct Verdict {
  std::vector<Answer> strictest;  // all that are equally strict
  std::vector<std::string> unknown;
};

Verdict judge(const rules::Source& source, const Uncertain& uncertain);

// An answer as its caller sees it, but for `rule`, `limits` and `unknown`.
std::string visible_text(const Answer& answer);

}  // namespace gatecast::oracle
