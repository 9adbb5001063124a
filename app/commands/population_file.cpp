#include "app/commands/population_file.h"

#include <chrono>

namespace gatecast::app {

simulator::ParsedDrafts drafts_of(const rules::Source& source, const rules::Policy& policy) {
  const bool synthesis = source.name().ends_with(".yaml") || source.name().ends_with(".yml");
  return synthesis ? simulator::synthesize_as_written(source, policy)
                   : simulator::read_accounts_as_written(source, policy);
}

rules::Instant now_on_this_machine() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

}  // namespace gatecast::app
