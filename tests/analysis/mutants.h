// Policies that differ from one in a single thing that is written there.
#pragma once

#include <string>
#include <vector>

namespace gatecast::oracle {

struct Mutant {
  std::string kind;  // comparison, date, number, boolean, word, list item, order
  std::string what;  // `two_factor.methods: email -> passkey`
  std::string text;  // of the policy; it need not be a right one
};

// Every comparison turned round; every date a day earlier and a day later; every number one more
// and one less; every boolean and every word of the language another; every item of a list left
// out, and changed places with the next, where there are several.
std::vector<Mutant> mutants_of(const std::string& policy);

}  // namespace gatecast::oracle
