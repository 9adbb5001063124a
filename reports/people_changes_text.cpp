#include <fmt/format.h>

#include <algorithm>

#include "engine/graph/graph.h"
#include "reports/difference_words.h"
#include "reports/format.h"
#include "reports/people_changes.h"

namespace gatecast::reports {
namespace {

constexpr std::size_t page_columns = 100;
constexpr std::size_t most_listed = 40;

const rules::TimeZone& zone_of(const PeoplePlan& plan) {
  return engine::policy_of(*plan.after.graph).zone;
}

std::string sentence(const PeopleChange& change, const PeoplePlan& plan) {
  return fmt::format("{}: {}, {}: {} -> {}", people_dates(change, plan),
                     counted(change.accounts.size(), "person", "people"),
                     counted(change.administrators, "administrator", "administrators"),
                     change.before, change.after);
}

std::string who_is_counted(const PeoplePlan& plan) {
  const simulator::OrdinarySignIn& sign_in = plan.after.sign_in;
  const auto& channel = sign_in.sign_in.channel;
  std::string text =
      channel.is_known()
          ? fmt::format("a person signs in through the channel {}", channel.value())
          : std::string(
                "a person signs in by password (through single sign-on where `sso` says so)");
  text += " from a device that is not recognized";
  if (!sign_in.given.empty()) text += fmt::format(", but: {}", fmt::join(sign_in.given, ", "));
  return text;
}

}  // namespace

std::string people_dates(const PeopleChange& change, const PeoplePlan& plan) {
  const std::string from = instant_words(change.from, zone_of(plan));
  if (change.until == change.from) return fmt::format("on {} (later is not known)", from);
  std::string text = "from " + from;
  if (change.until < plan.until) {
    text += fmt::format(" until {}", instant_words(change.until, zone_of(plan)));
  } else {
    text += " on";
  }
  return text;
}

std::string people_summary(const PeopleChanges& changes, const PeoplePlan& plan) {
  std::string text = fmt::format(
      "{} of {} get another answer between {} and {}", counted(changes.people, "person", "people"),
      reports::number(static_cast<double>(changes.accounts)),
      instant_words(plan.from, zone_of(plan)), instant_words(plan.until, zone_of(plan)));
  if (changes.cut > 0) {
    text += fmt::format(
        "; {} could not be followed to the end, as what they get later depends on "
        "facts that the population leaves open",
        reports::number(static_cast<double>(changes.cut)));
  }
  return text;
}

std::string people_changes_text(const PeopleChanges& changes, const PeoplePlan& plan) {
  std::string out;
  const auto line = [&](std::string_view first, std::string_view rest, const std::string& text) {
    out += wrapped(text, page_columns, first, rest);
  };
  const std::size_t listed = std::min(changes.changes.size(), most_listed);
  for (std::size_t i = 0; i < listed; ++i) {
    const PeopleChange& change = changes.changes[i];
    line("  ", "    ", sentence(change, plan));
    line("    type   ", "           ", counts_words(by_name(change.by_type)));
    if (!change.by_role.empty()) line("    role   ", "           ", counts_words(change.by_role));
    line("    stage  ", "           ", counts_words(change.by_stage));
    if (change.uncertain > 0) {
      line("    ", "    ",
           fmt::format("{} as far as is known: facts that the population leaves open count",
                       reports::number(static_cast<double>(change.uncertain))));
    }
  }
  if (listed < changes.changes.size()) {
    line("  ", "    ",
         fmt::format("and {} more changes: the CSV lists them by account",
                     changes.changes.size() - listed));
  }
  line("  ", "    ", people_summary(changes, plan));
  return out;
}

std::string people_text(const PeopleChanges& changes, const PeoplePlan& plan) {
  return "People\n" + people_changes_text(changes, plan) +
         wrapped("counted so: " + who_is_counted(plan), page_columns, "  ", "    ");
}

std::string people_markdown(const PeopleChanges& changes, const PeoplePlan& plan) {
  std::string out = "\n## Whom it concerns\n\n";
  if (!changes.changes.empty()) {
    out += "| dates | people | administrators | from | to |\n|---|---|---|---|---|\n";
  }
  const std::size_t listed = std::min(changes.changes.size(), most_listed);
  for (std::size_t i = 0; i < listed; ++i) {
    const PeopleChange& change = changes.changes[i];
    out += fmt::format("| {} | {} | {} | {} | {} |\n", people_dates(change, plan),
                       reports::number(static_cast<double>(change.accounts.size())),
                       reports::number(static_cast<double>(change.administrators)),
                       markdown(change.before), markdown(change.after));
  }
  if (listed < changes.changes.size()) {
    out += fmt::format("\nAnd {} more changes.\n", changes.changes.size() - listed);
  }
  return out + fmt::format("\n{}. Counted so: {}.\n", markdown(people_summary(changes, plan)),
                           markdown(who_is_counted(plan)));
}

std::string people_json(const PeopleChanges& changes, const PeoplePlan& plan) {
  std::string given;
  for (const std::string& each : plan.after.sign_in.given) {
    given += (given.empty() ? "" : ", ") + json_string(each);
  }
  std::string out = fmt::format(
      "{{\"accounts\": {}, \"people\": {}, \"not_followed\": {}, \"from\": {}, \"until\": {}, "
      "\"sign_in\": [{}],\n\"changes\": [",
      changes.accounts, changes.people, changes.cut, json_string(rules::format_instant(plan.from)),
      json_string(rules::format_instant(plan.until)), given);
  for (const PeopleChange& change : changes.changes) {
    out += fmt::format(
        "{}{{\"from\": {}, \"until\": {}, \"old\": {}, \"new\": {}, \"people\": {}, "
        "\"administrators\": {}, \"uncertain\": {}, \"types\": {}, \"roles\": {}, \"stages\": {}}}",
        out.ends_with('[') ? "\n" : ",\n", json_string(rules::format_instant(change.from)),
        change.until < plan.until ? json_string(rules::format_instant(change.until)) : "null",
        json_string(change.before), json_string(change.after), change.accounts.size(),
        change.administrators, change.uncertain, counts_json(by_name(change.by_type)),
        counts_json(change.by_role), counts_json(change.by_stage));
  }
  return out + "]}";
}

std::string people_csv(const PeopleChanges& changes, const PeoplePlan& plan) {
  std::string out = "account,from,until,old,new\r\n";
  for (const PeopleChange& change : changes.changes) {
    const std::string rest =
        fmt::format("{},{},{},{}\r\n", rules::format_instant(change.from),
                    change.until < plan.until ? rules::format_instant(change.until) : "",
                    csv_field(change.before), csv_field(change.after));
    for (const std::uint32_t index : change.accounts) {
      out += csv_field(plan.accounts->id(index)) + "," + rest;
    }
  }
  return out;
}

}  // namespace gatecast::reports
