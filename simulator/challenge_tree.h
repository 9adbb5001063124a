// Every way in which a challenge can end, and how probably: the engine's `step` walked once over
// the whole tree of what a person may do, so that a challenge can then be drawn from a table.
//
// The tree depends on the policy's settings and on what the person has at hand; how probable each
// end is, on the numbers that a replicate believes. No formula of the challenge's own.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/signin/challenge.h"
#include "simulator/code_entry.h"
#include "simulator/traits.h"

namespace gatecast::simulator {

using SlipShares = std::array<double, slip_count>;

// How people fare in front of a challenge.
struct Handling {
  SlipShares shares{};
  Delays delays;  // of codes that are late
};
// Everyday, and while drills make all codes late by `drilled`, where that is above 0.
Handling handling(const Traits& traits, const Delays& drilled);

struct Ending {
  Walk walk;
  // Counters as the challenge leaves them, with instants counted from its begin.
  std::array<engine::MethodCounters, rules::method_count> methods;
  bool leaves_counters = false;  // some counter is not as it was before
  bool backup_code_used = false;
  // Nothing of the person differs from before, but that he is in.
  bool is_silent() const { return walk.done && !leaves_counters && !backup_code_used; }
};

// Where luck decides, and what follows it. Ways that go on alike are kept once, however many lead
// there, so that chances are added up over some hundred turns and not over ten thousands of ways.
struct Turn {
  Slip slip{};
  // Below the number of endings: one of these; else, beyond it, an earlier turn.
  std::uint32_t yes = 0;
  std::uint32_t no = 0;
};

struct ChallengeTree {
  std::vector<Ending> endings;  // the silent ones first
  std::size_t silent = 0;       // how many of them are
  int most_wrong_codes = 0;     // of a silent ending
  bool lets_in = false;         // some ending does
  std::vector<Turn> turns;      // the first in front of a challenge comes last; none: one ending
};

// What a tree depends on, beside which shares are 0 or 1.
struct ChallengeKey {
  engine::MethodList methods;
  bool backup_code = false;
  bool emergency = false;
  const engine::Limits* limits = nullptr;
  AtHand at_hand;
  bool has_codes = false;
  Delays delays = {};
};

// A number that depends on nothing but the key's content.
std::uint64_t key_of(const ChallengeKey& key);

// A tree with the chances of one class of people in one replicate.
struct ChallengeTable {
  // Without one, there are too many ways to walk: such a challenge is drawn step by step.
  std::shared_ptr<const ChallengeTree> tree;
  std::vector<double> up_to;           // by ending: the chance of it and all before it
  std::vector<double> silent_chances;  // by the number of wrong codes
  double silent = 0;                   // their sum

  // `uniform` in (0, 1) draws one of all endings, or of those that are not silent.
  const Ending& draw(double uniform, bool of_all) const;
};

// Grows and keeps trees. Not for several threads at once.
class ChallengeTrees {
 public:
  ChallengeTable table(const ChallengeKey& key, const SlipShares& shares);
  // Each ending of it has a chance above 0. Nothing where there are too many ways to walk.
  std::shared_ptr<const ChallengeTree> tree(const ChallengeKey& key, const SlipShares& shares);

 private:
  std::unordered_map<std::string, std::shared_ptr<const ChallengeTree>> trees_;
};

// The counters of a challenge that ended so and began at `begin`, at the person's own instants.
void apply_ending(const Ending& ending, rules::Instant begin, engine::Credentials& credentials);

}  // namespace gatecast::simulator
