// What the sign-ins of one kind of people get in each situation, from one instant at which time
// changes an answer to the next: the graph's `decide_span`, asked once for all who are alike.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/graph/decide_span.h"
#include "engine/signin/challenge.h"
#include "simulator/joiners.h"
#include "simulator/world.h"

namespace gatecast::simulator {

// By password from the usual device and address, from one that is new, from both new; or through
// single sign-on, from the same.
enum class Situation : std::uint8_t {
  usual,
  new_device,
  new_address,
  all_new,
  sso,
  sso_new_device,
  sso_new_address,
  sso_all_new,
  count_
};
inline constexpr std::size_t situation_count = static_cast<std::size_t>(Situation::count_);
inline constexpr std::size_t by_password_count = static_cast<std::size_t>(Situation::sso);
inline bool by_sso(Situation situation) { return situation >= Situation::sso; }
// Of the usual device and address, in the order of the enumerators.
inline bool on_new_device(Situation situation) {
  return (static_cast<unsigned>(situation) & 1U) != 0;
}
inline bool at_new_address(Situation situation) {
  return (static_cast<unsigned>(situation) & 2U) != 0;
}

// What changes about a person, as far as the graph can see it, packed into a number. Locks are not
// among it: whoever has one is decided sign-in by sign-in.
struct PersonState {
  rules::AuthenticatorState authenticator = rules::AuthenticatorState::not_started;
  bool passkey = false;
  bool has_codes = false;
  bool reset = false;
  bool cookie = false;   // the usual device has one that is still good
  bool address = false;  // the usual address is still remembered
  std::uint32_t skips = 0;

  std::uint32_t code() const {
    return static_cast<std::uint32_t>(authenticator) | std::uint32_t{passkey} << 2U |
           std::uint32_t{has_codes} << 3U | std::uint32_t{reset} << 4U |
           std::uint32_t{cookie} << 5U | std::uint32_t{address} << 6U | skips << 7U;
  }
};

void set_facts(const PersonState& state, engine::DecodedFacts& facts);
// The same of one person, with his locks.
void set_facts(const engine::Credentials& credentials, int skips, engine::DecodedFacts& facts);
void set_health(const Era& era, engine::DecodedFacts& facts);
void set_situation(const World& world, Situation situation, bool cookie, bool address,
                   engine::DecodedFacts& facts);

// By number of the decision, of all that there are.
struct Seen {
  std::uint32_t decision = 0;
  std::uint32_t after = 0;  // of an enrollment that may be skipped, once it is
  friend bool operator==(const Seen&, const Seen&) = default;
};

// Holds until `until`, which lies within the run or is its end.
struct Outlook {
  rules::Instant until = 0;
  Moment until_moment = 0;
  Point until_point;
  std::array<Seen, situation_count> seen;
  Delays delays;            // of all codes, by drills
  bool recognizes = false;  // some answer depends on the device or the address
};

struct Timeline {
  std::vector<Outlook> spans;
};

// Not for several threads at once: one each.
class Outlooks {
 public:
  // Both must outlive it.
  Outlooks(const World& world, const Kinds& kinds)
      : world_(world), kinds_(kinds), timelines_(world.kinds.size()) {}
  // From the begin of the run to its end. The reference stays good.
  const Timeline& of(std::uint32_t kind, const PersonState& state) {
    const std::uint32_t code = state.code();
    if (kind >= timelines_.size()) timelines_.resize(kind + std::size_t{1});
    for (const Known& known : timelines_[kind]) {
      if (known.state == code) return *known.timeline;
    }
    return *timelines_[kind].emplace_back(Known{code, make(kind, state)}).timeline;
  }
  // Its deadline is that of whoever was asked about first: alike are those who differ in it alone.
  const engine::Decision& decision(std::uint32_t number) const { return decisions_[number]; }

 private:
  std::unique_ptr<const Timeline> make(std::uint32_t kind, const PersonState& state);
  std::uint32_t number(const engine::Decision& decision);
  Seen look(const engine::Graph& graph, engine::DecodedFacts& facts, rules::Instant& until);

  const World& world_;
  const Kinds& kinds_;
  struct Known {
    std::uint32_t state = 0;  // PersonState::code()
    std::unique_ptr<const Timeline> timeline;
  };
  std::vector<std::vector<Known>> timelines_;  // by kind; few of each
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::deque<engine::Decision> decisions_;  // their places stay
};

}  // namespace gatecast::simulator
