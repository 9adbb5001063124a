// People at risk for a reader: the list as CSV and JSON, and by role for a terminal and the page.
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

// A section of the forecast's page: by role, and the worst hundred.
std::string at_risk_html(const simulator::AtRisk& at_risk,
                         const simulator::AccountColumns& accounts);
// `,"people_at_risk": {...}` of the forecast's JSON: `replicates`; `roles` and `people` with the
// fields of the two files. Null: everybody's role, no admission, no cause, no remedy.
std::string at_risk_json(const simulator::AtRisk& at_risk,
                         const simulator::AccountColumns& accounts);

// Of the replicates: locked out in the first week; at all, with the ends of the interval that holds
// the chance in 95 of 100 cases (Clopper-Pearson); and with the remedy.
struct ChanceOfLockout {
  double first_week, at_all, low, high, with_remedy;
};
ChanceOfLockout chance_of(const simulator::AccountAtRisk& person, int replicates);
std::string cause_name(simulator::Cause cause);  // empty: none
// Joined by `;`.
std::string role_list(const simulator::AccountColumns& accounts, std::uint32_t account);

}  // namespace gatecast::reports
