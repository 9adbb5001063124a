// What the pages of reports have in common: a head that lets nothing in or out, and tables.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatecast::reports {

// From the doctype to `</head>`, with the house's style. Only scripts with these texts run, and
// nothing is fetched.
std::string page_head(std::string_view title, const std::vector<std::string_view>& scripts);

// `rows` are HTML; titles are escaped here.
std::string page_table(const std::vector<std::string_view>& titles, const std::string& rows);

}  // namespace gatecast::reports
