// The first draws of people who follow one another, many at a time: the very numbers that
// random.h gives one by one, several times as fast where the processor works on several at once.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "simulator/draw_batch_avx2.h"
#include "simulator/luck.h"

namespace gatecast::simulator {

inline constexpr std::uint32_t batch_people = 256;

// `draws[i]`: of person first + i, index 0. The last of them is below 2^32, or all above.
void draw_batch(DrawOf kind, std::uint64_t seed, std::uint32_t replicate, std::uint64_t first,
                Purpose purpose, std::array<double, batch_people>& draws);
// e^x of each, as fixed::exp() has it.
void exp_batch(std::array<double, batch_people>& numbers);

// The first reading of each of several clocks.
class FirstDraws {
 public:
  // Of `clocks` exponentials are drawn ahead, of `traits` uniforms.
  FirstDraws(std::uint64_t seed, std::uint32_t replicate, const std::vector<Purpose>& clocks,
             const std::vector<Purpose>& traits);
  FirstDraws(const FirstDraws&) = delete;
  FirstDraws& operator=(const FirstDraws&) = delete;

  // Draws ahead for the people from `user` on, if theirs are not drawn yet.
  // True: they are drawn now.
  bool reach(std::uint32_t user) {
    if (user / batch_people == block_) return false;
    fill(user / batch_people);
    return true;
  }
  // Of mean 1; the same number for anybody, and fast for those whom reach() reached last.
  double exponential(Purpose purpose, std::uint64_t user) const {
    if (const double* drawn = find(purpose, user)) return *drawn;
    return Luck(seed_, replicate_, user).exponential(purpose, 0);
  }
  // In (0, 1).
  double uniform(Purpose purpose, std::uint64_t user) const {
    if (const double* drawn = find(purpose, user)) return *drawn;
    return Luck(seed_, replicate_, user).uniform(purpose, 0);
  }

 private:
  void fill(std::uint32_t block);
  const double* find(Purpose purpose, std::uint64_t user) const {
    const double* row = rows_[static_cast<std::size_t>(purpose)];
    if (row == nullptr || user / batch_people != block_) return nullptr;
    return row + user % batch_people;
  }

  std::uint64_t seed_;
  std::uint32_t replicate_;
  std::uint32_t block_ = 0xFFFF'FFFF;
  // Into `values_`; null: not drawn ahead.
  std::array<const double*, static_cast<std::size_t>(Purpose::count_)> rows_{};
  std::vector<Purpose> purposes_;
  std::size_t clocks_;  // so many of them are
  std::vector<std::array<double, batch_people>> values_;
};

}  // namespace gatecast::simulator
