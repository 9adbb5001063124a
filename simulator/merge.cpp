#include "simulator/merge.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "simulator/outline_json.h"

namespace gatecast::simulator {

namespace {

// As --replicates-range has it.
std::string written(const Range& range) { return fmt::format("{}:{}", range.first, range.end); }

std::vector<const NamedPart*> in_order(const std::vector<NamedPart>& parts) {
  std::vector<const NamedPart*> order;
  order.reserve(parts.size());
  for (const NamedPart& part : parts) order.push_back(&part);
  std::sort(order.begin(), order.end(), [](const NamedPart* a, const NamedPart* b) {
    return a->part.range.first != b->part.range.first ? a->part.range.first < b->part.range.first
                                                      : a->part.range.end < b->part.range.end;
  });
  return order;
}

}  // namespace

rules::Status check_same_plan(const NamedPart& part, const NamedPart& first) {
  if (part.part.plan == first.part.plan) return rules::Done{};
  return rules::Failure{fmt::format("`{}` is a part of another plan than `{}`: {}", part.name,
                                    first.name,
                                    outline_difference(part.part.plan, first.part.plan))};
}

rules::Status check_parts(const std::vector<NamedPart>& parts) {
  for (const NamedPart& part : parts) {
    if (rules::Status same = check_same_plan(part, parts.front()); !same) return same;
  }
  const NamedPart* longest = nullptr;  // the one that reaches furthest so far
  for (const NamedPart* part : in_order(parts)) {
    const Range& range = part->part.range;
    if (longest != nullptr && range.first < longest->part.range.end) {
      const Range both{range.first, std::min(range.end, longest->part.range.end)};
      return rules::Failure{fmt::format("`{}` and `{}` both hold the replicates {}", longest->name,
                                        part->name, written(both))};
    }
    longest = part;
  }
  return rules::Done{};
}

rules::Result<Merged> merge(std::vector<NamedPart> parts) {
  if (parts.empty()) return rules::Failure{"there are no parts to merge"};
  if (const rules::Status checked = check_parts(parts); !checked) return checked.failure();
  Merged merged;
  for (const NamedPart& part : parts) {
    merged.replicates = std::max(merged.replicates, part.part.replicates);
  }
  std::string gaps;
  int reached = 0;
  const auto reach = [&](const Range& range) {
    if (range.first > reached) {
      gaps += fmt::format("{}{}", gaps.empty() ? "" : ", ", written({reached, range.first}));
    }
    reached = range.end;
  };
  for (const NamedPart* part : in_order(parts)) reach(part->part.range);
  reach({merged.replicates, merged.replicates});
  if (!gaps.empty()) {
    return rules::Failure{
        fmt::format("of {} replicates the range {} is missing", merged.replicates, gaps)};
  }
  merged.counts.resize(static_cast<std::size_t>(merged.replicates));
  merged.outline = parts.front().part.outline;
  for (NamedPart& part : parts) {
    std::move(part.part.counts.begin(), part.part.counts.end(),
              merged.counts.begin() + part.part.range.first);
  }
  return merged;
}

}  // namespace gatecast::simulator
