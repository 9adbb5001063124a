// What changed for the accounts of an audit since another policy, as a rule an older revision: who
// is in another category, who gets another answer from when, and which kinds of sign-ins do at all.
// Counted here from an audit by the other policy, `people_changes` and `diff`; in the report of the
// audit, whose writers call those of this.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/analysis/diff.h"
#include "reports/audit.h"
#include "reports/difference.h"
#include "reports/people_changes.h"

namespace gatecast::reports {

// Accounts that were in one category by the other policy, and are in another one now.
struct AuditMove {
  Category from = Category::unknown, to = Category::unknown;
  AccountList accounts;
};

struct AuditSince {
  Audit before;                  // the same accounts, at the same instant, by the other policy
  std::vector<AuditMove> moves;  // in the order of the categories
  std::uint64_t moved = 0;       // accounts in another category
  // From the instant of the audit until the last day that it looks at. What differs already then
  // is dated from that instant, however long it has.
  PeoplePlan people_plan;
  PeopleChanges people;
  engine::Difference difference;
  std::string before_path, after_path;  // as the caller wrote them

  DifferenceSides sides() const {
    return {*people_plan.before.graph, *people_plan.after.graph, before_path, after_path};
  }
};

struct SincePlan {
  std::shared_ptr<const engine::Graph> graph;  // of the other policy
  simulator::OrdinarySignIn sign_in;           // the same, as that policy knows it
  std::string policy_digest;
  std::string before_path, after_path;
};

// Fails where the policies are too large to be compared, or to answer unknown facts.
rules::Result<std::shared_ptr<const AuditSince>> changes_since(const Audit& audit, SincePlan plan);

// Parts of the audit's reports; empty where it was asked for no other policy.
std::string since_text(const Audit& audit);  // at most 100 columns, but for commands
std::string since_json(const Audit& audit);  // an object
std::string since_html(const Audit& audit);
std::vector<NamedFile> since_csv(const Audit& audit);

}  // namespace gatecast::reports
