// Graphviz as a library: the one door to it.
#pragma once

#include <string>

#include "rules/result.h"

namespace gatecast::reports {

// `dot`, in its language, laid out from the top down, as SVG. Not for threads at the same time.
rules::Result<std::string> lay_out_svg(const std::string& dot);

}  // namespace gatecast::reports
