#include "app/commands/simulate_options.h"

#include <fmt/format.h>

#include <boost/program_options.hpp>
#include <charconv>
#include <climits>
#include <set>
#include <sstream>
#include <utility>

#include "app/commands/option_words.h"

namespace gatecast::app {
namespace {

namespace po = boost::program_options;

constexpr int most_days = 3660;
constexpr int most_replicates = 100'000;
constexpr int most_threads = 1024;
// Without --replicates: long enough for most, and soon done where it is not.
constexpr int most_until_width = 6400;

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
  add("until-width", po::value<std::vector<std::string>>()->value_name("WIDTH"),
      "stop when the 95% interval of a quantile is as short as WIDTH; looks after 100, 200, 400 "
      "... "
      "replicates, and --replicates is then the most (default 6400)");
  add("at-risk", text()->value_name("DIR"),
      "write who may be locked out, how likely, by what, and what would help: people.csv, "
      "roles.csv, and on --html and in --json; simulates everything five times");
  add("drill-report", text()->value_name("DIR"),
      "write what each of the behavior's drills does, against the same rollouts without it, and "
      "which administrators could still sign in: drills.csv, administrators.csv, and on "
      "--html and in --json; simulates everything once more for each");
  add("parts", text()->value_name("DIR"),
      "keep what is finished there; the same command goes on from it");
  add("replicates-range", text()->value_name("A:B"),
      "only replicates A to B-1 of --replicates, into --part");
  add("part", text()->value_name("FILE"), "for `gatecast merge` (- for standard output)");
  describe_output(options);
  return options;
}

template <class Number>
bool read_number(const std::string& text, Number low, Number high, Number& out) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() && out >= low &&
         out <= high;
}

std::string fill_numbers(const po::variables_map& given, SimulateOptions& options) {
  int days = 0;
  if (given.count("until-width") > 0) options.replicates = most_until_width;
  for (const std::string& wrong :
       {take_number(given, "days", 1, most_days, days),
        take_number(given, "replicates", 1, most_replicates, options.replicates),
        take_number(given, "threads", 0, most_threads, options.threads)}) {
    if (!wrong.empty()) return wrong;
  }
  if (days > 0) options.days = days;
  const std::string seed = text_of(given, "seed");
  if (given.count("seed") > 0 && !read_number<std::uint64_t>(seed, 0, UINT64_MAX, options.seed)) {
    return fmt::format("--seed must be a whole number from 0 on, not `{}`", seed);
  }
  if (given.count("start") > 0) {
    const std::string start = text_of(given, "start");
    options.start = rules::parse_date(start);
    if (!options.start) {
      return fmt::format("--start must be a date as 2027-01-11, not `{}`", start);
    }
  }
  return {};
}

std::string fill_widths(const po::variables_map& given, SimulateOptions& options) {
  if (given.count("until-width") == 0) return {};
  for (const std::string& text : given["until-width"].as<std::vector<std::string>>()) {
    auto target = simulator::parse_width_target(text);
    if (!target) return "--until-width: " + target.message();
    options.until_width.push_back(std::move(target).value());
  }
  return {};
}

std::string fill_range(const po::variables_map& given, SimulateOptions& options) {
  if (given.count("replicates-range") == 0) return {};
  const std::string text = text_of(given, "replicates-range");
  const std::size_t colon = text.find(':');
  simulator::Range range;
  if (colon == std::string::npos || !read_number(text.substr(0, colon), 0, INT_MAX, range.first) ||
      !read_number(text.substr(colon + 1), 0, INT_MAX, range.end) || range.size() < 1) {
    return fmt::format(
        "--replicates-range must be as 0:20, the first and the one after the last, "
        "not `{}`",
        text);
  }
  if (range.end > options.replicates) {
    return fmt::format("--replicates-range {} goes beyond --replicates {}", text,
                       options.replicates);
  }
  options.range = range;
  return {};
}

// A part has no forecast to write, and knows nothing of the other replicates.
std::string what_is_wrong_with_part(const SimulateOptions& options) {
  const bool part = !options.part.empty();
  if (options.range && !part) return "where to? --replicates-range needs --part FILE";
  if (part && !options.range) return "which replicates? --part needs --replicates-range A:B";
  if (!part) return {};
  const ForecastOutput& output = options.output;
  for (const auto& [given, name] : {std::pair{!output.json.empty(), "--json"},
                                    {!output.csv_folder.empty(), "--csv"},
                                    {!output.html.empty(), "--html"},
                                    {!output.actual.empty(), "--actual"},
                                    {!options.parts_folder.empty(), "--parts"},
                                    {!options.at_risk_folder.empty(), "--at-risk"},
                                    {!options.drill_folder.empty(), "--drill-report"},
                                    {!options.until_width.empty(), "--until-width"}}) {
    if (given) {
      return fmt::format("{} does not go with --part: `gatecast merge` makes the forecast", name);
    }
  }
  const std::set<std::string> inputs{options.policy, options.population, options.behavior};
  if (options.part != "-" && inputs.contains(options.part)) {
    return fmt::format("`{}` is named twice", options.part);
  }
  return {};
}

std::string what_is_missing(const SimulateOptions& options) {
  if (options.policy.empty()) return "which policy? gatecast simulate POLICY --population FILE";
  if (options.population.empty()) return "for whom? --population FILE.csv or SPEC.yaml";
  std::string wrong = what_is_wrong_with_part(options);
  if (!wrong.empty()) return wrong;
  if (!options.at_risk_folder.empty() && !options.parts_folder.empty()) {
    return "--at-risk does not go with --parts: finished parts do not know whom they locked out";
  }
  return what_is_wrong(options.output, {options.policy, options.population, options.behavior});
}

}  // namespace

rules::Result<SimulateOptions> parse_simulate_options(const std::vector<std::string>& words) {
  SimulateOptions options;
  auto words_read = read_words(words, described());
  if (!words_read) return words_read.failure();
  const po::variables_map& given = words_read.value();
  options.output = output_of(given);
  options.policy = text_of(given, "policy");
  options.population = text_of(given, "population");
  options.behavior = text_of(given, "behavior");
  options.part = text_of(given, "part");
  options.parts_folder = text_of(given, "parts");
  options.at_risk_folder = text_of(given, "at-risk");
  options.drill_folder = text_of(given, "drill-report");
  std::string wrong = fill_numbers(given, options);
  if (wrong.empty()) wrong = fill_widths(given, options);
  if (wrong.empty()) wrong = fill_range(given, options);
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
