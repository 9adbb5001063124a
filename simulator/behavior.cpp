#include "simulator/behavior.h"

#include "rules/check.h"

namespace gatecast::simulator {
namespace {

constexpr std::array<ParameterInfo, parameter_count> infos = {{
    {"sign_ins_per_day", ParameterKind::rate, "a day", true},
    {"sign_ins_sigma", ParameterKind::rate, "of the logarithm", true},
    {"dormant_share", ParameterKind::share, "of accounts", true},
    {"new_device_share", ParameterKind::share, "of sign-ins", true},
    {"new_address_share", ParameterKind::share, "of sign-ins", true},
    {"enroll_hazard_far", ParameterKind::rate, "a day", true},
    {"enroll_hazard_mid", ParameterKind::rate, "a day", true},
    {"enroll_hazard_last", ParameterKind::rate, "a day", true},
    {"hazard_far_days", ParameterKind::duration, "days", true},
    {"hazard_last_days", ParameterKind::duration, "days", true},
    {"prompt_accept_share", ParameterKind::share, "of prompts", true},
    {"setup_success_share", ParameterKind::share, "of set-ups of an authenticator", true},
    {"setup_minutes", ParameterKind::duration, "minutes", true},
    {"no_smartphone_share", ParameterKind::share, "of people", true},
    {"unwilling_share", ParameterKind::share, "of people", true},
    {"code_mistyped_share", ParameterKind::share, "of typed codes", true},
    {"sms_not_delivered_share", ParameterKind::share, "of messages", true},
    {"email_not_delivered_share", ParameterKind::share, "of messages", true},
    {"resend_share", ParameterKind::share, "of missing codes", true},
    {"phone_not_at_hand_share", ParameterKind::share, "of challenges", true},
    {"gives_up_share", ParameterKind::share, "of wrong codes", true},
    {"challenge_seconds", ParameterKind::duration, "seconds", true},
    {"phone_replaced_per_year", ParameterKind::rate, "a year", true},
    {"secret_moved_share", ParameterKind::share, "of replacements", true},
    {"phone_lost_per_year", ParameterKind::rate, "a year", true},
    {"number_changed_per_year", ParameterKind::rate, "a year", true},
    {"backup_codes_saved_share", ParameterKind::share, "of people who enroll", true},
    {"loss_reported_share", ParameterKind::share, "of lost secrets", true},
    {"loss_resets_at_once", ParameterKind::share, "0 or 1", true},
    {"calls_help_desk_share", ParameterKind::share, "of people blocked", true},
    {"calls_about_setup_share", ParameterKind::share, "of failed set-ups", true},
    {"retry_hours", ParameterKind::duration, "hours", true},
    {"desk_agents", ParameterKind::count, "agents; 0: by the number of accounts", false},
    {"desk_agents_per_10000", ParameterKind::count, "agents for 10,000 accounts", false},
    {"desk_opens_hour", ParameterKind::duration, "hour of the day", false},
    {"desk_closes_hour", ParameterKind::duration, "hour of the day", false},
    {"desk_open_weekends", ParameterKind::share, "0 or 1", false},
    {"desk_lifts_locks", ParameterKind::share, "0 or 1", false},
    {"handle_minutes", ParameterKind::duration, "minutes", false},
    {"patience_hours", ParameterKind::duration, "hours", false},
    {"cost_per_ticket", ParameterKind::rate, "money", false},
    {"desk_administrators_first", ParameterKind::share, "0 or 1", false},
    {"announcement_days", ParameterKind::duration, "days", true},
    {"announcement_times", ParameterKind::rate, "times the hazard", true},
    {"leavers_per_year", ParameterKind::rate, "a year", true},
    {"codes_regenerated_share", ParameterKind::share, "of sign-ins by a backup code that leave few",
     true},
    {"sms_late_share", ParameterKind::share, "of challenges with a message", true},
    {"sms_late_minutes", ParameterKind::duration, "minutes", true},
    {"email_late_share", ParameterKind::share, "of challenges with a message", true},
    {"email_late_minutes", ParameterKind::duration, "minutes", true},
    {"late_code_waited_share", ParameterKind::share, "of late codes", true},
    {"clock_off_per_year", ParameterKind::rate, "a year, of phones with an authenticator", true},
    {"clock_off_seconds", ParameterKind::duration, "seconds", true},
    {"clock_off_days", ParameterKind::duration, "days", true},
    {"joiners_per_year", ParameterKind::rate, "a year, of accounts there from the start", true},
    {"passkey_setup_success_share", ParameterKind::share, "of set-ups of a passkey", true},
}};

}  // namespace

const ParameterInfo& info(Parameter parameter) {
  GATECAST_CHECK(parameter < Parameter::count_);
  return infos[static_cast<std::size_t>(parameter)];
}

Origin origin_of(const ParameterValue& value) {
  if (value.source.starts_with("assumed")) return Origin::assumed;
  return value.source.starts_with(given_in) ? Origin::given : Origin::measured;
}

std::string_view name(Origin origin) {
  constexpr std::string_view names[] = {"measured", "assumed", "given"};
  return names[static_cast<std::size_t>(origin)];
}

const ParameterValue& value_for(const Behavior& behavior, Parameter parameter,
                                std::optional<rules::AccountType> type,
                                const std::vector<std::string>& roles) {
  const ParameterValue* found = &behavior.of(parameter);
  bool by_role = false;
  for (const ParameterOverride& change : behavior.overrides) {
    if (change.parameter != parameter) continue;
    if (!change.role.empty()) {
      for (const std::string& role : roles) {
        if (role != change.role) continue;
        found = &change.value;
        by_role = true;
      }
    } else if (!by_role && type && change.type == rules::name(*type)) {
      found = &change.value;
    }
  }
  return *found;
}

}  // namespace gatecast::simulator
