#include "simulator/draw_batch.h"

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

void draw_batch(DrawOf kind, std::uint64_t seed, std::uint32_t replicate, std::uint64_t first,
                Purpose purpose, std::array<double, batch_people>& draws) {
  if (wide()) {
    const auto words =
        static_cast<std::uint32_t>(purpose) | static_cast<std::uint32_t>(first >> 32U) << 16U;
    return draw_batch_avx2(kind, seed, replicate, static_cast<std::uint32_t>(first), words,
                           draws.data());
  }
  for (std::uint32_t i = 0; i < batch_people; ++i) {
    const Luck luck(seed, replicate, first + i);
    draws[i] = kind == DrawOf::exponential ? luck.exponential(purpose, 0)
               : kind == DrawOf::normal    ? luck.normal(purpose, 0)
                                           : luck.uniform(purpose, 0);
  }
}

void exp_batch(std::array<double, batch_people>& numbers) {
  if (wide()) return exp_batch_avx2(numbers.data());
  for (double& number : numbers) number = fixed::exp(number);
}

FirstDraws::FirstDraws(std::uint64_t seed, std::uint32_t replicate,
                       const std::vector<Purpose>& clocks, const std::vector<Purpose>& traits)
    : seed_(seed),
      replicate_(replicate),
      purposes_(clocks),
      clocks_(clocks.size()),
      values_(clocks.size() + traits.size()) {
  purposes_.insert(purposes_.end(), traits.begin(), traits.end());
  for (std::size_t i = 0; i < purposes_.size(); ++i) {
    rows_[static_cast<std::size_t>(purposes_[i])] = values_[i].data();
  }
}

void FirstDraws::fill(std::uint32_t block) {
  block_ = block;
  for (std::size_t i = 0; i < purposes_.size(); ++i) {
    draw_batch(i < clocks_ ? DrawOf::exponential : DrawOf::uniform, seed_, replicate_,
               std::uint64_t{block} * batch_people, purposes_[i], values_[i]);
  }
}

}  // namespace gatecast::simulator
