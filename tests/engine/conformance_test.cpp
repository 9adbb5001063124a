// Every sign-in of tests/conformance against the answers of a separate reading of SIGNIN.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "engine/decision_json.h"
#include "engine/facts_json.h"
#include "engine/graph/decide.h"
#include "engine/unknown/answer.h"
#include "rules/policy_parser.h"

namespace gatecast::engine {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

const fs::path folder = fs::path(GATECAST_ROOT) / "tests/conformance";

std::vector<fs::path> policies() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".yaml") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string text_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// The vectors were computed while Cuba was to change its clocks in March 2027. Newer time zone
// databases (2026f) have it on summer time through that winter; these lines turn on that.
bool turns_on_cuban_winter(const std::string& stem, int line) {
  static const std::map<std::string, std::set<int>> lines = {{"known-04", {11}},
                                                             {"known-05", {10}},
                                                             {"plain-04", {6, 8, 10, 16, 21}},
                                                             {"unknown-08", {26}}};
  const auto policy = lines.find(stem);
  return policy != lines.end() && policy->second.count(line) > 0;
}

bool cuba_has_winter_2027() {
  const auto zone = rules::TimeZone::load("America/Havana");
  const rules::Instant march_1 = *rules::parse_instant("2027-03-01T12:00:00Z");
  return zone && zone.value().to_local(march_1) == march_1 - 5 * 3600;
}

class Vectors : public testing::TestWithParam<fs::path> {};

TEST_P(Vectors, agree) {
  const fs::path yaml = GetParam();
  const rules::Source source(yaml.filename().string(), text_of(yaml));
  const rules::ParsedPolicy parsed = rules::parse_policy(source);
  ASSERT_TRUE(parsed.policy) << rules::render(source, parsed.diagnostics);
  const auto graph = compile(*parsed.policy, source);
  ASSERT_TRUE(graph) << graph.message();

  const std::string stem = (folder / yaml.stem()).string();
  std::ifstream facts_file(stem + "-facts.jsonl");
  std::ifstream answers_file(stem + "-answers.jsonl");
  std::string facts_line;
  std::string answer_line;
  int line = 0;
  while (std::getline(facts_file, facts_line) && std::getline(answers_file, answer_line)) {
    ++line;
    if (turns_on_cuban_winter(yaml.stem().string(), line) && !cuba_has_winter_2027()) continue;
    const auto facts = read_facts(facts_line);
    ASSERT_TRUE(facts) << stem << ":" << line << ": " << facts.message();
    const auto answered = engine::answer(*graph.value(), facts.value());
    ASSERT_TRUE(answered) << stem << ":" << line << ": " << answered.message();
    std::string got_text;
    write_decision(answered.value().decision, *parsed.policy, {answered.value().unknown, nullptr},
                   got_text);
    const json::object got = json::parse(got_text).as_object();
    const json::object answer = json::parse(answer_line).as_object();
    for (const auto& [key, want] : answer) {
      if (key == "unknown") {
        EXPECT_EQ(want.as_bool(), !got.at("unknown").as_array().empty())
            << stem << ":" << line << "\n"
            << facts_line;
      } else {
        EXPECT_EQ(got.at(key), want) << stem << ":" << line << ": " << key << "\n" << facts_line;
      }
    }
  }
  EXPECT_GT(line, 0);
}

INSTANTIATE_TEST_SUITE_P(conformance, Vectors, testing::ValuesIn(policies()), [](const auto& test) {
  std::string name = test.param.stem().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace gatecast::engine
