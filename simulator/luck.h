// What the simulation draws for, and one person's luck in one replicate.
//
// A draw depends on what it is for and not on what was drawn before, so that two plans share each
// person's luck.
#pragma once

#include <array>
#include <cstdint>

#include "simulator/fixed_math.h"
#include "simulator/random.h"

namespace gatecast::simulator {

enum class Purpose : std::uint16_t {
  parameter,  // a number of behaviour, by parameter
  class_parameter,
  person,        // traits that a person has for the whole run
  person_rate,   // how often one signs in, where that is not known
  accept_clock,  // clocks of sign-ins that matter, by how often they were wound
  trouble_clock,
  other_clock,
  at_accept,  // what happens at such a sign-in: by its number, and by draw within it
  at_trouble,
  at_other,
  retry,         // the same of a retry
  last,          // the last of sign-ins that were not looked at one by one
  silent,        // numbers of sign-ins by day
  enroll_clock,  // clocks, by how often they were wound
  enroll,
  replaced_clock,
  lost_clock,
  number_clock,
  moved,
  reported,
  saved,
  handling,  // by ticket
  patience,
  leaves_clock,
  clock_off_clock,  // of the clock on a phone, by how often it was wound
  clock_size,       // by how much it is off
  clock_right,      // how long it is
  joins_clock,      // of those who join and are like somebody
  count_
};
static_assert(static_cast<std::uint16_t>(Purpose::count_) < first_population_purpose);

class Luck {
 public:
  Luck() = default;
  Luck(std::uint64_t seed, std::uint32_t replicate, std::uint64_t user)
      : draw_{seed, replicate, user} {}

  std::uint64_t user() const { return draw_.user; }
  // Two independent uniforms in (0, 1).
  struct Pair {
    double first;
    double second;
  };
  Pair pair(Purpose purpose, std::uint32_t index) const {
    const std::array<std::uint32_t, 4> bits = draw_.bits(code(purpose), index);
    return {open_unit(bits[0], bits[1]), open_unit(bits[2], bits[3])};
  }
  double uniform(Purpose purpose, std::uint32_t index) const {
    return draw_.uniform(code(purpose), index);
  }
  // Of mean 1.
  double exponential(Purpose purpose, std::uint32_t index) const {
    return draw_.exponential(code(purpose), index);
  }
  double normal(Purpose purpose, std::uint32_t index) const {
    return draw_.normal(code(purpose), index);
  }

 private:
  static std::uint16_t code(Purpose purpose) { return static_cast<std::uint16_t>(purpose); }
  // 52 bits, and half a step off both ends.
  static double open_unit(std::uint32_t high, std::uint32_t low) {
    const std::uint64_t bits = ((std::uint64_t{high} << 32U) | low) >> 12U;
    return (static_cast<double>(bits) + 0.5) * 0x1p-52;
  }

  Draw draw_;
};

}  // namespace gatecast::simulator
