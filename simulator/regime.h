// What a sign-in leads to while nothing changes for a person: which share of them is silent
// (nothing is different afterwards, but for the count), and which share matters, and how.
//
// Between two changes a journey only draws when the next sign-in that matters comes; all silent
// ones are added to SilentCounts. Every answer is the graph's (outlook.h), every challenge `step`'s
// (challenge_tree.h).
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <span>
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

  // A bit each, from the lowest on in the order above.
  std::uint32_t code() const {
    static_assert(std::endian::native == std::endian::little);
    std::uint64_t flags = 0;  // all but the last, a byte each
    std::memcpy(&flags, this, sizeof flags);
    // Each factor of two moves one of the eight bytes to its bit of the topmost byte.
    return static_cast<std::uint32_t>((flags * 0x0102'0408'1020'4080U) >> 56U) |
           std::uint32_t{dirty} << 8U;
  }
};
static_assert(sizeof(PersonTraits) == 9);

// Whether somebody can enroll in one of the methods: an authenticator takes a smartphone.
bool can_enroll(bool has_smartphone, const engine::MethodList& methods);
// In which of the two; one of them must be possible.
rules::Method enrolls_in(bool has_smartphone, const engine::MethodList& methods);
// How likely it is to be completed.
Parameter setup_success(rules::Method method);

// What an enrollment whose proof is the password makes of somebody without failures: begun, and
// with the first code right. As `step` leaves it.
struct Enrolling {
  rules::Method method = rules::Method::authenticator;
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

struct alignas(64) Regime {
  // What every stretch asks for, in one line of a cache. Of the kinds of sign-ins that matter,
  // those that there are: their shares of all sign-ins, and the inverses.
  std::array<double, matter_count> clock_shares{};
  std::array<double, matter_count> clock_inverses{};
  std::array<std::uint8_t, matter_count> clocks{};
  std::uint8_t clock_count = 0;
  // Silent ones: first those after which a device is known.
  std::uint16_t verified_lanes = 0;
  std::uint16_t lane_count = 0;
  const LaneShare* first_lane = nullptr;

  std::array<double, matter_count> matters{};  // shares of all sign-ins
  std::vector<LaneShare> lanes;
  std::vector<Branch> branches;
  // Of each kind of matter the branch, where there is but one.
  std::array<const Branch*, matter_count> only{};

  std::span<const LaneShare> silent() const { return {first_lane, lane_count}; }
  // Once `matters` and `lanes` are known.
  void complete() {
    for (std::uint8_t m = 0; m < matter_count; ++m) {
      if (matters[m] <= 0) continue;
      clock_shares[clock_count] = matters[m];
      clock_inverses[clock_count] = 1 / matters[m];
      clocks[clock_count++] = m;
    }
    first_lane = lanes.data();
    lane_count = static_cast<std::uint16_t>(lanes.size());
  }
};

// What awaits people of a kind for as long as nothing but time changes: a regime for each span of
// their outlook.
struct alignas(64) Course {
  struct Step {
    Moment end = 0;
    Point end_point;
    const Regime* regime = nullptr;  // once somebody gets there
  };
  std::uint64_t code = 0;
  std::uint32_t kind = 0;
  PersonState state;
  PersonTraits person;
  const Timeline* timeline = nullptr;
  std::vector<Step> steps;  // the last ends with the run

  static std::uint64_t code_of(const PersonState& state, const PersonTraits& person) {
    return std::uint64_t{state.code()} << 32U | person.code();
  }
};

// Of one replicate. Not for several threads at once.
class Regimes {
 public:
  Regimes(const World& world, const Kinds& kinds, Outlooks& outlooks, ChallengeTrees& trees,
          SilentCounts& counts)
      : world_(world), kinds_(kinds), outlooks_(outlooks), trees_(trees), counts_(counts) {}

  // Before a replicate. `traits` by trait class; they must live as long.
  void begin(const std::vector<Traits>& traits);
  // These references are good until the next begin().
  Course& course(std::uint32_t kind, const PersonState& state, const PersonTraits& person) {
    const std::uint64_t code = Course::code_of(state, person);
    Course*& found = found_[(code * 0x9e37'79b9'7f4a'7c15U >> 48U ^ kind) % found_.size()];
    if (found == nullptr || found->code != code || found->kind != kind) {
      found = &find(kind, state, person);
    }
    return *found;
  }
  const Regime& regime(const Course& course, Course::Step& step) {
    return step.regime != nullptr ? *step.regime : make(course, step);
  }

 private:
  class Builder;

  Course& find(std::uint32_t kind, const PersonState& state, const PersonTraits& person);
  Course& make(std::uint32_t kind, const PersonState& state, const PersonTraits& person);
  const Regime& make(const Course& course, Course::Step& step);

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
  // Their places stay.
  std::deque<Regime> regimes_;
  std::deque<Course> courses_;
  struct Known {
    std::uint64_t code;
    Course* course;
  };
  std::vector<std::vector<Known>> known_courses_;  // by kind
  std::array<Course*, 1024> found_{};              // those of late, by a hash
  std::map<std::pair<const engine::Decision*, std::uint32_t>, Enrolling> enrollings_;
  using TableKey = std::tuple<std::uint64_t, const engine::Limits*, rules::Seconds, rules::Seconds>;
  std::map<TableKey, std::unique_ptr<NumberedTable>> tables_;
};

// Why a person is not let in.
Cause cause_of(const engine::Decision& denial, bool locked);

}  // namespace gatecast::simulator
