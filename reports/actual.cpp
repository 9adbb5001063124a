#include "reports/actual.h"

#include <fmt/format.h>

#include <charconv>

namespace gatecast::reports {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.back() == '\r' || text.back() == ' ')) text.remove_suffix(1);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    return text.substr(1, text.size() - 2);
  }
  return text;
}

std::optional<double> parse_share(std::string_view text) {
  const bool percent = text.ends_with('%');
  if (percent) text.remove_suffix(1);
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  if (percent || value > 1) value /= 100;
  if (!(value >= 0 && value <= 1)) return std::nullopt;
  return value;
}

std::string_view take_until(std::string_view& text, char end) {
  const std::size_t at = text.find(end);
  const std::string_view taken = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return taken;
}

}  // namespace

rules::Result<Actual> read_actual(std::string_view text) {
  Actual actual;
  bool header = true;
  for (int line = 1; !text.empty(); ++line) {
    std::string_view rest = take_until(text, '\n');
    if (trim(rest).empty()) continue;
    if (rest.front() == '#') {
      if (!actual.note.empty()) actual.note += ' ';
      actual.note += trim(rest.substr(1));
      continue;
    }
    const std::string_view date_text = trim(take_until(rest, ','));
    const std::string_view value_text = trim(take_until(rest, ','));
    if (header) {
      if (date_text != "date" || value_text != "value") {
        return rules::Failure{fmt::format("line {}: the header must begin `date,value`", line)};
      }
      header = false;
      continue;
    }
    const auto date = rules::parse_date(date_text);
    if (!date) return rules::Failure{fmt::format("line {}: `{}` is no date", line, date_text)};
    const auto share = parse_share(value_text);
    if (!share) {
      return rules::Failure{
          fmt::format("line {}: `{}` is neither a share nor per cent", line, value_text)};
    }
    actual.points.push_back({*date, *share});
  }
  return actual;
}

}  // namespace gatecast::reports
