#include "simulator/reminder.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "simulator/input_values.h"

namespace gatecast::simulator {

namespace {

using rules::YamlNode;

constexpr std::string_view example = "such as `{on: 2027-03-01, days: 7, times: 3}`";

class ReminderReader {
 public:
  ReminderReader(const rules::Policy* policy, rules::Diagnostics& diagnostics)
      : policy_(policy), diagnostics_(diagnostics) {}

  std::optional<Reminder> read(const YamlNode& node) {
    if (!expect_mapping(node, "a reminder", diagnostics_)) return std::nullopt;
    const std::size_t errors = diagnostics_.errors();
    for (const YamlNode::Entry& entry : node.entries) read_key(entry);
    if (diagnostics_.errors() > errors) return std::nullopt;
    for (const auto& [key, there] : {std::pair{"on", has_day_}, std::pair{"times", has_times_}}) {
      if (there) continue;
      diagnostics_.error("missing-key", node.span, fmt::format("a reminder needs `{}`", key),
                         std::string(example));
      return std::nullopt;
    }
    return reminder_;
  }

 private:
  void read_key(const YamlNode::Entry& entry) {
    const YamlNode& value = entry.value;
    if (entry.key == "on") {
      const auto day = read_date(value, diagnostics_);
      has_day_ = day.has_value();
      if (day) reminder_.on = *day;
    } else if (entry.key == "days") {
      const auto days = read_integer(value, 1, 366, diagnostics_);
      if (days) reminder_.days = static_cast<int>(*days);
    } else if (entry.key == "times") {
      const auto times = read_times(value, diagnostics_);
      has_times_ = times.has_value();
      if (times) reminder_.times = *times;
    } else if (entry.key == "type") {
      reminder_.type = name(value);
      check_type(reminder_.type, value.span);
    } else if (entry.key == "role") {
      reminder_.role = name(value);
      if (policy_ != nullptr) check_role(*policy_, reminder_.role, value.span, diagnostics_);
    } else if (entry.key == "stage") {
      reminder_.stage = name(value);
      if (policy_ != nullptr) check_stage(*policy_, reminder_.stage, value.span, diagnostics_);
    } else {
      report_unknown_key(entry, {"on", "days", "times", "type", "role", "stage"}, diagnostics_);
    }
  }

  std::string name(const YamlNode& node) {
    return read_text(node, diagnostics_).value_or(std::string());
  }

  void check_type(const std::string& type, rules::Span span) {
    for (std::uint8_t i = 0; i < 3; ++i) {
      if (rules::name(static_cast<rules::AccountType>(i)) == type) return;
    }
    diagnostics_.error("unknown-type", span, fmt::format("no type `{}`", type),
                       "internal, partner or customer");
  }

  const rules::Policy* policy_;
  rules::Diagnostics& diagnostics_;
  Reminder reminder_;
  bool has_day_ = false;
  bool has_times_ = false;
};

}  // namespace

std::string describe(const Reminder& reminder) {
  std::string text = fmt::format("{} for {} day{}, {:.6g} times", rules::format_date(reminder.on),
                                 reminder.days, reminder.days == 1 ? "" : "s", reminder.times);
  if (!reminder.type.empty()) text += ", type " + reminder.type;
  if (!reminder.role.empty()) text += ", role " + reminder.role;
  if (!reminder.stage.empty()) text += ", stage " + reminder.stage;
  return text;
}

std::vector<Reminder> read_reminders(const YamlNode& node, const rules::Policy* policy,
                                     rules::Diagnostics& diagnostics) {
  std::vector<Reminder> reminders;
  if (!expect_sequence(node, "`reminders`", diagnostics)) return reminders;
  for (const YamlNode& item : node.items) {
    if (auto one = ReminderReader(policy, diagnostics).read(item)) reminders.push_back(*one);
  }
  return reminders;
}

}  // namespace gatecast::simulator
