// What the writers of an audit say alike.
#pragma once

#include <string>
#include <vector>

#include "reports/audit.h"

namespace gatecast::reports {

// `2027-02-16 12:00`, by the policy's clock.
std::string local_text(const Audit& audit, rules::Instant instant);
// How people were taken to sign in: one sentence each, without a full stop.
std::vector<std::string> counted_how(const Audit& audit);
// `challenge (second_factor): email, sms`.
std::string state_words(const AuditState& state);
// The same behind its category: `second_factor, challenge (second_factor): email, sms`, and until
// when.
std::string category_words(const AuditState& state);
// `role: Legacy Service` is declared by it; one line.
std::string exception_words(const DeclaredException& exception);
// Who gets in by emergency access, who answers for it, and until when it is to be reviewed.
std::string emergency_words(const Audit& audit);
// For a person: `no role`, `roles unknown` or the name.
std::string role_title(const AuditedRole& role);
// Of whom a role's accounts without a second factor are made: `excluded 8 (no mailbox; owner ...),
// unenrolled 3`; and how many are unknown.
std::string without_words(const Audit& audit, const AuditedRole& role);
// What a list of changes lacks; sentences without a full stop.
std::vector<std::string> change_remarks(const Audit& audit);
// Which policy an audit is compared with: `acme-portal`, revision 2 (old.yaml). Only with one.
std::string since_words(const Audit& audit);
// The exception that lets the account in now; null: none does.
const DeclaredException* exception_of(const Audit& audit, const AuditedAccount& account);
// Names of the unknown facts that an account of category `unknown` depends on.
const std::vector<std::string>& unknown_of(const Audit& audit, const AuditedAccount& account);
// `a, b`, or with another separator.
std::string joined(const std::vector<std::string>& items, std::string_view separator = ", ");
std::string method_names(const engine::MethodList& methods, std::string_view separator = ", ");
// What is known of the roles and the type: empty where nothing is.
std::vector<std::string> roles_of(const engine::Account& account);
std::string type_of(const engine::Account& account);

// For JSON: a list of ids; an object of all categories.
std::string ids_json(const Audit& audit, const AccountList& list);
std::string counts_json(const Counts& counts);

}  // namespace gatecast::reports
