#include "rules/suggest.h"

#include <gtest/gtest.h>

namespace gatecast::rules {
namespace {

TEST(Suggest, NamesTheNearest) {
  EXPECT_EQ(suggest("enforcment", {"enforcement", "enrollment"}), "did you mean `enforcement`?");
  EXPECT_EQ(suggest("emial", {"sms", "email"}), "did you mean `email`?");
  EXPECT_EQ(suggest("EveryLogin", {"every_login", "risk_based"}), "did you mean `every_login`?");
}

TEST(Suggest, ListsAFewWhenNothingIsNear) {
  EXPECT_EQ(suggest("zzz", {"sms", "email"}), "one of `sms`, `email`");
}

TEST(Suggest, IsSilentWhenNothingIsNearAmongMany) {
  EXPECT_EQ(suggest("zzzzzz", {"a", "b", "c", "d", "e", "f", "g"}), "");
  EXPECT_EQ(suggest("x", {}), "");
}

TEST(Suggest, DoesNotCompareEndlessWords) {
  EXPECT_EQ(suggest(std::string(1'000'000, 'a'), {"a", "b", "c", "d", "e", "f", "g"}), "");
}

}  // namespace
}  // namespace gatecast::rules
