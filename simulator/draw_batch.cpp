#include "simulator/draw_batch.h"

#include "simulator/draw_batch_avx2.h"

namespace gatecast::simulator {

namespace {

bool wide() {
#if defined(__x86_64__)
  static const bool has = __builtin_cpu_supports("avx2") != 0;
  return has;
#else
  return false;
#endif
}

}  // namespace

void draw_exponentials(std::uint64_t seed, std::uint32_t replicate, std::uint64_t first,
                       Purpose purpose, std::array<double, batch_people>& exponentials) {
  if (wide()) {
    const auto words = static_cast<std::uint32_t>(purpose) | static_cast<std::uint32_t>(first >> 32U) << 16U;
    return draw_exponentials_avx2(seed, replicate, static_cast<std::uint32_t>(first), words,
                                  exponentials.data());
  }
  for (std::uint32_t i = 0; i < batch_people; ++i) {
    exponentials[i] = Luck(seed, replicate, first + i).exponential(purpose, 0);
  }
}

FirstDraws::FirstDraws(std::uint64_t seed, std::uint32_t replicate,
                       std::initializer_list<Purpose> clocks)
    : seed_(seed), replicate_(replicate), clocks_(clocks), values_(clocks.size()) {
  places_.fill(0xff);
  for (std::size_t i = 0; i < clocks_.size(); ++i) {
    places_[static_cast<std::size_t>(clocks_[i])] = static_cast<std::uint8_t>(i);
  }
}

void FirstDraws::fill(std::uint32_t block) {
  block_ = block;
  for (std::size_t i = 0; i < clocks_.size(); ++i) {
    draw_exponentials(seed_, replicate_, std::uint64_t{block} * batch_people, clocks_[i],
                      values_[i]);
  }
}

}  // namespace gatecast::simulator
