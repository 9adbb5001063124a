#include "reports/generated_tests.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "engine/policy_tests/ordinary.h"
#include "reports/generated_names.h"

namespace gatecast::reports {
namespace {

using engine::Decision;
using rules::WrittenNode;

std::string as_text(const WrittenNode& map) { return rules::write_yaml(map, {}); }

WrittenNode methods_node(const engine::MethodList& methods) {
  WrittenNode list = list_node();
  for (const engine::Method method : methods) {
    list.parts.push_back({"", scalar(std::string(rules::name(method))), {}});
  }
  return list;
}

WrittenNode flag(bool value) { return scalar(value ? "true" : "false"); }

void put_challenge(WrittenNode& map, const engine::MethodList& methods, bool backup_code) {
  if (methods.empty()) return;
  put(map, "methods", methods_node(methods));
  put(map, "backup_code", flag(backup_code));
}

// What there is to say of an answer of this kind.
WrittenNode gets_node(const Decision& d, const rules::TimeZone& zone) {
  WrittenNode map = map_node();
  put(map, "outcome", scalar(std::string(rules::name(d.outcome))));
  put(map, "reason", text_node(std::string(d.reason)));
  put_challenge(map, d.methods, d.backup_code);
  if (d.outcome == engine::Outcome::enroll) {
    put(map, "enroll_in", methods_node(d.enroll_in));
    if (d.proof) put(map, "proof", scalar(std::string(engine::name(*d.proof))));
    put(map, "may_skip", flag(d.may_skip));
  }
  if (d.if_skipped) {
    WrittenNode after = map_node();
    put(after, "outcome", scalar(std::string(rules::name(d.if_skipped->outcome))));
    put(after, "reason", text_node(std::string(d.if_skipped->reason())));
    put_challenge(after, d.if_skipped->methods, d.if_skipped->backup_code);
    put(map, "if_skipped", std::move(after));
  }
  if (d.deadline && *d.deadline != rules::instant_min) {
    put(map, "deadline", scalar(moment_text(*d.deadline, zone)));
  }
  if (d.alert) put(map, "alert", flag(true));
  return map;
}

std::string gets_name(const Decision& d) {
  std::string name = fmt::format("{}, {}", rules::name(d.outcome), d.reason);
  for (std::size_t i = 0; i < d.methods.size(); ++i) {
    name += fmt::format("{}{}", i == 0 ? " by " : " or ", rules::name(d.methods.begin()[i]));
  }
  if (d.if_skipped) {
    name += fmt::format("; skipped: {}, {}", rules::name(d.if_skipped->outcome),
                        d.if_skipped->reason());
  }
  return name;
}

// Names once for the same facts, and never for others.
class NamesOf {
 public:
  std::string add(NamedFacts named) {
    const std::string facts = as_text(named.facts);
    if (const auto found = by_facts_.find(facts); found != by_facts_.end()) return found->second;
    std::size_t& count = count_[named.name];
    std::string name = ++count == 1 ? named.name : fmt::format("{} {}", named.name, count);
    // A name of one may be what another gets by its number.
    while (!taken_.emplace(name, true).second) name += '\'';
    put(all_, name, std::move(named.facts));
    by_facts_.emplace(facts, name);
    return name;
  }
  WrittenNode finish() { return std::move(all_); }

 private:
  WrittenNode all_ = map_node();
  std::map<std::string, std::string> by_facts_;
  std::map<std::string, std::size_t> count_;
  std::map<std::string, bool> taken_;
};

std::vector<rules::Comment> opening(const engine::Graph& graph,
                                    const engine::GeneratedCases& cases) {
  const rules::Policy& policy = graph.policy;
  std::vector<rules::Comment> lines;
  const auto add = [&](std::string line) { lines.push_back({"# " + std::move(line), false}); };
  add(fmt::format("Written by `gatecast test --generate` from {}, revision {}:", policy.name.value,
                  policy.revision));
  add(fmt::format("{} sign-ins that together take {} edges of its decision graph.",
                  cases.cases.size(), cases.edges));
  add("They say what the policy does, not what it should do. Read each; then keep or mend it.");
  return lines;
}

}  // namespace

std::string generated_tests(const engine::Graph& graph, const engine::GeneratedCases& cases) {
  const rules::Policy& policy = graph.policy;
  const engine::Facts ordinary = engine::ordinary_facts(policy);
  NamesOf accounts;
  NamesOf situations;
  struct Group {
    std::string name;
    WrittenNode gets;
    WrittenNode cases = list_node();
  };
  std::map<std::pair<int, std::string>, Group> groups;  // by row, by what it gets
  for (const engine::GeneratedCase& each : cases.cases) {
    const Decision& decision = each.answer.decision;
    WrittenNode gets = gets_node(decision, policy.zone);
    Group& group = groups[{decision.row, as_text(gets)}];
    group.name = gets_name(decision);
    group.gets = std::move(gets);
    WrittenNode one = map_node();
    put(one, "who", text_node(accounts.add(named_account(each.facts, ordinary, policy))));
    NamedFacts situation = named_situation(each.facts, ordinary, policy);
    if (!situation.facts.parts.empty()) {
      if (situation.name.empty()) situation.name = "in another way";
      put(one, "signs_in", text_node(situations.add(std::move(situation))));
    }
    put(one, "at", scalar(moment_text(each.facts.now, policy.zone)));
    group.cases.parts.push_back({"", std::move(one), {}});
  }
  WrittenNode tests = list_node();
  std::map<std::string, std::size_t> count;
  for (auto& [key, group] : groups) {
    const std::size_t number = ++count[group.name];
    WrittenNode test = map_node();
    put(test, "test",
        text_node(number == 1 ? group.name : fmt::format("{} ({})", group.name, number)));
    put(test, "gets", std::move(group.gets));
    put(test, "cases", std::move(group.cases));
    tests.parts.push_back({"", std::move(test), {}});
  }
  WrittenNode root = map_node();
  WrittenNode situation_map = situations.finish();
  put(root, "accounts", accounts.finish());
  if (!situation_map.parts.empty()) put(root, "situations", std::move(situation_map));
  put(root, "tests", std::move(tests));
  rules::Comments whole;
  whole.before = opening(graph, cases);
  return rules::write_yaml(root, whole);
}

}  // namespace gatecast::reports
