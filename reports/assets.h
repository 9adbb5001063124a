// The files that the page carries inside itself, embedded at build: its style, its script and the
// charting library (Apache ECharts).
#pragma once

#include <string_view>

namespace gatecast::reports {

std::string_view page_css();
std::string_view page_js();
std::string_view echarts_js();

}  // namespace gatecast::reports
