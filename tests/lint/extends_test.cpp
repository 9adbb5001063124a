// What is said of a policy whose lines are partly shipped ones.
#include <gtest/gtest.h>

#include "engine/lint/check_policy.h"
#include "rules/library.h"

namespace gatecast::rules {
namespace {

const Date today = *parse_date("2027-01-04");

struct Checked {
  explicit Checked(std::string_view rest)
      : source("p.yaml", "policy: p\nrevision: 1\ntime_zone: UTC\n" + std::string(rest)),
        result(engine::check_policy(source, today)) {}
  std::string shown() const { return render(source, result.diagnostics); }
  Source source;
  engine::CheckedPolicy result;
};

// With what its first comment asks for, a shipped policy has nothing to warn of.
TEST(ExtendsLint, ShippedPoliciesGiveNoWarningOnceTheirConditionsAreMet) {
  for (const LibraryPolicy& shipped : library_policies()) {
    const Checked checked(
        "extends: " + std::string(shipped.name) +
        "\nintegrations: {email: {healthy: true}}\n"
        "roles: {Admin: {type: internal, admin: true}}\n"
        "emergency_access: {accounts: [a], owner: b, approved_by: c, review_by: 2027-06-30}\n"
        "support: {contact: {internal: the help desk}}\n"
        "rollout: {announce_days_before: 7, stages: [{name: all, start: 2027-02-01}]}\n");
    ASSERT_TRUE(checked.result.policy) << checked.shown();
    for (const Diagnostic& each : checked.result.diagnostics.all()) {
      // The one is true of every policy with rules and stages, the other for the author to answer.
      EXPECT_TRUE(each.code == "settings-wait-for-stage" || each.code == "email-not-out-of-band")
          << render(checked.source, each);
    }
  }
}

constexpr std::string_view no_mail = "extends: everyone-now";

TEST(ExtendsLint, AWarningShowsTheShippedLine) {
  const Checked checked(no_mail);
  EXPECT_NE(checked.shown().find(
                "library/everyone-now.yaml:17:28: warning: `email` is never usable: the policy "
                "does not say that mail is healthy [email-not-configured]\n"
                "    methods: [authenticator, email]\n"
                "                             ^^^^^\n"
                "  help: write `integrations: {email: {healthy: true}}`\n"),
            std::string::npos)
      << checked.shown();
}

TEST(ExtendsLint, AShippedLineIsAllowedWhereItIsExtended) {
  const std::string comment = "  # gatecast: allow email-not-configured because mail comes later\n";
  const Checked here(std::string(no_mail) + comment);
  EXPECT_EQ(here.shown().find("never usable"), std::string::npos) << here.shown();
  // The seventeenth line of the author's file is another one.
  const Checked there(std::string(no_mail) + std::string(13, '\n') +
                      "two_factor: {allow_fallback: true}" + comment);
  EXPECT_NE(there.shown().find("never usable"), std::string::npos) << there.shown();
  EXPECT_NE(there.shown().find("p.yaml:17:"), std::string::npos) << there.shown();
  EXPECT_NE(there.shown().find("allow-unused"), std::string::npos) << there.shown();
}

}  // namespace
}  // namespace gatecast::rules
