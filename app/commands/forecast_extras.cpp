#include "app/commands/forecast_extras.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "reports/at_risk.h"
#include "reports/drill_report.h"

namespace gatecast::app {
namespace {

void add_file(const std::string& folder, reports::NamedFile file, ForecastExtras& extras) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);  // writing says what is wrong
  file.name = (std::filesystem::path(folder) / file.name).string();
  extras.files.push_back(std::move(file));
}

}  // namespace

rules::Status add_at_risk(const simulator::Plan& plan, const simulator::LockoutCounts& lockouts,
                          int replicates, const std::string& folder,
                          const simulator::ProgressCallback& progress, ForecastExtras& extras) {
  const auto found = simulator::people_at_risk(plan, lockouts, replicates, progress);
  if (!found) return found.failure();
  const simulator::AccountColumns& accounts = plan.population->people.columns();
  for (reports::NamedFile& file : reports::at_risk_csv(found.value(), accounts)) {
    add_file(folder, std::move(file), extras);
  }
  extras.text += reports::at_risk_text(found.value());
  extras.html += reports::at_risk_html(found.value(), accounts);
  extras.json += reports::at_risk_json(found.value(), accounts);
  return rules::Done{};
}

rules::Status add_drill_report(const simulator::Plan& plan, const simulator::Simulation& simulation,
                               const simulator::Counts& counts,
                               simulator::AdministratorsIn& administrators, int replicates,
                               const std::string& folder,
                               const simulator::ProgressCallback& progress,
                               ForecastExtras& extras) {
  const auto found =
      simulator::drill_report(plan, simulation, counts, administrators, replicates, progress);
  if (!found) return found.failure();
  for (reports::NamedFile& file : reports::drill_report_csv(found.value())) {
    add_file(folder, std::move(file), extras);
  }
  extras.text += reports::drill_report_text(found.value());
  extras.html += reports::drill_report_html(found.value());
  extras.json += reports::drill_report_json(found.value());
  return rules::Done{};
}

}  // namespace gatecast::app
