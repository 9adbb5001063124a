#include "simulator/at_risk.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>

namespace gatecast::simulator {

namespace {

int sum(const LockoutCounts::ByCause& counts) {
  return static_cast<int>(std::accumulate(counts.begin(), counts.end(), 0U));
}

template <class Counts>
Cause commonest(const Counts& counts) {
  const auto most = std::max_element(counts.begin(), counts.end());
  return *most == 0 ? Cause::none : static_cast<Cause>(most - counts.begin());
}

// In how many replicates each account is locked out at all with each remedy; empty: not applicable.
using Remedied = std::array<std::vector<int>, remedy_count>;

rules::Result<Remedied> try_remedies(const Plan& plan, int replicates,
                                     const ProgressCallback& progress) {
  Remedied remedied;
  for (std::size_t i = 0; i < remedy_count; ++i) {
    const auto changed = with_remedy(plan, static_cast<Remedy>(i));
    if (!changed) return changed.failure();
    if (!changed.value()) continue;
    const auto simulation = Simulation::begin(*changed.value());
    if (!simulation) return simulation.failure();
    const auto lockouts = simulation.value().lockout_counts();
    Counts counts;
    RunHooks hooks;
    hooks.lockouts = lockouts.get();
    const int before = static_cast<int>(i) * replicates;
    hooks.progress = [&](int done, int) {
      return !progress || progress(before + done, static_cast<int>(remedy_count) * replicates);
    };
    const rules::Status ran = simulation.value().run({0, replicates}, counts, hooks);
    if (!ran) return ran.failure();
    for (std::size_t user = 0; user < lockouts->people(); ++user) {
      remedied[i].push_back(sum(lockouts->at_all(user)));
    }
  }
  return remedied;
}

void choose_remedy(AccountAtRisk& person, const Remedied& remedied) {
  person.with_remedy = person.at_all;
  for (std::size_t i = 0; i < remedy_count; ++i) {
    if (remedied[i].empty()) continue;
    const int left = remedied[i][person.account];
    const bool halves = 2 * left <= person.at_all;
    const bool helps = 10 * left <= 9 * person.at_all && left < person.with_remedy;
    if (!halves && !helps) continue;
    person.remedy = static_cast<Remedy>(i);
    person.with_remedy = left;
    if (halves) return;
  }
}

class Roles {
 public:
  explicit Roles(int replicates) : replicates_(replicates) {}

  void take(const std::string& role, const AccountAtRisk* person,
            const LockoutCounts::ByCause& causes) {
    Sum& of = sums_[role];
    ++of.accounts;
    if (person == nullptr) return;
    ++of.at_risk;
    of.in_first_week += person->in_first_week;
    of.at_all += person->at_all;
    for (std::size_t i = 0; i < cause_count; ++i) of.causes[i] += causes[i];
    const auto remedy = static_cast<std::size_t>(person->remedy);
    if (remedy < remedy_count) of.kept_in[remedy] += person->at_all - person->with_remedy;
  }

  std::vector<RoleAtRisk> rows() const {
    std::vector<RoleAtRisk> rows;
    const double n = replicates_;
    for (const auto& [role, of] : sums_) {
      RoleAtRisk row{role,
                     of.accounts,
                     of.at_risk,
                     static_cast<double>(of.in_first_week) / n,
                     static_cast<double>(of.at_all) / n,
                     commonest(of.causes),
                     Remedy::none};
      const auto most = std::max_element(of.kept_in.begin(), of.kept_in.end());
      if (*most > 0) row.remedy = static_cast<Remedy>(most - of.kept_in.begin());
      rows.push_back(row);
    }
    return rows;
  }

 private:
  struct Sum {
    std::int64_t accounts = 0, at_risk = 0, in_first_week = 0, at_all = 0;
    std::array<std::int64_t, cause_count> causes{};
    std::array<std::int64_t, remedy_count> kept_in{};
  };
  int replicates_;
  std::map<std::string, Sum> sums_;  // everybody is "", which comes first
};

std::optional<rules::Date> admission_day(const Plan& plan, const LockoutCounts& counts,
                                         std::size_t user) {
  const Moment at = counts.admitted(user);
  if (at >= SlotClock::never) return std::nullopt;
  const rules::TimeZone& zone = engine::policy_of(*plan.graph).zone;
  return zone.local_date(counts.calendar().instant(at));
}

}  // namespace

double at_risk_memory(const Plan& plan) {
  const AccountColumns& accounts = plan.population->people.columns();
  const std::size_t people = accounts.size();
  // The plan's own counts and those of the remedy at hand; what is left of each remedy; and the
  // remedy's people.
  return static_cast<double>(2 * LockoutCounts::bytes(people) +
                             people * remedy_count * sizeof(int) + accounts.bytes() +
                             people * sizeof(Member));
}

rules::Result<AtRisk> people_at_risk(const Plan& plan, const LockoutCounts& base, int replicates,
                                     const ProgressCallback& progress) {
  const auto remedied = try_remedies(plan, replicates, progress);
  if (!remedied) return remedied.failure();
  AtRisk found;
  found.replicates = replicates;
  Roles roles(replicates);
  const AccountColumns& accounts = plan.population->people.columns();
  for (std::size_t user = 0; user < base.people(); ++user) {
    AccountAtRisk person;
    person.account = static_cast<std::uint32_t>(user);
    person.in_first_week = sum(base.in_first_week(user));
    person.at_all = sum(base.at_all(user));
    person.cause = commonest(base.at_all(user));
    const bool at_risk = person.at_all > 0;
    if (at_risk) {
      person.admitted = admission_day(plan, base, user);
      choose_remedy(person, remedied.value());
      found.people.push_back(person);
    }
    const AccountAtRisk* counted = at_risk ? &person : nullptr;
    roles.take("", counted, base.at_all(user));
    for (const std::string& role : accounts.roles_of(accounts.role_set(user)).value_or({})) {
      roles.take(role, counted, base.at_all(user));
    }
  }
  std::stable_sort(found.people.begin(), found.people.end(), [](const auto& a, const auto& b) {
    return a.in_first_week != b.in_first_week ? a.in_first_week > b.in_first_week
                                              : a.at_all > b.at_all;
  });
  found.roles = roles.rows();
  return found;
}

}  // namespace gatecast::simulator
