// What really happened, to be drawn on the forecast: the enrolled share of all accounts on some
// dates, from a CSV file with the columns `date` and `value`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/result.h"
#include "rules/time.h"

namespace gatecast::reports {

struct ActualPoint {
  rules::Date date;
  double share = 0;  // 0 to 1
};

struct Actual {
  std::vector<ActualPoint> points;
  std::string note;  // one sentence or more for the reader of the page; may be empty
};

// A header line, then `2017-06-12,31%`. A value is a share (`0.31`), or per cent where it has a `%`
// or is above 1. Further columns are ignored. What stands after `#` in lines of their own is the
// note: where the points come from, and whether the forecast knew them (a reproduction) or not (a
// test). Fails with the line.
rules::Result<Actual> read_actual(std::string_view text);

}  // namespace gatecast::reports
