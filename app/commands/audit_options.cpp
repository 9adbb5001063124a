#include "app/commands/audit_options.h"

#include <fmt/format.h>

#include <boost/program_options.hpp>
#include <charconv>
#include <set>
#include <sstream>

#include "app/commands/option_words.h"
#include "rules/suggest.h"
#include "rules/time.h"

namespace gatecast::app {
namespace {

namespace po = boost::program_options;

constexpr int most_threads = 1024;

po::options_description described() {
  const auto text = [] { return po::value<std::string>(); };
  po::options_description options;
  auto add = options.add_options();
  add("population", text()->value_name("FILE"), "accounts as .csv, or a synthesis as .yaml");
  add("at", text()->value_name("DATE"), "a date, its noon, or a time; default: today");
  add("since", text()->value_name("OLD"), "what changed for them since this policy");
  add("sign-in", po::value<std::vector<std::string>>()->value_name("KEY=VALUE"),
      "a fact of everybody's sign-in, as risk=high; may be repeated");
  add("fail-on", text()->value_name("LIST"), "categories in which nobody may be, else exit code 1");
  add("threads", text()->value_name("N"), "default: all cores; changes no number");
  add("json", text()->value_name("FILE"), "write the audit as JSON (- for standard output)");
  add("csv", text()->value_name("DIR"), "write summary, roles, dates, accounts ... as CSV");
  add("html", text()->value_name("FILE"), "write a page that opens offline");
  add("sign-key", text()->value_name("KEY"),
      "sign each file: FILE.sig, by this Ed25519 key in PEM");
  add("quiet,q", "no summary");
  return options;
}

std::string read_categories(const std::string& list, std::vector<reports::Category>& out) {
  std::string_view rest = list;
  while (true) {
    const std::string_view word = rest.substr(0, rest.find(','));
    const auto category = reports::category_named(word);
    if (!category) {
      std::vector<std::string_view> names;
      for (std::size_t i = 0; i < reports::category_count; ++i) {
        names.push_back(reports::name(static_cast<reports::Category>(i)));
      }
      const std::string help = rules::suggest(word, names);
      return fmt::format("`{}` is no category{}{}", word, help.empty() ? "" : ", ", help);
    }
    out.push_back(*category);
    if (word.size() == rest.size()) return {};
    rest.remove_prefix(word.size() + 1);
  }
}

std::string what_is_wrong(const AuditOptions& options) {
  if (options.policy.empty()) return "which policy? gatecast audit POLICY --population FILE";
  if (options.population.empty()) return "for whom? --population FILE.csv or SPEC.yaml";
  if (!options.at.empty() && !rules::parse_date(options.at) && !rules::parse_instant(options.at)) {
    return fmt::format(
        "--at must be a date as 2027-01-11, or a time as 2027-01-11T08:00:00Z, not "
        "`{}`",
        options.at);
  }
  int standard_inputs = 0;
  for (const std::string& input : {options.policy, options.population, options.since}) {
    if (input == "-") ++standard_inputs;
  }
  if (standard_inputs > 1) return "`-` is named twice";
  std::set<std::string> named{options.policy, options.population, options.since, options.sign_key};
  for (const std::string& output : {options.json, options.html}) {
    if (output.empty() || output == "-") continue;
    if (!named.insert(output).second) return fmt::format("`{}` is named twice", output);
  }
  if (options.html == "-") return "--html needs a file";
  const bool has_file = !options.html.empty() || !options.csv_folder.empty() ||
                        (!options.json.empty() && options.json != "-");
  if (!options.sign_key.empty() && !has_file) {
    return "--sign-key signs files: say --json FILE, --csv DIR or --html FILE too";
  }
  return {};
}

}  // namespace

rules::Result<AuditOptions> parse_audit_options(const std::vector<std::string>& words) {
  auto read = read_words(words, described());
  if (!read) return read.failure();
  const po::variables_map& given = read.value();
  AuditOptions options;
  options.quiet = given.count("quiet") > 0;
  options.policy = text_of(given, "policy");
  options.population = text_of(given, "population");
  options.at = text_of(given, "at");
  options.since = text_of(given, "since");
  if (given.count("sign-in") > 0) {
    options.sign_in = given["sign-in"].as<std::vector<std::string>>();
  }
  options.json = text_of(given, "json");
  options.csv_folder = text_of(given, "csv");
  options.html = text_of(given, "html");
  options.sign_key = text_of(given, "sign-key");
  std::string wrong = what_is_wrong(options);
  if (wrong.empty() && given.count("fail-on") > 0) {
    wrong = read_categories(text_of(given, "fail-on"), options.fail_on);
  }
  const std::string threads = text_of(given, "threads");
  const char* end = threads.data() + threads.size();
  const auto number = std::from_chars(threads.data(), end, options.threads);
  const bool is_number = number.ec == std::errc() && number.ptr == end && options.threads >= 0 &&
                         options.threads <= most_threads;
  if (wrong.empty() && given.count("threads") > 0 && !is_number) {
    wrong = fmt::format("--threads must be a whole number from 0 to {}, not `{}`", most_threads,
                        threads);
  }
  if (!wrong.empty()) return rules::Failure{wrong};
  return options;
}

std::string audit_options_help() {
  std::ostringstream options;
  options << described();
  return options.str();
}

}  // namespace gatecast::app
