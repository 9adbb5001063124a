// Facts of a sign-in from JSON that is parsed already. For whoever has text: facts_json.h.
#pragma once

#include <boost/json.hpp>

#include "engine/facts_json.h"

namespace gatecast::engine {

// Refuses what is no object, and an object without `now`. With `fill`, `value` is completed first.
rules::Result<Facts> facts_of(boost::json::value& value, Fill* fill);

}  // namespace gatecast::engine
