#include "reports/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "engine/analysis/diff.h"
#include "engine/decision_log.h"
#include "engine/unknown/answer.h"
#include "reports/difference_words.h"
#include "reports/format.h"

namespace gatecast::reports {
namespace {

// A log may name as many roles and policies as it likes; what is counted by name stays small.
constexpr std::size_t most_names = 200;
constexpr std::size_t most_values = 5;
constexpr std::size_t most_name_bytes = 200;
constexpr std::string_view others = "others";

void count(NamedCounts& counts, const std::string& name, std::size_t most) {
  const auto known = counts.find(name);
  if (known != counts.end()) {
    ++known->second;
  } else {
    const bool fits = counts.size() < most && name.size() <= most_name_bytes;
    ++counts[fits ? name : std::string(others)];
  }
}

bool has(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool declares(const rules::Policy& policy, std::string_view role) {
  return std::any_of(policy.roles.begin(), policy.roles.end(),
                     [&](const rules::Role& each) { return each.name.value == role; });
}

// What the facts say of one that is unknown all the same, as it means nothing to a policy.
std::vector<std::string> stated(const engine::Facts& facts, std::string_view fact,
                                const ReplayPlan& plan) {
  std::vector<std::string> texts;
  const auto add = [&](const engine::Fact<std::string>& given) {
    if (given.is_known()) texts.push_back(given.value());
  };
  if (fact == "sign_in.channel") add(facts.sign_in.channel);
  if (fact == "sign_in.country") add(facts.sign_in.country);
  if (fact == "user.roles" && facts.user.roles.is_known()) {
    for (const std::string& role : facts.user.roles.value()) {
      const bool known = declares(plan.before.policy, role) && declares(plan.after.policy, role);
      if (!known) texts.push_back(role);
    }
  }
  const auto add_attribute = [&](std::string_view owner, const auto& attributes) {
    if (!fact.starts_with(owner)) return;
    for (const engine::AttributeValue& each : attributes) {
      if (each.name != fact.substr(owner.size()) || !each.value.is_known()) continue;
      texts.push_back(std::visit([](const auto& value) { return fmt::format("{}", value); },
                                 each.value.value()));
    }
  };
  add_attribute("user.attributes.", facts.user.attributes);
  add_attribute("sign_in.attributes.", facts.sign_in.attributes);
  return texts;
}

// As `answer_words` says an answer.
std::string logged_words(const engine::LoggedAnswer& logged) {
  const auto methods = [](const engine::MethodList& list, std::string_view before) {
    std::string text;
    for (const rules::Method method : list) {
      text += fmt::format("{}{}", text.empty() ? before : " or ", rules::name(method));
    }
    return text;
  };
  std::string text = fmt::format("{} ({})", rules::name(logged.outcome), logged.reason);
  text += methods(logged.methods, " by ") + methods(logged.enroll_in, " in ");
  if (logged.proof) text += fmt::format(" after proof by {}", engine::name(*logged.proof));
  if (logged.if_skipped) {
    text += fmt::format(", if skipped {} ({}){}", rules::name(logged.if_skipped->outcome),
                        logged.if_skipped->reason, methods(logged.if_skipped->methods, " by "));
  }
  if (logged.alert) text += ", with an alert";
  return text;
}

std::string with_deadline(std::string words, const std::optional<rules::Instant>& deadline) {
  if (!deadline || *deadline == rules::instant_min) return words;
  return words + ", until " + rules::format_instant(*deadline);
}

std::string words_of(const engine::Decision& decision) {
  return with_deadline(answer_words(decision), decision.deadline);
}

std::vector<ReplayGroup> by_size(const std::map<std::string, ReplayGroup>& groups) {
  std::vector<ReplayGroup> sorted;
  for (const auto& [key, group] : groups) sorted.push_back(group);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.lines > b.lines; });
  return sorted;
}

}  // namespace

struct LogReplay::Line {
  std::uint64_t number = 0;
  const engine::Facts& facts;
  const engine::LoggedAnswer& logged;
  const engine::Answer& before;
  const engine::Answer& after;
  bool certain() const { return before.unknown.empty() && after.unknown.empty(); }
  std::string account() const { return facts.user.id.value_or(std::string()); }
  std::string lacking() const {
    std::string names;
    for (const auto* unknown : {&before.unknown, &after.unknown}) {
      for (const std::string& name : *unknown) {
        if (unknown == &after.unknown && has(before.unknown, name)) continue;
        names += (names.empty() ? "" : ";") + name;
      }
    }
    return names;
  }
};

LogReplay::LogReplay(ReplayPlan plan) : plan_(std::move(plan)) {
  result_.not_as_logged.what = "not the answer of the old policy";
  if (plan_.csv) plan_.csv("line,now,account,what,certain,old,new,note\r\n");
}

std::string LogReplay::take(std::string_view text, std::uint64_t number) {
  const auto logged = engine::read_logged(text);
  if (!logged) {
    refuse(number, logged.message());
    return logged.message();
  }
  const engine::Facts& facts = logged.value().facts;
  const auto before = engine::answer(plan_.before, facts);
  const auto after = engine::answer(plan_.after, facts);
  if (!before || !after) {
    const std::string& why = before ? after.message() : before.message();
    refuse(number, why);
    return why;
  }
  ++result_.lines;
  const Line line{number, facts, logged.value().answer, before.value(), after.value()};
  compare(line);
  compare_with_log(line);
  note_limits(line);
  if (!line.certain()) note_lacking(line);
  return {};
}

void LogReplay::refuse(std::uint64_t number, const std::string& why) {
  ++result_.lines;
  ++result_.refused;
  if (result_.refusals.size() < plan_.most_examples) result_.refusals.emplace_back(number, why);
  if (plan_.csv) plan_.csv(fmt::format("{},,,refused,,,,{}\r\n", number, csv_field(why)));
}

void LogReplay::compare(const Line& line) {
  const engine::Decision& a = line.before.decision;
  const engine::Decision& b = line.after.decision;
  const auto what = engine::what_changes(a, b);
  const bool certain = line.certain();
  if (certain) {
    ++(what ? result_.changed : result_.same);
  } else {
    ++result_.uncertain;
    result_.uncertain_changed += what ? 1 : 0;
  }
  if (!what) {
    if (!certain) list(line, "same", words_of(a), words_of(b), line.lacking());
    return;
  }
  const std::string words = change_words(*what, a, b);
  ReplayGroup& group = (certain ? changes_ : uncertain_changes_)[words];
  group.what = words;
  add(line, words_of(a), words_of(b), group);
  list(line, name(*what), words_of(a), words_of(b), line.lacking());
}

void LogReplay::compare_with_log(const Line& line) {
  const std::pair by{line.logged.policy, line.logged.revision};
  const auto known = result_.answered_by.find(by);
  if (known != result_.answered_by.end()) {
    ++known->second;
  } else if (result_.answered_by.size() < most_names && by.first.size() <= most_name_bytes) {
    result_.answered_by.emplace(by, 1);
  } else {
    ++result_.answered_by[{std::string(others), 0}];
  }
  if (engine::is_same_answer(line.logged, line.before.decision)) return;
  const std::string logged = with_deadline(logged_words(line.logged), line.logged.deadline);
  const std::string old = words_of(line.before.decision);
  add(line, logged, old, result_.not_as_logged);
  list(line, "not_as_logged", old, {}, "logged: " + logged);
}

void LogReplay::note_limits(const Line& line) {
  if (line.before.decision.limits == nullptr || line.after.decision.limits == nullptr) return;
  const engine::Limits& a = *line.before.decision.limits;
  const engine::Limits& b = *line.after.decision.limits;
  if (a == b) return;
  const std::string words = fmt::format("{}", fmt::join(limits_words(a, b), ", "));
  ReplayGroup& group = limits_[words];
  group.what = words;
  add(line, {}, {}, group);
}

void LogReplay::note_lacking(const Line& line) {
  const auto note = [&](const std::string& name) {
    LackingFact& fact = result_.lacking[name];
    ++fact.lines;
    fact.old_asks += has(line.before.unknown, name) ? 1 : 0;
    fact.new_asks += has(line.after.unknown, name) ? 1 : 0;
    for (const std::string& text : stated(line.facts, name, plan_)) {
      count(fact.values, text, most_values);
    }
  };
  for (const std::string& name : line.before.unknown) note(name);
  for (const std::string& name : line.after.unknown) {
    if (!has(line.before.unknown, name)) note(name);
  }
}

void LogReplay::add(const Line& line, std::string before, std::string after,
                    ReplayGroup& group) const {
  ++group.lines;
  group.first = std::min(group.first, line.facts.now);
  group.last = std::max(group.last, line.facts.now);
  const AccountKind kind = kind_of(line.facts.user, plan_.after.policy);
  group.administrators += kind.admin ? 1 : 0;
  ++group.by_type[kind.type];
  if (const auto* roles = line.facts.user.roles.if_known()) {
    for (const std::string& role : *roles) count(group.by_role, role, most_names);
  }
  if (group.examples.size() >= plan_.most_examples) return;
  group.examples.push_back(
      {line.number, line.facts.now, line.account(), std::move(before), std::move(after)});
}

void LogReplay::list(const Line& line, std::string_view what, std::string_view before,
                     std::string_view after, std::string_view note) {
  if (!plan_.csv) return;
  plan_.csv(fmt::format("{},{},{},{},{},{},{},{}\r\n", line.number,
                        rules::format_instant(line.facts.now), csv_field(line.account()), what,
                        line.certain(), csv_field(before), csv_field(after), csv_field(note)));
}

Replayed LogReplay::result() const {
  Replayed result = result_;
  result.changes = by_size(changes_);
  result.uncertain_changes = by_size(uncertain_changes_);
  result.limits = by_size(limits_);
  return result;
}

std::string lacking_words(const std::string& fact, const LackingFact& lacking,
                          const ReplayPlan& plan) {
  std::string text;
  if (lacking.old_asks == 0) {
    text = "the new policy asks for it";
  } else if (lacking.new_asks == 0) {
    text = "the old policy asks for it";
  } else {
    text = "both policies ask for it";
  }
  const auto declared = [&](const engine::Graph& graph) {
    return std::any_of(
        graph.policy.attributes.begin(), graph.policy.attributes.end(),
        [&](const rules::Attribute& a) { return fact.ends_with(".attributes." + a.name.value); });
  };
  if (fact.find(".attributes.") != std::string::npos) {
    if (!declared(plan.before)) text += ", and the old one does not declare it";
    if (!declared(plan.after)) text += ", and the new one does not declare it";
  }
  std::string values;
  for (const auto& [value, lines] : lacking.values) {
    const std::string shown = value == others ? value : fmt::format("`{}`", value);
    values += fmt::format("{}{} {}", values.empty() ? "" : ", ", shown,
                          number(static_cast<double>(lines)));
  }
  if (!values.empty()) text += "; said, and not known to a policy: " + values;
  return text;
}

}  // namespace gatecast::reports
