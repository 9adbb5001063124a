// One person's run, event by event, until it ends or a ticket is opened at the help desk.
//
// Every sign-in is decided by the engine's graph and every challenge stepped by the engine's
// `step`; what is simulated here is the person in front of it. `Journey` is the room for one
// person after another; what must outlive a wait at the desk is in `Traveller`, which is small.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/signin/challenge.h"
#include "simulator/help_desk.h"
#include "simulator/luck.h"
#include "simulator/tally.h"
#include "simulator/world.h"

namespace gatecast::simulator {

enum class Happening : std::uint8_t {
  sign_in,
  retry,
  enroll,
  phone_replaced,
  phone_lost,
  number_changed,
  desk,
  count_
};
inline constexpr std::size_t happening_count = static_cast<std::size_t>(Happening::count_);

struct Traveller {
  std::uint32_t user = 0;
  Luck luck;
  std::array<Moment, happening_count> next{};  // when each happens next
  engine::Credentials credentials;
  std::int32_t skips = 0;

  // How often each clock was wound; numbers the draws.
  double activity = 0;     // reading of the activity clock at the next sign-in
  double device_draw = 0;  // whether the next sign-in comes from a new device
  std::array<std::uint32_t, happening_count> count{};
  std::uint32_t enrollments = 0;
  std::uint32_t tickets = 0;

  // What the engine does not know of a person.
  bool has_smartphone = true;
  bool willing = true;
  bool has_secret = false;  // the phone at hand holds the enrolled secret
  bool codes_saved = false;
  bool number_current = true;
  bool assisted = false;  // the help desk sees the next set-up through
  bool hopeless = false;  // the help desk could not help
  bool ticket_open = false;
  bool answered = false;
  Cause trouble = Cause::none;  // of the open ticket
  rules::Instant cookie_until = rules::instant_min;
  rules::Instant address_until = rules::instant_min;

  // For the tally: since when what is counted of this person has held.
  std::uint8_t status = 0;  // AuthenticatorState
  std::uint8_t codes = 0;   // 0: enough or not enrolled, 1: low, 2: none
  bool out = false;         // no way in ...
  Moment out_until = 0;     // ... until then, unless let in before
  int status_since = 0;
  int codes_since = 0;
  int out_since = 0;
};

class Journey {
 public:
  // `traits` by trait class, drawn for this replicate. All must outlive the journey.
  Journey(const World& world, const std::vector<Traits>& traits, std::uint32_t replicate,
          Tally& tally);

  Traveller begin(std::uint32_t user) const;
  // Goes on until the traveller opens a ticket (its moment) or the horizon (nothing; the traveller
  // is then done with).
  std::optional<Moment> run(Traveller& traveller);
  // The desk's answer to the ticket that `run` returned; call before running on.
  void answer(Traveller& traveller, Moment opened, const Answer& answer);

 private:
  // The draws of one sign-in, numbered within it.
  struct Draws {
    const Luck& luck;
    Purpose purpose;
    std::uint32_t index;
    bool chance(double share) {
      if (share <= 0) return false;
      if (share >= 1) return true;
      return luck.uniform(purpose, index++) < share;
    }
  };
  // How a challenge, or the proof before an enrollment, went.
  struct Walk {
    bool done = false;
    Cause cause = Cause::none;
    bool lasting = false;  // nothing changes by itself
    bool phone_elsewhere = false;
    bool exhausted = false;  // attempts used up, or a method locked
  };

  class CodeEntry;  // codes.cpp

  double trait(Parameter parameter) const { return traits_->of(parameter); }
  void enter(const Traveller& traveller);

  // journey.cpp: the clocks and what they ring for
  void wind_sign_in(Traveller& t) const;
  void wind_enroll(Traveller& t, Moment from) const;
  void wind(Traveller& t, Happening what, Purpose purpose, Parameter per_year, Moment from) const;
  Moment hazard_moment(double threshold, Moment from) const;
  bool happen(Traveller& t, Happening what, Moment at);
  void lose_phone(Traveller& t, Happening what, Moment at);
  void help(Traveller& t, Moment at);
  void reset(Traveller& t, Moment at);

  // sign_in.cpp: one sign-in. True: a ticket is opened
  bool sign_in(Traveller& t, Moment at, Draws draws, double device_draw);
  void enroll(Traveller& t, Moment at, Draws draws);
  bool follow(Traveller& t, Moment at, const engine::Decision& decision, Draws& draws);
  bool prompt(Traveller& t, Moment at, const engine::Decision& decision, Draws& draws);
  bool challenge(Traveller& t, Moment at, const engine::Decision& decision, Draws& draws);
  bool deny(Traveller& t, Moment at, const engine::Decision& decision, Draws& draws);
  void let_in(Traveller& t, Moment at, bool verified);
  bool block(Traveller& t, Moment at, const Walk& walk, Draws& draws);
  void at_usual_device(const Traveller& t, Moment at);
  bool has_way_in(const Traveller& t, Moment at);

  // codes.cpp: what is typed, sent, mislaid
  Walk enter_codes(const Traveller& t, engine::ChallengeState& state, engine::StepVerdict begun,
                   const engine::Limits& limits, Draws& draws) const;
  Walk set_up(Traveller& t, engine::ChallengeState& state, engine::StepVerdict begun,
              const engine::Limits& limits, Moment at, Draws& draws);
  bool can_enroll(const Traveller& t, const engine::MethodList& methods) const;

  // counting.cpp
  void count_status(Traveller& t, Moment at);
  void count_out(Traveller& t, Moment at, bool out, Moment until);
  void finish(Traveller& t);
  void add(Metric metric, std::int64_t n = 1) { tally_.add(cohort_, day_, metric, n); }
  void sync(const Traveller& t);

  const World& world_;
  const std::vector<Traits>& all_traits_;
  std::uint32_t replicate_;
  Tally& tally_;

  // Of whoever is travelling.
  const Member* member_ = nullptr;
  const Traits* traits_ = nullptr;
  std::uint32_t cohort_ = 0;
  engine::DecodedFacts facts_;  // its memory is used again by the next person
  int day_ = 0;
  bool new_device_ = false;  // of this sign-in
  bool new_address_ = false;
};

}  // namespace gatecast::simulator
