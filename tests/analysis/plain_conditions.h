// The words of a condition of `diff`, read as a person reads them: whether they hold of a sign-in.
#pragma once

#include <map>
#include <set>
#include <string>

#include "engine/analysis/condition.h"
#include "engine/facts.h"
#include "rules/policy.h"
#include "tests/analysis/plain_ages.h"

namespace gatecast::oracle {

class PlainConditions {
 public:
  PlainConditions(const rules::Policy& before, const rules::Policy& after);

  bool holds(const engine::Condition& condition, const engine::Facts& facts) const;

 private:
  bool holds(const engine::Restriction& restriction, const engine::Facts& facts) const;
  bool is(const engine::Restriction& restriction, const std::string& value,
          const engine::Facts& facts) const;
  bool is_user(const std::string& value, const engine::Facts& facts) const;
  bool is_opened(const std::string& value, const engine::Facts& facts) const;
  bool is_created(const std::string& value, const engine::Facts& facts) const;
  Zones zones() const { return {&before_.zone, &after_.zone}; }
  std::string networks(const engine::Facts& facts) const;
  std::string type(const engine::Facts& facts) const;
  const rules::Policy& policy_of(const std::string& fact) const;

  const rules::Policy& before_;
  const rules::Policy& after_;
  std::set<std::string> applications_, countries_, users_, networks_;  // that either names
  std::map<std::string, std::set<std::string>> integers_;              // by attribute
};

// For the message of a failing test.
std::string to_text(const engine::Condition& condition);

}  // namespace gatecast::oracle
