// Comments that allow a warning: where they count, and what they may not do.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/lint/check_policy.h"

namespace gatecast::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const rules::Date today = *rules::parse_date("2027-01-04");

struct Found {
  std::vector<std::string> raised;   // codes
  std::vector<std::string> allowed;  // codes and reasons
};

Found check(const std::string& body) {
  const rules::Source source("policy.yaml", "policy: acme\nrevision: 1\ntime_zone: UTC\n" + body);
  const CheckedPolicy checked = check_policy(source, today);
  Found found;
  for (const auto& each : checked.diagnostics.all()) found.raised.emplace_back(each.code);
  for (const auto& each : checked.allowed) {
    found.allowed.push_back(std::string(each.diagnostic.code) + ": " + each.reason);
  }
  return found;
}

TEST(Allow, ACommentOnTheLineOrAboveItCounts) {
  const Found same =
      check("two_factor:\n  totp: {digits: 8}  # gatecast: allow totp-unusual because tokens\n");
  EXPECT_THAT(same.raised, IsEmpty());
  EXPECT_THAT(same.allowed, ElementsAre("totp-unusual: tokens"));
  const Found above = check(
      "two_factor:\n  # gatecast: allow totp-unusual because tokens of ours\n"
      "  # which were bought\n\n  totp: {digits: 8}\n");
  EXPECT_THAT(above.raised, IsEmpty());
  EXPECT_THAT(above.allowed, ElementsAre("totp-unusual: tokens of ours"));
}

TEST(Allow, ElsewhereItCountsForNothing) {
  const Found below =
      check("two_factor:\n  totp: {digits: 8}\n# gatecast: allow totp-unusual because tokens\n");
  EXPECT_THAT(below.raised, ElementsAre("totp-unusual", "allow-unused"));
  const Found behind = check(
      "channels: [kiosk]  # gatecast: allow totp-unusual because tokens\n"
      "two_factor: {totp: {digits: 8}}\n");
  EXPECT_THAT(behind.raised, ElementsAre("allow-unused", "totp-unusual"));
}

TEST(Allow, SeveralCodesAndSeveralComments) {
  const Found found = check(
      "# gatecast: allow totp-unusual, lockout-over-max because both were agreed\n"
      "two_factor: {totp: {digits: 8}, limits: {lockout: 2h}}\n");
  EXPECT_THAT(found.raised, IsEmpty());
  EXPECT_THAT(found.allowed,
              ElementsAre("totp-unusual: both were agreed", "lockout-over-max: both were agreed"));
  const Found half = check(
      "# gatecast: allow totp-unusual, lockout-over-max because both were agreed\n"
      "two_factor: {totp: {digits: 8}}\n");
  EXPECT_THAT(half.raised, ElementsAre("allow-unused"));
}

TEST(Allow, TextsAreNoComments) {
  const Found quoted = check("support: {contact: {internal: \"# gatecast: allow nothing\"}}\n");
  EXPECT_THAT(quoted.raised, IsEmpty());
  const Found block = check("support:\n  contact:\n    internal: |\n      # gatecast: allow x\n");
  EXPECT_THAT(block.raised, IsEmpty());
}

TEST(Allow, WhatItMayNotDo) {
  const std::string totp = "\ntwo_factor: {totp: {digits: 8}}\n";
  EXPECT_THAT(check("# gatecast: allow totp-unusual" + totp).raised,
              ElementsAre("allow-without-reason", "totp-unusual"));
  EXPECT_THAT(check("# gatecast: allow totp-unusual because " + totp).raised,
              ElementsAre("allow-without-reason", "totp-unusual"));
  EXPECT_THAT(check("# gatecast: alow totp-unusual because tokens" + totp).raised,
              ElementsAre("allow-malformed", "totp-unusual"));
  EXPECT_THAT(check("# gatecast: allow because tokens" + totp).raised,
              ElementsAre("allow-malformed", "totp-unusual"));
  EXPECT_THAT(check("# gatecast: allow totp-usual because tokens" + totp).raised,
              ElementsAre("allow-unknown-code", "totp-unusual"));
  EXPECT_THAT(check("# gatecast: allow unknown-key because tokens" + totp).raised,
              ElementsAre("allow-error", "totp-unusual"));
}

}  // namespace
}  // namespace gatecast::engine
