#include "reports/audit_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "reports/format.h"

namespace gatecast::reports {
namespace {

constexpr std::size_t most_ids = 200;

}  // namespace

std::string page_number(std::uint64_t count) { return number(static_cast<double>(count)); }

std::string cell(std::string_view text) { return fmt::format("<td>{}</td>", html(text)); }
std::string wide_cell(std::string_view text) {
  return fmt::format("<td class=\"source\">{}</td>", html(text));
}
std::string row_head(std::string_view text) {
  return fmt::format("<th scope=\"row\">{}</th>", html(text));
}

std::string section(std::string_view id, std::string_view title, const std::string& body) {
  return fmt::format("<section id=\"{}\"><h2>{}</h2>\n{}</section>\n", id, html(title), body);
}

std::string ids(const Audit& audit, const AccountList& list) {
  std::string out;
  for (std::size_t i = 0; i < std::min(list.size(), most_ids); ++i) {
    if (i > 0) out += ", ";
    out += audit.id(list[i]);
  }
  if (list.size() > most_ids) {
    out += fmt::format(" and {} more: accounts.csv of --csv", page_number(list.size() - most_ids));
  }
  return out;
}

std::string behind_click(const Audit& audit, const AccountList& list) {
  if (list.empty()) return "<td></td>";
  return fmt::format("<td class=\"source\"><details><summary>who</summary>{}</details></td>",
                     html(ids(audit, list)));
}

}  // namespace gatecast::reports
