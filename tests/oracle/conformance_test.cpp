// The oracle against the vectors of tests/conformance that have no unknown facts: what the graph is
// held against must itself be held against something.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <sstream>
#include <string>

#include "engine/facts_json.h"
#include "rules/policy_parser.h"
#include "tests/oracle/interpreter.h"

namespace gatecast::oracle {
namespace {

namespace json = boost::json;

const std::string folder = std::string(GATECAST_ROOT) + "/tests/conformance/";

std::string read_all(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

json::value text_or_null(const std::optional<std::string_view>& text) {
  return text ? json::value(json::string(*text)) : json::value(nullptr);
}

json::value time_or_null(const std::optional<rules::Instant>& at) {
  return at ? json::value(rules::format_instant(*at)) : json::value(nullptr);
}

json::array names(const std::vector<rules::Method>& methods) {
  json::array list;
  for (const rules::Method m : methods) list.push_back(json::string(rules::name(m)));
  return list;
}

json::value first_or_null(const std::vector<rules::Method>& methods) {
  if (methods.empty()) return nullptr;
  return json::string(rules::name(methods.front()));
}

json::value to_json(const Skipped& s) {
  return json::object{{"outcome", json::string(rules::name(s.outcome))},
                      {"reason", s.reason},
                      {"methods", names(s.methods)},
                      {"default_method", first_or_null(s.methods)},
                      {"backup_code", s.backup_code},
                      {"deadline", time_or_null(s.deadline)},
                      {"second_factor", s.outcome == rules::Outcome::challenge}};
}

json::object to_json(const Answer& a) {
  std::optional<std::string_view> proof;
  if (a.proof) proof = engine::name(*a.proof);
  return {{"outcome", json::string(rules::name(a.outcome))},
          {"reason", a.reason},
          {"methods", names(a.methods)},
          {"default_method", first_or_null(a.methods)},
          {"backup_code", a.backup_code},
          {"enroll_in", names(a.enroll_in)},
          {"proof", text_or_null(proof)},
          {"may_skip", a.may_skip},
          {"if_skipped", a.if_skipped ? to_json(*a.if_skipped) : json::value(nullptr)},
          {"deadline", time_or_null(a.deadline)},
          {"second_factor", a.second_factor},
          {"alert", a.alert},
          {"unknown", false}};
}

// Every field that the vector settles; it may leave some out.
bool agrees(const json::value& expected, const json::value& actual) {
  if (!expected.is_object() || !actual.is_object()) return expected == actual;
  for (const auto& field : expected.as_object()) {
    const json::value* own = actual.as_object().if_contains(field.key());
    if (own == nullptr || !agrees(field.value(), *own)) return false;
  }
  return true;
}

// The vectors have Cuba change its clocks on 2027-03-14; later time zone databases do not.
bool clocks_of_the_vectors(const rules::TimeZone& zone) {
  if (zone.name() != "America/Havana") return true;
  const rules::Instant before = *rules::parse_instant("2027-03-13T12:00:00Z");
  return zone.to_local(before) - before == -5 * 3600;
}

class Vectors : public testing::TestWithParam<std::string> {};

TEST_P(Vectors, TheOracleAgrees) {
  const std::string base = folder + GetParam();
  const rules::Source source(GetParam() + ".yaml", read_all(base + ".yaml"));
  const rules::ParsedPolicy parsed = rules::parse_policy(source);
  ASSERT_TRUE(parsed.policy) << rules::render(source, parsed.diagnostics);
  if (!clocks_of_the_vectors(parsed.policy->zone)) {
    GTEST_SKIP() << "the time zone database is newer than the vectors";
  }
  std::ifstream sign_ins(base + "-facts.jsonl");
  std::ifstream answers(base + "-answers.jsonl");
  std::string sign_in;
  std::string expected;
  int compared = 0;
  while (std::getline(sign_ins, sign_in) && std::getline(answers, expected)) {
    const auto facts = engine::read_facts(sign_in);
    ASSERT_TRUE(facts.ok()) << facts.message();
    const auto actual = answer(*parsed.policy, source, facts.value());
    ASSERT_TRUE(actual) << sign_in;
    EXPECT_TRUE(agrees(json::parse(expected), to_json(*actual)))
        << sign_in << "\nexpected " << expected << "\noracle   "
        << json::serialize(to_json(*actual));
    ++compared;
  }
  EXPECT_GT(compared, 0);
}

INSTANTIATE_TEST_SUITE_P(Plain, Vectors,
                         testing::Values("plain-01", "plain-02", "plain-03", "plain-04", "plain-05",
                                         "plain-06", "plain-07", "plain-08"));
INSTANTIATE_TEST_SUITE_P(Known, Vectors,
                         testing::Values("known-01", "known-02", "known-03", "known-04", "known-05",
                                         "known-06", "known-07", "known-08", "known-09",
                                         "known-10"));

}  // namespace
}  // namespace gatecast::oracle
