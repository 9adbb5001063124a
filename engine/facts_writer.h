// Facts of a sign-in as JSON: what read_facts reads.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/facts.h"

namespace gatecast::engine {

// Appends one object on one line, without a line end; unknown facts are left out. With `only`, of
// the facts but `now` and `user.id` just these, by name (`user.locks.email`).
void write_facts(const Facts& facts, const std::vector<std::string>* only, std::string& out);

}  // namespace gatecast::engine
