// What may keep people from being locked out: plans that differ from a plan in one remedy, for
// everybody at once.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "rules/result.h"
#include "simulator/simulation.h"

namespace gatecast::simulator {

// From the cheapest on: a minute of the person's own time; a number to be recorded; an enrollment
// ahead of the stage, with help; and two weeks more in which everybody's password is enough.
enum class Remedy : std::uint8_t { save_codes, add_phone, enroll_before, extend_grace, none };
inline constexpr std::size_t remedy_count = 4;
inline constexpr int grace_days_more = 14;

// `save_codes` ...
std::string_view name(Remedy remedy);

// The plan with this remedy; nothing where the policy has no place for it (no grace to extend, no
// second factor that a person could enroll beforehand). Fails as the policy's compilation does.
rules::Result<std::optional<Plan>> with_remedy(const Plan& plan, Remedy remedy);

}  // namespace gatecast::simulator
