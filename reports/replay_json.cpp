#include <fmt/format.h>

#include "reports/format.h"
#include "reports/replay.h"

namespace gatecast::reports {
namespace {

// Whose the two answers of an example are; empty: none are shown.
struct Names {
  std::string_view before, after;
};

std::string examples(const std::vector<ReplayExample>& all, const Names& names) {
  std::string out = "[";
  for (const ReplayExample& each : all) {
    out += fmt::format("{}{{\"line\": {}, \"now\": {}, \"account\": {}", out.size() > 1 ? ", " : "",
                       each.line, json_string(rules::format_instant(each.now)),
                       each.account.empty() ? "null" : json_string(each.account));
    if (!names.before.empty()) {
      out += fmt::format(", \"{}\": {}, \"{}\": {}", names.before, json_string(each.before),
                         names.after, json_string(each.after));
    }
    out += "}";
  }
  return out + "]";
}

// The members of a group, without the braces.
std::string members(const ReplayGroup& group, const Names& names) {
  const auto time = [&](rules::Instant instant) {
    return group.lines == 0 ? "null" : json_string(rules::format_instant(instant));
  };
  return fmt::format(
      "\"sign_ins\": {}, \"first\": {}, \"last\": {}, \"administrators\": {}, \"types\": {}, "
      "\"roles\": {}, \"examples\": {}",
      group.lines, time(group.first), time(group.last), group.administrators,
      counts_json(by_name(group.by_type)), counts_json(group.by_role),
      examples(group.examples, names));
}

void add_changes(const std::vector<ReplayGroup>& groups, bool certain, std::string& out) {
  for (const ReplayGroup& group : groups) {
    out +=
        fmt::format("{}{{\"change\": {}, \"certain\": {}, {}}}", out.ends_with('[') ? "\n" : ",\n",
                    json_string(group.what), certain, members(group, {"old", "new"}));
  }
}

std::string lacking_json(const Replayed& replayed, const ReplayPlan& plan) {
  std::string out = "[";
  for (const auto& [fact, lacking] : replayed.lacking) {
    out += fmt::format(
        "{}{{\"fact\": {}, \"sign_ins\": {}, \"old_asks\": {}, \"new_asks\": {}, \"said\": {}, "
        "\"why\": {}}}",
        out.ends_with('[') ? "\n" : ",\n", json_string(fact), lacking.lines, lacking.old_asks,
        lacking.new_asks, counts_json(lacking.values),
        json_string(lacking_words(fact, lacking, plan)));
  }
  return out + "]";
}

}  // namespace

std::string replay_json(const Replayed& replayed, const ReplayPlan& plan) {
  std::string out = fmt::format(
      "{{\"input\": {}, \"lines\": {}, \"same\": {}, \"changed\": {}, \"uncertain\": {}, "
      "\"uncertain_changed\": {}, \"refused\": {},\n\"changes\": [",
      json_string(plan.log), replayed.lines, replayed.same, replayed.changed, replayed.uncertain,
      replayed.uncertain_changed, replayed.refused);
  add_changes(replayed.changes, true, out);
  add_changes(replayed.uncertain_changes, false, out);
  out += "],\n\"limits\": [";
  for (const ReplayGroup& group : replayed.limits) {
    out += fmt::format("{}{{\"changes\": {}, {}}}", out.ends_with('[') ? "\n" : ",\n",
                       json_string(group.what), members(group, {}));
  }
  out += "],\n\"not_replayed\": " + lacking_json(replayed, plan);
  out += ",\n\"not_as_logged\": {" + members(replayed.not_as_logged, {"logged", "old"}) +
         "},\n\"refusals\": [";
  for (const auto& [line, why] : replayed.refusals) {
    out += fmt::format("{}{{\"line\": {}, \"why\": {}}}", out.ends_with('[') ? "" : ", ", line,
                       json_string(why));
  }
  out += "],\n\"answered_by\": [";
  for (const auto& [by, lines] : replayed.answered_by) {
    out += fmt::format("{}{{\"policy\": {}, \"revision\": {}, \"sign_ins\": {}}}",
                       out.ends_with('[') ? "" : ", ", json_string(by.first), by.second, lines);
  }
  return out + "]}";
}

}  // namespace gatecast::reports
