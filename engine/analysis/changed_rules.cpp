#include "engine/analysis/changed_rules.h"

#include <algorithm>
#include <map>
#include <string>

#include "rules/policy_writer.h"

namespace gatecast::engine {
namespace {

// A policy in its canonical form: each rule apart, and all else that matters.
struct Texts {
  std::vector<std::string> rules;
  std::string rest;
};

Texts texts_of(rules::Policy policy) {
  policy.revision = 0;
  policy.support = {};
  policy.assertions.clear();
  if (policy.rollout) policy.rollout->gates.clear();
  for (rules::Rule& rule : policy.rules) rule.name.value.clear();
  rules::WrittenNode written = rules::written_policy(policy, "");
  Texts texts;
  for (rules::WrittenNode::Part& part : written.parts) {
    if (part.key != "rules") continue;
    for (const auto& rule : part.value.parts) {
      texts.rules.push_back(rules::write_yaml(rule.value, {}));
    }
    part.value.parts.clear();
  }
  std::erase_if(written.parts, [](const auto& part) { return part.key == "rules"; });
  texts.rest = rules::write_yaml(written, {});
  return texts;
}

constexpr std::size_t none = static_cast<std::size_t>(-1);

// By index in `a`, that of the same text in `b`; each of them once, in order.
std::vector<std::size_t> same_of(const std::vector<std::string>& a,
                                 const std::vector<std::string>& b) {
  std::map<std::string_view, std::vector<std::size_t>> places;
  for (std::size_t i = b.size(); i-- > 0;) places[b[i]].push_back(i);
  std::vector<std::size_t> same(a.size(), none);
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto found = places.find(a[i]);
    if (found == places.end() || found->second.empty()) continue;
    same[i] = found->second.back();
    found->second.pop_back();
  }
  return same;
}

// Of these as many as rise: the longest such row.
void keep_rising(std::vector<std::size_t>& same) {
  std::vector<std::size_t> ends;  // by length, of the rows so long the one that ends lowest
  std::vector<std::size_t> before(same.size(), none);
  for (std::size_t i = 0; i < same.size(); ++i) {
    if (same[i] == none) continue;
    const auto at =
        std::lower_bound(ends.begin(), ends.end(), i,
                         [&](std::size_t x, std::size_t y) { return same[x] < same[y]; });
    if (at != ends.begin()) before[i] = *(at - 1);
    if (at == ends.end()) {
      ends.push_back(i);
    } else {
      *at = i;
    }
  }
  std::vector<bool> kept(same.size());
  for (std::size_t i = ends.empty() ? none : ends.back(); i != none; i = before[i]) kept[i] = true;
  for (std::size_t i = 0; i < same.size(); ++i) {
    if (!kept[i]) same[i] = none;
  }
}

}  // namespace

std::optional<ChangedRules> changed_rules(const rules::Policy& before, const rules::Policy& after) {
  const Texts a = texts_of(before);
  const Texts b = texts_of(after);
  if (a.rest != b.rest) return std::nullopt;
  std::vector<std::size_t> same = same_of(a.rules, b.rules);
  keep_rising(same);
  ChangedRules changed;
  std::vector<bool> is_in_both(b.rules.size());
  for (std::size_t i = 0; i < same.size(); ++i) {
    if (same[i] == none) {
      changed.before.push_back(i);
    } else {
      is_in_both[same[i]] = true;
    }
  }
  for (std::size_t i = 0; i < is_in_both.size(); ++i) {
    if (!is_in_both[i]) changed.after.push_back(i);
  }
  return changed;
}

}  // namespace gatecast::engine
