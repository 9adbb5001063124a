// Who forecasts and audits are about: accounts from a CSV file or made from a synthesis in YAML.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/account.h"
#include "rules/diagnostic.h"
#include "rules/policy.h"
#include "rules/source.h"

namespace gatecast::simulator {

// An account as its source tells it: its facts may be unknown.
struct Draft {
  engine::Account account;
  std::optional<double> sign_ins_per_day;
  std::optional<double> sso_share;
  std::optional<std::string> application;  // empty: none
};

struct Person {
  engine::Account account;      // complete: nothing unknown is left
  double sign_ins_per_day = 0;  // this person's own rate; 0: never signs in
  double sso_share = 0;         // share of sign-ins through an exempt channel, 0 to 1
  std::string application;      // may be empty
};

struct Population {
  std::vector<Person> people;
  // One sentence a column that the file did not have (or left empty) and that had to be drawn:
  // "column `phone`: 1,204 of 12,000 accounts unknown, drawn with a share of 0.9 (assumed)".
  std::vector<std::string> notes;
};

struct ParsedPopulation {
  Population population;
  rules::Diagnostics diagnostics;  // usable only without errors
};

struct ParsedDrafts {
  std::vector<Draft> drafts;
  rules::Diagnostics diagnostics;  // usable only without errors
};

struct Behavior;

// CSV by RFC 4180 with a header; errors carry line and column. `behavior` says what is drawn for
// unknown cells, `seed` with which luck. `policy` gives channels, roles and attributes to check.
ParsedPopulation read_accounts_csv(const rules::Source& source, const rules::Policy& policy,
                                   const Behavior& behavior, std::uint64_t seed);
// A synthesis; its own `seed:` decides the luck, so it repeats exactly.
ParsedPopulation synthesize(const rules::Source& source, const rules::Policy& policy,
                            const Behavior& behavior);

// The same files, but nothing is drawn for what they do not say: it stays unknown. That nobody is
// locked is taken for granted, as no file has a column for it, and an account without a type has
// that of its roles.
ParsedDrafts read_accounts_as_written(const rules::Source& source, const rules::Policy& policy);
ParsedDrafts synthesize_as_written(const rules::Source& source, const rules::Policy& policy);

}  // namespace gatecast::simulator
