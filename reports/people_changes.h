// How many people a changed policy concerns, and on which dates: each account of a population
// decided by both policies at its ordinary sign-in, over a span of time.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/graph/decide.h"
#include "reports/account_kinds.h"
#include "rules/result.h"
#include "simulator/ordinary_sign_in.h"
#include "simulator/population.h"

namespace gatecast::reports {

struct PeoplePlan {
  struct Side {
    std::shared_ptr<const engine::Graph> graph;
    simulator::OrdinarySignIn sign_in;
  };
  Side before, after;
  std::shared_ptr<const simulator::AccountColumns> accounts;
  rules::Instant from = 0, until = 0;
  int threads = 0;  // 0: as many as the machine has; changes nothing but the time
};

// Accounts for which the same changes on the same dates.
struct PeopleChange {
  rules::Instant from = 0;   // the first is where the plan begins
  rules::Instant until = 0;  // where answers are the same again, or others; at most the plan's end;
                             // `from`: of that instant alone, as later is not known
  std::string before, after;
  std::vector<std::uint32_t> accounts;  // by index of the population
  std::uint64_t administrators = 0;
  std::uint64_t uncertain = 0;  // facts that the population leaves open could make it otherwise
  TypeCounts by_type{};
  std::map<std::string, std::uint64_t> by_role, by_stage;  // by the new policy
};

struct PeopleChanges {
  std::vector<PeopleChange> changes;  // by date, the most people first
  std::uint64_t people = 0;           // to whom anything changes
  std::uint64_t accounts = 0;
  std::uint64_t cut = 0;  // accounts that could not be followed to the end of the span
};

// Fails only where a policy is too large to answer unknown facts.
rules::Result<PeopleChanges> people_changes(const PeoplePlan& plan);

std::string people_text(const PeopleChanges& changes, const PeoplePlan& plan);
// What changes, by date: indented lines of at most 100 columns; and how many people that concerns.
std::string people_changes_text(const PeopleChanges& changes, const PeoplePlan& plan);
std::string people_summary(const PeopleChanges& changes, const PeoplePlan& plan);
// `from 2027-02-01 until 2027-02-15`; open to either side where the span ends, or is not known.
std::string people_dates(const PeopleChange& change, const PeoplePlan& plan);
std::string people_json(const PeopleChanges& changes, const PeoplePlan& plan);
std::string people_markdown(const PeopleChanges& changes, const PeoplePlan& plan);
// One line an account and change.
std::string people_csv(const PeopleChanges& changes, const PeoplePlan& plan);

}  // namespace gatecast::reports
