// People at risk for a reader: the list as CSV, and by role for a terminal.
#pragma once

#include <string>
#include <vector>

#include "reports/named_file.h"
#include "simulator/account_columns.h"
#include "simulator/at_risk.h"

namespace gatecast::reports {

// people.csv, worst first: account, roles, admitted, the chances (of being locked out in the week
// after admission, and at all with its 95 % Clopper-Pearson interval), cause, remedy, and the
// chance at all with that remedy. roles.csv: the same by role, in people; everybody has an empty
// role.
std::vector<NamedFile> at_risk_csv(const simulator::AtRisk& at_risk,
                                   const simulator::AccountColumns& accounts);

std::string at_risk_text(const simulator::AtRisk& at_risk);

}  // namespace gatecast::reports
