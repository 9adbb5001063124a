#include "engine/policy_tests/smaller.h"

#include "engine/graph/graph.h"
#include "engine/policy_tests/ordinary.h"
#include "rules/check.h"

namespace gatecast::engine {

namespace {

using Names = Fact<std::vector<std::string>>;

// One name less: of several roles, or groups, few may be needed.
std::vector<Facts> with_fewer_names(const Facts& facts) {
  std::vector<Facts> all;
  for (Names Account::*member : {&Account::roles, &Account::groups}) {
    const std::vector<std::string>* names = (facts.user.*member).if_known();
    if (names == nullptr || names->size() < 2) continue;
    for (std::size_t i = 0; i < names->size(); ++i) {
      std::vector<std::string> fewer = *names;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
      all.push_back(facts);
      all.back().user.*member = std::move(fewer);
    }
  }
  return all;
}

}  // namespace

void make_smaller(const Graph& graph, Facts& facts,
                  const std::function<bool(const Answer&)>& shows) {
  const Facts ordinary = ordinary_facts(graph.policy);
  const bool settled = is_settled(graph, facts);
  const auto take = [&](Facts tried) {
    if (settled && !is_settled(graph, tried)) return false;
    const auto answered = answer(graph, tried);
    GATECAST_CHECK(answered.ok());
    if (!shows(answered.value())) return false;
    facts = std::move(tried);
    return true;
  };
  // What one fact allows another may need no longer, so from the start again.
  for (bool changed = true; changed;) {
    changed = false;
    for (const std::string& fact : differing_facts(facts, ordinary)) {
      Facts tried = facts;
      make_ordinary(fact, ordinary, tried);
      changed = take(std::move(tried)) || changed;
    }
    for (Facts& tried : with_fewer_names(facts)) {
      if (!take(std::move(tried))) continue;
      changed = true;
      break;
    }
  }
}

}  // namespace gatecast::engine
