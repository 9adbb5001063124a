// People at risk on the forecast's page and in its JSON.
#include <fmt/format.h>

#include <algorithm>

#include "reports/at_risk.h"
#include "reports/format.h"
#include "reports/page.h"

namespace gatecast::reports {
namespace {

using simulator::AccountAtRisk;
using simulator::AtRisk;
using simulator::Remedy;
using simulator::RoleAtRisk;

// More would make a page that nobody scrolls; people.csv and the JSON have all.
constexpr std::size_t most_people = 100;

std::string json_or_null(std::string_view text) {
  return text.empty() ? "null" : json_string(text);
}

std::string remedy_json(Remedy remedy) {
  return remedy == Remedy::none ? "null" : json_string(name(remedy));
}

std::string person_json(const AccountAtRisk& person, int replicates,
                        const simulator::AccountColumns& accounts) {
  std::string roles;
  for (const std::string& role :
       accounts.roles_of(accounts.role_set(person.account)).value_or({})) {
    roles += (roles.empty() ? "" : ", ") + json_string(role);
  }
  const ChanceOfLockout chance = chance_of(person, replicates);
  return fmt::format(
      "{{\"account\": {}, \"roles\": [{}], \"admitted\": {}, \"first_week\": {}, \"at_all\": {}, "
      "\"at_all_low\": {}, \"at_all_high\": {}, \"cause\": {}, \"remedy\": {}, "
      "\"with_remedy\": {}}}",
      json_string(accounts.id(person.account)), roles,
      person.admitted ? json_string(rules::format_date(*person.admitted)) : "null",
      exact(chance.first_week), exact(chance.at_all), exact(chance.low), exact(chance.high),
      json_or_null(cause_name(person.cause)), remedy_json(person.remedy),
      exact(chance.with_remedy));
}

std::string role_json(const RoleAtRisk& role) {
  return fmt::format(
      "{{\"role\": {}, \"accounts\": {}, \"at_risk\": {}, \"first_week\": {}, \"at_all\": {}, "
      "\"cause\": {}, \"remedy\": {}}}",
      json_or_null(role.role), role.accounts, role.at_risk, exact(role.in_first_week),
      exact(role.at_all), json_or_null(cause_name(role.cause)), remedy_json(role.remedy));
}

std::string roles_table(const AtRisk& at_risk) {
  std::string body;
  for (const RoleAtRisk& role : at_risk.roles) {
    body += fmt::format(
        "<tr data-role=\"{}\"><th scope=\"row\">{}</th><td>{}</td>"
        "<td data-number=\"at_risk\">{}</td><td data-number=\"first_week\">{}</td>"
        "<td data-number=\"at_all\">{}</td><td>{}</td><td>{}</td></tr>\n",
        html(role.role), role.role.empty() ? "everybody" : html(role.role),
        number(static_cast<double>(role.accounts)), number(static_cast<double>(role.at_risk)),
        number(role.in_first_week), number(role.at_all), html(words(cause_name(role.cause))),
        role.at_risk == 0 ? "" : html(words(name(role.remedy))));
  }
  return page_table({"role", "accounts", "with any chance", "expected in their first week",
                     "expected at all", "mostly", "what helps"},
                    body);
}

std::string people_table(const AtRisk& at_risk, const simulator::AccountColumns& accounts) {
  std::string body;
  const std::size_t shown = std::min(at_risk.people.size(), most_people);
  for (std::size_t i = 0; i < shown; ++i) {
    const AccountAtRisk& person = at_risk.people[i];
    const ChanceOfLockout chance = chance_of(person, at_risk.replicates);
    body += fmt::format(
        "<tr data-account=\"{0}\"><th scope=\"row\">{0}</th><td class=\"source\">{1}</td>"
        "<td>{2}</td><td data-number=\"first_week\">{3}</td><td data-number=\"at_all\">{4} "
        "<span class=\"range\">({5})</span></td><td>{6}</td><td>{7}</td>"
        "<td data-number=\"with_remedy\">{8}</td></tr>\n",
        html(accounts.id(person.account)), html(role_list(accounts, person.account)),
        person.admitted ? rules::format_date(*person.admitted) : "never",
        number(chance.first_week, Unit::share), number(chance.at_all, Unit::share),
        range(chance.low, chance.high, Unit::share), html(words(cause_name(person.cause))),
        html(words(name(person.remedy))), number(chance.with_remedy, Unit::share));
  }
  return page_table({"account", "roles", "admitted", "chance in the first week",
                     "chance at all (95% interval)", "mostly", "what helps", "chance with that"},
                    body);
}

}  // namespace

std::string at_risk_html(const AtRisk& at_risk, const simulator::AccountColumns& accounts) {
  std::string out =
      "<section id=\"people-at-risk\"><h2>People at risk</h2>\n<p>Who may be locked out: in the "
      "seven days after a stage admits him (or after the first day), and at all. Of save codes, "
      "add phone, enroll before and extend grace, what helps is that which keeps most people in, "
      "simulated with the same luck.</p>\n";
  if (at_risk.people.empty()) {
    return out + "<p>Nobody was locked out in any rollout.</p></section>\n";
  }
  out += roles_table(at_risk);
  const std::string total = number(static_cast<double>(at_risk.people.size()));
  const std::string which = at_risk.people.size() <= most_people
                                ? fmt::format("All {} who may be, worst first", total)
                                : fmt::format("The {} worst of {} who may be", most_people, total);
  out += fmt::format("<details><summary>{}</summary>\n{}</details></section>\n", which,
                     people_table(at_risk, accounts));
  return out;
}

std::string at_risk_json(const AtRisk& at_risk, const simulator::AccountColumns& accounts) {
  std::string out =
      fmt::format(",\n\"people_at_risk\": {{\"replicates\": {},\n\"roles\": [", at_risk.replicates);
  for (const RoleAtRisk& role : at_risk.roles) {
    out += (&role == at_risk.roles.data() ? "\n" : ",\n") + role_json(role);
  }
  out += "\n],\n\"people\": [";
  for (const AccountAtRisk& person : at_risk.people) {
    out += (&person == at_risk.people.data() ? "\n" : ",\n") +
           person_json(person, at_risk.replicates, accounts);
  }
  return out + "\n]}";
}

}  // namespace gatecast::reports
