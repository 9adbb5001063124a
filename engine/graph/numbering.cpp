#include "engine/graph/numbering.h"

#include <algorithm>

#include "engine/graph/graph.h"
#include "rules/check.h"

namespace gatecast::engine {

Numbering::Numbering(Graph& graph) : graph_(graph), program_(graph.program) {}

bool Numbering::reads_elapsed(const Variable& v) const {
  const bool is_clock = (v.asks == Asks::grace_clock && v.b == absent) || v.asks == Asks::overdue;
  if (!is_clock || !graph_.policy.zone.is_fixed() || v.a == absent) return false;
  return v.a + std::uint64_t{graph_.variables.overdue_days.back()} + 2 <= most_elapsed;
}

std::optional<Place> Numbering::place_of(std::uint32_t variable) {
  const Variable& v = graph_.variables.all()[variable];
  const auto in = [](std::uint32_t byte, unsigned shift, unsigned bits) {
    return Place{source::bytes + byte, shift, bits};
  };
  switch (v.asks) {
    case Asks::recognized:
      return in(0, 0, 2);
    case Asks::active:
      return in(0, 2, 1);
    case Asks::passkey:
      return in(0, 3, 1);
    case Asks::email:
      return in(0, 4, 1);
    case Asks::phone:
      return in(0, 5, 1);
    case Asks::reset:
      return in(0, 6, 1);
    case Asks::skipped:
      return in(0, 7, 1);
    case Asks::email_healthy:
      return in(1, 0, 1);
    case Asks::sms_healthy:
      return in(1, 1, 1);
    case Asks::admin:
      return in(1, 2, 1);
    case Asks::emergency:
      return in(1, 3, 1);
    case Asks::risk:
      return in(1, 4, 2);
    case Asks::authenticator:
      return in(1, 6, 2);
    case Asks::type:
      return in(2, 0, 2);
    case Asks::account_locked:
      return in(3, rules::method_count, 1);
    case Asks::locked:
      return in(3, static_cast<unsigned>(rules::method_count) - 1 - v.a, 1);
    case Asks::channel:
      return Place{source::channel};
    case Asks::application:
      return Place{source::application};
    case Asks::country:
      return Place{source::country};
    case Asks::time:
      return Place{source::time};
    case Asks::setting:
      if (v.size > Program::max_choices) return std::nullopt;
      return Place{source::setting + v.a};
    case Asks::then:
      return Place{source::then};
    case Asks::user:
    case Asks::role:
    case Asks::other_role:
    case Asks::group:
      return std::nullopt;
    default:
      break;
  }
  if (reads_elapsed(v)) return Place{source::elapsed};
  auto& others = program_.others;
  const auto found = std::find(others.begin(), others.end(), variable);
  const auto index = static_cast<std::uint32_t>(found - others.begin());
  if (found == others.end()) {
    if (source::other + others.size() == source::count) return std::nullopt;
    others.push_back(variable);
  }
  return Place{source::other + index};
}

std::uint32_t Numbering::take_lanes(std::size_t blocks) {
  const std::size_t first = lanes_;
  lanes_ += blocks;
  GATECAST_CHECK(lanes_ <= Lanes::most_lanes);
  return static_cast<std::uint32_t>(first);
}

std::uint32_t Numbering::value_in(const Column& column, std::uint32_t variable,
                                  std::uint32_t value) const {
  if (column.place.source != source::elapsed) return value;
  return of_elapsed(graph_.variables.all()[variable], value);
}

void Numbering::add(const Column& column, std::uint32_t lane, std::uint64_t weight) {
  auto& entries = entries_[column.place.source];
  entries.resize(size_of(column));
  for (std::size_t raw = 0; raw < entries.size(); ++raw) {
    const std::uint32_t value = value_of(column, static_cast<std::uint32_t>(raw));
    const std::uint64_t number = weight * column.class_of[value];
    entries[raw][lane / Lanes::in_word] += number << (lane % Lanes::in_word * 16);
  }
}

void Numbering::finish() {
  program_.width = Lanes::most_words;
  const bool has_wide_tuples = !program_.wide_tuples.empty();
  if (lanes_ <= Lanes::few_words * Lanes::in_word && !has_wide_tuples)
    program_.width = Lanes::few_words;
  if (lanes_ <= Lanes::in_word && program_.is_fused) program_.width = 1;
  std::size_t count = 0;
  for (const auto& [from, entries] : entries_) count += entries.size();
  program_.tables.reserve(count * program_.width);  // so that none moves
  for (const auto& [from, entries] : entries_) {
    program_.table_of[from] = program_.tables.data() + program_.tables.size();
    for (const Entry& entry : entries) {
      program_.tables.insert(program_.tables.end(), entry.begin(), entry.begin() + program_.width);
    }
  }
}

// How many raw numbers the source may have.
std::size_t Numbering::size_of(const Column& column) const {
  if (column.place.bits < 32) return 256;
  if (column.place.source == source::elapsed) return most_elapsed + 1;
  return graph_.variables.all()[column.variables.front()].size;
}

// What a raw number of the source says of the variable.
std::uint32_t Numbering::value_of(const Column& column, std::uint32_t raw) const {
  const Variable& v = graph_.variables.all()[column.variables.front()];
  const Place& place = column.place;
  if (place.bits == 32) return raw;
  const std::uint32_t value = (raw >> place.shift) & ((1U << place.bits) - 1);
  if (v.asks == Asks::recognized) {
    const auto& by = graph_.policy.two_factor.recognition.by;
    return static_cast<std::uint32_t>(recognized(by ? by->value : rules::Recognition::cookie_or_ip,
                                                 (value & 1) != 0, (value & 2) != 0));
  }
  return std::min(value, v.size - 1);
}

std::uint32_t Numbering::of_elapsed(const Variable& v, std::uint32_t raw) const {
  const auto passed = [&](std::uint32_t days) { return raw >= 1 + v.a + days; };
  if (v.asks == Asks::grace_clock) return passed(0) ? 0 : 1;
  const auto& days = graph_.variables.overdue_days;
  return static_cast<std::uint32_t>(std::count_if(days.begin(), days.end(), passed));
}

}  // namespace gatecast::engine
