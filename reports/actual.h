// What really happened, to be drawn on the forecast: the enrolled share of all accounts on some
// dates, from a CSV file with the columns `date` and `value`.
#pragma once

#include <string_view>
#include <vector>

#include "rules/result.h"
#include "rules/time.h"

namespace gatecast::reports {

struct ActualPoint {
  rules::Date date;
  double share = 0;  // 0 to 1
};

// A header line, then `2017-06-12,31%`. A value is a share (`0.31`), or per cent where it has a `%`
// or is above 1. Further columns are ignored; so are lines that start with `#`. Fails with the
// line.
rules::Result<std::vector<ActualPoint>> read_actual(std::string_view text);

}  // namespace gatecast::reports
