// What people do: numbers with a range and a source each, by type or role.
//
// The parameters are a closed list; the YAML names them as here. A parameter's range is its 5th and
// 95th percentile of a log-normal (rates, times, counts) or logit-normal (shares); low = high =
// value: certain. Neutral values reduce the model to the closed forms that the tests check.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/diagnostic.h"
#include "rules/policy.h"
#include "rules/source.h"
#include "simulator/drill.h"
#include "simulator/reminder.h"

namespace gatecast::simulator {

enum class Parameter : std::uint8_t {
  // sign-ins
  sign_ins_per_day,  // rate, median over people on an average day
  sign_ins_sigma,    // log-normal spread over people (0: everyone alike)
  dormant_share,     // of accounts whose file does not say
  // devices
  new_device_share,   // of sign-ins, from a browser without the cookie
  new_address_share,  // of sign-ins, from an address not seen before
  // enrollment before it is forced
  enroll_hazard_far,   // a day, from the announcement to `hazard_far_days` before the deadline
  enroll_hazard_mid,   // a day, from then to `hazard_last_days` before it
  enroll_hazard_last,  // a day, from then on
  hazard_far_days,     // days before the deadline
  hazard_last_days,
  // enrollment when prompted
  prompt_accept_share,  // a prompt that may be skipped is accepted
  setup_success_share,  // an enrollment in an authenticator that was begun is completed
  setup_minutes,
  no_smartphone_share,  // of people: can enroll no authenticator
  unwilling_share,      // of people: will not enroll before it is forced
  // at a challenge
  code_mistyped_share,      // a typed code
  sms_not_delivered_share,  // a message
  email_not_delivered_share,
  resend_share,             // asks again when no code came
  phone_not_at_hand_share,  // a challenge that needs the phone
  gives_up_share,           // after a wrong code
  challenge_seconds,        // spent on one challenge
  // loss
  phone_replaced_per_year,
  secret_moved_share,  // of replacements: the authenticator moved along
  phone_lost_per_year,
  number_changed_per_year,
  backup_codes_saved_share,  // of people who enroll
  // recovery
  loss_reported_share,      // of lost secrets: reported at once, not found out at a sign-in
  loss_resets_at_once,      // share, 0 or 1: whoever reports a loss is reset then (self-service)
  calls_help_desk_share,    // of people blocked: calls now; else tries again later
  calls_about_setup_share,  // the same of a set-up that failed
  retry_hours,              // until the one try before the next sign-in of one's own
  // help desk
  desk_agents,            // count; 0: by the number of accounts
  desk_agents_per_10000,  // accounts, rounded up, where `desk_agents` is 0
  desk_opens_hour,        // local hour, 0 to 24
  desk_closes_hour,
  desk_open_weekends,  // share: 0 or 1
  desk_lifts_locks,    // share: 0 or 1; 0: locks end by themselves
  handle_minutes,
  patience_hours,   // how long a caller waits; 0: for ever
  cost_per_ticket,  // money
  // Since others draw by their number, new ones come last.
  desk_administrators_first,  // share: 0 or 1; they are taken before all others who wait
  announcement_days,          // from when people hear of it ...
  announcement_times,         // ... the hazard of enrolling is so many times what it is else
  leavers_per_year,           // rate: accounts that are deactivated
  codes_regenerated_share,    // of sign-ins by a backup code that leave few
  sms_late_share,             // of challenges: messages that come at all come late
  sms_late_minutes,           // ... by so much, in whole minutes
  email_late_share,
  email_late_minutes,
  late_code_waited_share,  // of late codes: sat out by whoever asks for no other
  clock_off_per_year,      // rate: the clock of a phone with an authenticator goes wrong ...
  clock_off_seconds,       // ... by so much, on average (exponential) ...
  clock_off_days,          // ... and is put right without the help desk, on average so much later
  joiners_per_year,        // rate: accounts that are created, for each that is there from the start
  passkey_setup_success_share,  // of an enrollment in a passkey, begun and completed
  count_                        // how many there are
};
inline constexpr std::size_t parameter_count = static_cast<std::size_t>(Parameter::count_);

enum class ParameterKind : std::uint8_t { rate, share, duration, count };

struct ParameterInfo {
  std::string_view name;  // as the enumerator
  ParameterKind kind;
  std::string_view unit;
  bool by_type_or_role;  // false: one for the organisation (the help desk)
};
const ParameterInfo& info(Parameter parameter);

// How the source of a value begins of which its file says nothing.
inline constexpr std::string_view given_in = "given in ";

struct ParameterValue {
  double value = 0;
  double low = 0;
  double high = 0;
  std::string source;  // begins with "assumed" where nothing was measured
};

// Whether a value was measured somewhere, was assumed for want of a measurement, or is given by a
// file that does not say where from.
enum class Origin : std::uint8_t { measured, assumed, given };
Origin origin_of(const ParameterValue& value);
std::string_view name(Origin origin);  // as the enumerator

struct ParameterOverride {
  std::string type;  // internal | partner | customer, or empty
  std::string role;  // or empty
  Parameter parameter{};
  ParameterValue value;
};

struct Behavior {
  std::array<ParameterValue, parameter_count> values;
  std::vector<ParameterOverride> overrides;  // a later one wins; a role's wins over a type's
  std::array<double, 7> weekday_factors{1, 1, 1, 1, 1, 1, 1};  // monday first; mean 1 after reading
  std::array<double, 24> hour_factors{};                       // local hours; mean 1 after reading
  std::vector<rules::Date> holidays;                           // days that count as sundays
  std::vector<Drill> drills;                                   // in order of their begin
  std::vector<Reminder> reminders;

  const ParameterValue& of(Parameter parameter) const {
    return values[static_cast<std::size_t>(parameter)];
  }
};

// What holds for one account, overrides considered.
const ParameterValue& value_for(const Behavior& behavior, Parameter parameter,
                                std::optional<rules::AccountType> type,
                                const std::vector<std::string>& roles);

struct ParsedBehavior {
  Behavior behavior;
  rules::Diagnostics diagnostics;
};

// The shipped defaults (simulator/library/default_behavior.yaml, embedded at build).
std::string_view default_behavior_text();
// A file changes what it names; everything else keeps the shipped default. `policy` knows the
// roles.
ParsedBehavior parse_behavior(const rules::Source& source, const rules::Policy& policy);
// Where no policy is at hand: roles are taken as they stand.
ParsedBehavior parse_behavior(const rules::Source& source);
Behavior default_behavior();

}  // namespace gatecast::simulator
