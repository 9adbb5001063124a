// A typed policy as lines `field = value`, places left out: two policies are the same when their
// dumps are. Independent of the writer of the canonical form, which it is held against.
#pragma once

#include <string>

#include "rules/policy.h"

namespace gatecast::rules {

// The keys of one condition have no order; everything else has.
std::string dump(const Policy& policy);

}  // namespace gatecast::rules
