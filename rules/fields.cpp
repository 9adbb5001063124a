#include "rules/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace gatecast::rules {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

std::string_view without_sign(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return text;
}

// What the YAML 1.2 core schema takes for a number.
bool looks_like_number(std::string_view text) {
  if (text.starts_with("0x") || text.starts_with("0o")) {
    const auto hexadecimal = [](char c) {
      return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    };
    return text.size() > 2 && std::all_of(text.begin() + 2, text.end(), hexadecimal);
  }
  text = without_sign(text);
  const std::size_t exponent = text.find_first_of("eE");
  if (exponent != std::string_view::npos) {
    if (!all_digits(without_sign(text.substr(exponent + 1)))) return false;
    text = text.substr(0, exponent);
  }
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return all_digits(text);
  const std::string_view whole = text.substr(0, dot);
  const std::string_view fraction = text.substr(dot + 1);
  return (whole.empty() || all_digits(whole)) && (fraction.empty() || all_digits(fraction)) &&
         text.size() > 1;
}

// A text to gatecast, and to an editor a boolean or a number: what the core schema says of it.
bool is_taken_word(std::string_view text) {
  constexpr std::string_view words[] = {"true",  "True", "TRUE", "false", "False",
                                        "FALSE", ".nan", ".NaN", ".NAN"};
  constexpr std::string_view endless[] = {".inf", ".Inf", ".INF"};
  return std::find(std::begin(words), std::end(words), text) != std::end(words) ||
         std::find(std::begin(endless), std::end(endless), without_sign(text)) != std::end(endless);
}

// Nothing but what Unicode calls a space, and the mark of byte order.
bool is_empty_text(std::string_view text) {
  constexpr std::string_view spaces[] = {
      " ",      "\t",     "\n",     "\v",     "\f",     "\r",     "\u00A0", "\u1680", "\u2000",
      "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009",
      "\u200A", "\u2028", "\u2029", "\u202F", "\u205F", "\u3000", "\uFEFF"};
  while (!text.empty()) {
    const auto* space = std::find_if(std::begin(spaces), std::end(spaces),
                                     [&](std::string_view each) { return text.starts_with(each); });
    if (space == std::end(spaces)) return false;
    text.remove_prefix(space->size());
  }
  return true;
}

bool has_leading_zero(std::string_view digits) {
  return digits.size() > 1 && digits[0] == '0' && is_digit(digits[1]);
}

bool is_unquoted_scalar(const YamlNode& node) {
  return node.kind == YamlNode::Kind::scalar && !node.quoted && !node.is_null();
}

// `12.5` with at most `places` decimals as 1250 for two places.
std::optional<std::int64_t> fixed_point(std::string_view text, int places) {
  const std::size_t dot = text.find('.');
  const std::string_view whole = text.substr(0, dot);
  const std::string_view fraction =
      dot == std::string_view::npos ? std::string_view{} : text.substr(dot + 1);
  if (!all_digits(whole) || whole.size() > 9 || has_leading_zero(whole)) return std::nullopt;
  if (dot != std::string_view::npos && !all_digits(fraction)) return std::nullopt;
  if (fraction.size() > static_cast<std::size_t>(places)) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : whole) value = value * 10 + (c - '0');
  for (int i = 0; i < places; ++i) {
    const auto k = static_cast<std::size_t>(i);
    value = value * 10 + (k < fraction.size() ? fraction[k] - '0' : 0);
  }
  return value;
}

}  // namespace

Fields::Fields(const YamlNode& node, std::string_view what, Diagnostics& diagnostics)
    : node_(node), what_(what), diagnostics_(diagnostics) {
  if (!is_mapping()) report_wrong_type(node, fmt::format("{}, a map,", what), diagnostics);
}

const YamlNode::Entry* Fields::find(std::string_view key) {
  known_.push_back(key);
  for (const YamlNode::Entry& entry : node_.entries) {
    if (entry.key == key) return &entry;
  }
  return nullptr;
}

const YamlNode::Entry* Fields::require(std::string_view key) {
  const YamlNode::Entry* entry = find(key);
  if (entry == nullptr && is_mapping()) {
    diagnostics_.error("missing-key", node_.span, fmt::format("{} needs `{}`", what_, key));
  }
  return entry;
}

void Fields::refuse(std::string_view key, std::string_view code, std::string_view message) {
  for (const YamlNode::Entry& entry : node_.entries) {
    if (entry.key == key) diagnostics_.error(code, entry.key_span, std::string(message));
  }
  // Known, but not suggested for a misspelt key.
  refused_.push_back(key);
}

void Fields::refuse_unknown() {
  const auto has = [](const std::vector<std::string_view>& keys, std::string_view key) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
  };
  for (const YamlNode::Entry& entry : node_.entries) {
    if (has(known_, entry.key) || has(refused_, entry.key)) continue;
    const bool is_first = diagnostics_.errors() < suggestions_max;
    diagnostics_.error("unknown-key", entry.key_span,
                       fmt::format("`{}` is not a key of {}", entry.key, what_),
                       is_first ? suggest(entry.key, known_) : std::string());
  }
}

std::optional<bool> read_boolean(const YamlNode& node, Diagnostics& diagnostics) {
  if (is_unquoted_scalar(node) && (node.text == "true" || node.text == "false")) {
    return node.text == "true";
  }
  std::string folded = node.text;
  for (char& c : folded) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  const bool yes = folded == "yes" || folded == "on" || folded == "true" || folded == "y";
  const bool no = folded == "no" || folded == "off" || folded == "false" || folded == "n";
  if (node.kind == YamlNode::Kind::scalar && (yes || no)) {
    diagnostics.error("bad-boolean", node.span, fmt::format("`{}` is a text here", node.text),
                      yes ? "write `true`" : "write `false`");
  } else {
    report_wrong_type(node, "`true` or `false`", diagnostics);
  }
  return std::nullopt;
}

std::optional<std::int64_t> read_integer(const YamlNode& node, std::int64_t low, std::int64_t high,
                                         Diagnostics& diagnostics) {
  if (!is_unquoted_scalar(node) || !looks_like_number(node.text)) {
    report_wrong_type(node, "a whole number", diagnostics);
    return std::nullopt;
  }
  const std::string_view text = node.text;
  const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
  if (has_leading_zero(without_sign(text)) && all_digits(without_sign(text))) {
    const std::size_t first = digits.find_first_not_of("+0");
    diagnostics.error(
        "bad-number", node.span,
        fmt::format("`{}` begins with a zero, which some read as octal", text),
        fmt::format("write `{}`", first == std::string_view::npos ? std::string_view("0")
                                                                  : digits.substr(first)));
    return std::nullopt;
  }
  std::int64_t value = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
  if (!all_digits(digits) || end.ec != std::errc{} || end.ptr != text.data() + text.size()) {
    diagnostics.error("bad-number", node.span, fmt::format("`{}` is not a whole number", text));
    return std::nullopt;
  }
  if (value < low || value > high) {
    diagnostics.error("bad-number", node.span,
                      fmt::format("`{}` is not between {} and {}", text, low, high));
    return std::nullopt;
  }
  return value;
}

std::optional<std::string> read_text(const YamlNode& node, Diagnostics& diagnostics) {
  if (node.kind != YamlNode::Kind::scalar || node.is_null()) {
    report_wrong_type(node, "a text", diagnostics);
    return std::nullopt;
  }
  if (!node.quoted && (is_taken_word(node.text) || looks_like_number(node.text))) {
    report_wrong_type(node, "a text", diagnostics, fmt::format("write `\"{}\"`", node.text));
    return std::nullopt;
  }
  if (is_empty_text(node.text)) {
    diagnostics.error("empty-text", node.span, "a text must not be empty");
    return std::nullopt;
  }
  return node.text;
}

std::optional<Date> read_date(const YamlNode& node, Diagnostics& diagnostics) {
  if (node.kind != YamlNode::Kind::scalar || node.is_null()) {
    report_wrong_type(node, "a date", diagnostics);
    return std::nullopt;
  }
  const std::optional<Date> date = parse_date(node.text);
  if (!date) {
    diagnostics.error("bad-date", node.span,
                      fmt::format("`{}` is not a date of 1900 to 2199", node.text),
                      "a date is written `2027-01-31`");
  }
  return date;
}

std::optional<Seconds> read_duration(const YamlNode& node, Seconds low, Diagnostics& diagnostics) {
  if (node.kind != YamlNode::Kind::scalar || node.is_null()) {
    report_wrong_type(node, "a duration", diagnostics);
    return std::nullopt;
  }
  const std::optional<Seconds> seconds = parse_duration(node.text);
  if (!seconds) {
    diagnostics.error("bad-duration", node.span, fmt::format("`{}` is not a duration", node.text),
                      "a duration is written `30s`, `10m`, `2h` or `14d`");
  } else if (*seconds < low) {
    diagnostics.error("bad-duration", node.span, fmt::format("`{}` is too short", node.text));
    return std::nullopt;
  }
  return seconds;
}

std::optional<int> read_percent(const YamlNode& node, Diagnostics& diagnostics) {
  if (node.kind != YamlNode::Kind::scalar || node.is_null()) {
    report_wrong_type(node, "a percentage", diagnostics);
    return std::nullopt;
  }
  std::string_view text = node.text;
  if (text.ends_with('%')) text.remove_suffix(1);
  const std::optional<std::int64_t> hundredths = fixed_point(text, 2);
  if (!hundredths || *hundredths > 10'000) {
    diagnostics.error("bad-percent", node.span,
                      fmt::format("`{}` is not a percentage of 0 to 100", node.text),
                      "a percentage is written `10`, `12.5` or `10%`, with two decimals at most");
    return std::nullopt;
  }
  return static_cast<int>(*hundredths);
}

std::optional<double> read_decimal(const YamlNode& node, Diagnostics& diagnostics) {
  if (!is_unquoted_scalar(node)) {
    report_wrong_type(node, "a number", diagnostics);
    return std::nullopt;
  }
  const std::optional<std::int64_t> millionths = fixed_point(node.text, 6);
  if (!millionths) {
    diagnostics.error("bad-number", node.span, fmt::format("`{}` is not a number here", node.text));
    return std::nullopt;
  }
  return static_cast<double>(*millionths) / 1e6;
}

bool expect_list(const YamlNode& node, Diagnostics& diagnostics) {
  if (node.kind == YamlNode::Kind::sequence) return true;
  report_wrong_type(node, "a list", diagnostics);
  return false;
}

void report_wrong_type(const YamlNode& node, std::string_view expected, Diagnostics& diagnostics,
                       std::string help) {
  std::string found;
  if (node.kind == YamlNode::Kind::sequence) {
    found = "a list";
  } else if (node.kind == YamlNode::Kind::mapping) {
    found = "a map";
  } else if (node.is_null()) {
    found = "nothing";
  } else {
    found = fmt::format("`{}`", node.text);
  }
  diagnostics.error("wrong-type", node.span,
                    fmt::format("{} is expected here, not {}", expected, found), std::move(help));
}

void report_duplicate_item(Span span, std::string_view item, Diagnostics& diagnostics) {
  diagnostics.error("duplicate-item", span, fmt::format("`{}` is listed twice", item),
                    "keep one of them");
}

std::vector<Located<std::string>> read_texts(const YamlNode& node, Diagnostics& diagnostics) {
  std::vector<Located<std::string>> texts;
  if (!expect_list(node, diagnostics)) return texts;
  std::unordered_set<std::string_view> seen;
  for (const YamlNode& item : node.items) {
    std::optional<std::string> text = read_text(item, diagnostics);
    if (!text) continue;
    if (!seen.insert(item.text).second) report_duplicate_item(item.span, item.text, diagnostics);
    texts.push_back({std::move(*text), item.span});
  }
  return texts;
}

}  // namespace gatecast::rules
