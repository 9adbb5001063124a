// Dated events of a rollout: what breaks down, and what those who run it do.
//
// `drills:` of a behaviour (drill_parser.h). Only data and words; what a drill means is with
// whatever it changes: eras.h (what the graph sees), calendar.h (sign-ins, the desk), journey.h
// (losses).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "rules/time.h"

namespace gatecast::simulator {

enum class DrillKind : std::uint8_t {
  sms_down,             // the provider is known to be ill: no text messages are offered
  mail_down,            // the same of mail
  authenticators_lost,  // on one day, all of a role (or everybody) lose what is on their phones
  administrators_away,  // the help desk answers nobody, since all that it does is theirs to do
  more_sign_ins,        // `times` as many
  accounts_closed,      // on one day, all of a role (or everybody) are deactivated
  stage_paused,         // nobody else of it is admitted; when it goes on, what was left comes later
  stage_rolled_back,    // nobody of it is admitted any more; after that it begins anew
  count_
};
inline constexpr std::size_t drill_kind_count = static_cast<std::size_t>(DrillKind::count_);

struct DrillInfo {
  std::string_view name;  // as the enumerator
  bool lasts = true;      // has an end; else it happens at once, at the begin of its day
  bool of_role = false;
  bool has_times = false;
  bool of_stage = false;
};
const DrillInfo& info(DrillKind kind);

// Days are those of the policy's time zone, and begin at their midnights.
struct Drill {
  DrillKind kind{};
  rules::Date from;
  std::optional<rules::Date> until;  // the day on which it is over; nothing: it stays so
  std::string role;                  // empty: everybody
  double times = 1;
  std::string stage;

  bool holds_on(rules::Date day) const { return from <= day && (!until || day < *until); }
};

// "sms_down from 2027-03-01 until 2027-03-04".
std::string describe(const Drill& drill);

}  // namespace gatecast::simulator
