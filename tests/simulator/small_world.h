// Small plans for tests: a behaviour in which nothing happens, people who are all alike, and a
// policy with nothing but its methods.
#pragma once

#include <string>
#include <vector>

#include "simulator/simulation.h"

namespace gatecast::simulator::testing {

// Every probability and rate 0, set-ups succeed, no pattern of days or hours, one agent who is
// always there; `sign_ins_per_day` is 1, so that a person's own rate is his rate.
Behavior neutral_behavior();
// A certain value: no range.
void set(Behavior& behavior, Parameter parameter, double value);

struct PeopleLike {
  int count = 100;
  double sign_ins_per_day = 0;
  bool enrolled = false;
  rules::AccountType type = rules::AccountType::internal;
  std::vector<std::string> roles = {};
  int backup_codes = 0;
  bool phone = false;
  double sso_share = 0;
  std::string created = "2026-01-01T00:00:00Z";
};
void add_people(Population& population, const PeopleLike& like);

// Authenticator, in force for everybody at once.
rules::Policy plain_policy();
// Codes by mail alone, for everybody at once.
rules::Policy mail_policy();
// Enrollment required, with `grace_days` from 2027-01-01 on.
rules::Policy requiring_policy(int grace_days);

Plan plan(const rules::Policy& policy, Population population, Behavior behavior);
// Another policy for a plan: YAML without a mistake.
void set_policy(Plan& plan, const std::string& yaml);
Forecast run(const Plan& plan);

const Quantiles& day(const Forecast& forecast, const std::string& metric, int day,
                     const std::string& group = "all");
const Quantiles& total(const Forecast& forecast, const std::string& metric,
                       const std::string& group = "all");
// Of everybody, one number a replicate: over the days of events, at the end of people.
std::vector<double> totals_by_replicate(const Plan& plan, const std::string& metric);
// Every number of a forecast, to the last bit.
std::string bytes(const Forecast& forecast);

}  // namespace gatecast::simulator::testing
