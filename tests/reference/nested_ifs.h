// The reference policy as a programmer would write it: enums, masks and nested ifs. The baseline
// that the graph is timed against, and a second reading that it is held against.
#pragma once

#include "tests/reference/request.h"

namespace gatecast::reference {

Answer nested_ifs(const Request& request);

}  // namespace gatecast::reference
