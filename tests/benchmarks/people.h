// The portal's people as a directory export would tell them, for benchmarks that count people.
#pragma once

#include <memory>

#include "rules/policy.h"
#include "simulator/population.h"

namespace gatecast::benchmarks {

// A million accounts, or two thousand; with every cell, or with some empty.
std::shared_ptr<const simulator::AccountColumns> portal_people(const rules::Policy& policy,
                                                               bool tiny, bool gaps);

}  // namespace gatecast::benchmarks
