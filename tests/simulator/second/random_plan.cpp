#include "tests/simulator/second/random_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "rules/check.h"
#include "rules/policy_parser.h"
#include "tests/oracle/dice.h"
#include "tests/simulator/second/random_policy.h"

namespace gatecast::second {

namespace {

using engine::Fact;
using oracle::Dice;
using rules::Instant;
using simulator::Behavior;
using simulator::Parameter;
using simulator::ParameterKind;

double between(Dice& dice, double low, double high) {
  return low + (high - low) * dice.below(1001) / 1000;
}

simulator::ParameterValue certain(double value) { return {value, value, value, "a test"}; }

void set(Behavior& behavior, Parameter parameter, double value) {
  behavior.values[static_cast<std::size_t>(parameter)] = certain(value);
}

double share(Dice& dice) {
  if (dice.chance(20)) return 0;
  return dice.chance(5) ? 1 : between(dice, 0, 0.4);
}

double random_number(Dice& dice, Parameter parameter) {
  switch (parameter) {
    case Parameter::sign_ins_per_day:
      return between(dice, 0.4, 2);
    case Parameter::sign_ins_sigma:
      return between(dice, 0, 0.8);
    case Parameter::enroll_hazard_far:
    case Parameter::enroll_hazard_mid:
    case Parameter::enroll_hazard_last:
      return dice.chance(30) ? 0 : between(dice, 0, 0.08);
    case Parameter::announcement_times:
      return dice.chance(60) ? 1 : between(dice, 0, 6);
    case Parameter::announcement_days:
      return dice.below(8);
    case Parameter::hazard_far_days:
      return dice.below(20);
    case Parameter::hazard_last_days:
      return dice.below(6);
    case Parameter::phone_replaced_per_year:
    case Parameter::phone_lost_per_year:
    case Parameter::number_changed_per_year:
    case Parameter::leavers_per_year:
    case Parameter::clock_off_per_year:
    case Parameter::joiners_per_year:
      return dice.chance(30) ? 0 : between(dice, 0.2, 3);
    case Parameter::setup_success_share:
    case Parameter::passkey_setup_success_share:
      return between(dice, 0.5, 1);
    case Parameter::setup_minutes:
      return between(dice, 1, 10);
    case Parameter::challenge_seconds:
      return between(dice, 5, 60);
    case Parameter::resend_share:
      return between(dice, 0, 1);
    case Parameter::retry_hours:
      return between(dice, 0.2, 20);
    case Parameter::calls_help_desk_share:
    case Parameter::calls_about_setup_share:
      return dice.chance(20) ? 0 : between(dice, 0, 1);
    case Parameter::loss_resets_at_once:
    case Parameter::desk_open_weekends:
    case Parameter::desk_lifts_locks:
    case Parameter::desk_administrators_first:
      return dice.below(2);
    case Parameter::desk_agents:
      return dice.below(3);
    case Parameter::desk_agents_per_10000:
      return dice.below(200);
    case Parameter::desk_opens_hour:
      return dice.below(48) / 4.0;
    case Parameter::desk_closes_hour:
      return 12 + dice.below(49) / 4.0;
    case Parameter::handle_minutes:
      return between(dice, 3, 200);
    case Parameter::patience_hours:
      return dice.chance(50) ? 0 : between(dice, 0.2, 10);
    case Parameter::sms_late_minutes:
    case Parameter::email_late_minutes:
      return dice.of<int>({0, 1, 3, 9, 11, 14, 16, 40});
    case Parameter::clock_off_seconds:
      return between(dice, 20, 500);
    case Parameter::clock_off_days:
      return between(dice, 0, 20);
    case Parameter::late_code_waited_share:
      return between(dice, 0, 1);
    default:
      return share(dice);
  }
}

void stress(Behavior& behavior, Theme theme) {
  switch (theme) {
    case Theme::locks:
      set(behavior, Parameter::code_mistyped_share, 0.4);
      set(behavior, Parameter::gives_up_share, 0.3);
      // No retry of one's own, so that failures are still on record when the next sign-in comes.
      set(behavior, Parameter::retry_hours, 5000);
      set(behavior, Parameter::calls_help_desk_share, 0.1);
      set(behavior, Parameter::phone_not_at_hand_share, 0.05);
      break;
    case Theme::few_sends:
      set(behavior, Parameter::resend_share, 0.6);
      set(behavior, Parameter::sms_not_delivered_share, 0.3);
      set(behavior, Parameter::email_not_delivered_share, 0.25);
      set(behavior, Parameter::sign_ins_per_day, 3);
      break;
    case Theme::short_cookies:
    case Theme::risk_later:
    case Theme::history:
      set(behavior, Parameter::new_device_share, 0.15);
      set(behavior, Parameter::new_address_share, 0.3);
      set(behavior, Parameter::code_mistyped_share, 0.05);
      set(behavior, Parameter::phone_not_at_hand_share, 0.05);
      break;
    case Theme::hopeless:
      set(behavior, Parameter::no_smartphone_share, 0.5);
      set(behavior, Parameter::calls_help_desk_share, 0.6);
      break;
    case Theme::losses:
      set(behavior, Parameter::phone_lost_per_year, 3);
      set(behavior, Parameter::phone_replaced_per_year, 3);
      set(behavior, Parameter::loss_reported_share, 0.5);
      set(behavior, Parameter::secret_moved_share, 0.3);
      // Whoever was reset may come back of his own accord.
      set(behavior, Parameter::enroll_hazard_far, 0.8);
      set(behavior, Parameter::enroll_hazard_mid, 0.8);
      set(behavior, Parameter::enroll_hazard_last, 0.8);
      break;
    case Theme::closed_desk:
      set(behavior, Parameter::desk_opens_hour, 10.25);
      set(behavior, Parameter::desk_closes_hour, 12);
      set(behavior, Parameter::desk_agents, 1);
      set(behavior, Parameter::handle_minutes, 40);
      set(behavior, Parameter::patience_hours, 2);
      set(behavior, Parameter::desk_administrators_first, 1);
      set(behavior, Parameter::calls_help_desk_share, 0.8);
      set(behavior, Parameter::code_mistyped_share, 0.3);
      set(behavior, Parameter::phone_lost_per_year, 3);
      break;
    case Theme::outages:
      set(behavior, Parameter::new_device_share, 0.4);
      set(behavior, Parameter::new_address_share, 0.5);
      set(behavior, Parameter::phone_not_at_hand_share, 0.1);
      break;
    case Theme::stages:
      set(behavior, Parameter::enroll_hazard_far, 0.04);
      set(behavior, Parameter::enroll_hazard_mid, 0.1);
      set(behavior, Parameter::enroll_hazard_last, 0.2);
      set(behavior, Parameter::new_device_share, 0.3);
      set(behavior, Parameter::hazard_far_days, 6);
      set(behavior, Parameter::hazard_last_days, 2);
      break;
    case Theme::any:
    case Theme::count_:
      break;
  }
}

// One stage after the other, each changed once or twice.
std::vector<simulator::Drill> random_stage_drills(Dice& dice, rules::Date start) {
  std::vector<simulator::Drill> drills;
  for (const char* stage : {"first", "second"}) {
    rules::Date day{start.days - 2 + dice.below(8)};
    for (int i = dice.below(3); i > 0; --i) {
      simulator::Drill drill;
      drill.kind = dice.chance(50) ? simulator::DrillKind::stage_paused
                                   : simulator::DrillKind::stage_rolled_back;
      drill.stage = stage;
      drill.from = day;
      day.days += 1 + dice.below(9);
      drill.until = day;
      if (i == 1 && dice.chance(20)) drill.until.reset();
      day.days += dice.below(4);
      drills.push_back(drill);
    }
  }
  std::stable_sort(drills.begin(), drills.end(),
                   [](const auto& a, const auto& b) { return a.from < b.from; });
  return drills;
}

std::vector<simulator::Reminder> random_reminders(Dice& dice, rules::Date start) {
  std::vector<simulator::Reminder> reminders;
  for (int i = dice.below(4); i > 0; --i) {
    simulator::Reminder reminder;
    reminder.on.days = start.days - 2 + dice.below(20);
    reminder.days = 1 + dice.below(6);
    reminder.times = dice.below(9) / 2.0;
    if (dice.chance(30)) reminder.type = dice.of<std::string>({"internal", "customer"});
    if (dice.chance(20)) reminder.role = "Clerk";
    if (dice.chance(30)) reminder.stage = dice.of<std::string>({"first", "second"});
    reminders.push_back(reminder);
  }
  return reminders;
}

// Days around the start and beyond the end; some stay as they are to the end.
std::vector<simulator::Drill> random_drills(Dice& dice, Theme theme, rules::Date start) {
  using simulator::DrillKind;
  if (theme == Theme::stages) return random_stage_drills(dice, start);
  std::vector<simulator::Drill> drills;
  const int most = theme == Theme::outages ? 6 : 0;
  for (int i = 0; i < most; ++i) {
    simulator::Drill drill;
    drill.kind = static_cast<DrillKind>(dice.below(simulator::drill_kind_count));
    if (simulator::info(drill.kind).of_stage) continue;
    drill.from.days = start.days - 3 + dice.below(22);
    if (simulator::info(drill.kind).lasts && dice.chance(80)) {
      drill.until = rules::Date{drill.from.days + 1 + dice.below(8)};
    }
    if (simulator::info(drill.kind).of_role && dice.chance(60)) drill.role = "Clerk";
    if (simulator::info(drill.kind).has_minutes) {
      drill.minutes = dice.of<int>({1, 3, 9, 11, 14, 16, 40});
    }
    if (simulator::info(drill.kind).has_times) drill.times = dice.below(7) / 2.0;
    drills.push_back(drill);
  }
  return drills;
}

template <std::size_t size>
void draw_pattern(Dice& dice, std::array<double, size>& factors) {
  double sum = 0;
  for (double& factor : factors) sum += factor = dice.chance(15) ? 0 : between(dice, 0.1, 2);
  for (double& factor : factors) factor = sum > 0 ? factor * size / sum : 1;
}

// Later ones are drawn when all else is, so that plans that are kept stay what they were.
constexpr auto first_parameters = static_cast<std::size_t>(Parameter::passkey_setup_success_share);

Behavior random_behavior(Dice& dice, Theme theme) {
  Behavior behavior;
  for (std::size_t p = 0; p < first_parameters; ++p) {
    const auto parameter = static_cast<Parameter>(p);
    set(behavior, parameter, random_number(dice, parameter));
  }
  behavior.hour_factors.fill(1);
  if (dice.chance(60)) draw_pattern(dice, behavior.hour_factors);
  if (dice.chance(60)) draw_pattern(dice, behavior.weekday_factors);
  if (dice.chance(50)) behavior.holidays.push_back(*rules::parse_date("2027-03-10"));
  for (int i = dice.below(4); i > 0; --i) {
    const auto parameter = static_cast<Parameter>(dice.below(static_cast<int>(first_parameters)));
    if (!simulator::info(parameter).by_type_or_role) continue;
    const bool of_role = dice.chance(50);
    behavior.overrides.push_back({of_role ? "" : "customer", of_role ? "Clerk" : "", parameter,
                                  certain(random_number(dice, parameter))});
  }
  stress(behavior, theme);
  return behavior;
}

// Some time at a local midnight around the start.
Instant random_midnight(Dice& dice, const Plan& plan, int first, int last) {
  const int day = first + dice.below(last - first + 1);
  return plan.policy->zone.midnight(rules::Date{plan.start.days + day});
}

simulator::Person random_person(Dice& dice, const Plan& plan, int number) {
  simulator::Person person;
  engine::Account& account = person.account;
  account.id = fmt::format("u-{}", number);
  const int type = dice.below(3);
  account.type = static_cast<rules::AccountType>(type);
  std::vector<std::string> roles;
  if (type == 0) roles.emplace_back(dice.chance(30) ? "Administrator" : "Clerk");
  if (type == 2) roles.emplace_back("Customer");
  account.roles = roles;
  account.groups = std::vector<std::string>{};
  account.active = dice.chance(97);
  account.created = Fact<Instant>::none();
  if (dice.chance(30)) account.created = random_midnight(dice, plan, -60, 15);
  using State = rules::AuthenticatorState;
  const bool enrolled = dice.chance(40);
  account.authenticator = enrolled          ? State::enrolled
                          : dice.chance(10) ? State::pending
                                            : State::not_started;
  account.passkey = dice.chance(10);
  account.email = dice.chance(85);
  account.phone = dice.chance(75);
  account.backup_codes = enrolled ? dice.below(6) : 0;
  account.grace_started = Fact<Instant>::none();
  if (dice.chance(10)) account.grace_started = random_midnight(dice, plan, -10, 0);
  account.skips = dice.below(3);
  account.reset_at = Fact<Instant>::none();
  if (!enrolled && dice.chance(5)) account.reset_at = random_midnight(dice, plan, -10, 0);
  account.account_locked = Fact<engine::Lock>::none();
  if (dice.chance(3))
    account.account_locked = engine::Lock{random_midnight(dice, plan, 2, 9), false};
  for (auto& lock : account.locks) lock = Fact<engine::Lock>::none();
  if (dice.chance(3)) account.locks[0] = engine::Lock{{}, true};
  if (dice.chance(3)) account.locks[1] = engine::Lock{random_midnight(dice, plan, 2, 9), false};
  person.sign_ins_per_day = dice.chance(30) ? -1 : between(dice, 0.1, 2.5);
  if (dice.chance(8)) person.sign_ins_per_day = 0;
  if (dice.chance(20)) person.sso_share = dice.chance(20) ? 1 : between(dice, 0, 1);
  if (dice.chance(30)) person.application = "billing";
  return person;
}

}  // namespace

const char* name(Theme theme) {
  constexpr const char* names[] = {"any",        "locks",    "few_sends", "short_cookies",
                                   "risk_later", "hopeless", "losses",    "closed_desk",
                                   "history",    "stages",   "outages"};
  return names[static_cast<std::size_t>(theme)];
}

Plan random_plan(std::uint64_t seed, Theme theme, int people) {
  Dice dice(seed * 100 + static_cast<std::uint64_t>(theme));
  Plan plan;
  const PolicyText text = random_policy(dice, theme);
  plan.text = text.text;
  plan.hours = text.hours;
  plan.source = std::make_shared<const rules::Source>("policy.yaml", text.text);
  rules::ParsedPolicy parsed = rules::parse_policy(*plan.source);
  for (const rules::Diagnostic& d : parsed.diagnostics.all()) {
    if (!parsed.policy) fmt::print(stderr, "{}\n", d.message);
  }
  GATECAST_CHECK(parsed.policy.has_value());
  plan.policy = std::make_shared<const rules::Policy>(std::move(*parsed.policy));
  plan.behavior = random_behavior(dice, theme);
  plan.start = *rules::parse_date("2027-03-01");
  plan.behavior.reminders = random_reminders(dice, plan.start);
  plan.behavior.drills = random_drills(dice, theme, plan.start);
  plan.days = 20 + dice.below(16);
  auto population = std::make_shared<simulator::Population>();
  for (int i = 0; i < people; ++i) {
    population->people.push_back(random_person(dice, plan, i));
  }
  plan.population = population;
  for (std::size_t p = first_parameters; p < simulator::parameter_count; ++p) {
    const auto parameter = static_cast<Parameter>(p);
    set(plan.behavior, parameter, random_number(dice, parameter));
  }
  return plan;
}

}  // namespace gatecast::second
