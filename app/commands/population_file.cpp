#include "app/commands/population_file.h"

#include <algorithm>
#include <chrono>

namespace gatecast::app {

simulator::ParsedDrafts drafts_of(const rules::Source& source, const rules::Policy& policy) {
  const bool synthesis = source.name().ends_with(".yaml") || source.name().ends_with(".yml");
  return synthesis ? simulator::synthesize_as_written(source, policy)
                   : simulator::read_accounts_as_written(source, policy);
}

rules::Policy with_names_of(rules::Policy policy, const rules::Policy& other) {
  const auto add = [](const auto& from, auto& to) {
    for (const auto& each : from) {
      const bool is_there = std::any_of(to.begin(), to.end(), [&](const auto& known) {
        return known.name.value == each.name.value;
      });
      if (!is_there) to.push_back(each);
    }
  };
  add(other.roles, policy.roles);
  add(other.attributes, policy.attributes);
  return policy;
}

rules::Instant now_on_this_machine() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

}  // namespace gatecast::app
