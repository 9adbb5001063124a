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

// When grace opens, or opened.
inline Instant opening_of(const DecodedFacts& facts) {
  // Whether an account has a stored opening is nothing that a processor could foresee: so one is
  // taken by a mask, of which no compiler makes a branch.
  const Instant computed = std::max(facts.admitted_at, facts.created);
  const Instant stored = facts.grace_started;
  const Instant none = -static_cast<Instant>(stored == rules::instant_min);
  return stored ^ ((stored ^ computed) & none);
}

// What most_elapsed says, without a branch. Openings may be as far away as can be, so they are
// brought near before a difference is taken.
inline std::uint32_t elapsed_days(Instant opening, Instant now) {
  constexpr Instant longest = Instant{most_elapsed - 1} * rules::day_seconds;
  const Instant near = std::min(std::max(opening, now - longest), now + 1);
  const auto seconds = static_cast<std::uint64_t>(now - near + rules::day_seconds);
  return static_cast<std::uint32_t>(seconds / std::uint64_t{rules::day_seconds});
}

// `opening` plus days is compared as `now` minus days, which cannot overflow. In a zone that
// changes its clocks this may be off by hours; then the zone is asked.
class Clocks {
 public:
  Clocks(const Graph& graph, const DecodedFacts& facts)
      : variables_(graph.variables),
        exact_(graph.policy.zone.is_fixed()),
        facts_(facts),
        opening_(opening_of(facts)) {}

  std::uint32_t value(const Other& clock) const {
    const bool is_overdue = clock.kind == Other::Kind::overdue;
    if (clock.index == absent) {
      if (is_overdue) return 0;
      return facts_.skips < static_cast<int>(clock.skips) ? 1 : 0;
    }
    if (!is_overdue) {
      if (!exact_ && is_close(clock.index)) return variables_.value(clock.variable, facts_);
      const bool skips_left = clock.skips == absent || facts_.skips < static_cast<int>(clock.skips);
      return static_cast<std::uint32_t>(!has_passed(clock.index)) &
             static_cast<std::uint32_t>(skips_left);
    }
    std::uint32_t count = 0;
    for (const std::uint32_t more : variables_.overdue_days) {
      const std::int64_t days = std::int64_t{clock.index} + more;
      if (!exact_ && is_close(days)) return variables_.value(clock.variable, facts_);
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

// That of the account, then those of the methods from the first on, each one bit lower.
inline std::uint32_t locks(const DecodedFacts& f) {
  std::uint32_t all = f.now < f.account_lock_until ? 1 : 0;
  for (const Instant until : f.lock_until) all = 2 * all + (f.now < until ? 1U : 0U);
  return all;
}

inline std::uint32_t passed_cuts(const Program& program, std::size_t cuts, Instant now) {
  std::size_t passed = cuts;
  for (const auto& four : program.cuts) {
    for (const Instant cut : four) passed -= now < cut ? 1U : 0U;
  }
  return static_cast<std::uint32_t>(passed);
}

[[gnu::noinline]] inline std::uint32_t value(const Graph& graph, const Other& other,
                                             const DecodedFacts& f) {
  switch (other.kind) {
    case Other::Kind::attribute:
      return other.index < f.attributes.size() ? f.attributes[other.index] : 0;
    case Other::Kind::grace_clock:
    case Other::Kind::overdue:
      return Clocks(graph, f).value(other);
    case Other::Kind::any:
      break;
  }
  return graph.variables.value(other.variable, f);
}

// Adds up what sources say. Which of them a program reads never changes, so that a processor
// foresees these branches.
template <std::size_t width>
class Adder {
 public:
  explicit Adder(const Program& program) : table_of_(program.table_of.data()) {}
  Adder(const Program& program, const Numbers<width>& before) : Adder(program) {
    for (std::size_t i = 0; i < width; ++i) sums_[i] = before.words[i];
  }

  template <class Raw>
  void add(std::uint32_t from, const Raw& raw) {
    const std::uint64_t* table = table_of_[from];
    if (table != nullptr) add_entry(table + std::size_t{raw()} * width);
  }
  void add_entry(const std::uint64_t* entry) {
    for (std::size_t i = 0; i < width; ++i) sums_[i] += entry[i];
  }
  void store(Numbers<width>& numbers) const {
    for (std::size_t i = 0; i < width; ++i) numbers.words[i] = sums_[i];
  }

 private:
  const std::uint64_t* const* table_of_;
  std::array<std::uint64_t, width> sums_{};
};

// All but what the settings and `then` add. Says when grace opens.
template <std::size_t width>
[[gnu::always_inline]] inline Instant number_facts(const Graph& graph, const DecodedFacts& f,
                                                   Numbers<width>& numbers) {
  const Program& program = graph.program;
  const Instant opening = opening_of(f);
  Adder<width> sum(program);
  sum.add(source::bytes, [&] { return gathered(&f.device_cookie, flags); });
  sum.add(source::bytes + 1, [&] { return gathered(&f.email_healthy, small); });
  sum.add(source::bytes + 2, [&] { return f.type; });
  sum.add(source::bytes + 3, [&] { return locks(f); });
  sum.add(source::channel, [&] { return f.channel; });
  sum.add(source::application, [&] { return f.application; });
  sum.add(source::country, [&] { return f.country; });
  sum.add(source::time, [&] { return passed_cuts(program, graph.variables.cuts.size(), f.now); });
  sum.add(source::elapsed, [&] { return elapsed_days(opening, f.now); });
  std::uint32_t from = source::other;
  for (const Other& other : program.readers) {
    if (other.kind == Other::Kind::attribute) [[likely]] {
      sum.add(from,
              [&] { return other.index < f.attributes.size() ? f.attributes[other.index] : 0; });
    } else {
      sum.add(from, [&] { return value(graph, other, f); });
    }
    ++from;
  }
  sum.store(numbers);
  return opening;
}

}  // namespace gatecast::engine
