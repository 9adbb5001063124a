// A forecast: what the replicates of one plan said, as bands. Plain data; reports read it.
//
// Filled by simulate() (simulation.h). Every count is a whole number of people or events per
// replicate; bands are quantiles over replicates, day by day (pointwise, predictive).
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "rules/time.h"

namespace gatecast::simulator {

// One end of the interval of each quantile; not a number where there are too few replicates.
struct QuantileEnds {
  static constexpr double none = std::numeric_limits<double>::quiet_NaN();
  double p05 = none;
  double p25 = none;
  double p50 = none;
  double p75 = none;
  double p95 = none;
};

struct Quantiles {
  double mean = 0;
  double p05 = 0;
  double p25 = 0;
  double p50 = 0;
  double p75 = 0;
  double p95 = 0;
  // Monte-Carlo error: the 95 % order-statistic interval in which each quantile lies.
  QuantileEnds low = {};
  QuantileEnds high = {};
};

// One metric of one group, day by day. `metric` is a name of the list below.
struct Series {
  std::string group;  // all, type:*, role:*, stage:*
  std::string metric;
  std::vector<Quantiles> days;
};

struct Total {
  std::string group;
  std::string metric;
  Quantiles value;  // of each replicate's sum over the days (events), or last day (people)
};

// The quantiles of each replicate's own worst day, never the peak of a mean curve.
struct Peak {
  std::string group;
  std::string metric;
  Quantiles value;
  int day_p50 = 0;  // median day on which it falls
};

enum class Verdict : std::uint8_t { met, missed, undecided };

struct GateResult {
  std::string metric;
  std::string group;
  std::string band;    // p95 ...
  bool is_max = true;  // the limit is a maximum
  double limit = 0;
  std::optional<rules::Date> by;
  double value = 0;
  std::optional<double>
      low;  // 95 % order-statistic interval of the quantile; absent: too few replicates
  std::optional<double> high;
  int replicates_needed = 0;  // for an interval to exist
  Verdict verdict = Verdict::undecided;
};

struct Assumption {
  std::string parameter;
  double value = 0;
  double low = 0;
  double high = 0;
  std::string unit;
  std::string source;  // where the number comes from; begins with "assumed" if from nowhere
  bool assumed = false;
};

struct StageDates {
  std::string name;
  rules::Date start;
  rules::Date complete;                 // its last ramp step
  std::optional<rules::Date> deadline;  // end of grace of most who are admitted at the start
  std::int64_t accounts = 0;
};

struct RunInfo {
  std::string version;
  std::string policy;
  int revision = 0;
  // SHA-256, hexadecimal: of the policy's canonical form after `extends`, and of the two files.
  std::string policy_digest;
  std::string behavior_digest;
  std::string population_digest;
  std::int64_t accounts = 0;
  int replicates = 0;
  std::uint64_t seed = 0;
  rules::Date start;
  int days = 0;
};

struct Forecast {
  RunInfo run;
  std::vector<std::string> groups;  // in the order of display
  std::vector<std::string> metrics;
  std::vector<Series> daily;
  std::vector<Total> totals;
  std::vector<Peak> peaks;
  std::vector<GateResult> gates;
  std::vector<Assumption> assumptions;
  std::vector<StageDates> stages;
  std::optional<rules::Date> announced;  // first announcement
  std::vector<std::string> notes;        // population columns that had to be drawn, and the like
};

// People at the end of the day.
inline constexpr const char* people_metrics[] = {
    "active",     "enrolled",         "pending",          "not_started",
    "locked_out", "backup_codes_low", "backup_codes_none"};
// Events during the day (minutes_spent and queue_wait_hours are sums and means of times).
// A wait is the wall-clock time from opening a ticket until an agent starts on it (or the caller
// hangs up), hours at which the desk is closed included; it counts on the day of the opening.
// A lockout is the passage from having a way in to having none, or a challenge whose attempts were
// used up; tries while locked out are blocked sign-ins.
inline constexpr const char* event_metrics[] = {
    "sign_ins",         "challenges",         "wrong_codes",  "prompts",
    "enrollments",      "blocked_sign_ins",   "lockouts",     "tickets",
    "queue_wait_hours", "protected_sign_ins", "minutes_spent"};
// lockouts and blocked_sign_ins also by cause: `lockouts:attempts`, `blocked_sign_ins:overdue` ...
inline constexpr const char* causes[] = {"attempts",    "no_usable_method",  "code_not_delivered",
                                         "device_lost", "backup_codes_used", "overdue"};
// Shares, metric / active: `enrolled_share`, `locked_out_share` ...

// Nothing if the forecast has no such series.
const Series* find_series(const Forecast& forecast, const std::string& group,
                          const std::string& metric);
const Total* find_total(const Forecast& forecast, const std::string& group,
                        const std::string& metric);
const Peak* find_peak(const Forecast& forecast, const std::string& group,
                      const std::string& metric);

}  // namespace gatecast::simulator
