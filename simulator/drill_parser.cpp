#include "simulator/drill_parser.h"

#include <fmt/format.h>

#include <algorithm>

#include "rules/suggest.h"
#include "simulator/input_values.h"

namespace gatecast::simulator {

namespace {

using rules::YamlNode;

std::vector<std::string_view> drill_names() {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < drill_kind_count; ++i) {
    names.push_back(info(static_cast<DrillKind>(i)).name);
  }
  return names;
}

class DrillReader {
 public:
  DrillReader(const rules::Policy* policy, rules::Diagnostics& diagnostics)
      : policy_(policy), diagnostics_(diagnostics) {}

  std::optional<Drill> read(const YamlNode& node) {
    if (!expect_mapping(node, "a drill", diagnostics_)) return std::nullopt;
    const std::size_t errors = diagnostics_.errors();
    if (!read_kind(node)) return std::nullopt;
    for (const YamlNode::Entry& entry : node.entries) read_key(entry);
    if (diagnostics_.errors() > errors) return std::nullopt;
    if (info(drill_.kind).of_stage && drill_.stage.empty()) {
      diagnostics_.error("missing-key", node.span,
                         fmt::format("`{}` needs a `stage`", info(drill_.kind).name));
      return std::nullopt;
    }
    if (!check_days(node.span)) return std::nullopt;
    return drill_;
  }

 private:
  // First, since it says which other keys there may be.
  bool read_kind(const YamlNode& node) {
    const auto is_kind = [](const YamlNode::Entry& entry) { return entry.key == "drill"; };
    const auto entry = std::find_if(node.entries.begin(), node.entries.end(), is_kind);
    if (entry == node.entries.end()) {
      diagnostics_.error("missing-key", node.span, "a drill needs a `drill`",
                         "such as `{drill: sms_down, from: 2027-03-01, until: 2027-03-04}`");
      return false;
    }
    const auto name = read_text(entry->value, diagnostics_);
    if (!name) return false;
    const std::vector<std::string_view> names = drill_names();
    const auto found = std::find(names.begin(), names.end(), *name);
    if (found == names.end()) {
      diagnostics_.error("unknown-word", entry->value.span, fmt::format("no drill `{}`", *name),
                         rules::suggest(*name, names));
      return false;
    }
    drill_.kind = static_cast<DrillKind>(found - names.begin());
    if (info(drill_.kind).has_times) drill_.times = 2;
    return true;
  }

  std::vector<std::string_view> keys() const {
    const DrillInfo& about = info(drill_.kind);
    std::vector<std::string_view> keys = {"drill", "on"};
    if (about.lasts) keys.insert(keys.end(), {"from", "until"});
    if (about.of_role) keys.emplace_back("role");
    if (about.of_stage) keys.emplace_back("stage");
    if (about.has_times) keys.emplace_back("times");
    return keys;
  }

  void read_key(const YamlNode::Entry& entry) {
    const std::vector<std::string_view> known = keys();
    if (std::find(known.begin(), known.end(), entry.key) == known.end()) {
      return report_unknown_key(entry, known, diagnostics_);
    }
    if (entry.key == "on") on_ = read_date(entry.value, diagnostics_);
    if (entry.key == "from") from_ = read_date(entry.value, diagnostics_);
    if (entry.key == "until") drill_.until = read_date(entry.value, diagnostics_);
    if (entry.key == "role") read_role(entry.value);
    if (entry.key == "stage") read_stage(entry.value);
    if (entry.key == "times") {
      drill_.times = read_times(entry.value, diagnostics_).value_or(1);
    }
  }

  void read_role(const YamlNode& node) {
    const auto role = read_text(node, diagnostics_);
    if (!role) return;
    drill_.role = *role;
    if (policy_ != nullptr) check_role(*policy_, *role, node.span, diagnostics_);
  }

  void read_stage(const YamlNode& node) {
    const auto stage = read_text(node, diagnostics_);
    if (!stage) return;
    drill_.stage = *stage;
    if (policy_ == nullptr) return;
    check_stage(*policy_, *stage, node.span, diagnostics_);
  }

  bool check_days(rules::Span span) {
    const bool lasts = info(drill_.kind).lasts;
    if (on_.has_value() == from_.has_value() || (on_ && drill_.until)) {
      diagnostics_.error("missing-key", span,
                         fmt::format("`{}` needs {}", info(drill_.kind).name,
                                     lasts ? "either `on` or `from`" : "the day `on` which it is"),
                         lasts ? "`until` is the day on which it is over; left out, it stays" : "");
      return false;
    }
    drill_.from = on_ ? *on_ : *from_;
    if (on_ && lasts) drill_.until = rules::Date{on_->days + 1};
    if (!drill_.until || drill_.from < *drill_.until) return true;
    diagnostics_.error("out-of-range", span, "this drill is over before it begins",
                       "`until` is the day on which it is over, so after `from`");
    return false;
  }

  const rules::Policy* policy_;
  rules::Diagnostics& diagnostics_;
  Drill drill_;
  std::optional<rules::Date> on_, from_;
};

}  // namespace

namespace {

// Those of one stage, one after the other: what it is while two hold, nobody can say.
void check_stages(const std::vector<Drill>& drills, rules::Span span,
                  rules::Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < drills.size(); ++i) {
    for (std::size_t j = i + 1; j < drills.size(); ++j) {
      const Drill& first = drills[i];
      const Drill& second = drills[j];
      if (first.stage.empty() || first.stage != second.stage) continue;
      const bool apart = first.until ? *first.until <= second.from : first.from < second.from;
      if (apart) continue;
      diagnostics.error(
          "out-of-range", span,
          fmt::format("`{}` and `{}` hold at the same time", describe(first), describe(second)),
          "let the one be over when the other begins");
    }
  }
}

}  // namespace

std::vector<Drill> read_drills(const YamlNode& node, const rules::Policy* policy,
                               rules::Diagnostics& diagnostics) {
  std::vector<Drill> drills;
  if (!expect_sequence(node, "`drills`", diagnostics)) return drills;
  for (const YamlNode& item : node.items) {
    if (auto drill = DrillReader(policy, diagnostics).read(item)) drills.push_back(*drill);
  }
  std::stable_sort(drills.begin(), drills.end(),
                   [](const Drill& a, const Drill& b) { return a.from < b.from; });
  check_stages(drills, node.span, diagnostics);
  return drills;
}

}  // namespace gatecast::simulator
