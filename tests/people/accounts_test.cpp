// Accounts from CSV: what cells mean, what is drawn, and where errors point.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "simulator/behavior.h"
#include "simulator/population.h"

namespace gatecast::simulator {
namespace {

using rules::AuthenticatorState;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

rules::Policy portal() {
  rules::Policy policy;
  rules::Role role;
  role.name.value = "Customer";
  role.type = rules::AccountType::customer;
  policy.roles.push_back(role);
  role.name.value = "Customer Admin";
  policy.roles.push_back(role);
  role.name.value = "Partner";
  role.type = rules::AccountType::partner;
  policy.roles.push_back(role);
  rules::Attribute attribute;
  attribute.name.value = "clearance";
  attribute.kind = rules::Attribute::Kind::integer;
  attribute.high = 5;
  policy.attributes.push_back(attribute);
  return policy;
}

ParsedPopulation read(const std::string& text, std::uint64_t seed = 1) {
  return read_accounts_csv(rules::Source("a.csv", text), portal(), default_behavior(), seed);
}

std::vector<std::string> problems(const std::string& text) {
  const rules::Source source("a.csv", text);
  const auto parsed = read_accounts_csv(source, portal(), default_behavior(), 1);
  std::vector<std::string> lines;
  for (const auto& diagnostic : parsed.diagnostics.all()) {
    const auto at = source.position(diagnostic.span.begin);
    lines.push_back(
        fmt::format("{}:{} {} {}", at.line, at.column, diagnostic.code, diagnostic.help));
  }
  return lines;
}

TEST(Accounts, ReadsEveryColumn) {
  const auto parsed = read(
      "id,type,roles,groups,active,created,authenticator,passkey,email,phone,backup_codes,"
      "grace_started,skips,reset_at,sso,sign_ins_per_day,application,attributes.clearance\n"
      "a,internal,Customer;Customer Admin,-,true,2023-10-02T21:00:00Z,enrolled,false,"
      "a@example.com,+44 20,8,2027-01-01,2,-,0.4,1.5,portal,3\n");
  ASSERT_TRUE(parsed.diagnostics.empty());
  ASSERT_EQ(parsed.population.people.size(), 1U);
  const Person& person = parsed.population.people[0];
  EXPECT_EQ(person.account.type.value(), rules::AccountType::internal);
  EXPECT_THAT(person.account.roles.value(), ElementsAre("Customer", "Customer Admin"));
  EXPECT_TRUE(person.account.groups.is_none());
  EXPECT_EQ(person.account.created.value(), *rules::parse_instant("2023-10-02T21:00:00Z"));
  EXPECT_EQ(person.account.authenticator.value(), AuthenticatorState::enrolled);
  EXPECT_TRUE(person.account.email.value());
  EXPECT_TRUE(person.account.phone.value());
  EXPECT_EQ(person.account.backup_codes.value(), 8);
  EXPECT_EQ(person.account.skips.value(), 2);
  EXPECT_TRUE(person.account.reset_at.is_none());
  EXPECT_EQ(person.sso_share, 0.4);
  EXPECT_EQ(person.sign_ins_per_day, 1.5);
  EXPECT_EQ(person.application, "portal");
  EXPECT_TRUE(person.account.attributes.at(0).value.is_known());
  EXPECT_TRUE(parsed.population.notes.empty());
}

TEST(Accounts, DrawsWhatIsUnknownAndSaysSo) {
  std::string text = "id,roles,phone\n";
  for (int i = 0; i < 10'000; ++i) text += fmt::format("u{},Customer,\n", i);
  const auto parsed = read(text);
  ASSERT_FALSE(parsed.diagnostics.has_errors());
  int phones = 0;
  int dormant = 0;
  for (const Person& person : parsed.population.people) {
    ASSERT_TRUE(person.account.phone.is_known());
    ASSERT_FALSE(person.account.created.is_unknown());
    ASSERT_FALSE(person.account.locks[0].is_unknown());
    ASSERT_EQ(person.account.type.value(), rules::AccountType::customer);
    phones += person.account.phone.value() ? 1 : 0;
    dormant += person.sign_ins_per_day == 0 ? 1 : 0;
  }
  EXPECT_NEAR(phones, 9000, 4 * 30);
  EXPECT_NEAR(dormant, 1000, 4 * 30);
  EXPECT_THAT(parsed.population.notes,
              Contains("column `phone`: 10,000 of 10,000 accounts unknown, drawn with a share of "
                       "0.9 (assumed)"));
  EXPECT_THAT(parsed.population.notes, Contains(HasSubstr("column `sign_ins_per_day`")));
}

TEST(Accounts, LuckFollowsTheIdAndTheSeed) {
  std::string ids;
  for (int i = 0; i < 300; ++i) ids += fmt::format("u{}\n", i);
  const auto one = read("id\n" + ids);
  const auto more = read("id\nnew\n" + ids);
  const auto other = read("id\n" + ids, 2);
  const auto phones = [&](const ParsedPopulation& parsed, std::size_t first) {
    std::vector<bool> all;
    for (std::size_t i = first; i < parsed.population.people.size(); ++i) {
      all.push_back(parsed.population.people[i].account.phone.value());
    }
    return all;
  };
  EXPECT_EQ(phones(one, 0), phones(more, 1));
  EXPECT_NE(phones(one, 0), phones(other, 0));
}

// Not to know it is part of the forecast's uncertainty: nothing is drawn once and for all, but for
// who never signs in.
TEST(Accounts, LeavesAnUnknownRateUnknown) {
  const auto parsed = read("id,sign_ins_per_day\na,1.5\nb,-\nc,\nd,\ne,\nf,\n");
  const People& people = parsed.population.people;
  EXPECT_EQ(people[0].sign_ins_per_day, 1.5);
  EXPECT_EQ(people[1].sign_ins_per_day, 0);
  for (std::size_t i = 2; i < people.size(); ++i) {
    EXPECT_EQ(people[i].sign_ins_per_day.value_or(0), 0);
  }
  EXPECT_THAT(
      parsed.population.notes,
      Contains(HasSubstr("column `sign_ins_per_day`: 4 of 6 accounts unknown, drawn in each "
                         "rollout with a median of")));
}

// A file of any size is read as it comes, and messages show what they show of a text in memory.
TEST(Accounts, ShowsErrorsOfAStreamAsThoseOfAText) {
  const std::string texts[] = {
      "",
      "id\n",
      "name,type\nx,-\n",
      "\xEF\xBB\xBFid,colour\r\na,red\r\n\r\na,blue\r\n",
      "id,roles\n\n\na,Custmer\nb,\"Customer\n;Custmer\"\n\xC3\xA9\xC3\xA9,\xC3\xA9 x",
      "id,type\na,\"internal\n",
      "id,type\na,b\"c,d\nb,internal\n",
      "id\na\nb\na\n",
      std::string("id,type\n") + std::string(500, 'y') + ",emplyee," + std::string(300, 'z') + "\n",
      std::string(200, 'x') + "\n" + std::string(100, '\n') + "y\n",
  };
  for (const std::string& text : texts) {
    const rules::Source source("a.csv", text);
    const auto whole = read_accounts_csv(source, portal(), default_behavior(), 1);
    MemoryStream bytes(text);
    std::vector<rules::KeptLine> lines;
    const auto streamed = read_accounts_csv(bytes, lines, portal(), default_behavior(), 1);
    ASSERT_FALSE(whole.diagnostics.empty());
    EXPECT_EQ(rules::render(rules::Source("a.csv", lines), streamed.diagnostics),
              rules::render(source, whole.diagnostics));
  }
}

// Offsets there are those of no shipped policy.
TEST(Accounts, PointsFarIntoALargeFile) {
  std::string text = "id,type\n";
  constexpr std::size_t blank_lines = std::size_t{66} << 20;
  text.append(blank_lines, '\n');
  const std::size_t line = blank_lines + 2;
  text += "a,robot\nb,internal\n";
  MemoryStream bytes(text);
  std::vector<rules::KeptLine> lines;
  const auto read = read_accounts_csv(bytes, lines, portal(), default_behavior(), 1);
  EXPECT_EQ(rules::render(rules::Source("a.csv", lines), read.diagnostics),
            fmt::format("a.csv:{}:3: error: `robot` is no value of `type` [wrong-value]\n"
                        "  a,robot\n    ^^^^^\n"
                        "  help: `internal`, `partner` or `customer`\n",
                        line));
}

TEST(Accounts, PointsAtTheWrongCell) {
  EXPECT_THAT(problems("id,roles\na,Custmer\n"),
              ElementsAre("2:3 unknown-role did you mean `Customer`?"));
  EXPECT_THAT(problems("id,type\na,emplyee\n"), ElementsAre(HasSubstr("2:3 wrong-value")));
  EXPECT_THAT(problems("id,email\na,no\n"), ElementsAre(HasSubstr("2:3 wrong-value")));
  EXPECT_THAT(problems("id,attributes.clearance\na,9\n"),
              ElementsAre("2:3 wrong-value a whole number from 0 to 5"));
  EXPECT_THAT(problems("id,sso\na,1.4\n"), ElementsAre(HasSubstr("2:3 wrong-value")));
  EXPECT_THAT(problems("id\na\nb\na\n"), ElementsAre("4:1 duplicate-id "));
  EXPECT_THAT(problems("id,type\na\n"), ElementsAre("2:1 wrong-length "));
  EXPECT_THAT(problems("id,type\na,\"internal\n"), Contains(HasSubstr("2:3 bad-csv")));
}

TEST(Accounts, ChecksTheHeader) {
  EXPECT_THAT(problems("name,type\nx,-\n"), Contains(HasSubstr("1:1 missing-column")));
  EXPECT_THAT(problems("id;type\nx;-\n"),
              Contains("1:1 missing-column cells are separated by commas"));
  EXPECT_THAT(problems("id,colour,phon\nx,red,1\n"),
              ElementsAre("1:4 unknown-column `phon`: did you mean `phone`?"));
  EXPECT_THAT(problems("id,type,type\nx,-,-\n"), ElementsAre("1:9 duplicate-column "));
  EXPECT_THAT(problems("id,id\nx,y\nz,x\n"), ElementsAre("1:4 duplicate-column "));
  EXPECT_THAT(problems("id,attributes.clearence\nx,1\n"),
              ElementsAre("1:4 unknown-attribute did you mean `clearance`?"));
  EXPECT_THAT(problems(""), ElementsAre(HasSubstr("empty-file")));
  EXPECT_THAT(problems("id\n"), ElementsAre(HasSubstr("empty-file")));
}

TEST(Accounts, StopsListingErrorsSomewhere) {
  std::string text = "id,type\n";
  for (int i = 0; i < 1200; ++i) text += fmt::format("u{},robot\n", i);
  const auto parsed = read(text);
  EXPECT_EQ(parsed.diagnostics.errors(), 51U);
  EXPECT_THAT(parsed.diagnostics.all().back().message, HasSubstr("and 1,150 more"));
}

}  // namespace
}  // namespace gatecast::simulator
