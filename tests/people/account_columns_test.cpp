// What goes into the columns comes out again, and equal sets have equal numbers.
#include "simulator/account_columns.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "simulator/distinct_ids.h"
#include "simulator/population.h"

namespace gatecast::simulator {
namespace {

using engine::Fact;
using Value = std::variant<bool, std::int64_t, std::string>;

class Dice {
 public:
  std::uint64_t below(std::uint64_t end) { return engine_() % end; }
  // Unknown, none, or what `known` gives.
  template <class T, class Known>
  Fact<T> fact(Known known) {
    const std::uint64_t state = below(4);
    if (state == 0) return {};
    return state == 1 ? Fact<T>::none() : Fact<T>(known());
  }
  Fact<bool> flag() {
    return fact<bool>([&] { return below(2) == 1; });
  }
  Fact<rules::Instant> instant() {
    return fact<rules::Instant>([&] {
      const rules::Instant all[] = {0, 1'800'000'000, -5'000'000'000, rules::instant_min,
                                    rules::instant_max};
      return all[below(std::size(all))];
    });
  }
  Fact<int> count() {
    return fact<int>([&] { return below(5) == 0 ? INT32_MAX : static_cast<int>(below(3)); });
  }
  Fact<std::vector<std::string>> names() {
    return fact<std::vector<std::string>>([&] {
      std::vector<std::string> all(below(4));
      for (std::string& name : all) name = std::string(below(3), 'n') + std::to_string(below(3));
      return all;
    });
  }
  Fact<engine::Lock> lock() {
    return fact<engine::Lock>([&] {
      engine::Lock lock;
      if (below(2) == 1) lock.until = static_cast<rules::Instant>(below(1000));
      lock.hard = below(2) == 1;
      return lock;
    });
  }
  Fact<Value> value() {
    return fact<Value>([&]() -> Value {
      if (below(3) == 0) return below(2) == 1;
      if (below(2) == 0) return std::string(below(2), 'w');
      return below(2) == 0 ? std::int64_t{INT64_MIN} : static_cast<std::int64_t>(below(6));
    });
  }

  Draft draft(std::size_t number) {
    Draft draft;
    engine::Account& a = draft.account;
    a.id = fact<std::string>([&] { return fmt::format("{:x}-{}", below(1 << 20), number); });
    a.type = fact<rules::AccountType>([&] { return static_cast<rules::AccountType>(below(3)); });
    a.roles = names();
    a.groups = names();
    a.active = flag();
    a.created = instant();
    a.authenticator = fact<rules::AuthenticatorState>(
        [&] { return static_cast<rules::AuthenticatorState>(below(3)); });
    a.passkey = flag();
    a.email = flag();
    a.phone = flag();
    a.backup_codes = count();
    a.grace_started = instant();
    a.skips = count();
    a.reset_at = instant();
    const std::uint64_t locks = below(3);
    a.account_locked = locks == 0 ? lock() : Fact<engine::Lock>::none();
    if (locks == 1) a.account_locked = {};
    for (auto& each : a.locks) each = locks == 0 ? lock() : a.account_locked;
    a.attributes.resize(below(3));
    for (auto& each : a.attributes) each = {std::to_string(below(3)), value()};
    if (below(2) == 0) draft.sign_ins_per_day = static_cast<double>(below(3)) * 0.1;
    if (below(2) == 0) draft.sso_share = static_cast<double>(below(3)) * 0.5;
    if (below(2) == 0) draft.application = std::string(below(3), 'p');
    draft.signs_in = below(2) == 0;
    return draft;
  }

 private:
  std::mt19937_64 engine_{7};
};

std::string text_of(bool value) { return value ? "true" : "false"; }
std::string text_of(int value) { return std::to_string(value); }
std::string text_of(rules::Instant value) { return std::to_string(value); }
std::string text_of(const std::string& value) { return value; }
std::string text_of(rules::AccountType value) { return std::string(rules::name(value)); }
std::string text_of(rules::AuthenticatorState value) { return std::string(rules::name(value)); }
std::string text_of(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += name + ";";
  return out;
}
std::string text_of(const engine::Lock& lock) {
  return fmt::format("{}{}", lock.until.value_or(-1), lock.hard);
}
std::string text_of(const Value& value) {
  return std::visit([](const auto& v) { return fmt::format("{}", v); }, value) +
         std::to_string(value.index());
}

template <class T>
std::string fact_text(const Fact<T>& fact) {
  return fact.is_unknown() ? "?|" : fact.is_none() ? "-|" : "=" + text_of(fact.value()) + "|";
}

std::string text_of(const Draft& draft) {
  const engine::Account& a = draft.account;
  std::string out = fact_text(a.id) + fact_text(a.type) + fact_text(a.roles) + fact_text(a.groups) +
                    fact_text(a.active) + fact_text(a.created) + fact_text(a.authenticator) +
                    fact_text(a.passkey) + fact_text(a.email) + fact_text(a.phone) +
                    fact_text(a.backup_codes) + fact_text(a.grace_started) + fact_text(a.skips) +
                    fact_text(a.reset_at) + fact_text(a.account_locked);
  for (const auto& lock : a.locks) out += fact_text(lock);
  for (const auto& attribute : a.attributes) out += attribute.name + fact_text(attribute.value);
  return out + fmt::format("{} {} {} {}", draft.sign_ins_per_day.value_or(-1),
                           draft.sso_share.value_or(-1), draft.application.value_or("?"),
                           draft.signs_in);
}

TEST(AccountColumns, GiveBackWhatWentIn) {
  Dice dice;
  std::vector<Draft> drafts;
  for (std::size_t i = 0; i < 10'000; ++i) drafts.push_back(dice.draft(i));
  const AccountColumns columns(drafts);
  const AccountColumns copy = columns;
  ASSERT_EQ(columns.size(), drafts.size());
  Draft used;
  std::size_t i = 0;
  for (const Draft& draft : copy) {
    const std::string wanted = text_of(drafts[i]);
    ASSERT_EQ(text_of(draft), wanted) << i;
    // Into one that held another account before, near or far.
    columns.read(i, used);
    ASSERT_EQ(text_of(used), wanted) << i;
    columns.read(dice.below(drafts.size()), used);
    ASSERT_EQ(columns.id(i), drafts[i].account.id.value_or(""));
    ASSERT_EQ(fact_text(columns.type(i)), fact_text(drafts[i].account.type));
    ASSERT_EQ(columns.sign_ins_per_day(i), drafts[i].sign_ins_per_day);
    ASSERT_EQ(columns.sso_share(i), drafts[i].sso_share);
    ++i;
  }
  EXPECT_EQ(i, drafts.size());
}

TEST(AccountColumns, NumberEqualSetsAlike) {
  Dice dice;
  AccountColumns columns;
  std::map<std::string, std::uint32_t> roles, groups, attributes;
  for (std::size_t i = 0; i < 5000; ++i) {
    const Draft draft = dice.draft(i);
    columns.push_back(draft);
    const auto is_new_number = [](auto& numbers, const std::string& text, std::uint32_t number) {
      const auto next = static_cast<std::uint32_t>(numbers.size());
      return numbers.try_emplace(text, next).first->second == number;
    };
    ASSERT_TRUE(is_new_number(roles, fact_text(draft.account.roles), columns.role_set(i)));
    ASSERT_TRUE(is_new_number(groups, fact_text(draft.account.groups), columns.group_set(i)));
    std::string all;
    for (const auto& each : draft.account.attributes) all += each.name + fact_text(each.value);
    ASSERT_TRUE(is_new_number(attributes, all, columns.attribute_set(i)));
    ASSERT_EQ(fact_text(columns.roles_of(columns.role_set(i))), fact_text(draft.account.roles));
    ASSERT_EQ(fact_text(columns.groups_of(columns.group_set(i))), fact_text(draft.account.groups));
    ASSERT_EQ(columns.application_of(columns.application(i)), draft.application.value_or(""));
  }
  EXPECT_EQ(columns.role_sets(), roles.size());
  EXPECT_EQ(columns.group_sets(), groups.size());
  EXPECT_EQ(columns.attribute_sets(), attributes.size());
}

TEST(AccountColumns, TakeLittleMemory) {
  AccountColumns columns;
  Draft draft;
  draft.account.roles = std::vector<std::string>{"Customer", "Administrator of something"};
  draft.account.created = 1'700'000'000;
  draft.application = "the portal";
  constexpr std::size_t count = 100'000;
  for (std::size_t i = 0; i < count; ++i) {
    draft.account.id = fmt::format("c-{:08}", i);
    draft.account.backup_codes = static_cast<int>(i % 11);
    draft.sign_ins_per_day = static_cast<double>(i) / 7;
    columns.push_back(draft);
  }
  // Id and its end, flags, created, codes, rate; what all have in common takes nothing.
  EXPECT_LT(columns.bytes(), count * (10 + 4 + 4 + 8 + 4 + 8 + 4));
}

TEST(DistinctIds, KnowWhatWasThere) {
  Dice dice;
  AccountColumns columns;
  DistinctIds ids(columns);
  std::set<std::string> known;
  for (int i = 0; i < 20'000; ++i) {
    Draft draft;
    draft.account.id = std::to_string(dice.below(15'000));
    const bool is_new = known.insert(draft.account.id.value()).second;
    ASSERT_EQ(ids.add(draft.account.id.value()), is_new);
    if (is_new) columns.push_back(draft);
  }
}

TEST(People, AreCompleteButForTheRate) {
  People people;
  Person person;
  person.account.id = std::string("a");
  person.account.phone = true;
  person.application = "portal";
  people.push_back(person);
  person.sign_ins_per_day = 0.5;
  person.sso_share = 0.25;
  people.push_back(person);
  ASSERT_EQ(people.size(), 2U);
  EXPECT_FALSE(people[0].sign_ins_per_day.has_value());
  EXPECT_EQ(people[0].sso_share, 0);
  EXPECT_EQ(people[1].sign_ins_per_day, 0.5);
  EXPECT_EQ(people[1].sso_share, 0.25);
  EXPECT_EQ(people[1].application, "portal");
  EXPECT_TRUE(people[1].account.phone.value());
}

}  // namespace
}  // namespace gatecast::simulator
