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
#include "simulator/account_columns.h"
#include "simulator/byte_stream.h"

namespace gatecast::simulator {

// Complete but for the rate: nothing else that is unknown is left.
struct Person {
  engine::Account account;
  // This person's own rate; 0: never signs in. Unknown: each rollout has another, as the behaviour
  // says; whoever never signs in is known.
  std::optional<double> sign_ins_per_day;
  double sso_share = 0;     // share of sign-ins through an exempt channel, 0 to 1
  std::string application;  // may be empty
};

// Persons in little memory; each is made anew when it is asked for.
class People {
 public:
  using Iterator = IndexIterator<People, Person>;

  void push_back(const Person& person) {
    columns_.push_back(person.account, person.sign_ins_per_day, person.sso_share,
                       &person.application, true);
  }
  std::size_t size() const { return columns_.size(); }
  bool empty() const { return columns_.empty(); }
  Person operator[](std::size_t i) const {
    Person person;
    columns_.read(i, person.account);
    person.sign_ins_per_day = columns_.sign_ins_per_day(i);
    person.sso_share = columns_.sso_share(i).value_or(0);
    person.application = columns_.application_of(columns_.application(i));
    return person;
  }
  Iterator begin() const { return {*this, 0}; }
  Iterator end() const { return {*this, size()}; }
  // To read single facts of many, and who has the same roles as others.
  const AccountColumns& columns() const { return columns_; }

 private:
  AccountColumns columns_;
};

struct Population {
  People people;
  // One sentence a column that the file did not have (or left empty) and that had to be drawn:
  // "column `phone`: 1,204 of 12,000 accounts unknown, drawn with a share of 0.9 (assumed)".
  std::vector<std::string> notes;
};

struct ParsedPopulation {
  Population population;
  rules::Diagnostics diagnostics;  // usable only without errors
};

struct ParsedDrafts {
  AccountColumns drafts;
  rules::Diagnostics diagnostics;  // usable only without errors
};

struct Behavior;

// CSV by RFC 4180 with a header; errors carry line and column. `behavior` says what is drawn for
// unknown cells, `seed` with which luck. `policy` gives channels, roles and attributes to check.
// Memory is that of the people, not of the text. `lines` gets the lines that diagnostics are about,
// for `rules::Source(name, lines)`.
ParsedPopulation read_accounts_csv(ByteStream& text, std::vector<rules::KeptLine>& lines,
                                   const rules::Policy& policy, const Behavior& behavior,
                                   std::uint64_t seed);
ParsedPopulation read_accounts_csv(const rules::Source& source, const rules::Policy& policy,
                                   const Behavior& behavior, std::uint64_t seed);
// A synthesis; its own `seed:` decides the luck, so it repeats exactly.
ParsedPopulation synthesize(const rules::Source& source, const rules::Policy& policy,
                            const Behavior& behavior);

// The same files, but nothing is drawn for what they do not say: it stays unknown. That nobody is
// locked is taken for granted, as no file has a column for it, and an account without a type has
// that of its roles.
ParsedDrafts read_accounts_as_written(ByteStream& text, std::vector<rules::KeptLine>& lines,
                                      const rules::Policy& policy);
ParsedDrafts read_accounts_as_written(const rules::Source& source, const rules::Policy& policy);
ParsedDrafts synthesize_as_written(const rules::Source& source, const rules::Policy& policy);

}  // namespace gatecast::simulator
