// Parts of the page of an audit, which its sections share. Texts are escaped here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "reports/audit.h"

namespace gatecast::reports {

std::string page_number(std::uint64_t count);
std::string cell(std::string_view text);
std::string wide_cell(std::string_view text);  // may be broken into lines
std::string row_head(std::string_view text);
// `body` is HTML.
std::string section(std::string_view id, std::string_view title, const std::string& body);
// The first of the ids, and how many more there are.
std::string ids(const Audit& audit, const AccountList& list);
// A cell that shows them on a click.
std::string behind_click(const Audit& audit, const AccountList& list);

}  // namespace gatecast::reports
