// What a sign-in leads to while nothing changes for a person: which share of them is silent
// (nothing is different afterwards, but for the count), and which share matters, and how.
//
// Between two changes a journey only draws when the next sign-in that matters comes; all silent
// ones are added to SilentCounts. Every answer is the graph's (outlook.h), every challenge `step`'s
// (challenge_tree.h).
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

#include "simulator/challenge_tree.h"
#include "simulator/outlook.h"
#include "simulator/silent_counts.h"
#include "simulator/traits.h"
#include "simulator/world.h"

namespace gatecast::simulator {

// Sign-ins that matter, each kind with a clock of its own: a prompt to enroll is accepted; a
// challenge leaves a trace; anything else.
enum class Matter : std::uint8_t { accept, trouble, other, count_ };
inline constexpr std::size_t matter_count = static_cast<std::size_t>(Matter::count_);

// What of a person the graph does not know, and yet decides what a sign-in leads to.
struct PersonTraits {
  bool has_smartphone = true;
  bool willing = true;
  AtHand at_hand;
  bool hopeless = false;  // the help desk could not help
  bool out = false;       // no way in, until something changes
  bool dirty = false;     // failures or codes sent of earlier challenges count

  std::uint32_t code() const {
    return std::uint32_t{has_smartphone} | std::uint32_t{willing} << 1U |
           std::uint32_t{at_hand.has_secret} << 2U | std::uint32_t{at_hand.number_current} << 3U |
           std::uint32_t{at_hand.codes_saved} << 4U | std::uint32_t{hopeless} << 5U |
           std::uint32_t{out} << 6U | std::uint32_t{dirty} << 7U |
           std::uint32_t{at_hand.clock_off} << 8U;
  }
};

// Whether somebody can enroll in one of the methods: an authenticator takes a smartphone.
bool can_enroll(bool has_smartphone, const engine::MethodList& methods);

// What an enrollment whose proof is the password makes of somebody without failures: begun, and
// with the first code right. As `step` leaves it.
struct Enrolling {
  engine::Credentials begun;
  engine::Credentials confirmed;
  bool succeeds = false;      // with the right code
  bool issues_codes = false;  // else those that there were stay
};

struct Branch {
  const engine::Decision* decision = nullptr;  // the graph's, but for its deadline
  const engine::Decision* after = nullptr;     // once it was skipped
  const Enrolling* enrolling = nullptr;        // where a table says how it ends
  Matter matter = Matter::other;
  Situation situation = Situation::usual;
  bool any_device = false;                // the answer is the same for every device and address
  bool skips = false;                     // a prompt, which is skipped
  bool in_any_case = false;               // of the challenge's endings, those without a trace too
  const ChallengeTable* table = nullptr;  // of `trouble`
  double share = 0;                       // of all sign-ins
};

struct LaneShare {
  std::uint32_t lane = 0;
  double share = 0;  // of all sign-ins
};

struct Regime {
  std::array<double, matter_count> matters{};  // shares of all sign-ins
  // Those that are above 0.
  std::array<std::uint8_t, matter_count> clocks{};
  std::size_t clock_count = 0;
  std::vector<LaneShare> lanes;    // silent ones
  std::size_t verified_lanes = 0;  // the first of them, after which a device is known
  std::vector<Branch> branches;
  // Of each kind of matter the branch, where there is but one.
  std::array<const Branch*, matter_count> only{};
};

// Of one replicate. Not for several threads at once.
class Regimes {
 public:
  Regimes(const World& world, const Kinds& kinds, Outlooks& outlooks, ChallengeTrees& trees,
          SilentCounts& counts)
      : world_(world), kinds_(kinds), outlooks_(outlooks), trees_(trees), counts_(counts) {}

  // Before a replicate. `traits` by trait class; they must live as long.
  void begin(const std::vector<Traits>& traits);
  // The regime of people with this PersonTraits::code(), if it was asked for in this replicate.
  const Regime* known(const Outlook& outlook, std::uint32_t person) const {
    if (outlook.replicate != replicate_) return nullptr;
    for (const Outlook::Known& known : outlook.regimes) {
      if (known.person == person) return known.regime;
    }
    return nullptr;
  }
  // The reference is good until the next begin().
  const Regime& of(std::uint32_t kind, const Outlook& outlook, const PersonState& state,
                   const PersonTraits& person) {
    const Regime* regime = known(outlook, person.code());
    return regime != nullptr ? *regime : make(kind, outlook, state, person);
  }

 private:
  class Builder;

  const Regime& make(std::uint32_t kind, const Outlook& outlook, const PersonState& state,
                     const PersonTraits& person);

  struct NumberedTable {
    ChallengeTable table;
    std::uint32_t number = 0;
    std::uint64_t key = 0;  // the same for equal challenges of people alike
  };
  const Enrolling* enrolling(const engine::Decision& decision, const PersonState& state,
                             const PersonTraits& person, bool emergency);
  const NumberedTable& numbered_table(std::uint32_t traits, const engine::Decision& decision,
                                      const PersonTraits& person, const Delays& drilled,
                                      bool has_codes, bool emergency);

  const World& world_;
  const Kinds& kinds_;
  Outlooks& outlooks_;
  ChallengeTrees& trees_;
  SilentCounts& counts_;
  const std::vector<Traits>* traits_ = nullptr;
  std::deque<Regime> regimes_;  // their places stay
  std::map<std::pair<const engine::Decision*, std::uint32_t>, Enrolling> enrollings_;
  std::uint32_t replicate_ = 0;
  using TableKey = std::tuple<std::uint64_t, const engine::Limits*, rules::Seconds, rules::Seconds>;
  std::map<TableKey, std::unique_ptr<NumberedTable>> tables_;
};

// Why a person is not let in.
Cause cause_of(const engine::Decision& denial, bool locked);

}  // namespace gatecast::simulator
