// A time zone as a table of its clock changes: local midnights to instants and back, without I/O
// after construction. The one door to the time zone database.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rules/result.h"
#include "rules/time.h"

namespace gatecast::rules {

// A reading of a wall clock: seconds since 1970-01-01T00:00:00 on that clock.
using LocalSeconds = std::int64_t;

class TimeZone {
 public:
  // UTC.
  TimeZone();
  // An IANA name such as `America/New_York`. Clock changes are tabulated from 1900 to 2200.
  static Result<TimeZone> load(std::string_view name);
  // Every zone that the machine knows, for suggestions. Empty where the database is missing.
  static std::vector<std::string> names();

  const std::string& name() const { return name_; }
  // A clock that never changes, like that of UTC: a day always has 86,400 seconds.
  bool is_fixed() const { return periods_.size() == 1; }

  LocalSeconds to_local(Instant instant) const { return instant + offset_at(instant); }
  // A local time that does not exist is the instant of the clock change; one that happens twice
  // is the first.
  Instant to_instant(LocalSeconds local) const;
  // All at which the wall clock reads `local`, sorted: none where it is put forward past it, two
  // where it is put back.
  std::vector<Instant> instants_of(LocalSeconds local) const;
  Instant midnight(Date date) const { return to_instant(LocalSeconds{date.days} * day_seconds); }
  Date local_date(Instant instant) const;
  // The first clock change after `instant`; instant_max: none.
  Instant next_change(Instant instant) const;
  // `days` later at the same local wall time.
  Instant add_days(Instant instant, std::int64_t days) const;

 private:
  struct Period {
    Instant begin;                // from this instant on ...
    std::int32_t offset_seconds;  // ... the local clock is ahead of UTC by this
  };
  std::int32_t offset_at(Instant instant) const;

  std::string name_;
  std::vector<Period> periods_;  // sorted; the first begins at instant_min
};

}  // namespace gatecast::rules
