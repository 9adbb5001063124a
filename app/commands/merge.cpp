// `gatecast merge`: the forecast of the parts that `simulate --part` and `--parts` wrote.
#include <boost/program_options.hpp>
#include <sstream>
#include <utility>

#include "app/commands/commands.h"
#include "app/commands/forecast_output.h"
#include "app/commands/interrupt.h"
#include "app/commands/merge.h"
#include "app/commands/option_words.h"
#include "app/commands/part_files.h"
#include "simulator/merge.h"
#include "simulator/summary.h"

namespace gatecast::app {
namespace {

namespace po = boost::program_options;

constexpr int most_threads = 1024;

po::options_description described() {
  po::options_description options;
  options.add_options()("threads", po::value<std::string>()->value_name("N"),
                        "default: all cores; changes no number");
  describe_output(options);
  return options;
}

int run(const std::vector<std::string>& files, const ForecastOutput& output, int threads) {
  const InterruptGuard guard;
  int code = exit_machine;
  const auto actual = read_actual_of(output, "merge", code);
  if (!actual) return code;
  auto parts = read_parts(files);
  if (!parts) return machine_error("merge", parts.message());
  auto merged = simulator::merge(std::move(parts).value());
  if (!merged) return machine_error("merge", merged.message());
  const simulator::Merged& whole = merged.value();
  const simulator::Forecast forecast =
      simulator::summarize(whole.outline, whole.counts, whole.replicates, threads);
  return write_forecast(forecast, output, *actual, {}, "merge");
}

}  // namespace

std::string merge_options_help() {
  std::ostringstream options;
  options << described();
  return options.str();
}

int run_merge(const Arguments& arguments) {
  const auto words = read_words(arguments, described(), true);
  if (!words) return usage_error("merge", words.message());
  const po::variables_map& given = words.value();
  // The first word without a name is the policy of other verbs.
  std::vector<std::string> files;
  if (given.count("policy") > 0) files.push_back(text_of(given, "policy"));
  if (given.count("rest") > 0) {
    const auto& rest = given["rest"].as<std::vector<std::string>>();
    files.insert(files.end(), rest.begin(), rest.end());
  }
  if (files.empty()) return usage_error("merge", "which parts? gatecast merge FILE...");
  const ForecastOutput output = output_of(given);
  int threads = 0;
  std::string wrong = take_number(given, "threads", 0, most_threads, threads);
  if (wrong.empty()) wrong = what_is_wrong(output, {files.begin(), files.end()});
  if (!wrong.empty()) return usage_error("merge", wrong);
  return run(files, output, threads);
}

}  // namespace gatecast::app
