// Names for accounts and situations of generated tests: what is unlike an ordinary sign-in, in a
// few words, and the facts as a test file writes them.
#pragma once

#include <optional>
#include <string>

#include "engine/facts.h"
#include "rules/policy.h"
#include "rules/time_zone.h"
#include "rules/yaml_writer.h"

namespace gatecast::reports {

struct NamedFacts {
  std::string name;          // empty: as ordinary
  rules::WrittenNode facts;  // a map
};

// Of the account, its id among them; `ordinary` is an ordinary sign-in.
NamedFacts named_account(const engine::Facts& facts, const engine::Facts& ordinary,
                         const rules::Policy& policy);
// Of the sign-in and the environment, without its time.
NamedFacts named_situation(const engine::Facts& facts, const engine::Facts& ordinary,
                           const rules::Policy& policy);

// `2027-01-31 09:00` by the zone's clock, or in UTC where that clock shows the time twice.
std::string moment_text(rules::Instant instant, const rules::TimeZone& zone);

rules::WrittenNode scalar(std::string text);     // a number or a word of YAML
rules::WrittenNode text_node(std::string text);  // quoted where it must be
void put(rules::WrittenNode& map, std::string key, rules::WrittenNode value);
rules::WrittenNode map_node();
rules::WrittenNode list_node();

}  // namespace gatecast::reports
