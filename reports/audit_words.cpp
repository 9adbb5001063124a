#include "reports/audit_words.h"

#include <fmt/format.h>

#include "engine/graph/graph.h"
#include "reports/audit_since.h"
#include "reports/format.h"

namespace gatecast::reports {

std::string local_text(const Audit& audit, rules::Instant instant) {
  const rules::TimeZone& zone = audit.policy().zone;
  const rules::LocalSeconds day = rules::day_seconds;
  const rules::LocalSeconds second = ((zone.to_local(instant) % day) + day) % day;
  std::string text = fmt::format("{} {:02}:{:02}", rules::format_date(zone.local_date(instant)),
                                 second / 3600, second / 60 % 60);
  if (second % 60 != 0) text += fmt::format(":{:02}", second % 60);
  return text;
}

std::vector<std::string> counted_how(const Audit& audit) {
  const simulator::OrdinarySignIn& sign_in = audit.plan.sign_in;
  const auto people = [](std::uint64_t count) {
    return fmt::format("{} account{}", number(static_cast<double>(count)), count == 1 ? "" : "s");
  };
  std::vector<std::string> sentences;
  if (sign_in.sign_in.channel.is_known()) {
    sentences.push_back(
        fmt::format("everybody signs in through the channel {}", sign_in.sign_in.channel.value()));
  } else {
    const std::uint32_t sso = simulator::sso_channel(*audit.plan.graph);
    sentences.push_back(
        fmt::format("people sign in by password; {} by single sign-on ({}), as `sso` says",
                    people(audit.by_sso), rules::builtin_channels[sso]));
    if (audit.partly_by_sso > 0) {
      sentences.push_back(
          fmt::format("{} with single sign-on for a share of their sign-ins: counted by password",
                      people(audit.partly_by_sso)));
    }
  }
  sentences.push_back(
      sign_in.given.empty()
          ? "from a device that is not recognized, at low risk, no country and no address known"
          : fmt::format("from a device that is not recognized, at low risk, but: {}",
                        joined(sign_in.given)));
  return sentences;
}

std::vector<std::string> change_remarks(const Audit& audit) {
  std::vector<std::string> remarks;
  const auto add = [&](std::uint64_t count, const std::string& what) {
    if (count == 0) return;
    remarks.push_back(fmt::format("{} account{}: {}", number(static_cast<double>(count)),
                                  count == 1 ? "" : "s", what));
  };
  add(audit.undated, "empty cells decide what comes, so it is not listed");
  add(audit.changing_often,
      fmt::format("more than {} changes, of which the first are listed", most_changes_each));
  return remarks;
}

std::string since_words(const Audit& audit) {
  const rules::Policy& before = audit.since->before.policy();
  return fmt::format("`{}`, revision {} ({})", before.name.value, before.revision,
                     engine::source_of(*audit.since->before.plan.graph).name());
}

std::string state_words(const AuditState& state) {
  std::string text = state.category == Category::unknown ? "unknown, at the strictest " : "";
  text += fmt::format("{} ({})", rules::name(state.outcome), state.reason);
  if (state.outcome == rules::Outcome::enroll && !state.methods.empty()) {
    return text + fmt::format(", if skipped: {}", method_names(state.methods));
  }
  if (!state.methods.empty()) text += fmt::format(": {}", method_names(state.methods));
  return text;
}

std::string category_words(const AuditState& state) {
  std::string text = fmt::format("{}, {}", name(state.category), state_words(state));
  if (state.deadline) text += fmt::format(", until {}", rules::format_instant(*state.deadline));
  return text;
}

std::string exception_words(const DeclaredException& exception) {
  return fmt::format("{}{}: {}; owner {}, approved by {}; last covered day {}{}",
                     exception.is_rule ? "rule: " : "", exception.whom, exception.reason,
                     exception.owner, exception.approved_by, rules::format_date(exception.last_day),
                     exception.is_over ? " (over)" : "");
}

std::string emergency_words(const Audit& audit) {
  const auto& emergency = audit.policy().emergency_access;
  if (!emergency) return "nobody";
  std::string review = "never";
  if (emergency->review_by) {
    const rules::Date date = emergency->review_by->value;
    review = rules::format_date(date);
    if (date <= audit.policy().zone.local_date(audit.plan.at)) review += " (overdue)";
  }
  return fmt::format(
      "{} of {} named get{} in by it; owner {}, approved by {}, to be reviewed by {}",
      audit.counts[static_cast<std::size_t>(Category::emergency_access)],
      emergency->accounts.size(), emergency->accounts.size() == 1 ? "s" : "", emergency->owner,
      emergency->approved_by, review);
}

std::string role_title(const AuditedRole& role) {
  if (role.name.empty()) return "(no role)";
  return role.name == "?" ? "(roles unknown)" : role.name;
}

std::string without_words(const Audit& audit, const AuditedRole& role) {
  std::string text;
  for (std::size_t c = 0; c < category_count; ++c) {
    const auto category = static_cast<Category>(c);
    const Group group = group_of(category);
    if (role.counts[c] == 0 || group == Group::second_factor || group == Group::no_way_in) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name(category),
                        number(static_cast<double>(role.counts[c])));
    if (category != Category::excluded) continue;
    std::string why;
    for (const auto& [index, accounts] : role.exceptions) {
      const DeclaredException& e = audit.exceptions[static_cast<std::size_t>(index)];
      if (!why.empty()) why += "; ";
      if (role.exceptions.size() > 1) why += number(static_cast<double>(accounts)) + ": ";
      why += fmt::format("{}; owner {}, approved by {}; last covered day {}", e.reason, e.owner,
                         e.approved_by, rules::format_date(e.last_day));
    }
    text += fmt::format(" ({})", why);
  }
  return text;
}

const DeclaredException* exception_of(const Audit& audit, const AuditedAccount& account) {
  if (account.exception < 0) return nullptr;
  return &audit.exceptions[static_cast<std::size_t>(account.exception)];
}

const std::vector<std::string>& unknown_of(const Audit& audit, const AuditedAccount& account) {
  return audit.unknown_sets[account.unknown];
}

std::string joined(const std::vector<std::string>& items, std::string_view separator) {
  return fmt::format("{}", fmt::join(items, separator));
}

std::string method_names(const engine::MethodList& methods, std::string_view separator) {
  std::vector<std::string> names;
  for (const rules::Method method : methods) names.emplace_back(rules::name(method));
  return joined(names, separator);
}

std::vector<std::string> roles_of(const engine::Account& account) {
  const auto* roles = account.roles.if_known();
  return roles != nullptr ? *roles : std::vector<std::string>();
}

std::string type_of(const engine::Account& account) {
  const auto* type = account.type.if_known();
  return type != nullptr ? std::string(rules::name(*type)) : std::string();
}

}  // namespace gatecast::reports
