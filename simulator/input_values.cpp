#include "simulator/input_values.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "rules/suggest.h"

namespace gatecast::simulator {
namespace {

using rules::YamlNode;

// Digits without a leading zero that another reader would take for octal.
bool begins_as_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  if (text.empty()) return false;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (!digit(text[0]) && !(text[0] == '.' && text.size() > 1 && digit(text[1]))) return false;
  return !(text.size() > 1 && text[0] == '0' && digit(text[1]));
}

template <class Number>
std::optional<Number> parse_whole(std::string_view text) {
  if (!begins_as_number(text)) return std::nullopt;
  Number number{};
  const char* end = text.data() + text.size();
  const auto [stop, code] = std::from_chars(text.data(), end, number);
  if (code != std::errc() || stop != end) return std::nullopt;
  return number;
}

bool is_plain_scalar(const YamlNode& node) {
  return node.kind == YamlNode::Kind::scalar && !node.quoted;
}

}  // namespace

std::optional<double> parse_number(std::string_view text) {
  const auto number = parse_whole<double>(text);
  if (!number || !std::isfinite(*number)) return std::nullopt;
  return number;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  return parse_whole<std::int64_t>(text);
}

std::optional<double> parse_share(std::string_view text) {
  const bool percent = text.ends_with('%');
  if (percent) text.remove_suffix(1);
  auto share = parse_number(trimmed(text));
  if (!share) return std::nullopt;
  if (percent) *share /= 100;
  if (*share < 0 || *share > 1) return std::nullopt;
  return share;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split_list(std::string_view text) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(';');
    parts.push_back(trimmed(text.substr(0, end)));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string with_thousands(std::uint64_t number) {
  const std::string digits = std::to_string(number);
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out;
}

std::string as_percent(double share) { return fmt::format("{:.6g}%", share * 100); }

std::optional<double> read_number(const YamlNode& node, rules::Diagnostics& diagnostics) {
  const auto number = is_plain_scalar(node) ? parse_number(node.text) : std::nullopt;
  if (!number) diagnostics.error("wrong-type", node.span, "a number is expected here");
  return number;
}

std::optional<std::int64_t> read_integer(const YamlNode& node, std::int64_t low, std::int64_t high,
                                         rules::Diagnostics& diagnostics) {
  const auto number = is_plain_scalar(node) ? parse_integer(node.text) : std::nullopt;
  if (number && *number >= low && *number <= high) return number;
  diagnostics.error(number ? "out-of-range" : "wrong-type", node.span,
                    fmt::format("a whole number from {} to {} is expected here", low, high));
  return std::nullopt;
}

std::optional<double> read_share(const YamlNode& node, rules::Diagnostics& diagnostics) {
  const bool plain = is_plain_scalar(node);
  if (plain) {
    if (const auto share = parse_share(node.text)) return share;
  }
  const auto number = plain ? parse_number(node.text) : std::nullopt;
  std::string help;
  if (number && *number > 1 && *number <= 100) help = fmt::format("write `{}%`", node.text);
  const bool is_percent = plain && node.text.ends_with('%');
  diagnostics.error(number || is_percent ? "out-of-range" : "wrong-type", node.span,
                    "a share is expected here: 0 to 1, or a percentage such as `12%`",
                    std::move(help));
  return std::nullopt;
}

std::optional<rules::Date> read_date(const YamlNode& node, rules::Diagnostics& diagnostics) {
  const auto date =
      node.kind == YamlNode::Kind::scalar ? rules::parse_date(node.text) : std::nullopt;
  if (!date) {
    diagnostics.error("wrong-type", node.span, "a date is expected here, such as `2027-01-01`");
  }
  return date;
}

std::optional<double> read_times(const YamlNode& node, rules::Diagnostics& diagnostics) {
  const auto times = read_number(node, diagnostics);
  if (!times || (*times >= 0 && *times <= 1000)) return times;
  diagnostics.error("out-of-range", node.span, "`times` is 0 to 1000; 1 changes nothing");
  return std::nullopt;
}

std::optional<std::string> read_text(const YamlNode& node, rules::Diagnostics& diagnostics) {
  if (node.kind == YamlNode::Kind::scalar && !node.is_null()) return node.text;
  diagnostics.error("wrong-type", node.span, "text is expected here");
  return std::nullopt;
}

bool check_role(const rules::Policy& policy, std::string_view role, rules::Span span,
                rules::Diagnostics& diagnostics) {
  std::vector<std::string_view> known;
  for (const rules::Role& declared : policy.roles) known.emplace_back(declared.name.value);
  for (const std::string_view name : known) {
    if (name == role) return true;
  }
  diagnostics.error("unknown-role", span, fmt::format("the policy declares no role `{}`", role),
                    rules::suggest(role, known));
  return false;
}

bool check_stage(const rules::Policy& policy, std::string_view stage, rules::Span span,
                 rules::Diagnostics& diagnostics) {
  std::vector<std::string_view> known;
  if (policy.rollout) {
    for (const rules::Stage& s : policy.rollout->stages) known.emplace_back(s.name.value);
  }
  for (const std::string_view name : known) {
    if (name == stage) return true;
  }
  diagnostics.error("unknown-stage", span, fmt::format("the policy has no stage `{}`", stage),
                    rules::suggest(stage, known));
  return false;
}

bool expect_mapping(const YamlNode& node, std::string_view what, rules::Diagnostics& diagnostics) {
  if (node.kind == YamlNode::Kind::mapping) return true;
  diagnostics.error("wrong-type", node.span, fmt::format("{} must be a mapping", what));
  return false;
}

bool expect_sequence(const YamlNode& node, std::string_view what, rules::Diagnostics& diagnostics) {
  if (node.kind == YamlNode::Kind::sequence) return true;
  diagnostics.error("wrong-type", node.span, fmt::format("{} must be a list", what));
  return false;
}

void report_unknown_key(const YamlNode::Entry& entry, const std::vector<std::string_view>& known,
                        rules::Diagnostics& diagnostics) {
  diagnostics.error("unknown-key", entry.key_span, fmt::format("unknown key `{}`", entry.key),
                    rules::suggest(entry.key, known));
}

}  // namespace gatecast::simulator
