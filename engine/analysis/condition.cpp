#include "engine/analysis/condition.h"

#include <algorithm>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "engine/analysis/created_words.h"
#include "rules/check.h"

namespace gatecast::engine {
namespace {

// So much is asked about one formula, in questions times its variables: seconds. Small policies
// stay far below.
constexpr std::size_t most_work = 4'000'000;

}  // namespace

ConditionFinder::ConditionFinder(Space& space, Lit universe, const std::vector<Aspect>& more)
    : space_(space),
      universe_{universe, -space.nameless()},
      outer_(space.implied(), universe),
      aspects_(aspects_of(space)) {
  constexpr std::string_view parts[] = {"user.type",
                                        "user.roles",
                                        "user.phone",
                                        "user.email",
                                        "user.locks.email",
                                        "user.locks.sms",
                                        "user.locks.passkey",
                                        "user.locks.authenticator",
                                        "sign_in.device_cookie",
                                        "sign_in.known_ip",
                                        "environment.email_healthy",
                                        "environment.sms_healthy"};
  const auto is_part = [&](const Aspect& aspect) {
    if (std::find(std::begin(parts), std::end(parts), aspect.fact) != std::end(parts)) return true;
    return !more.empty() && (aspect.fact == "user.grace_started" || aspect.fact == "user.created" ||
                             aspect.fact == "now");
  };
  const auto rest = std::stable_partition(aspects_.begin(), aspects_.end(), is_part);
  summed_up_ = static_cast<std::size_t>(rest - aspects_.begin());
  aspects_.insert(aspects_.end(), more.begin(), more.end());
  // Labels that nobody has there would only be in the way.
  for (Aspect& aspect : aspects_) {
    if (aspect.fact != "type") continue;
    for (std::size_t i = 0; i < aspect.labels.size();) {
      if (outer_.solve({universe, aspect.is[i]})) {
        ++i;
        continue;
      }
      aspect.labels.erase(aspect.labels.begin() + static_cast<std::ptrdiff_t>(i));
      aspect.is.erase(aspect.is.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
}

// Every aspect as it is in the last model.
ConditionFinder::Allowed ConditionFinder::at_model() {
  Allowed allowed;
  for (const Aspect& aspect : aspects_) {
    std::vector<bool>& labels = allowed.emplace_back(aspect.labels.size(), false);
    for (std::size_t i = 0; i < labels.size(); ++i) {
      labels[i] = inner_->value(aspect.is[i]);
    }
  }
  return allowed;
}

// What the condition allows.
Lits ConditionFinder::where(const Allowed& allowed) const {
  Lits assumptions = universe_;
  for (std::size_t a = 0; a < allowed.size(); ++a) {
    const std::vector<bool>& labels = allowed[a];
    if (std::count(labels.begin(), labels.end(), true) == 1) {
      const auto only = std::find(labels.begin(), labels.end(), true) - labels.begin();
      assumptions.push_back(aspects_[a].is[static_cast<std::size_t>(only)]);
      continue;
    }
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (!labels[i]) assumptions.push_back(-aspects_[a].is[i]);
    }
  }
  return assumptions;
}

// No sign-in of the condition has a fact with which the formula is false anyway, and none of the
// others is without it.
bool ConditionFinder::implies(const Allowed& allowed, Lit formula) {
  Lits outside = where(allowed);
  Lits inside = outside;
  outside.push_back(beyond_);
  inside.push_back(-formula);
  work_ += inner_->variables();
  refuting_ = &outer_;
  if (outer_.solve(outside)) return false;
  refuting_ = &*inner_;
  return !inner_->solve(inside);
}

// Of the aspects from `first` to `end` as many as possible: all of them, or else those of either
// half. The least readable are tried first.
void ConditionFinder::leave_out(Allowed& allowed, std::size_t first, std::size_t end, Lit formula) {
  if (first == end) return;
  Allowed without = allowed;
  for (std::size_t a = first; a < end; ++a) without[a].clear();
  if (implies(without, formula)) {
    allowed = std::move(without);
    return;
  }
  if (end - first == 1) return;
  const std::size_t middle = first + (end - first) / 2;
  leave_out(allowed, first, middle, formula);
  leave_out(allowed, middle, end, formula);
}

// All that a proof does not need, and then what can be spared one by one.
void ConditionFinder::leave_out_unneeded(Allowed& allowed, Lit formula) {
  GATECAST_CHECK(implies(allowed, formula));
  std::set<Lit> needed(outer_.needed().begin(), outer_.needed().end());
  needed.insert(inner_->needed().begin(), inner_->needed().end());
  for (std::size_t a = summed_up_; a < allowed.size(); ++a) {
    const auto& is = aspects_[a].is;
    const bool is_needed = std::any_of(is.begin(), is.end(), [&](Lit lit) {
      return needed.count(lit) > 0 || needed.count(-lit) > 0;
    });
    if (!is_needed) allowed[a].clear();
  }
  for (std::size_t a = summed_up_; a < allowed.size(); ++a) {
    if (allowed[a].empty()) continue;
    std::vector<bool> labels;
    labels.swap(allowed[a]);
    if (!implies(allowed, formula)) allowed[a].swap(labels);
  }
}

// By all labels that may be: of one that may not, a sign-in that shows it.
void ConditionFinder::widen_to_all(Allowed& allowed, std::size_t aspect, Lit formula) {
  std::vector<bool>& labels = allowed[aspect];
  const std::vector<bool> before = labels;
  labels.assign(labels.size(), true);
  while (!implies(allowed, formula)) {
    const auto& is = aspects_[aspect].is;
    const auto refuted =
        std::find_if(is.begin(), is.end(), [&](Lit lit) { return refuting_->value(lit); });
    const auto at = static_cast<std::size_t>(refuted - is.begin());
    GATECAST_CHECK(refuted != is.end() && labels[at] && !before[at]);
    labels[at] = false;
  }
}

// By as far as the formula holds, to either side.
void ConditionFinder::widen_run(Allowed& allowed, std::size_t aspect, Lit formula) {
  std::vector<bool>& labels = allowed[aspect];
  const auto one = std::find(labels.begin(), labels.end(), true);
  std::size_t first = static_cast<std::size_t>(one - labels.begin());
  std::size_t last = first;
  const auto set = [&](std::size_t from, std::size_t to) {
    for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = from <= i && i <= to;
  };
  for (std::size_t low = 0; low < first;) {
    const std::size_t middle = low + (first - low) / 2;
    set(middle, last);
    const bool fits = implies(allowed, formula);
    (fits ? first : low) = fits ? middle : middle + 1;
  }
  for (std::size_t high = labels.size() - 1; last < high;) {
    const std::size_t middle = high - (high - last) / 2;
    set(first, middle);
    const bool fits = implies(allowed, formula);
    (fits ? last : high) = fits ? middle : middle - 1;
  }
  set(first, last);
}

void ConditionFinder::widen(Allowed& allowed, Lit formula) {
  for (std::size_t a = 0; a < allowed.size(); ++a) {
    if (allowed[a].size() < 3) continue;
    if (aspects_[a].is_interval) {
      widen_run(allowed, a, formula);
      continue;
    }
    const std::vector<bool> before = allowed[a];
    widen_to_all(allowed, a, formula);
    const bool has_ages = aspects_[a].fact == "user.grace_started" || aspects_[a].is_age;
    if (has_ages && has_odd_alone(possible(allowed, a), aspects_[a].labels)) allowed[a] = before;
  }
}

// Odd ages beside no others are for a condition of their own: that grace has not begun, or opened
// in one rare hour, is not a thing that anybody would say.
bool ConditionFinder::has_odd_alone(const std::vector<bool>& allowed,
                                    const std::vector<std::string>& labels) {
  bool has_odd = false;
  for (std::size_t i = 0; i < allowed.size(); ++i) {
    if (!allowed[i] || labels[i] == "null") continue;
    if (spans_passed(labels[i])) return false;
    has_odd = true;
  }
  return has_odd;
}

Lit ConditionFinder::literal(const Allowed& allowed) {
  Lits all;
  for (std::size_t a = 0; a < allowed.size(); ++a) {
    if (allowed[a].empty()) continue;
    Lits any;
    for (std::size_t i = 0; i < allowed[a].size(); ++i) {
      if (allowed[a][i]) any.push_back(aspects_[a].is[i]);
    }
    all.push_back(space_.solver().any(std::move(any)));
  }
  return space_.solver().all(std::move(all));
}

// Spans of time since grace opened, in runs; perhaps it has not.
std::vector<std::string> ConditionFinder::ages(const std::vector<bool>& allowed,
                                               const Aspect& aspect) const {
  const bool may_be_null = aspect.labels.front() == "null";
  const std::ptrdiff_t first = may_be_null ? 1 : 0;
  std::vector<std::string> words =
      age_runs({allowed.begin() + first, allowed.end()},
               {aspect.labels.begin() + first, aspect.labels.end()}, space_.moments().clocks);
  if (aspect.is_age) return created_ages(std::move(words), space_);
  if (may_be_null && allowed.front()) words.insert(words.begin(), "null");
  return words;
}

// Of the labels that a condition allows those that some sign-in of it has.
std::vector<bool> ConditionFinder::possible(const Allowed& allowed, std::size_t aspect) {
  std::vector<bool> labels = allowed[aspect];
  Allowed one = allowed;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (!labels[i]) continue;
    one[aspect].assign(labels.size(), false);
    one[aspect][i] = true;
    labels[i] = outer_.solve(where(one));
  }
  return labels;
}

Condition ConditionFinder::readable(const Allowed& allowed) {
  Condition condition;
  for (std::size_t a = 0; a < allowed.size(); ++a) {
    const std::vector<bool>& labels = allowed[a];
    if (labels.empty()) continue;
    const Aspect& aspect = aspects_[a];
    Restriction restriction{aspect.fact, aspect.piece, false, {}, {}, {}};
    const auto count = static_cast<std::size_t>(std::count(labels.begin(), labels.end(), true));
    if (aspect.is_interval) {
      const auto& begins = space_.moments().begins;
      const auto first =
          static_cast<std::size_t>(std::find(labels.begin(), labels.end(), true) - labels.begin());
      if (first > 0) restriction.from = begins[first];
      if (first + count < begins.size()) restriction.until = begins[first + count];
    } else if (aspect.fact == "user.grace_started" || aspect.is_age) {
      restriction.values = ages(possible(allowed, a), aspect);
    } else if (aspect.fact == "user.created") {
      restriction.values = created_runs(labels, possible(allowed, a), space_);
    } else {
      restriction.is_not = count * 2 > labels.size() && labels.size() > 2;
      for (std::size_t i = 0; i < labels.size(); ++i) {
        if (labels[i] != restriction.is_not) restriction.values.push_back(aspect.labels[i]);
      }
    }
    condition.restrictions.push_back(std::move(restriction));
  }
  // The most readable first.
  std::reverse(condition.restrictions.begin(), condition.restrictions.end());
  return condition;
}

namespace {

// The shortest first, and then by what they say: not by when the solver came across them.
bool comes_before(const Condition& a, const Condition& b) {
  const auto& x = a.restrictions;
  const auto& y = b.restrictions;
  if (x.size() != y.size()) return x.size() < y.size();
  const auto said = [](const Restriction& r) {
    return std::tie(r.fact, r.piece, r.is_not, r.values, r.from, r.until);
  };
  return std::lexicographical_compare(
      x.begin(), x.end(), y.begin(), y.end(),
      [&](const Restriction& one, const Restriction& other) { return said(one) < said(other); });
}

}  // namespace

ConditionFinder::Found ConditionFinder::find(Lit formula, std::size_t most) {
  inner_.emplace(space_.implied(), formula);
  Lits beyond;
  for (const auto& [number, may] : inner_->values()) {
    const Choice& choice = space_.solver().choices()[number];
    for (std::size_t i = 0; i < may.size(); ++i) {
      if (!may[i]) beyond.push_back(choice.is[i]);
    }
  }
  beyond_ = space_.solver().any(std::move(beyond));
  work_ = 0;
  std::vector<Allowed> found;
  Lits literals;
  Lits left = universe_;
  left.push_back(formula);
  Found result;
  while (inner_->solve(left)) {
    if (found.size() == most || (work_ > most_work && !found.empty())) {
      result.are_all = false;
      break;
    }
    Allowed allowed = at_model();
    leave_out(allowed, 0, summed_up_, formula);
    leave_out_unneeded(allowed, formula);
    widen(allowed, formula);
    literals.push_back(literal(allowed));
    left.push_back(-literals.back());
    found.push_back(std::move(allowed));
  }
  // Those whose sign-ins others have too.
  for (std::size_t i = 0; result.are_all && i < found.size();) {
    Lits alone = universe_;
    alone.push_back(literals[i]);
    for (std::size_t j = 0; j < found.size(); ++j) {
      if (j != i) alone.push_back(-literals[j]);
    }
    if (inner_->solve(alone)) {
      ++i;
      continue;
    }
    found.erase(found.begin() + static_cast<std::ptrdiff_t>(i));
    literals.erase(literals.begin() + static_cast<std::ptrdiff_t>(i));
  }
  for (const Allowed& allowed : found) result.conditions.push_back(readable(allowed));
  std::sort(result.conditions.begin(), result.conditions.end(), comes_before);
  return result;
}

}  // namespace gatecast::engine
