#include "engine/drawing/words.h"

#include <fmt/format.h>

#include <algorithm>

#include "rules/library.h"
#include "rules/written_parts.h"

namespace gatecast::engine {
namespace {

using rules::WrittenNode;
using rules::YamlNode;

std::string flow_words(const WrittenNode& node) {
  if (node.kind == YamlNode::Kind::scalar) return node.text;
  const bool is_list = node.kind == YamlNode::Kind::sequence;
  std::string text;
  for (const WrittenNode::Part& part : node.parts) {
    if (!text.empty()) text += ", ";
    text += is_list ? flow_words(part.value) : part.key + ": " + flow_words(part.value);
  }
  return is_list ? "[" + text + "]" : "{" + text + "}";
}

std::string methods_words(const Settings& s) {
  std::vector<std::string> names;
  for (const Method method : s.methods) names.emplace_back(rules::name(method));
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

std::string words_of(const Settings& s, Piece piece) {
  switch (piece) {
    case Piece::methods:
      return methods_words(s);
    case Piece::grace_days:
      return s.grace_days == absent ? "" : fmt::format("{} days", s.grace_days);
    case Piece::grace_skips:
      return s.grace_skips == absent ? "" : fmt::format("{} skips", s.grace_skips);
    case Piece::proof:
      return std::string(rules::name(s.proof));
    default:
      return "";
  }
}

}  // namespace

std::string condition_words(const rules::Condition& condition, const rules::Policy& policy) {
  const std::string words = flow_words(rules::written_condition(condition, policy));
  return words.substr(1, words.size() - 2);  // without the braces of the whole
}

std::vector<std::string> settings_words(const rules::SettingsPatch& settings) {
  std::vector<std::string> lines;
  for (const WrittenNode::Part& part : rules::written_settings(settings).parts) {
    lines.push_back(part.key + ": " + flow_words(part.value));
  }
  return lines;
}

std::vector<std::string> limit_keys(const rules::SettingsPatch& settings) {
  std::vector<std::string> keys;
  for (const WrittenNode::Part& part : rules::written_settings(settings).parts) {
    if (part.key != "limits" && part.key != "backup_codes") continue;
    for (const WrittenNode::Part& limit : part.value.parts) {
      keys.push_back(part.key + "." + limit.key);
    }
  }
  return keys;
}

std::string place_words(const rules::Source& source, rules::Span span) {
  if (span.empty()) return "";
  const std::string line = fmt::format("line {}", source.position(span.begin).line);
  const rules::LibraryPolicy* shipped = rules::library_policy_at(span.begin);
  return shipped == nullptr ? line : fmt::format("{} of {}", line, shipped->name);
}

std::string rule_words(const rules::Rule& rule, const rules::Source& source) {
  const std::string place = place_words(source, rule.span);
  return rule.name.value.empty() ? fmt::format("a rule, {}", place)
                                 : fmt::format("rule `{}`, {}", rule.name.value, place);
}

std::string date_words(const rules::TimeZone& zone, Instant instant) {
  const rules::Date date = zone.local_date(instant);
  std::string text = rules::format_date(date);
  const rules::LocalSeconds second =
      zone.to_local(instant) - rules::LocalSeconds{date.days} * rules::day_seconds;
  if (second != 0) text += fmt::format(" {:02}:{:02}", second / 3600, second / 60 % 60);
  return text;
}

std::string list_words(const std::vector<std::string>& items, std::size_t most) {
  if (items.empty()) return "none";
  const std::size_t shown = std::min(items.size(), most);
  std::string text = items.front();
  for (std::size_t i = 1; i < shown; ++i) {
    const bool is_last = i + 1 == items.size();
    text += (is_last ? " and " : ", ") + items[i];
  }
  if (shown < items.size()) text += fmt::format(" and {} more", items.size() - shown);
  return text;
}

std::vector<std::string> choice_words(const Graph& graph, Piece piece) {
  std::vector<std::string> all;
  for (const Settings& choice : graph.choices[static_cast<std::size_t>(piece)]) {
    const std::string words = words_of(choice, piece);
    if (!words.empty() && std::find(all.begin(), all.end(), words) == all.end()) {
      all.push_back(words);
    }
  }
  return all;
}

}  // namespace gatecast::engine
