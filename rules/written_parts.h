// Pieces of the written form of a policy: a map that leaves out what a policy does not say.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "rules/policy.h"
#include "rules/yaml_writer.h"

namespace gatecast::rules {

WrittenNode written_word(std::string text);  // never quoted: a number, a date, a word of ours
WrittenNode written_text(std::string text);  // the author's
WrittenNode written_list(std::vector<WrittenNode> items);
// The only item alone, else the list: how conditions are written.
WrittenNode written_any_of(std::vector<WrittenNode> items);

inline WrittenNode written(bool value) { return written_word(value ? "true" : "false"); }
inline WrittenNode written(int value) { return written_word(std::to_string(value)); }
inline WrittenNode written(Seconds value) { return written_word(format_duration(value)); }
inline WrittenNode written(Date value) { return written_word(format_date(value)); }
inline WrittenNode written(const std::string& value) { return written_text(value); }
template <class Enum>
requires std::is_enum_v<Enum> WrittenNode written(Enum value) {
  return written_word(std::string(name(value)));
}
template <class T>
WrittenNode written(const std::vector<Located<T>>& list) {
  std::vector<WrittenNode> items;
  items.reserve(list.size());
  for (const Located<T>& item : list) items.push_back(written(item.value));
  return written_list(std::move(items));
}

class WrittenMap {
 public:
  WrittenMap() { node_.kind = YamlNode::Kind::mapping; }

  void put(std::string_view key, WrittenNode value) {
    node_.parts.push_back({std::string(key), std::move(value), {}});
  }
  template <class T>
  void set(std::string_view key, const T& value) {
    put(key, written(value));
  }
  template <class T>
  void set(std::string_view key, const Located<T>& value) {
    put(key, written(value.value));
  }
  template <class T>
  void set(std::string_view key, const std::optional<T>& value) {
    if (value) set(key, *value);
  }
  // Left out if empty.
  void put_filled(std::string_view key, WrittenNode value) {
    if (!value.parts.empty()) put(key, std::move(value));
  }
  WrittenNode take() { return std::move(node_); }

 private:
  WrittenNode node_;
};

// rules/written_condition.cpp and rules/written_settings.cpp
WrittenNode written_condition(const Condition& condition, const Policy& policy);
WrittenNode written_settings(const SettingsPatch& settings);
WrittenNode written_two_factor(const TwoFactor& two_factor);

}  // namespace gatecast::rules
