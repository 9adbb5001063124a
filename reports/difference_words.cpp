#include "reports/difference_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/explain/explanation.h"
#include "reports/format.h"

namespace gatecast::reports {
namespace {

std::string joined(const engine::MethodList& methods, std::string_view before) {
  std::string text;
  for (const engine::Method method : methods) {
    text += fmt::format("{}{}", text.empty() ? before : " or ", rules::name(method));
  }
  return text;
}

std::string any_of(const std::vector<std::string>& values) {
  std::string text;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) text += i + 1 == values.size() ? " or " : ", ";
    text += values[i];
  }
  return text;
}

}  // namespace

std::string instant_words(rules::Instant instant, const rules::TimeZone& zone) {
  const rules::Date date = zone.local_date(instant);
  if (zone.midnight(date) == instant) return rules::format_date(date);
  const rules::LocalSeconds second =
      zone.to_local(instant) - rules::LocalSeconds{date.days} * rules::day_seconds;
  return fmt::format("{} {:02}:{:02}:{:02}", rules::format_date(date), second / 3600,
                     second / 60 % 60, second % 60);
}

std::string answer_words(const engine::Decision& decision) {
  std::string text = fmt::format("{} ({})", rules::name(decision.outcome), decision.reason);
  text += joined(decision.methods, " by ");
  text += joined(decision.enroll_in, " in ");
  if (decision.proof) text += fmt::format(" after proof by {}", engine::name(*decision.proof));
  if (decision.if_skipped) {
    text +=
        fmt::format(", if skipped {} ({}){}", rules::name(decision.if_skipped->outcome),
                    decision.if_skipped->reason(), joined(decision.if_skipped->methods, " by "));
  }
  if (decision.alert) text += ", with an alert";
  return text;
}

std::string kind_words(const engine::Decision& decision) {
  std::string text = fmt::format("{} ({}", rules::name(decision.outcome), decision.reason);
  if (decision.if_skipped) {
    text += fmt::format("; if skipped {}: {}", rules::name(decision.if_skipped->outcome),
                        decision.if_skipped->reason());
  } else if (decision.may_skip) {
    text += "; may be skipped";
  }
  return text + ")";
}

std::string change_words(engine::ChangedAnswer::What what, const engine::Decision& before,
                         const engine::Decision& after) {
  using What = engine::ChangedAnswer::What;
  const std::string old = kind_words(before);
  if (what == What::deadline) return old + ", with another deadline";
  if (what == What::details) return old + ", with other methods or the like";
  return fmt::format("{} -> {}", old, kind_words(after));
}

std::string change_words(const engine::ChangedAnswer& change) {
  return change_words(change.what, change.witness.answer.decision, change.new_answer.decision);
}

std::string_view name(engine::ChangedAnswer::What what) {
  constexpr std::string_view names[] = {"outcome", "details", "deadline"};
  return names[static_cast<std::size_t>(what)];
}

std::string restriction_words(const engine::Restriction& restriction, const engine::Graph& graph) {
  const rules::TimeZone& zone = graph.policy.zone;
  if (restriction.fact == "now") {
    if (!restriction.from) return fmt::format("before {}", instant_words(*restriction.until, zone));
    std::string text = fmt::format("from {}", instant_words(*restriction.from, zone));
    if (restriction.until)
      text += fmt::format(" until {}", instant_words(*restriction.until, zone));
    return text;
  }
  if (!restriction.piece.empty()) {
    const bool has = (restriction.values.front() == "yes") != restriction.is_not;
    if (restriction.fact == "no role but") {
      return fmt::format("{} `{}` alone", has ? "has role" : "has not role", restriction.piece);
    }
    const bool role = restriction.fact == "user.roles";
    return fmt::format("{} {} `{}`", has ? "has" : "has not", role ? "role" : "group",
                       restriction.piece);
  }
  // What follows from facts has no name of its own among them.
  const bool is_fact = restriction.fact.find('.') != std::string::npos;
  if (!is_fact && restriction.values.size() == 1 && restriction.values.front() == "true") {
    return restriction.fact;
  }
  if (!is_fact && restriction.values.size() == 1 && restriction.values.front() == "false") {
    return "not " + restriction.fact;
  }
  return fmt::format("{} is {}{}", restriction.fact, restriction.is_not ? "not " : "",
                     any_of(restriction.values));
}

bool same(const engine::Restriction& a, const engine::Restriction& b) {
  return a.fact == b.fact && a.piece == b.piece && a.is_not == b.is_not && a.values == b.values &&
         a.from == b.from && a.until == b.until;
}

engine::Condition in_common(const std::vector<engine::Condition>& all) {
  engine::Condition common;
  for (const engine::Restriction& each : all.front().restrictions) {
    const bool in_all = std::all_of(all.begin(), all.end(), [&](const engine::Condition& other) {
      return std::any_of(other.restrictions.begin(), other.restrictions.end(),
                         [&](const engine::Restriction& r) { return same(r, each); });
    });
    if (in_all) common.restrictions.push_back(each);
  }
  return common;
}

std::vector<engine::Condition> without(const std::vector<engine::Condition>& all,
                                       const engine::Condition& common) {
  std::vector<engine::Condition> rest = all;
  for (engine::Condition& condition : rest) {
    auto& own = condition.restrictions;
    own.erase(std::remove_if(own.begin(), own.end(),
                             [&](const engine::Restriction& r) {
                               return std::any_of(common.restrictions.begin(),
                                                  common.restrictions.end(),
                                                  [&](const auto& c) { return same(r, c); });
                             }),
              own.end());
  }
  return rest;
}

std::string condition_words(const engine::Condition& condition, const engine::Graph& graph) {
  std::string text;
  for (const engine::Restriction& each : condition.restrictions) {
    text += fmt::format("{}{}", text.empty() ? "" : "; ", restriction_words(each, graph));
  }
  return text.empty() ? "every sign-in" : text;
}

std::string conditions_words(const std::vector<engine::Condition>& all, bool has_more,
                             const engine::Graph& graph) {
  if (all.empty()) return {};
  std::string text;
  const engine::Condition common = in_common(all);
  const bool is_split = all.size() > 1 && !common.restrictions.empty();
  if (is_split) text = condition_words(common, graph) + "; and one of: ";
  bool is_first = true;
  for (const engine::Condition& condition : is_split ? without(all, common) : all) {
    text += fmt::format("{}{}", is_first ? "" : " | ", condition_words(condition, graph));
    is_first = false;
  }
  return text + (has_more ? " | more, which are not listed" : "");
}

std::string markdown(std::string_view text) {
  std::string out;
  for (const char c : plain(text)) {
    constexpr std::string_view marks = "\\*_[]<>#|";
    if (marks.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::vector<std::string> limits_words(const engine::Limits& before, const engine::Limits& after) {
  std::vector<std::string> words;
  const auto add = [&](std::string_view name, auto engine::Limits::*member) {
    if (before.*member == after.*member) return;
    words.push_back(fmt::format("{} {} -> {}", name, before.*member, after.*member));
  };
  add("code_length", &engine::Limits::code_length);
  add("code_ttl_seconds", &engine::Limits::code_ttl);
  add("challenge_ttl_seconds", &engine::Limits::challenge_ttl);
  add("attempts", &engine::Limits::attempts);
  add("resends", &engine::Limits::resends);
  add("resend_cooldown_seconds", &engine::Limits::resend_cooldown);
  add("sends_per_hour", &engine::Limits::sends_per_hour);
  add("method_lock_after", &engine::Limits::method_lock_after);
  add("lockout_seconds", &engine::Limits::lockout);
  add("lockout_max_seconds", &engine::Limits::lockout_max);
  add("hard_lock_after", &engine::Limits::hard_lock_after);
  add("backup_codes_count", &engine::Limits::backup_codes_count);
  add("backup_codes_low", &engine::Limits::backup_codes_low);
  return words;
}

std::string because(const engine::Graph& graph, const engine::Facts& facts) {
  const auto explained = engine::explain(graph, facts);
  if (!explained) return {};
  std::string text;
  for (const engine::RowRemarks& row : explained.value().rows) {
    if (!row.decides) continue;
    for (const engine::Remark& remark : row.because) {
      text += fmt::format("{}{}", text.empty() ? "" : "; ", remark.text);
    }
  }
  return text;
}

}  // namespace gatecast::reports
