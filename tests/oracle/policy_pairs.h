// Random policies, and what a small change makes of them.
#pragma once

#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "rules/policy_parser.h"
#include "tests/oracle/dice.h"

namespace gatecast::oracle {

struct Parsed {
  explicit Parsed(std::string text)
      : source("random.yaml", std::move(text)), parsed(rules::parse_policy(source)) {}
  const rules::Policy& policy() const { return *parsed.policy; }
  rules::Source source;
  rules::ParsedPolicy parsed;
};

inline std::string changed(const std::string& text, Dice& dice) {
  const std::vector<std::pair<const char*, const char*>> changes = {
      {"2027-02-01", "2027-02-08"},        {"days: 14", "days: 7"},  {"days: 7", "days: 3"},
      {"2027-03-14", "2027-04-01"},        {"customer", "partner"},  {"risk_based", "every_login"},
      {"enabled: true", "enabled: false"}, {"optional", "required"}, {"email", "sms"}};
  const auto& [from, to] = dice.of(changes);
  return std::regex_replace(text, std::regex(from), to);
}

}  // namespace gatecast::oracle
