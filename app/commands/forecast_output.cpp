#include "app/commands/forecast_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <system_error>
#include <vector>

#include "app/commands/commands.h"
#include "app/commands/interrupt.h"
#include "app/commands/option_words.h"
#include "app/commands/output_files.h"
#include "app/files.h"
#include "reports/forecast_csv.h"
#include "reports/forecast_html.h"
#include "reports/forecast_json.h"
#include "reports/forecast_text.h"

namespace gatecast::app {
namespace {

namespace po = boost::program_options;

constexpr std::size_t most_actual_bytes = std::size_t{32} << 20;

rules::Status write_files(const simulator::Forecast& forecast, const ForecastOutput& output,
                          const reports::Actual& actual, const ForecastExtras& extras) {
  OutputFiles files;
  std::vector<reports::NamedFile> wanted = extras.files;
  if (!output.csv_folder.empty()) {
    std::error_code error;
    std::filesystem::create_directories(output.csv_folder, error);
    for (reports::NamedFile& file : reports::forecast_csv(forecast)) {
      const std::filesystem::path place = std::filesystem::path(output.csv_folder) / file.name;
      wanted.push_back({place.string(), std::move(file.content)});
    }
  }
  if (!output.json.empty() && output.json != "-") {
    wanted.push_back({output.json, reports::forecast_json(forecast, extras.json)});
  }
  if (!output.html.empty()) {
    wanted.push_back({output.html, reports::forecast_html(forecast, actual, extras.html)});
  }
  for (const reports::NamedFile& file : wanted) {
    if (rules::Status added = files.add(file.name, file.content); !added) return added;
  }
  // Ctrl-C while writing leaves what stood there before.
  if (interrupted()) return rules::Failure{"interrupted; nothing was written"};
  return files.commit();
}

}  // namespace

void describe_output(po::options_description& options) {
  const auto text = [] { return po::value<std::string>(); };
  auto add = options.add_options();
  add("json", text()->value_name("FILE"), "write the forecast as JSON (- for standard output)");
  add("csv", text()->value_name("DIR"), "write daily, totals, peaks, gates, assumptions as CSV");
  add("html", text()->value_name("FILE"), "write a page that opens offline");
  add("actual", text()->value_name("CSV"), "date,value: enrolled shares to draw on the page");
  add("quiet,q", "no summary, no progress");
}

ForecastOutput output_of(const po::variables_map& given) {
  return {given.count("quiet") > 0, text_of(given, "json"), text_of(given, "csv"),
          text_of(given, "html"), text_of(given, "actual")};
}

std::string what_is_wrong(const ForecastOutput& output, std::set<std::string> inputs) {
  if (!output.actual.empty() && output.html.empty()) return "--actual is drawn on --html only";
  inputs.insert(output.actual);
  for (const std::string& file : {output.json, output.html}) {
    if (file.empty() || file == "-") continue;
    if (!inputs.insert(file).second) return fmt::format("`{}` is named twice", file);
  }
  if (output.html == "-") return "--html needs a file";
  return {};
}

std::optional<reports::Actual> read_actual_of(const ForecastOutput& output, std::string_view verb,
                                              int& code) {
  if (output.actual.empty()) return reports::Actual();
  const rules::Result<std::string> text = read_whole(output.actual, most_actual_bytes);
  if (!text) {
    code = machine_error(verb, text.message());
    return std::nullopt;
  }
  auto read = reports::read_actual(text.value());
  if (!read) {
    machine_error(verb, fmt::format("{}: {}", output.actual, read.message()));
    code = exit_no;
    return std::nullopt;
  }
  return std::move(read).value();
}

int write_forecast(const simulator::Forecast& forecast, const ForecastOutput& output,
                   const reports::Actual& actual, const ForecastExtras& extras,
                   std::string_view verb) {
  const rules::Status written = write_files(forecast, output, actual, extras);
  if (!written) return machine_error(verb, written.message());
  if (output.json == "-") {
    std::cout << reports::forecast_json(forecast, extras.json);
  } else if (!output.quiet) {
    std::cout << reports::forecast_text(forecast) << extras.text;
  }
  if (!std::cout.flush()) return machine_error(verb, "cannot write to standard output");
  const auto& gates = forecast.gates;
  const bool all_met = std::all_of(gates.begin(), gates.end(), [](const auto& gate) {
    return gate.verdict == simulator::Verdict::met;
  });
  return all_met ? exit_done : exit_no;
}

}  // namespace gatecast::app
