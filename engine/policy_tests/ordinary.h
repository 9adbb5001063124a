// An ordinary sign-in, as `decide --fill` completes it, and how another one differs from it.
#pragma once

#include <string>
#include <vector>

#include "engine/facts.h"
#include "rules/policy.h"

namespace gatecast::engine {

class Graph;

// Without an id.
Facts ordinary_facts(const rules::Policy& policy);

// Sets one fact to what it ordinarily is, by its name: `user.phone`, `user.locks.sms`,
// `sign_in.attributes.device`. CHECKs that there is such a fact.
void make_ordinary(const std::string& fact, const Facts& ordinary, Facts& facts);

// The names of the facts that differ, in SIGNIN's order, but for `now` and `user.id`.
std::vector<std::string> differing_facts(const Facts& facts, const Facts& ordinary);

// Whether roles say what the account is: all are declared, and they do not disagree about a type
// that it does not give itself. Others are decided as several accounts at once, which is no sign-in
// that a person would write.
bool is_settled(const Graph& graph, const Facts& facts);

}  // namespace gatecast::engine
