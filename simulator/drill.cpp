#include "simulator/drill.h"

#include <fmt/format.h>

#include <array>

#include "rules/check.h"

namespace gatecast::simulator {

namespace {

constexpr std::array<DrillInfo, drill_kind_count> infos = {{
    {.name = "sms_down"},
    {.name = "mail_down"},
    {.name = "authenticators_lost", .lasts = false, .of_role = true},
    {.name = "administrators_away"},
    {.name = "more_sign_ins", .has_times = true},
    {.name = "accounts_closed", .lasts = false, .of_role = true},
    {.name = "stage_paused", .of_stage = true},
    {.name = "stage_rolled_back", .of_stage = true},
}};

}  // namespace

const DrillInfo& info(DrillKind kind) {
  GATECAST_CHECK(kind < DrillKind::count_);
  return infos[static_cast<std::size_t>(kind)];
}

std::string describe(const Drill& drill) {
  const DrillInfo& about = info(drill.kind);
  std::string text(about.name);
  if (!drill.role.empty()) text += fmt::format(" of role {}", drill.role);
  if (about.of_stage) text += ": " + drill.stage;
  if (about.has_times) text += fmt::format(" ({:.6g} times)", drill.times);
  text += fmt::format(" {} {}", about.lasts ? "from" : "on", rules::format_date(drill.from));
  if (about.lasts && drill.until) text += " until " + rules::format_date(*drill.until);
  return text;
}

}  // namespace gatecast::simulator
