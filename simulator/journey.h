// One person's run, from one event that matters to the next, until it ends or a ticket is opened at
// the help desk.
//
// Every sign-in is decided by the engine's graph and every challenge stepped by the engine's
// `step`; what is simulated here is the person in front of it. As long as nothing changes for a
// person, silent sign-ins are skipped (regime.h): exact, not an approximation. `Journey` is the
// room for one person after another; what must outlive a wait at the desk is in `Traveller`.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <type_traits>
#include <vector>

#include "engine/signin/challenge.h"
#include "simulator/administrator_probe.h"
#include "simulator/draw_batch.h"
#include "simulator/help_desk.h"
#include "simulator/lockout_counts.h"
#include "simulator/luck.h"
#include "simulator/regime.h"
#include "simulator/tally.h"
#include "simulator/world.h"

namespace gatecast::simulator {

inline constexpr double year_length = 365.25 * 86'400;

// Besides a sign-in.
enum class Happening : std::uint8_t {
  retry,
  enroll,
  phone_replaced,
  phone_lost,
  number_changed,
  desk,
  phone_clock,  // goes wrong, or is put right
  count_
};
inline constexpr std::size_t happening_count = static_cast<std::size_t>(Happening::count_);

inline Moment first_of(const std::array<Moment, happening_count>& next) {
  Moment first = next[0];
  for (std::size_t i = 1; i < happening_count; ++i) first = std::min(first, next[i]);
  return first;
}

// Unit-rate clocks: what is left of an Exp(1) threshold survives every change of the rate.
struct SignInClock {
  // In units of activity, were every sign-in of this kind. Below 0: not wound.
  double left = -1;
  std::uint32_t count = 0;
};

struct Traveller : PersonTraits {
  // Written out, since otherwise all of it is cleared first.
  Traveller() {}  // NOLINT(modernize-use-equals-default)

  std::uint32_t user = 0;  // of joiners that of whom they are like
  bool joiner = false;
  std::uint32_t kind = 0;
  Luck luck;
  double rate = 0;  // of sign-ins, a unit of activity
  double inverse_rate = 0;
  Moment at = 0;       // up to here all is settled ...
  double reading = 0;  // ... which is this on the activity clock
  std::array<SignInClock, matter_count> clocks;
  std::array<Moment, happening_count> next{};          // when each happens next
  std::array<std::uint32_t, happening_count> count{};  // how often each clock was wound
  engine::Credentials credentials;
  // No failures, locks or codes sent are on record, so that nobody has to look for them.
  bool unblemished = false;
  std::int32_t skips = 0;
  std::uint32_t enrollments = 0;
  std::uint32_t tickets = 0;
  std::uint32_t last_draws = 0;  // of Purpose::last
  SignInClock phone_clock;       // until the clock of the phone goes wrong
  std::uint32_t reports = 0;     // losses of which it was drawn whether they are reported

  // What the engine does not know of a person.
  bool begun = false;
  Moment joins = 0;       // when the account is created
  Moment leaves = 0;      // when the account is deactivated
  bool assisted = false;  // the help desk sees the next set-up through
  Moment told_until = 0;  // ... but said that a lock ends by itself then: no reason to call again
  bool ticket_open = false;
  bool answered = false;
  bool wants_in = false;        // the open ticket is of somebody who was not let in
  Cause trouble = Cause::none;  // of the open ticket
  rules::Instant cookie_until = rules::instant_min;
  rules::Instant address_until = rules::instant_min;

  // What was found for the stretch before: while nothing but time changes, it stays.
  Course* course = nullptr;
  Course::Step* step = nullptr;
  bool steady = false;  // nothing else can have changed since

  // For the tally: since when what is counted of this person has held.
  std::uint8_t status = 0;  // AuthenticatorState
  std::uint8_t codes = 0;   // 0: enough or not enrolled, 1: low, 2: none
  Moment out_until = 0;     // he is `out` until then, unless let in before
  int status_since = 0;
  int codes_since = 0;
  int out_since = 0;
  std::uint8_t lockouts_seen = 0;  // lockout_counts.h
};

// The same as an assignment, for which the compiler repeats one machine instruction that takes long
// to get going.
inline void copy(const Traveller& from, Traveller& to) {
  static_assert(std::is_trivially_copyable_v<Traveller> && sizeof(Traveller) % 8 == 0);
  constexpr std::size_t whole = sizeof(Traveller) / 64 * 64;
  const auto* source = reinterpret_cast<const unsigned char*>(&from);
  auto* target = reinterpret_cast<unsigned char*>(&to);
  for (std::size_t i = 0; i < whole; i += 64) {
    std::array<unsigned char, 64> part;
    std::memcpy(part.data(), source + i, 64);
    std::memcpy(target + i, part.data(), 64);
  }
  std::memcpy(target + whole, source + whole, sizeof(Traveller) - whole);
}

// Who looks on, where somebody asks; each may be null.
struct Watchers {
  LockoutCounts* lockouts = nullptr;
  AdministratorProbe* probe = nullptr;
};

class Journey {
 public:
  // All must outlive the journey, and are those of one replicate. `traits` by trait class.
  Journey(const World& world, Kinds& kinds, const std::vector<Traits>& traits,
          std::uint32_t replicate, Regimes& regimes, SilentCounts& silent, Tally& tally,
          const Watchers& watchers);

  // Whatever it was before. To be run before another one begins.
  void begin(Traveller& fresh, std::uint32_t user);
  // When the next joins of those like `user`, after the first `number` of them, the last of whom
  // joined at `from`; past the horizon: none does.
  Moment joins(std::uint32_t user, std::uint32_t number, Moment from) const;
  void begin_joiner(Traveller& fresh, std::uint32_t user, std::uint32_t number, Moment at);
  // Goes on until the traveller opens a ticket (its moment) or the horizon (`never`; the traveller
  // is then done with).
  Moment run(Traveller& traveller) {
    return watchers_.probe == nullptr ? travel<false>(traveller) : travel<true>(traveller);
  }
  // Once all are done with: counts what was left to be counted of many at once.
  void end();
  // The desk's answer to the ticket that `run` returned; call before running on.
  void answer(Traveller& traveller, Moment opened, const Answer& answer);

 private:
  // The draws of one sign-in, numbered within it.
  struct Draws {
    const Luck& luck;
    Purpose purpose;
    std::uint32_t index;
    const FirstDraws* first = nullptr;  // where they may be drawn already
    double uniform() {
      const std::uint32_t at = index++;
      if (at == 0 && first != nullptr) return first->uniform(purpose, luck.user());
      return luck.uniform(purpose, at);
    }
    bool chance(double share) {
      if (share <= 0) return false;
      if (share >= 1) return true;
      return uniform() < share;
    }
  };
  // What sign-ins lead to until `end`, unless something else happens before.
  struct Stretch {
    const Regime* regime = nullptr;
    Moment end = 0;
    double end_reading = 0;
    int end_day = 0;
  };
  double trait(Parameter parameter) const { return traits_->of(parameter); }
  void enter(std::uint32_t kind);
  engine::DecodedFacts& facts(const Traveller& traveller);
  engine::DecodedFacts& facts_at(const Traveller& traveller, Moment at);
  const engine::Graph& graph() const { return *world_.policies[policy_].graph; }

  // beginning.cpp
  void settle(Traveller& t, const Member& member, Moment joins);
  void set_habits(Traveller& t, const Member& member, double own_rate) const;
  void draw_rates(std::uint32_t block);
  void start(Traveller& t);

  // journey.cpp: the clocks and what they ring for.
  // What a clock has to run until it rings the next time, and one time more that it was wound.
  double threshold(const Traveller& t, Purpose purpose, std::uint32_t& count) const {
    const std::uint32_t index = count++;
    return index == 0 ? first_draws_.exponential(purpose, t.luck.user())
                      : t.luck.exponential(purpose, index);
  }
  bool has_hazard() const {
    return trait(Parameter::enroll_hazard_far) > 0 || trait(Parameter::enroll_hazard_mid) > 0 ||
           trait(Parameter::enroll_hazard_last) > 0;
  }
  void wind_enroll(Traveller& t, Moment from) const;
  void wind(Traveller& t, Happening what, Purpose purpose, Parameter per_year, Moment from) const {
    const double rate = trait(per_year);
    const auto place = static_cast<std::size_t>(what);
    t.next[place] = SlotClock::never;
    if (rate > 0) t.next[place] = from + threshold(t, purpose, t.count[place]) * year_length / rate;
  }
  Moment hazard_moment(double threshold, Moment from) const;
  Moment spend_hazard(double& threshold, Moment from, Moment until, const Dates& dates) const;
  bool happen(Traveller& t, Happening what, Moment at);
  bool lose_phone(Traveller& t, Happening what, Moment at);
  bool lose_secret(Traveller& t, Moment at);
  Moment next_stop(const Traveller& t, bool from) const;
  void retry(Traveller& t, Moment at) const;
  void help(Traveller& t, Moment at);
  void reset(Traveller& t, Moment at);

  // phone_clock.cpp: the clock of a phone with an authenticator
  // Whenever somebody may have come to an authenticator, or lost it.
  void mind_clock(Traveller& t, Moment at) const {
    if (trait(Parameter::clock_off_per_year) > 0) follow_clock(t, at);
  }
  void follow_clock(Traveller& t, Moment at) const;
  void clock_changes(Traveller& t, Moment at) const;
  void put_clock_right(Traveller& t, Moment at) const;

  // stretch.cpp: from one event to the next
  template <bool probed>
  Moment travel(Traveller& traveller);
  Stretch stretch(Traveller& t, Moment end);
  Stretch along(Traveller& t, Moment end);
  Stretch look(Traveller& t, Moment end);
  Point point_at(Moment end) const;
  Stretch to(const Regime& regime, Moment end) const;
  void take_course(Traveller& t);
  bool at_ease(const Traveller& t) const;
  bool looked_at_singly(const Traveller& t, rules::Instant now, Moment& end) const;
  double wind_sign_ins(Traveller& t, std::size_t matter) const;
  Matter pass(Traveller& t, const Stretch& stretch);
  void count_verified(Traveller& t, const Regime& regime, const Point& until, Moment to);
  double find_last(Traveller& t, const Regime& regime, double to_reading);
  bool matter(Traveller& t, const Regime& regime, Matter matter);

  // sign_in.cpp: one sign-in. True: a ticket is opened
  void arrive(const Traveller& t, Moment at, bool sso);
  bool any_sign_in(Traveller& t, Moment at, Draws& draws);
  bool follow_branch(Traveller& t, Moment at, const Branch& branch, Draws& draws);
  bool trouble(Traveller& t, Moment at, const Branch& branch, Draws& draws);
  void enroll(Traveller& t, Moment at, Draws draws);
  bool follow(Traveller& t, Moment at, const engine::Decision& decision, Draws& draws);
  bool prompt(Traveller& t, Moment at, const engine::Decision& decision, bool accepts,
              Draws& draws);
  bool skip(Traveller& t, Moment at, const engine::Decision& after, Draws& draws);
  bool challenge(Traveller& t, Moment at, const engine::Decision& decision, Draws& draws);
  bool leave_challenge(Traveller& t, Moment at, const Walk& walk, Draws& draws);
  void regenerate_codes(Traveller& t, int codes_before, const engine::Limits& limits,
                        Draws& draws) const;
  bool deny(Traveller& t, Moment at, const engine::Decision& decision, Draws& draws);
  void let_in(Traveller& t, Moment at, bool verified);
  bool block(Traveller& t, Moment at, const Walk& walk, Draws& draws);
  Moment lock_end(const Traveller& t, Moment at);
  Moment refused_until(const Traveller& t, Moment at);
  Moment answered_otherwise(const Traveller& t, Moment at);
  void at_usual_device(const Traveller& t, Moment at);
  bool has_way_in(const Traveller& t, Moment at);

  // enrolling.cpp
  Walk enter_codes(const Traveller& t, engine::ChallengeState& state, engine::StepVerdict begun,
                   const engine::Limits& limits, Draws& draws);
  bool set_up(Traveller& t, const Enrolling& enrolling, Draws& draws);
  void has_enrolled(Traveller& t);
  Walk set_up(Traveller& t, engine::ChallengeState& state, engine::StepVerdict begun,
              const engine::Limits& limits, Moment at, Draws& draws);

  // counting.cpp
  void count_status(Traveller& t);
  void count_out(Traveller& t, Moment at, bool out, Moment until);
  void finish(Traveller& t, Moment at);
  // Before something that may be counted: what is added goes to this cohort and day.
  void open_day() { today_ = &tally_.cell(cohort_, day_); }
  void add(Metric metric, std::int64_t n = 1) { (*today_)[static_cast<std::size_t>(metric)] += n; }
  void sync(const Traveller& t);

  const World& world_;
  Kinds& kinds_;
  const std::vector<Traits>& all_traits_;
  std::vector<Handling> handling_;  // everyday, by trait class
  struct Seconds {
    std::int64_t challenge;
    std::int64_t setup;
  };
  std::vector<Seconds> seconds_;  // spent on one; by trait class
  Regime singly_;                 // where each sign-in is looked at by itself
  std::uint32_t replicate_;
  Regimes& regimes_;
  SilentCounts& silent_;
  Tally& tally_;
  Watchers watchers_;
  // How people begin who are alike, so that it is worked out once for those who follow one another.
  struct Outset {
    bool known = false;
    Member member;
    Traveller traveller;
    // Of each share of PersonTraits whether it is neither 0 nor 1.
    bool draws_smartphone = false;
    bool draws_willing = false;
    bool draws_codes_saved = false;
    // The clocks that ring for them, and how many seconds one runs for a threshold of 1.
    struct Winding {
      Happening what = Happening::count_;
      Purpose purpose = Purpose::count_;
      double seconds = 0;
    };
    std::array<Winding, 3> windings;
    std::size_t winding_count = 0;
    bool enrolls = false;  // perhaps, of their own accord
    // The first step of their course, where no sign-in matters; null: some may. Who gets through it
    // is counted by his rate alone.
    const Course::Step* quiet = nullptr;
    double quiet_rate = 0;

    bool draws() const { return draws_smartphone || draws_willing || draws_codes_saved; }
    bool begins_like(const Member& other) const {
      return known && member.kind == other.kind && member.authenticator == other.authenticator &&
             member.backup_codes == other.backup_codes && member.skips == other.skips &&
             member.passkey == other.passkey && member.reset == other.reset;
    }
  };
  void set_out(Outset& outset, const Member& member, Moment joins);
  void skip_quiet(Traveller& t, Moment stop);
  void count_quiet(Outset& outset);
  static constexpr std::size_t outset_count = 128;
  std::vector<Outset> outsets_;  // by kind, modulo their number
  Outset* outset_ = nullptr;     // of whoever was begun last
  FirstDraws first_draws_;
  std::array<double, batch_people> rates_{};  // of the same people: draw_rates()

  // Of whoever is travelling.
  const Kind* kind_ = nullptr;
  const Traits* traits_ = nullptr;
  std::uint32_t cohort_ = 0;
  bool plain_world_ = false;
  bool plain_ = false;          // sign-ins leave no trace but in a person's credentials
  engine::DecodedFacts facts_;  // of facts(); its memory is used again by the next person
  std::uint32_t facts_kind_ = 0xFFFF'FFFF;
  std::size_t policy_ = 0;      // under which they are
  bool facts_current_ = false;  // they are those of whoever is travelling
  Point horizon_;
  int day_ = 0;
  Tally::Cell* today_ = nullptr;
  bool new_device_ = false;  // of this sign-in
  bool new_address_ = false;
};

}  // namespace gatecast::simulator
