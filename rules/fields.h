// Typed reading of YAML values: each function gives the value, or appends a diagnostic that says
// what was expected. Nothing here knows what a policy is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "rules/diagnostic.h"
#include "rules/suggest.h"
#include "rules/time.h"
#include "rules/yaml_reader.h"

namespace gatecast::rules {

// The entries of one mapping. Every key asked for counts as known; the others are reported by
// `refuse_unknown`, which must be called once, last.
class Fields {
 public:
  // `what` names the mapping in messages, such as "a stage". Reports if the node is no mapping.
  Fields(const YamlNode& node, std::string_view what, Diagnostics& diagnostics);

  bool is_mapping() const { return node_.kind == YamlNode::Kind::mapping; }
  Span span() const { return node_.span; }
  const YamlNode::Entry* find(std::string_view key);
  // As `find`; reports `missing-key` if it is absent.
  const YamlNode::Entry* require(std::string_view key);
  // The key is known here, but not allowed: reports it with the given code and sentence.
  void refuse(std::string_view key, std::string_view code, std::string_view message);
  void refuse_unknown();
  Diagnostics& diagnostics() { return diagnostics_; }

 private:
  const YamlNode& node_;
  std::string_view what_;
  Diagnostics& diagnostics_;
  std::vector<std::string_view> known_;
  std::vector<std::string_view> refused_;
};

std::optional<bool> read_boolean(const YamlNode& node, Diagnostics& diagnostics);
// A whole number in decimal, `low` to `high`.
std::optional<std::int64_t> read_integer(const YamlNode& node, std::int64_t low, std::int64_t high,
                                         Diagnostics& diagnostics);
// A text that is not empty. What YAML takes for a number, boolean or null is none.
std::optional<std::string> read_text(const YamlNode& node, Diagnostics& diagnostics);
std::optional<Date> read_date(const YamlNode& node, Diagnostics& diagnostics);
std::optional<Seconds> read_duration(const YamlNode& node, Seconds low, Diagnostics& diagnostics);
// `10`, `12.5` or `10%` in hundredths of a percent, 0 to 10000.
std::optional<int> read_percent(const YamlNode& node, Diagnostics& diagnostics);
// A decimal number without sign or exponent, below a billion.
std::optional<double> read_decimal(const YamlNode& node, Diagnostics& diagnostics);

// Reports `wrong-type` unless the node is a list.
bool expect_list(const YamlNode& node, Diagnostics& diagnostics);
void report_wrong_type(const YamlNode& node, std::string_view expected, Diagnostics& diagnostics,
                       std::string help = {});
void report_duplicate_item(Span span, std::string_view item, Diagnostics& diagnostics);

// A list of texts without duplicates.
std::vector<Located<std::string>> read_texts(const YamlNode& node, Diagnostics& diagnostics);

// One word of an enum whose values count from 0 to count - 1 and have a `name`.
template <class T>
std::optional<T> read_word(const YamlNode& node, int count, std::string_view code,
                           Diagnostics& diagnostics) {
  if (node.kind != YamlNode::Kind::scalar || node.is_null()) {
    report_wrong_type(node, "a word", diagnostics);
    return std::nullopt;
  }
  std::vector<std::string_view> words;
  for (int i = 0; i < count; ++i) {
    words.push_back(name(static_cast<T>(i)));
    if (words.back() == node.text) return static_cast<T>(i);
  }
  diagnostics.error(code, node.span, "`" + node.text + "` is not known here",
                    suggest(node.text, words));
  return std::nullopt;
}

// Reads `key` into a setting whose span covers `key: value`; leaves it if absent or wrong.
template <class Target, class Read>
void read_setting(Fields& fields, std::string_view key, Target& target, Read read) {
  const YamlNode::Entry* entry = fields.find(key);
  if (entry == nullptr) return;
  if (auto value = read(entry->value)) {
    using Value = decltype(target->value);
    target = {static_cast<Value>(std::move(*value)), entry->span};
  }
}

}  // namespace gatecast::rules
