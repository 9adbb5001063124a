// Which charts the forecast page shows, and of which series: small multiples, one fan a panel, on a
// common scale where panels are meant to be compared. Format-neutral; the page draws them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reports/format.h"
#include "simulator/forecast.h"

namespace gatecast::reports {

// A date worth a line across a panel.
struct Mark {
  rules::Date date;
  std::string label;
  bool deadline = false;  // drawn dashed
};

struct Panel {
  std::string title;
  const simulator::Series* series = nullptr;
  std::vector<Mark> marks;
  bool with_actual = false;  // what really happened is drawn here
};

struct Chart {
  std::string id;  // stable; the page's anchor
  std::string title;
  std::string note;  // how to read it
  Unit unit = Unit::events;
  bool common_scale = false;
  std::vector<Panel> panels;
};

// Charts without any series of their own are left out.
std::vector<Chart> charts(const simulator::Forecast& forecast);

// The days that a table lists: every seventh, dates with a mark, and the last.
std::vector<int> table_days(const simulator::Forecast& forecast);

// `stage:internal` -> `internal`; `all` -> `everybody`
std::string group_title(std::string_view group);

}  // namespace gatecast::reports
