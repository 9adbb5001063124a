// The parts of an audit that have dates: what is declared and until when, what happens on which day
// of those ahead, and which accounts change with it.
#pragma once

#include <optional>
#include <vector>

#include "reports/audit.h"

namespace gatecast::reports {

// When an account's first stage admits it, if no unknown fact has a say in that.
struct Admission {
  std::optional<rules::Instant> at;
  int stage = -1;
};

struct AccountChange {
  std::uint32_t account = 0;
  rules::Instant at = 0;
  AuditState from, to;
};

// Each fills its part of `audit`, whose accounts have been decided.
void list_exceptions(Audit& audit);
void list_dates(const std::vector<Admission>& admissions, Audit& audit);
void list_changes(const std::vector<AccountChange>& changes, Audit& audit);

}  // namespace gatecast::reports
