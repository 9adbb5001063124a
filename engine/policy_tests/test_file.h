// A file of tests of a policy: who signs in, how, and what that gets. How it is written: README.md.
//
// Each test is one sign-in or several, which all get what it expects.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "engine/policy_tests/expectation.h"
#include "engine/policy_tests/fact_changes.h"
#include "rules/diagnostic.h"

namespace gatecast::engine {

struct TestedSignIn {
  std::size_t test = 0;       // index among the tests
  std::size_t account = 0;    // index among the accounts
  std::size_t situation = 0;  // index among the situations
  std::optional<Instant> at;  // of the test; before the situation's, and the file's
  std::size_t expectation = 0;
  rules::Span span;  // where what is expected stands
};

struct NamedChanges {
  std::string name;
  FactChanges changes;
};

struct PolicyTest {
  std::string name;
  rules::Span span;  // of the name
};

struct TestFile {
  static constexpr std::size_t sign_ins_max = 1'000'000;

  std::optional<Instant> now;
  std::vector<NamedChanges> accounts;
  std::vector<NamedChanges> situations;  // the first is the ordinary one, without a name
  std::vector<PolicyTest> tests;
  std::vector<Expectation> expectations;
  std::vector<TestedSignIn> sign_ins;  // in the order of the tests

  // Complete: what the file does not say is as `decide --fill` has it, and the id is the account's
  // name.
  Facts facts(const TestedSignIn& sign_in, const rules::Policy& policy) const;
  // `administrator signs in from a known browser at 2027-01-11`; several moments of one test are
  // told apart by the last part.
  std::string title(const TestedSignIn& sign_in, const rules::Policy& policy) const;
};

struct ParsedTests {
  std::optional<TestFile> file;  // if nothing is wrong
  rules::Diagnostics diagnostics;
};
ParsedTests parse_tests(const rules::Source& source, const Graph& graph);

}  // namespace gatecast::engine
