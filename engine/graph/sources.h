// The numbers of a sign-in for the layouts of a graph. Only decide.cpp includes this: it is a part
// of the walk, and has to be inlined there.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>

#include "engine/graph/graph.h"

namespace gatecast::engine {

// The bits of eight bytes that lie one after the other: byte i moves to bit `shift[i]`. Every byte
// is at most as wide as the gap to the next shift, so that nothing is carried; bytes without a
// shift fall off at the top.
template <unsigned size>
constexpr std::uint64_t gather(const unsigned (&shift)[size]) {
  std::uint64_t factor = 0;
  for (unsigned i = 0; i < size; ++i) factor |= std::uint64_t{1} << (56 - 8 * i + shift[i]);
  return factor;
}

inline std::uint32_t gathered(const void* bytes, std::uint64_t factor) {
  std::uint64_t all = 0;
  std::memcpy(&all, bytes, sizeof all);
  return static_cast<std::uint32_t>((all * factor) >> 56U);
}

// layout.cpp takes these apart again, in the same places.
inline constexpr std::uint64_t flags = gather({0, 1, 2, 3, 4, 5, 6, 7});
inline constexpr std::uint64_t small = gather({0, 1, 2, 3, 4, 6});
static_assert(offsetof(DecodedFacts, skipped) == offsetof(DecodedFacts, device_cookie) + 7);
static_assert(offsetof(DecodedFacts, authenticator) == offsetof(DecodedFacts, email_healthy) + 5);
static_assert(offsetof(DecodedFacts, other_role) == offsetof(DecodedFacts, email_healthy) + 7);
static_assert(std::endian::native == std::endian::little);

// `opening` plus days is compared as `now` minus days, which cannot overflow. In a zone that
// changes its clocks this may be off by hours; then the zone is asked.
class Clocks {
 public:
  Clocks(const Graph& graph, const DecodedFacts& facts)
      : variables_(graph.variables), exact_(graph.policy.zone.is_fixed()), facts_(facts) {
    // Whether an account has a stored opening is nothing that a processor could foresee: so both
    // are there before one is taken.
    const Instant computed = std::max(facts.admitted_at, facts.created);
    const Instant stored = facts.grace_started;
    opening_ = stored == rules::instant_min ? computed : stored;
  }

  // What most_elapsed says, without a branch. Openings may be as far away as can be, so they are
  // brought near before a difference is taken.
  std::uint32_t elapsed() const {
    constexpr Instant longest = Instant{most_elapsed - 1} * rules::day_seconds;
    const Instant near = std::min(std::max(opening_, facts_.now - longest), facts_.now + 1);
    const auto seconds = static_cast<std::uint64_t>(facts_.now - near + rules::day_seconds);
    return static_cast<std::uint32_t>(seconds / std::uint64_t{rules::day_seconds});
  }

  std::uint32_t value(const Other& clock, std::uint32_t number) const {
    const bool is_overdue = clock.kind == Other::Kind::overdue;
    if (clock.index == absent) {
      if (is_overdue) return 0;
      return facts_.skips < static_cast<int>(clock.skips) ? 1 : 0;
    }
    if (!is_overdue) {
      if (!exact_ && is_close(clock.index)) return variables_.value(number, facts_);
      const bool skips_left = clock.skips == absent || facts_.skips < static_cast<int>(clock.skips);
      return static_cast<std::uint32_t>(!has_passed(clock.index)) &
             static_cast<std::uint32_t>(skips_left);
    }
    std::uint32_t count = 0;
    for (const std::uint32_t more : variables_.overdue_days) {
      const std::int64_t days = std::int64_t{clock.index} + more;
      if (!exact_ && is_close(days)) return variables_.value(number, facts_);
      count += static_cast<std::uint32_t>(has_passed(days));
    }
    return count;
  }

 private:
  Instant before(std::int64_t days) const { return facts_.now - days * rules::day_seconds; }
  bool has_passed(std::int64_t days) const { return before(days) >= opening_; }
  bool is_close(std::int64_t days) const {
    constexpr Instant slack = 3 * rules::day_seconds;  // no two wall clocks are further apart
    const Instant at = before(days);
    return at - slack < opening_ && opening_ < at + slack;
  }

  const Variables& variables_;
  bool exact_;
  const DecodedFacts& facts_;
  Instant opening_;
};

// All but the entries of settings and `then`, which come as they are found.
inline void fill_sources(const Graph& graph, const DecodedFacts& f, Sources& sources) {
  sources[source::bytes] = gathered(&f.device_cookie, flags);
  sources[source::bytes + 1] = gathered(&f.email_healthy, small);
  sources[source::bytes + 2] = f.type;
  std::uint32_t locks = f.now < f.account_lock_until ? 1 : 0;
  for (unsigned i = 0; i < rules::method_count; ++i) {
    locks |= static_cast<std::uint32_t>(f.now < f.lock_until[i]) << (i + 1);
  }
  sources[source::bytes + 3] = locks;
  sources[source::channel] = f.channel;
  sources[source::application] = f.application;
  sources[source::country] = f.country;
  std::uint32_t passed = 0;
  for (const Instant cut : graph.variables.cuts) passed += cut <= f.now ? 1U : 0U;
  sources[source::time] = passed;
  const Program& program = graph.program;
  const Clocks clocks(graph, f);
  sources[source::elapsed] = program.reads_elapsed ? clocks.elapsed() : 0;
  for (std::size_t i = 0; i < program.readers.size(); ++i) {
    const Other& other = program.readers[i];
    std::uint32_t& to = sources[source::other + i];
    switch (other.kind) {
      case Other::Kind::attribute:
        to = other.index < f.attributes.size() ? f.attributes[other.index] : 0;
        break;
      case Other::Kind::grace_clock:
      case Other::Kind::overdue:
        to = clocks.value(other, program.others[i]);
        break;
      case Other::Kind::any:
        to = graph.variables.value(program.others[i], f);
        break;
    }
  }
}

}  // namespace gatecast::engine
