// Reads `when` and `who`: conditions, with every name in them looked up.
#pragma once

#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "rules/diagnostic.h"
#include "rules/policy.h"
#include "rules/yaml_reader.h"

namespace gatecast::rules {

// What the policy declares, by name; views into the policy, which must outlive this.
struct DeclaredNames {
  explicit DeclaredNames(const Policy& policy);

  const Policy& policy;
  std::unordered_set<std::string_view> roles;
  std::unordered_set<std::string_view> channels;  // with the builtin ones
  std::unordered_set<std::string_view> networks;
  std::unordered_map<std::string_view, std::uint32_t> attributes;
  std::vector<std::unordered_set<std::string_view>> attribute_values;  // by index
};

// `who` may use only what does not change from one sign-in to the next.
enum class ConditionUse { when, who };

// A condition of kind `all` over the keys of the mapping. With errors its content is of no use.
Condition parse_condition(const YamlNode& node, ConditionUse use, const DeclaredNames& declared,
                          Diagnostics& diagnostics);

// Reports an unknown role, channel ... with a suggestion among what is declared.
void check_name(const Located<std::string>& name, const std::unordered_set<std::string_view>& known,
                std::string_view code, std::string_view what, Diagnostics& diagnostics);

bool is_condition_key(std::string_view key);

// The keys of the language have an order: the place and the word of one, and how many there are.
std::pair<std::size_t, std::string_view> condition_key(Condition::Kind kind);
std::size_t condition_key_count();
std::string_view weekday_name(std::uint32_t day);  // 0 = monday

}  // namespace gatecast::rules
