#include "app/commands/simulate_options.h"

#include <fmt/format.h>

#include <boost/program_options.hpp>
#include <charconv>
#include <set>
#include <sstream>

#include "app/commands/option_words.h"

namespace gatecast::app {
namespace {

namespace po = boost::program_options;

constexpr int most_days = 3660;
constexpr int most_replicates = 100'000;
constexpr int most_threads = 1024;

po::options_description described() {
  const auto text = [] { return po::value<std::string>(); };
  po::options_description options;
  auto add = options.add_options();
  add("population", text()->value_name("FILE"), "accounts as .csv, or a synthesis as .yaml");
  add("behavior", text()->value_name("FILE"), "what people do; default: the shipped numbers");
  add("start", text()->value_name("DATE"), "first day; default: the first announcement");
  add("days", text()->value_name("N"), "default: last stage complete, its grace, and 30 more");
  add("replicates", text()->value_name("N"), "simulated rollouts; default 100");
  add("seed", text()->value_name("N"), "the same seed gives the same forecast; default 1");
  add("threads", text()->value_name("N"), "default: all cores; changes no number");
  add("json", text()->value_name("FILE"), "write the forecast as JSON (- for standard output)");
  add("csv", text()->value_name("DIR"), "write daily, totals, gates and assumptions as CSV");
  add("html", text()->value_name("FILE"), "write a page that opens offline");
  add("actual", text()->value_name("CSV"), "date,value: enrolled shares to draw on the page");
  add("quiet,q", "no summary, no progress");
  return options;
}

template <class Number>
bool read_number(const std::string& text, Number low, Number high, Number& out) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() && out >= low &&
         out <= high;
}

// Appends to `wrong` what is wrong with a number; leaves `out` alone where it is not given.
void take_number(const po::variables_map& given, const char* name, int low, int high, int& out,
                 std::string& wrong) {
  const std::string text = text_of(given, name);
  int value = 0;
  if (given.count(name) == 0) return;
  if (read_number(text, low, high, value)) {
    out = value;
  } else {
    wrong =
        fmt::format("--{} must be a whole number from {} to {}, not `{}`", name, low, high, text);
  }
}

std::string fill_numbers(const po::variables_map& given, SimulateOptions& options) {
  std::string wrong;
  int days = 0;
  take_number(given, "days", 1, most_days, days, wrong);
  if (days > 0) options.days = days;
  take_number(given, "replicates", 1, most_replicates, options.replicates, wrong);
  take_number(given, "threads", 0, most_threads, options.threads, wrong);
  const std::string seed = text_of(given, "seed");
  if (given.count("seed") > 0 && !read_number<std::uint64_t>(seed, 0, UINT64_MAX, options.seed)) {
    wrong = fmt::format("--seed must be a whole number from 0 on, not `{}`", seed);
  }
  if (given.count("start") > 0) {
    const std::string start = text_of(given, "start");
    options.start = rules::parse_date(start);
    if (!options.start)
      wrong = fmt::format("--start must be a date as 2027-01-11, not `{}`", start);
  }
  return wrong;
}

std::string what_is_missing(const SimulateOptions& options) {
  if (options.policy.empty()) return "which policy? gatecast simulate POLICY --population FILE";
  if (options.population.empty()) return "for whom? --population FILE.csv or SPEC.yaml";
  if (!options.actual.empty() && options.html.empty()) return "--actual is drawn on --html only";
  std::set<std::string> inputs{options.policy, options.population, options.behavior,
                               options.actual};
  for (const std::string& output : {options.json, options.html}) {
    if (output.empty() || output == "-") continue;
    if (!inputs.insert(output).second) return fmt::format("`{}` is named twice", output);
  }
  if (options.html == "-") return "--html needs a file";
  return {};
}

}  // namespace

rules::Result<SimulateOptions> parse_simulate_options(const std::vector<std::string>& words) {
  SimulateOptions options;
  auto words_read = read_words(words, described());
  if (!words_read) return words_read.failure();
  const po::variables_map& given = words_read.value();
  options.quiet = given.count("quiet") > 0;
  options.policy = text_of(given, "policy");
  options.population = text_of(given, "population");
  options.behavior = text_of(given, "behavior");
  options.json = text_of(given, "json");
  options.csv_folder = text_of(given, "csv");
  options.html = text_of(given, "html");
  options.actual = text_of(given, "actual");
  std::string wrong = fill_numbers(given, options);
  if (wrong.empty()) wrong = what_is_missing(options);
  if (!wrong.empty()) return rules::Failure{wrong};
  return options;
}

std::string simulate_options_help() {
  std::ostringstream options;
  options << described();
  return options.str();
}

}  // namespace gatecast::app
