#include "tests/simulator/second/rollout.h"

#include <algorithm>
#include <cmath>

namespace gatecast::second {

namespace {

using rules::AuthenticatorState;
using simulator::Parameter;

double organization(const Plan& plan, Parameter parameter) {
  return plan.behavior.of(parameter).value;
}

int agents(const Plan& plan) {
  const double said = std::round(organization(plan, Parameter::desk_agents));
  if (said >= 1) return static_cast<int>(said);
  const auto people = static_cast<double>(plan.accounts);
  const double share = organization(plan, Parameter::desk_agents_per_10000) / 10'000;
  return std::max(1, static_cast<int>(std::ceil(people * share)));
}

}  // namespace

Rollout::Rollout(const Plan& plan, const Hours& hours, const std::vector<Known>& known,
                 Decisions& decisions, std::uint64_t seed)
    : plan_(plan),
      hours_(hours),
      known_(known),
      decisions_(decisions),
      luck_(seed),
      what_if_(~seed, true),
      desk_(hours, agents(plan), organization(plan, Parameter::handle_minutes) * 60,
            organization(plan, Parameter::patience_hours) * 3600, agenda_, luck_),
      counts_(plan.days),
      enroll_in_(known_to_enroll_in(*plan.policy)) {}

void Rollout::look_at(std::uint32_t who) {
  who_ = who;
  person_ = &people_[who];
  account_ = accounts_[who];
  of_ = &known_[account_];
}

void Rollout::count(Count what, std::int64_t n) { counts_.add(of_->type, what, day_, n); }

void Rollout::count_why(Count first, Why why) {
  if (why == Why::on_purpose) return;
  count(static_cast<Count>(static_cast<std::size_t>(first) + static_cast<std::size_t>(why)));
}

bool Rollout::has_role(std::uint32_t who, const std::string& role) const {
  const auto roles = plan_.population->people[accounts_[who]].account.roles.value_or({});
  return role.empty() || std::count(roles.begin(), roles.end(), role) > 0;
}

void Rollout::begin(std::uint32_t who) {
  look_at(who);
  const engine::Account& account = plan_.population->people[account_].account;
  Person& p = *person_;
  p.there = true;
  plan_yearly(who, What::leaves, Parameter::leavers_per_year);
  p.credentials.authenticator = account.authenticator.value();
  p.credentials.passkey = account.passkey.value();
  p.credentials.backup_codes = account.backup_codes.value();
  p.credentials.reset = account.reset_at.is_known();
  p.credentials.emergency = of_->emergency;
  for (std::size_t m = 0; m < rules::method_count; ++m) {
    if (!account.locks[m].is_known()) continue;
    const engine::Lock& lock = account.locks[m].value();
    p.credentials.methods[m].lock_until = lock.until.value_or(rules::instant_max);
    p.credentials.methods[m].hard = lock.hard;
  }
  p.skips = account.skips.value();
  const bool has_app = p.credentials.authenticator == AuthenticatorState::enrolled;
  p.hands.has_secret = has_app || p.credentials.passkey;
  p.has_smartphone = has_app || !chance(Parameter::no_smartphone_share);
  p.willing = !chance(Parameter::unwilling_share);
  p.hands.has_codes = chance(Parameter::backup_codes_saved_share);
  p.rate = of_->rate;
  if (p.rate < 0) {
    p.rate = number(Parameter::sign_ins_per_day) *
             std::exp(number(Parameter::sign_ins_sigma) * luck_.normal());
  }
  plan_sign_in(who);
  plan_enrolling(who);
  plan_yearly(who, What::phone_replaced, Parameter::phone_replaced_per_year);
  plan_yearly(who, What::phone_lost, Parameter::phone_lost_per_year);
  plan_yearly(who, What::number_changed, Parameter::number_changed_per_year);
  plan_clock();
}

// Tries as often as in the busiest hour; of these, as many count as this hour is busy.
void Rollout::plan_sign_in(std::uint32_t who) {
  const double rate = people_[who].rate * hours_.most_active() / 86'400;
  if (rate <= 0) return;
  double at = now_;
  do {
    at += luck_.exponential(1 / rate);
    if (at >= hours_.end()) return;
  } while (luck_.uniform() * hours_.most_active() >= hours_.activity(at));
  agenda_.plan(at, What::sign_in, who);
}

void Rollout::plan_yearly(std::uint32_t who, What what, Parameter per_year) {
  const double rate = known_[accounts_[who]].of(per_year) / (365.25 * 86'400);
  if (rate > 0) agenda_.plan(now_ + luck_.exponential(1 / rate), what, who);
}

// One person more, who is there or will join.
void Rollout::admit(std::uint32_t account) {
  const auto who = static_cast<std::uint32_t>(people_.size());
  people_.emplace_back();
  accounts_.push_back(account);
  const auto& created = plan_.population->people[account].account.created;
  const double joins = created.is_known() ? std::max(0.0, hours_.moment(created.value())) : 0;
  // First: whoever leaves at some moment loses nothing at it.
  for (const simulator::Drill& drill : plan_.behavior.drills) {
    const double at = hours_.midnight(drill.from.days - plan_.start.days);
    const bool closed = drill.kind == simulator::DrillKind::accounts_closed;
    const bool is_there = joins <= 0 || at > joins;
    if (closed && is_there && has_role(who, drill.role)) {
      agenda_.plan(std::max(at, 0.0), What::leaves, who);
    }
  }
  if (joins <= 0) begin(who);
  if (joins > 0 && joins < hours_.end()) agenda_.plan(joins, What::joins, who);
  // Of many who lose theirs at once, the desk takes the first of the list first.
  for (const simulator::Drill& drill : plan_.behavior.drills) {
    if (drill.kind != simulator::DrillKind::authenticators_lost) continue;
    const double at = hours_.midnight(drill.from.days - plan_.start.days);
    if (has_role(who, drill.role) && at >= joins) agenda_.plan(at, What::secrets_taken, who);
  }
}

// Others of the same sort, with nothing yet, from the midnight of their day on.
void Rollout::others_join(std::uint32_t like) {
  const Known& known = known_[like];
  const auto& created = plan_.population->people[like].account.created;
  const bool joins_himself = created.is_known() && hours_.moment(created.value()) > 0;
  const double rate = known.of(Parameter::joiners_per_year) / (365.25 * 86'400);
  if (rate <= 0 || known.emergency || joins_himself) return;
  int day = 0;
  for (double at = luck_.exponential(1 / rate); at < hours_.end();
       at += luck_.exponential(1 / rate)) {
    while (at >= hours_.midnight(day + 1)) ++day;
    const std::size_t of_day = like * static_cast<std::size_t>(plan_.days);
    admit(static_cast<std::uint32_t>(plan_.accounts + of_day + static_cast<std::size_t>(day)));
  }
}

Counts Rollout::run() {
  for (int day = 0; day < plan_.days; ++day) {
    agenda_.plan(hours_.midnight(day + 1), What::day_ends, static_cast<std::uint32_t>(day));
  }
  for (std::uint32_t account = 0; account < plan_.accounts; ++account) {
    if (!known_[account].active) continue;
    admit(account);
    others_join(account);
  }
  while (!agenda_.empty()) {
    const Event event = agenda_.take();
    now_ = event.at;
    happen(event);
  }
  count_waits(counts_);
  return counts_;
}

void Rollout::happen(const Event& event) {
  const bool over = day_ >= plan_.days;  // only the desk works on
  switch (event.what) {
    case What::day_ends:
      count_day(static_cast<int>(event.who));
      ++day_;
      return;
    case What::desk_opens:
      return desk_.opens(now_);
    case What::call_ends:
      return answered(desk_.call_ends(event.who, now_), true);
    case What::caller_quits:
      if (desk_.caller_quits(event.who, now_)) answered(desk_.tickets()[event.who].who, false);
      return;
    default:
      break;
  }
  if (over) return;
  look_at(event.who);
  if (event.what == What::joins) return begin(event.who);
  if (!person_->there) return;
  switch (event.what) {
    case What::sign_in:
      sign_in(false);
      return plan_sign_in(event.who);
    case What::retry:
      if (event.stamp != person_->retry_stamp) return;
      person_->retry_at = never;
      return sign_in(true);
    case What::enrolls:
      if (event.stamp != person_->enroll_stamp) return;
      enroll_of_own_accord();
      return plan_enrolling(event.who);
    case What::phone_replaced:
      plan_yearly(event.who, event.what, Parameter::phone_replaced_per_year);
      if (!chance(Parameter::secret_moved_share)) return lose_secret();
      return plan_clock();
    case What::clock_goes_wrong:
      if (event.stamp == person_->clock_stamp) clock_goes_wrong();
      return;
    case What::clock_put_right:
      if (event.stamp == person_->clock_stamp) plan_clock();
      return;
    case What::leaves:
      person_->there = false;
      return;
    case What::secrets_taken:
      return lose_secret();
    case What::phone_lost:
      plan_yearly(event.who, event.what, Parameter::phone_lost_per_year);
      return lose_secret();
    case What::number_changed:
      plan_yearly(event.who, event.what, Parameter::number_changed_per_year);
      person_->hands.number_is_right = false;
      return;
    default:
      return;
  }
}

int Rollout::few_codes() const {
  const auto& low = plan_.policy->two_factor.settings.backup_codes.low;
  return low ? low->value : rules::defaults::backup_codes_low;
}

void Rollout::count_day(int day) {
  for (std::uint32_t who = 0; who < people_.size(); ++who) {
    if (!people_[who].there) continue;
    look_at(who);
    const engine::Credentials& c = person_->credentials;
    const bool has_app = c.authenticator == AuthenticatorState::enrolled;
    count(Count::active);
    if (has_app || c.passkey) {
      count(Count::enrolled);
    } else if (c.authenticator == AuthenticatorState::pending) {
      count(Count::pending);
    } else {
      count(Count::not_started);
    }
    if (has_app && c.backup_codes <= 0) {
      count(Count::backup_codes_none);
    } else if (has_app && c.backup_codes <= few_codes()) {
      count(Count::backup_codes_low);
    }
    if (person_->out && person_->out_until >= hours_.midnight(day + 1)) count(Count::locked_out);
    if (!of_->administrator) continue;
    const double midnight = now_;
    now_ = midnight - 1;  // what the next day brings is not there yet
    counts_.administrators_in(day) += could_sign_in() ? 1 : 0;
    now_ = midnight;
  }
}

// On the day of the call. One that nobody ever takes waits for a month after the last day.
void Rollout::count_waits(Counts& counts) {
  for (const Desk::Ticket& ticket : desk_.tickets()) {
    double waited = ticket.waited;
    if (waited < 0) waited = hours_.end() + 31 * 86'400 - ticket.opened;
    int day = 0;
    while (ticket.opened >= hours_.midnight(day + 1)) ++day;
    counts.add(known_[accounts_[ticket.who]].type, Count::waited_seconds, day,
               static_cast<std::int64_t>(waited));
  }
}

namespace {

Plan with_joiners(const Plan& plan) {
  using engine::Fact;
  Plan all = plan;
  all.accounts = plan.population->people.size();
  bool any = plan.behavior.of(Parameter::joiners_per_year).value > 0;
  for (const simulator::ParameterOverride& change : plan.behavior.overrides) {
    any |= change.parameter == Parameter::joiners_per_year && change.value.value > 0;
  }
  if (!any) return all;
  auto population = std::make_shared<simulator::Population>(*plan.population);
  for (std::size_t i = 0; i < all.accounts; ++i) {
    for (int day = 0; day < plan.days; ++day) {
      simulator::Person person = plan.population->people[i];
      engine::Account& account = person.account;
      account.created = plan.policy->zone.midnight(rules::Date{plan.start.days + day});
      account.authenticator = AuthenticatorState::not_started;
      account.passkey = false;
      account.backup_codes = account.skips = 0;
      account.grace_started = account.reset_at = Fact<rules::Instant>::none();
      account.account_locked = Fact<engine::Lock>::none();
      for (auto& lock : account.locks) lock = Fact<engine::Lock>::none();
      population->people.push_back(person);
    }
  }
  all.population = population;
  return all;
}

}  // namespace

std::vector<Counts> simulate(const Plan& of, int replicates, std::uint64_t seed) {
  const Plan plan = with_joiners(of);
  const Hours hours(plan.policy->zone, plan.start, plan.days, plan.behavior);
  Decisions decisions(plan);
  const std::vector<Known> known = know_people(plan, hours, decisions);
  std::vector<Counts> all;
  for (int r = 0; r < replicates; ++r) {
    const std::uint64_t own = (seed * 1'000'003 + static_cast<std::uint64_t>(r)) * 2 + 1;
    all.push_back(Rollout(plan, hours, known, decisions, own).run());
  }
  return all;
}

}  // namespace gatecast::second
