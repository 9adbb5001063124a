#include "reports/at_risk.h"

#include <fmt/format.h>

#include <boost/math/distributions/binomial.hpp>

#include "reports/format.h"

namespace gatecast::reports {
namespace {

using simulator::AtRisk;
using simulator::Cause;

std::string people_csv(const AtRisk& at_risk, const simulator::AccountColumns& accounts) {
  std::string out =
      "account,roles,admitted,first_week,at_all,at_all_low,at_all_high,cause,remedy,with_"
      "remedy\r\n";
  for (const simulator::AccountAtRisk& person : at_risk.people) {
    const ChanceOfLockout chance = chance_of(person, at_risk.replicates);
    out += fmt::format("{},{},{},{},{},{:.4f},{:.4f},{},{},{}\r\n",
                       csv_field(accounts.id(person.account)),
                       csv_field(role_list(accounts, person.account)),
                       person.admitted ? rules::format_date(*person.admitted) : "",
                       exact(chance.first_week), exact(chance.at_all), chance.low, chance.high,
                       cause_name(person.cause), name(person.remedy), exact(chance.with_remedy));
  }
  return out;
}

std::string roles_csv(const AtRisk& at_risk) {
  std::string out = "role,accounts,at_risk,first_week,at_all,cause,remedy\r\n";
  for (const simulator::RoleAtRisk& role : at_risk.roles) {
    out += fmt::format("{},{},{},{},{},{},{}\r\n", csv_field(role.role), role.accounts,
                       role.at_risk, exact(role.in_first_week), exact(role.at_all),
                       cause_name(role.cause), name(role.remedy));
  }
  return out;
}

}  // namespace

std::string cause_name(Cause cause) {
  return cause == Cause::none ? "" : simulator::causes[static_cast<std::size_t>(cause)];
}

ChanceOfLockout chance_of(const simulator::AccountAtRisk& person, int replicates) {
  using Binomial = boost::math::binomial_distribution<double>;
  const double n = replicates;
  return {person.in_first_week / n, person.at_all / n,
          Binomial::find_lower_bound_on_p(n, person.at_all, 0.025),
          Binomial::find_upper_bound_on_p(n, person.at_all, 0.025), person.with_remedy / n};
}

std::string role_list(const simulator::AccountColumns& accounts, std::uint32_t account) {
  std::string out;
  for (const std::string& role : accounts.roles_of(accounts.role_set(account)).value_or({})) {
    if (!out.empty()) out += ';';
    out += role;
  }
  return out;
}

std::vector<NamedFile> at_risk_csv(const AtRisk& at_risk,
                                   const simulator::AccountColumns& accounts) {
  return {{"people.csv", people_csv(at_risk, accounts)}, {"roles.csv", roles_csv(at_risk)}};
}

std::string at_risk_text(const AtRisk& at_risk) {
  std::string out = fmt::format("\nPeople at risk\n  {}{}{}{}  {}  {}\n",
                                fit_left("expected to be locked out", 26), fit_right("accounts", 9),
                                fit_right("in week 1", 10), fit_right("at all", 8),
                                fit_left("mostly", 12), "what helps");
  for (const simulator::RoleAtRisk& role : at_risk.roles) {
    if (role.at_risk == 0) continue;
    out += fmt::format("  {}{}{}{}  {}  {}\n",
                       fit_left(role.role.empty() ? "everybody" : role.role, 26),
                       fit_right(number(static_cast<double>(role.accounts)), 9),
                       fit_right(number(role.in_first_week), 10), fit_right(number(role.at_all), 8),
                       fit_left(words(cause_name(role.cause)), 12), words(name(role.remedy)));
  }
  if (at_risk.people.empty()) return "\nPeople at risk\n  nobody was locked out in any rollout\n";
  out += wrapped(
      "week 1: the seven days after a stage admits them, or after the first day. Of "
      "save codes, add phone, enroll before and extend grace, what helps is that which "
      "keeps most people in, with the same luck.",
      80, "  ", "  ");
  return out;
}

}  // namespace gatecast::reports
