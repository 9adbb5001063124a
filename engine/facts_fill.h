// What `decide --fill` completes, on the JSON before it is read.
#pragma once

#include <boost/json.hpp>

#include "engine/facts_json.h"

namespace gatecast::engine {

void fill_missing(boost::json::object& facts, Fill& fill);

}  // namespace gatecast::engine
