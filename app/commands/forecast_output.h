// Where a forecast goes: what `simulate` and `merge` have in common, so that both give the same
// bytes.
#pragma once

#include <boost/program_options.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "reports/actual.h"
#include "reports/named_file.h"
#include "simulator/forecast.h"

namespace gatecast::app {

struct ForecastOutput {
  bool quiet = false;
  std::string json;  // `-`: standard output, instead of the summary
  std::string csv_folder;
  std::string html;
  std::string actual;  // to be drawn on the page
};

void describe_output(boost::program_options::options_description& options);
ForecastOutput output_of(const boost::program_options::variables_map& given);
// What is wrong with these words, or empty. `inputs`: files that may not be written over.
std::string what_is_wrong(const ForecastOutput& output, std::set<std::string> inputs);

// `--actual`; empty where it is not asked for. Nothing, with the reason written and `code` set,
// when it cannot be read.
std::optional<reports::Actual> read_actual_of(const ForecastOutput& output, std::string_view verb,
                                              int& code);

// What a forecast may come with: files of their own, lines below the summary, and what the page and
// the JSON have of it.
struct ForecastExtras {
  std::vector<reports::NamedFile> files;  // named by their whole path
  std::string text;
  std::string html;
  std::string json;
};

// Files, then the summary or JSON on standard output. Gives the exit code: whether every gate is
// met.
int write_forecast(const simulator::Forecast& forecast, const ForecastOutput& output,
                   const reports::Actual& actual, const ForecastExtras& extras,
                   std::string_view verb);

}  // namespace gatecast::app
