#include "app/commands/at_risk_output.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "reports/at_risk.h"

namespace gatecast::app {

rules::Result<ForecastExtras> at_risk_output(const simulator::Plan& plan,
                                             const simulator::LockoutCounts& lockouts,
                                             int replicates, const std::string& folder,
                                             const simulator::ProgressCallback& progress) {
  const auto found = simulator::people_at_risk(plan, lockouts, replicates, progress);
  if (!found) return found.failure();
  std::error_code error;
  std::filesystem::create_directories(folder, error);  // writing says what is wrong
  ForecastExtras extras;
  for (reports::NamedFile& file :
       reports::at_risk_csv(found.value(), plan.population->people.columns())) {
    const std::filesystem::path place = std::filesystem::path(folder) / file.name;
    extras.files.push_back({place.string(), std::move(file.content)});
  }
  extras.text = reports::at_risk_text(found.value());
  return extras;
}

}  // namespace gatecast::app
