#include "reports/audit_dates.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

#include "engine/graph/graph.h"

namespace gatecast::reports {
namespace {

using rules::Date;
using rules::Instant;

std::string first_line(const engine::Graph& graph, rules::Span span) {
  return std::string(engine::decided_by(graph.source, span).text);
}

bool is_ahead(const Audit& audit, Date date) {
  const Date today = audit.policy().zone.local_date(audit.plan.at);
  return date > today && date <= audit.last_day;
}

std::string stage_step(const rules::Stage& stage, std::size_t step) {
  if (!stage.ramp) return fmt::format("stage `{}` starts", stage.name.value);
  const int percent = stage.ramp->percent_hundredths[step];
  return fmt::format("stage `{}` {} {}%", stage.name.value, step == 0 ? "starts with" : "goes to",
                     percent / 100.0);
}

void list_stages(const std::vector<Admission>& admissions, Audit& audit) {
  const engine::Graph& graph = *audit.plan.graph;
  if (!graph.policy.rollout) return;
  std::map<std::pair<int, Instant>, AccountList> admitted;
  for (std::uint32_t i = 0; i < admissions.size(); ++i) {
    if (admissions[i].at) admitted[{admissions[i].stage, *admissions[i].at}].push_back(i);
  }
  const auto& stages = graph.policy.rollout->stages;
  for (std::size_t s = 0; s < stages.size(); ++s) {
    const std::size_t steps = stages[s].ramp ? stages[s].ramp->percent_hundredths.size() : 1;
    const int every = stages[s].ramp ? stages[s].ramp->every_days : 0;
    for (std::size_t step = 0; step < steps; ++step) {
      const Date date{stages[s].start.value.days + static_cast<int>(step) * every};
      if (!is_ahead(audit, date)) continue;
      audit.dates.push_back({date, AuditDate::Kind::stage_starts, stage_step(stages[s], step),
                             admitted[{static_cast<int>(s), graph.policy.zone.midnight(date)}]});
    }
  }
}

void list_ends(Audit& audit) {
  for (const DeclaredException& exception : audit.exceptions) {
    const Date end{exception.last_day.days + 1};
    if (!is_ahead(audit, end)) continue;
    const auto kind =
        exception.is_rule ? AuditDate::Kind::rule_ends : AuditDate::Kind::exclusion_ends;
    audit.dates.push_back(
        {end, kind,
         fmt::format("{} ends: {}; last covered day {}", exception.is_rule ? "rule" : "exclusion",
                     exception.whom, rules::format_date(exception.last_day)),
         exception.accounts});
  }
  const auto& emergency = audit.policy().emergency_access;
  if (emergency && emergency->review_by && is_ahead(audit, emergency->review_by->value)) {
    audit.dates.push_back({emergency->review_by->value, AuditDate::Kind::review_due,
                           "emergency access is to be reviewed",
                           audit.lists[static_cast<std::size_t>(Category::emergency_access)]});
  }
}

using StateKey = std::tuple<Category, rules::Outcome, std::string_view>;

StateKey key_of(const AuditState& state) { return {state.category, state.outcome, state.reason}; }

std::uint32_t number_of(const engine::MethodList& methods) {
  std::uint32_t number = 1;
  for (const rules::Method method : methods) {
    number = number * 8 + static_cast<std::uint32_t>(method);
  }
  return number;
}

}  // namespace

std::string_view name(AuditDate::Kind kind) {
  switch (kind) {
    case AuditDate::Kind::exclusion_ends:
      return "exclusion_ends";
    case AuditDate::Kind::rule_ends:
      return "rule_ends";
    case AuditDate::Kind::review_due:
      return "review_due";
    case AuditDate::Kind::stage_starts:
      break;
  }
  return "stage_starts";
}

void list_exceptions(Audit& audit) {
  const engine::Graph& graph = *audit.plan.graph;
  const rules::Policy& policy = graph.policy;
  const Date today = policy.zone.local_date(audit.plan.at);
  // Each place in the source begins at a text of its own.
  std::unordered_map<const char*, std::size_t> places;
  const auto add = [&](DeclaredException exception, const engine::DecidedBy& place, Date expires) {
    exception.last_day = {expires.days - 1};
    exception.is_over = expires <= today;
    exception.place = place;
    places.emplace(place.text.data(), audit.exceptions.size());
    audit.exceptions.push_back(std::move(exception));
  };
  for (std::size_t i = 0; i < policy.exclusions.size(); ++i) {
    const rules::Exclusion& e = policy.exclusions[i];
    const std::string whom = e.role ? "role: " + e.role->value : first_line(graph, e.who->span);
    add({false, whom, e.reason, e.owner, e.approved_by, {}, false, {}, {}},
        graph.exclusion_rules[i], e.expires.value);
  }
  for (std::size_t i = 0; i < policy.rules.size(); ++i) {
    const rules::Rule& rule = policy.rules[i];
    if (!rule.then || rule.then->outcome != rules::Outcome::allow || !rule.then->expires) continue;
    const std::string whom =
        rule.name.value.empty() ? first_line(graph, rule.when.span) : rule.name.value;
    const std::string reason = rule.then->reason ? rule.then->reason->value : std::string();
    add({true, whom, reason, rule.then->owner, rule.then->approved_by, {}, false, {}, {}},
        graph.rule_rules[i], *rule.then->expires);
  }
  for (const std::uint32_t i : audit.lists[static_cast<std::size_t>(Category::excluded)]) {
    const auto found = places.find(audit.accounts[i].now.rule->text.data());
    GATECAST_CHECK(found != places.end());
    audit.exceptions[found->second].accounts.push_back(i);
    audit.accounts[i].exception = static_cast<std::int32_t>(found->second);
  }
}

void list_dates(const std::vector<Admission>& admissions, Audit& audit) {
  list_ends(audit);
  list_stages(admissions, audit);
  std::stable_sort(audit.dates.begin(), audit.dates.end(),
                   [](const AuditDate& a, const AuditDate& b) { return a.date < b.date; });
}

void list_changes(const std::vector<AccountChange>& changes, Audit& audit) {
  const rules::TimeZone& zone = audit.policy().zone;
  // By date, then in the order of categories.
  using Details = std::pair<std::uint32_t, std::optional<Instant>>;
  const auto details = [](const AuditState& state) -> Details {
    return {number_of(state.methods), state.deadline};
  };
  std::map<std::tuple<Date, StateKey, StateKey, Details, Details>, AuditChange> groups;
  for (const AccountChange& change : changes) {
    AuditState from = change.from;
    AuditState to = change.to;
    if (key_of(from) != key_of(to)) {
      for (AuditState* state : {&from, &to}) {
        state->methods = {};
        state->deadline.reset();
      }
    }
    const Date date = zone.local_date(change.at);
    auto [at, is_new] =
        groups.try_emplace({date, key_of(from), key_of(to), details(from), details(to)});
    if (is_new) at->second = {date, from, to, {}};
    at->second.accounts.push_back(change.account);
  }
  for (auto& [key, group] : groups) audit.changes.push_back(std::move(group));
}

}  // namespace gatecast::reports
