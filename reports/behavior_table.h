// What a behaviour says of people, as a table: every parameter with its range, whom it holds for,
// and where it comes from.
#pragma once

#include <string>
#include <string_view>

#include "simulator/behavior.h"

namespace gatecast::reports {

// At most 100 columns. `title` says which behaviour it is.
std::string behavior_text(const simulator::Behavior& behavior, std::string_view title);
// schema_version 1; `digest` is the SHA-256 of its file.
std::string behavior_json(const simulator::Behavior& behavior, std::string_view title,
                          std::string_view digest);

// As in `drills` of that JSON: `{"drill": "sms_down", "from": ...}`.
std::string drill_json(const simulator::Drill& drill);

}  // namespace gatecast::reports
