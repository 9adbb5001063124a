#include "engine/unknown/strictness.h"

namespace gatecast::engine {
namespace {

// The order of outcomes, strictest first.
enum class Kind : std::uint8_t { deny, must_enroll, challenge, may_enroll, allow };

Kind kind_of(Outcome outcome, bool may_skip) {
  switch (outcome) {
    case Outcome::deny:
      return Kind::deny;
    case Outcome::enroll:
      return may_skip ? Kind::may_enroll : Kind::must_enroll;
    case Outcome::challenge:
      return Kind::challenge;
    case Outcome::allow:
      break;
  }
  return Kind::allow;
}

// Negative: `a` is stricter. Fewer methods, then their names, compared as listed.
int compare(const MethodList& a, const MethodList& b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const int names = rules::name(a.begin()[i]).compare(rules::name(b.begin()[i]));
    if (names != 0) return names;
  }
  return 0;
}

// Both are of row 10.
int compare(const AfterSkip& a, const AfterSkip& b) {
  const Kind kind_a = kind_of(a.outcome, false);
  const Kind kind_b = kind_of(b.outcome, false);
  if (kind_a != kind_b) return kind_a < kind_b ? -1 : 1;
  return compare(a.methods, b.methods);
}

void add(std::size_t value, std::string& key) { key += static_cast<char>(value); }

template <class Enum>
void add_enum(Enum value, std::string& key) {
  add(static_cast<std::size_t>(value), key);
}

void add(const MethodList& methods, std::string& key) {
  add(methods.size(), key);
  for (const Method method : methods) add_enum(method, key);
}

void add(std::string_view text, std::string& key) {
  key += text;
  key += '\0';
}

}  // namespace

bool is_stricter(const Decision& a, const Decision& b) {
  const Kind kind_a = kind_of(a.outcome, a.may_skip);
  const Kind kind_b = kind_of(b.outcome, b.may_skip);
  if (kind_a != kind_b) return kind_a < kind_b;
  if (a.if_skipped && b.if_skipped) {
    const int skipped = compare(*a.if_skipped, *b.if_skipped);
    if (skipped != 0) return skipped < 0;
  }
  if (a.row != b.row) return a.row < b.row;
  return compare(a.methods, b.methods) < 0;
}

std::string answer_key(const Decision& d) {
  std::string key;
  add_enum(d.outcome, key);
  add(d.reason, key);
  add(d.methods, key);
  add(d.enroll_in, key);
  add(d.proof ? 1 + static_cast<std::size_t>(*d.proof) : 0, key);
  for (const bool flag : {d.backup_code, d.may_skip, d.second_factor, d.alert}) add(flag, key);
  if (d.if_skipped) {
    add_enum(d.if_skipped->outcome, key);
    add(d.if_skipped->reason(), key);
    add(d.if_skipped->methods, key);
    add(d.if_skipped->backup_code, key);
  }
  return key;
}

std::optional<Instant> shown_deadline(const Decision& decision) {
  return decision.deadline == rules::instant_min ? std::nullopt : decision.deadline;
}

bool is_earlier(const std::optional<Instant>& a, const std::optional<Instant>& b) {
  return a && (!b || *a < *b);
}

}  // namespace gatecast::engine
