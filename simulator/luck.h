// One person's luck in one replicate: draws that depend on what they are for and not on what was
// drawn before, so that two plans share it.
#pragma once

#include <array>
#include <cstdint>

namespace gatecast::simulator {

// Logarithm and exponential with the same bits on every machine.
double fixed_log(double x);
double fixed_exp(double x);

enum class Purpose : std::uint8_t {
  parameter,        // a number of behaviour, by parameter
  class_parameter,
  person,           // traits that a person has for the whole run
  sign_in,          // by number of the sign-in
  at_sign_in,       // what happens at one: by number, and by draw within it
  retry,            // the same of a retry
  enroll_clock,     // clocks, by how often they were wound
  enroll,
  replaced_clock,
  lost_clock,
  number_clock,
  moved,
  saved,
  handling,         // by ticket
  patience
};

class Luck {
 public:
  Luck() = default;
  Luck(std::uint64_t seed, std::uint32_t replicate, std::uint32_t user)
      : seed_(seed), replicate_(replicate), user_(user) {}

  // Two independent uniforms in (0, 1).
  struct Pair {
    double first;
    double second;
  };
  Pair pair(Purpose purpose, std::uint64_t index) const;
  double uniform(Purpose purpose, std::uint64_t index) const { return pair(purpose, index).first; }
  // Of mean 1.
  double exponential(Purpose purpose, std::uint64_t index) const;
  double normal(Purpose purpose, std::uint64_t index) const;

 private:
  std::uint64_t seed_ = 0;
  std::uint32_t replicate_ = 0;
  std::uint32_t user_ = 0;
};

}  // namespace gatecast::simulator
