// Rules whose order looks as if it mattered and does not: two that say different things of the same
// settings, under conditions that could be taken to overlap.
#include <fmt/format.h>

#include <algorithm>

#include "engine/lint/lints.h"

namespace gatecast::engine {
namespace {

using rules::Condition;
using Kind = rules::Condition::Kind;

// What a sign-in has one of, so that two lists without a common item plainly exclude each other.
bool has_one_value(Kind kind) {
  return kind == Kind::type || kind == Kind::risk || kind == Kind::authenticator ||
         kind == Kind::grace || kind == Kind::weekday || kind == Kind::admin ||
         kind == Kind::device_recognized || kind == Kind::email || kind == Kind::phone ||
         kind == Kind::passkey || kind == Kind::enrolled || kind == Kind::stage_started ||
         kind == Kind::user || kind == Kind::channel || kind == Kind::application ||
         kind == Kind::country || kind == Kind::attribute;
}

bool share_a_value(const Condition& a, const Condition& b) {
  if ((a.values_mask & b.values_mask) != 0) return true;
  for (const auto& name : a.names) {
    for (const auto& other : b.names) {
      if (name.value == other.value) return true;
    }
  }
  for (const std::int64_t integer : a.integers) {
    if (std::find(b.integers.begin(), b.integers.end(), integer) != b.integers.end()) return true;
  }
  return false;
}

// Whether a reader sees at once that the two never hold together.
bool plainly_apart(const Condition& a, const Condition& b) {
  for (const Condition& one : a.children) {
    for (const Condition& other : b.children) {
      if (one.kind != other.kind || !has_one_value(one.kind)) continue;
      if (one.kind == Kind::attribute && one.attribute != other.attribute) continue;
      if (!share_a_value(one, other)) return true;
    }
  }
  return false;
}

bool same_decision(const rules::ThenOutcome& a, const rules::ThenOutcome& b) {
  const auto reason = [](const rules::ThenOutcome& then) {
    return then.reason ? then.reason->value : std::string();
  };
  return a.outcome == b.outcome && reason(a) == reason(b);
}

// Whether the two say different things of the same.
bool differ(const Regions& regions, std::size_t a, std::size_t b) {
  const auto& rules = regions.policy().rules;
  if (rules[a].then.has_value() != rules[b].then.has_value()) return false;
  if (rules[a].then) return !same_decision(*rules[a].then, *rules[b].then);
  for (const Place& one : regions.places_of(a)) {
    for (const Place& other : regions.places_of(b)) {
      if (one.field == other.field && one.value != other.value) return true;
    }
  }
  return false;
}

// Rules that never meet another are held against all of them. So many pairs take some seconds.
constexpr std::size_t pairs_max = 10'000'000;

bool meet(Regions& regions, std::size_t a, std::size_t b) {
  Node both = regions.diagram.both(regions.holds()[a], regions.holds()[b]);
  if (regions.policy().rules[a].then) both = regions.diagram.both(both, regions.reaches_rules());
  return regions.possible(both);
}

}  // namespace

void lint_order(Regions& regions, rules::Diagnostics& diagnostics) {
  const auto& rules = regions.policy().rules;
  std::vector<bool> never;
  std::vector<bool> overridden;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    never.push_back(never_applies(regions, i));
    overridden.push_back(!never.back() && is_overridden(regions, i));
  }
  std::size_t pairs = 0;
  for (std::size_t later = 0; later < rules.size() && !regions.too_large(); ++later) {
    if (pairs > pairs_max) {
      diagnostics.warning("lint-too-large", regions.policy().name.span,
                          fmt::format("from rule {} on, rules whose order does not matter are not "
                                      "looked for in so many rules",
                                      later + 1),
                          "other warnings are complete");
      return;
    }
    // Against all that differ: order matters as soon as it meets one of them.
    bool matters = never[later] || overridden[later];
    std::optional<std::size_t> looked_alike;
    for (std::size_t other = 0; other < rules.size() && !matters; ++other) {
      ++pairs;
      // One that is overridden counts: it may be by this very rule, where it stands now.
      if (other == later || never[other] || !differ(regions, later, other)) continue;
      matters = meet(regions, later, other);
      if (other > later || looked_alike || overridden[other]) continue;
      if (!plainly_apart(rules[later].when, rules[other].when)) {
        looked_alike = other;
      }
    }
    if (matters || !looked_alike) continue;
    const std::string& name = rules[*looked_alike].name.value;
    diagnostics.warning(
        "rule-order-irrelevant", place_of(rules[later]),
        fmt::format("this rule may stand anywhere: it never holds together with {}, which says "
                    "otherwise",
                    name.empty() ? std::string("one before it") : fmt::format("`{}`", name)),
        "say so in `when`, so that nobody has to work it out");
  }
}

}  // namespace gatecast::engine
