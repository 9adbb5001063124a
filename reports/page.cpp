#include "reports/page.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/digest.h"
#include "reports/assets.h"
#include "reports/format.h"

namespace gatecast::reports {
namespace {

// 'sha256-...' of a script as the content security policy wants it.
std::string script_hash(std::string_view script) {
  static constexpr char letters[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const engine::Digest digest = engine::sha256(script);
  std::string out;
  for (std::size_t i = 0; i < digest.size(); i += 3) {
    std::uint32_t bits = 0;
    const std::size_t bytes = std::min<std::size_t>(3, digest.size() - i);
    for (std::size_t j = 0; j < 3; ++j) bits = bits << 8 | (j < bytes ? digest[i + j] : 0U);
    for (std::size_t j = 0; j < 4; ++j) {
      out += j <= bytes ? letters[bits >> (18 - 6 * j) & 63U] : '=';
    }
  }
  return fmt::format("'sha256-{}'", out);
}

}  // namespace

std::string page_head(std::string_view title, const std::vector<std::string_view>& scripts) {
  std::string hashes;
  for (const std::string_view script : scripts) hashes += fmt::format(" {}", script_hash(script));
  // Charts set style attributes, which no hash can name; styles cannot call out from here.
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src 'unsafe-inline'; script-src{}; img-src data:; base-uri 'none'; "
      "form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<link rel=\"icon\" href=\"data:,\">\n"
      "<title>{}</title>\n<style>\n{}</style>\n</head>\n",
      hashes, html(title), page_css());
}

std::string page_table(const std::vector<std::string_view>& titles, const std::string& rows) {
  std::string out = "<div class=\"scroll\"><table>\n<thead><tr>";
  for (const std::string_view title : titles) {
    out += fmt::format("<th scope=\"col\">{}</th>", html(title));
  }
  return out + "</tr></thead>\n<tbody>\n" + rows + "</tbody></table></div>\n";
}

}  // namespace gatecast::reports
