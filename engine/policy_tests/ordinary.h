// An ordinary sign-in, as `decide --fill` completes it, and how another one differs from it.
#pragma once

#include <string>
#include <vector>

#include "engine/facts.h"
#include "rules/policy.h"

namespace gatecast::engine {

// Without an id.
Facts ordinary_facts(const rules::Policy& policy);

// Sets one fact to what it ordinarily is, by its name: `user.phone`, `user.locks.sms`,
// `sign_in.attributes.device`. CHECKs that there is such a fact.
void make_ordinary(const std::string& fact, const Facts& ordinary, Facts& facts);

// The names of the facts that differ, in SIGNIN's order, but for `now` and `user.id`.
std::vector<std::string> differing_facts(const Facts& facts, const Facts& ordinary);

}  // namespace gatecast::engine
