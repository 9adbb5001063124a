// The account's half of the space of sign-ins.
#include "engine/analysis/space.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "rules/check.h"

namespace gatecast::engine {
namespace {

// More facts than these that differ are as good as all.
constexpr std::size_t most_counted = 24;
// Before or after now.
constexpr rules::Seconds most_stored = 400LL * 366 * rules::day_seconds;

}  // namespace

Space::Space(std::vector<const Graph*> graphs, Solver& solver, const std::vector<Instant>& dates)
    : graphs_(std::move(graphs)),
      solver_(solver),
      implied_(solver),
      creation_dates_(engine::creation_dates(graphs_, created())),
      moments_(find_moments(dates)) {
  for (std::size_t i = 0; i < graphs_.size(); ++i) views_.emplace_back(*graphs_[i], i, *this);
  now_ = solver_.choice(moments_.instants.size());
  for (std::size_t i = 1; i < now_.is.size(); ++i) {
    solver_.prefer(i <= moments_.first_usual ? now_.at_least[i] : now_.before(i));
  }
  for (View& view : views_) view.set_times();
  add_account();
  add_sign_in();
  count_differing();
  write_first_values();
}

Moments Space::find_moments(const std::vector<Instant>& dates) const {
  std::vector<Instant> openings = creation_dates_.dates;
  for (const Graph* graph : graphs_) {
    for (const auto& steps : graph->variables.stage_steps) {
      for (const Instant step : steps) {
        openings.push_back(std::max(step, created()));
        if (creation_dates_.matter) openings.push_back(step);
      }
    }
    if (!graph->policy.rollout) openings.push_back(created());
  }
  return moments_of(graphs_, dates, openings, creation_dates_.spans());
}

Instant Space::created() const { return *rules::parse_instant("2020-01-01T00:00:00Z"); }

Choice Space::add(std::string fact, std::size_t values, Write write, std::string piece) {
  choices_.push_back(
      {std::move(fact), std::move(piece), solver_.choice(values), 1, std::move(write)});
  // So that models are small from the beginning.
  for (std::size_t i = 1; i < values; ++i) solver_.prefer(choices_.back().choice.before(i));
  return choices_.back().choice;
}

Lit Space::flag(std::string fact, bool ordinary, Fact<bool> Account::*member, Asks asks) {
  const Choice choice = add(std::move(fact), 2, [=](std::size_t value, Facts& facts) {
    facts.user.*member = (value == 0) == ordinary;
  });
  const Lit holds = choice.is[ordinary ? 0 : 1];
  set(asks, holds);
  return holds;
}

void Space::set(Asks asks, const Lits& is, std::uint32_t a, std::uint32_t b) {
  for (View& view : views_) view.set(asks, is, a, b);
}

Lit Space::at_or_after(Instant instant) const {
  const std::size_t first = moments_.first_at(instant);
  return first < now_.at_least.size() ? now_.at_least[first] : solver_.no();
}

void Space::add_account() {
  add_id();
  own_type_ = add("user.type", 4, [](std::size_t value, Facts& facts) {
                facts.user.type = Fact<rules::AccountType>::none();
                if (value > 0) facts.user.type = static_cast<rules::AccountType>(value - 1);
              }).is;
  std::rotate(own_type_.begin(), own_type_.begin() + 1, own_type_.end());
  add_roles();
  add_groups();
  flag("user.active", true, &Account::active, Asks::active);
  add_created();
  const Choice app = add("user.authenticator", 3, [](std::size_t value, Facts& facts) {
    using State = rules::AuthenticatorState;
    constexpr State states[] = {State::enrolled, State::not_started, State::pending};
    facts.user.authenticator = states[value];
  });
  set(Asks::authenticator, {app.is[1], app.is[2], app.is[0]});
  flag("user.passkey", false, &Account::passkey, Asks::passkey);
  flag("user.email", true, &Account::email, Asks::email);
  flag("user.phone", true, &Account::phone, Asks::phone);
  add_grace();
  add_locks();
  add_attributes(rules::Attribute::On::user);
}

void Space::add_id() {
  known_ids_ = engine::known_ids(graphs_);
  const auto& ids = known_ids_.ids;
  const std::size_t values = ids.size() + (known_ids_.misses_some ? 1 : 0);
  const Choice id = add("user.id", values, [this](std::size_t value, Facts& facts) {
    GATECAST_CHECK(value < known_ids_.ids.size());
    facts.user.id = known_ids_.ids[value].id;
  });
  choices_.back().ordinary = known_ids_.unnamed;
  nameless_ = known_ids_.misses_some ? id.is.back() : solver_.no();
  for (const RampDraw& draw : known_ids_.draws)
    draws_.push_back(solver_.choice(draw.ranges.size()));
  for (View& view : views_) view.set_id(id);
}

void Space::add_roles() {
  std::vector<std::string> names;
  // Of roles that no policy names, one of each kind is enough.
  std::set<std::vector<int>> seen;
  const auto consider = [&](const std::string& name) {
    if (std::find(names.begin(), names.end(), name) != names.end()) return;
    bool is_named = false;
    std::vector<int> kind;
    for (const Graph* graph : graphs_) {
      is_named = is_named || graph->variables.roles.find(name);
      const auto declared = graph->declared_roles.find(name);
      if (declared == graph->declared_roles.end()) {
        kind.push_back(-1);
        continue;
      }
      const rules::Role& role = graph->policy.roles[declared->second];
      kind.push_back((role.type ? 1 + static_cast<int>(*role.type) : 0) * 2 + (role.admin ? 1 : 0));
    }
    if (is_named || seen.insert(std::move(kind)).second) names.push_back(name);
  };
  for (const Graph* graph : graphs_) {
    for (const rules::Role& role : graph->policy.roles) consider(role.name.value);
  }
  std::string undeclared = "undeclared";
  const auto is_declared = [&](const Graph* graph) {
    return graph->declared_roles.count(undeclared) > 0;
  };
  while (std::any_of(graphs_.begin(), graphs_.end(), is_declared)) undeclared += "-role";
  names.push_back(undeclared);
  std::vector<std::pair<std::string, Lit>> roles;
  for (const std::string& name : names) {
    const Choice has = add(
        "user.roles", 2,
        [name](std::size_t value, Facts& facts) {
          if (value == 0) return;
          auto held = facts.user.roles.value_or({});
          held.push_back(name);
          facts.user.roles = std::move(held);
        },
        name);
    roles.emplace_back(name, has.is[1]);
  }
  for (View& view : views_) view.set_roles(roles);
}

void Space::add_groups() {
  Names all;
  for (const Graph* graph : graphs_) {
    for (const std::string& name : graph->variables.groups.in_order()) all.add(name);
  }
  for (const std::string& name : all.in_order()) {
    const Choice in = add(
        "user.groups", 2,
        [name](std::size_t value, Facts& facts) {
          if (value == 0) return;
          auto groups = facts.user.groups.value_or({});
          groups.push_back(name);
          facts.user.groups = std::move(groups);
        },
        name);
    for (View& view : views_) {
      const auto number = view.graph().variables.groups.find(name);
      if (number) view.set(Asks::group, in.is[1], *number);
    }
  }
}

void Space::add_created() {
  // Without grace they do not matter.
  const bool has_grace = !moments_.clocks.turns().empty();
  creations_ = engine::creations(has_grace ? creation_dates_ : CreationDates{}, created());
  const std::vector<Between> spans = creation_dates_.spans();
  created_ = add("user.created", creations_.size(), [this, spans](std::size_t value, Facts& facts) {
    const Creation& creation = creations_[value];
    facts.user.created = creation.span ? spans[*creation.span].after + 1 : creation.at;
  });
  for (std::size_t i = 0; i < creations_.size(); ++i) {
    const Creation& each = creations_[i];
    const Lit is = created_.is[i];
    if (each.span) {
      created_between_.push_back({spans[*each.span], is});
    } else {
      created_at_.push_back({each.at, is});
    }
  }
  add_created_ages();
}

// Together with the span in which it was they say when.
void Space::add_created_ages() {
  if (moments_.created.empty()) return;
  const std::size_t values = 1 + moments_.created.size();
  created_age_ = add("user.created", values, [this](std::size_t value, Facts& facts) {
    if (value > 0) write_created_age(moments_.created[value - 1], facts);
  });
  choices_.back().ordinary = values;
  for (const CreatedAt& each : created_at_) solver_.require({-each.is, created_age_.is[0]});
  for (std::size_t i = 0; i < created_between_.size(); ++i) {
    const Lit is = created_between_[i].is;
    solver_.require({-is, -created_age_.is[0]});
    for (std::size_t age = 0; age < moments_.created.size(); ++age) {
      require_then({is, created_age_.is[1 + age]}, moments_.created_at[i][age]);
    }
  }
}

void Space::require_then(const Lits& lits, const Runs& runs) {
  Lits clause;
  for (const Lit lit : lits) clause.push_back(-lit);
  for (const auto& [first, end] : runs) {
    const Lit is_before = end < now_.is.size() ? now_.before(end) : solver_.yes();
    clause.push_back(solver_.both(first == 0 ? solver_.yes() : now_.at_least[first], is_before));
  }
  solver_.require(clause);
}

// In the middle of its span, if it may be.
void Space::write_created_age(const Age& age, Facts& facts) const {
  for (const auto& [between, is] : created_between_) {
    const auto [after, before] = between;
    if (facts.user.created.value() != after + 1) continue;
    const Instant middle = after + (before - after) / 2 / rules::day_seconds * rules::day_seconds;
    const bool may_be = middle > after && moments_.clocks.age(middle, facts.now) == age;
    const auto opening = may_be ? middle : moments_.clocks.opening(facts.now, age, after, before);
    GATECAST_CHECK(opening.has_value());
    facts.user.created = *opening;
    return;
  }
}

// Now, if it may be.
Instant Space::stored_opening(Instant now, const Age& age) const {
  const GraceClocks& clocks = moments_.clocks;
  if (clocks.age(now, now) == age) return now;
  const auto found = clocks.opening(now, age, now - most_stored, now + most_stored);
  GATECAST_CHECK(found.has_value());
  return *found;
}

Lit Space::stored_if(const std::function<bool(const Age&)>& is_such) {
  Lits any;
  for (std::size_t i = 0; i < moments_.stored.size(); ++i) {
    if (is_such(moments_.stored[i].age)) any.push_back(grace_started_.is[1 + i]);
  }
  return solver_.any(std::move(any));
}

Lit Space::created_if(const std::function<bool(const Age&)>& is_such) {
  Lits any;
  for (std::size_t i = 0; i < moments_.created.size(); ++i) {
    if (is_such(moments_.created[i])) any.push_back(created_age_.is[1 + i]);
  }
  return solver_.any(std::move(any));
}

Lit Space::usual() const {
  return moments_.first_usual < now_.is.size() ? now_.at_least[moments_.first_usual] : solver_.no();
}

void Space::add_grace() {
  const std::size_t values = 1 + moments_.stored.size();
  grace_started_ = add("user.grace_started", values, [this](std::size_t value, Facts& facts) {
    facts.user.grace_started = Fact<Instant>::none();
    if (value == 0) return;
    facts.user.grace_started = stored_opening(facts.now, moments_.stored[value - 1].age);
  });
  for (std::size_t i = 0; i < moments_.stored.size(); ++i) {
    require_then({grace_started_.is[1 + i]}, moments_.stored[i].at);
  }
  std::set<std::uint32_t> limits{0};
  for (const Graph* graph : graphs_) {
    for (const Variable& variable : graph->variables.all()) {
      const bool limited = variable.asks == Asks::grace_clock && variable.b != absent;
      if (limited) limits.insert(variable.b);
    }
  }
  skip_limits_.assign(limits.begin(), limits.end());
  skips_ = add("user.skips", skip_limits_.size(), [this](std::size_t value, Facts& facts) {
    facts.user.skips = static_cast<int>(skip_limits_[value]);
  });
}

Lit Space::skips_left(std::uint32_t skips) const {
  const auto at = std::lower_bound(skip_limits_.begin(), skip_limits_.end(), skips);
  const auto value = static_cast<std::size_t>(at - skip_limits_.begin());
  return value < skips_.at_least.size() ? skips_.before(value) : solver_.yes();
}

void Space::count_differing() {
  Lits differ;
  for (std::size_t i = 0; i < choices_.size();) {
    Lits pieces;
    const std::string& fact = choices_[i].fact;
    for (; i < choices_.size() && choices_[i].fact == fact; ++i) {
      const FactChoice& piece = choices_[i];
      if (piece.ordinary < piece.choice.is.size()) {
        pieces.push_back(piece.choice.at_least[piece.ordinary]);
      }
    }
    const Lit differs = solver_.any(std::move(pieces));
    if (differs != solver_.no()) differ.push_back(differs);
  }
  more_differ_ = solver_.more_than(differ, std::min(most_counted, differ.size()));
}

}  // namespace gatecast::engine
