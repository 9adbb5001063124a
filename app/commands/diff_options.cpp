#include "app/commands/diff_options.h"

#include <fmt/format.h>

#include <charconv>
#include <set>
#include <string_view>

#include "rules/suggest.h"

namespace gatecast::app {
namespace {

constexpr int most_days = 3660;
constexpr int most_examples = 1000;
constexpr std::string_view formats[] = {"text", "json", "markdown"};
constexpr std::string_view known_options[] = {"--format",  "--exit-code", "--population", "--start",
                                              "--days",    "--sign-in",   "--csv",        "--log",
                                              "--log-csv", "--examples"};

class Reader {
 public:
  explicit Reader(const std::vector<std::string>& words) : words_(words) {}

  rules::Result<DiffOptions> read() {
    for (at_ = 0; at_ < words_.size() && wrong_.empty(); ++at_) take(words_[at_]);
    if (wrong_.empty()) check();
    if (!wrong_.empty()) return rules::Failure{wrong_};
    return options_;
  }

 private:
  // `--name VALUE` or `--name=VALUE`.
  std::optional<std::string> value_of(std::string_view name) {
    const std::string& word = words_[at_];
    if (word == name) {
      if (at_ + 1 < words_.size()) return words_[++at_];
      wrong_ = fmt::format("{} needs a value", name);
      return std::string();
    }
    if (word.starts_with(name) && word.substr(name.size()).starts_with('=')) {
      return word.substr(name.size() + 1);
    }
    return std::nullopt;
  }

  void read_number(std::string_view name, const std::string& text, int least, int most, int& out) {
    const char* end = text.data() + text.size();
    const auto number = std::from_chars(text.data(), end, out);
    const bool fits = number.ec == std::errc() && number.ptr == end && out >= least && out <= most;
    if (fits || !wrong_.empty()) return;
    wrong_ =
        fmt::format("{} must be a whole number from {} to {}, not `{}`", name, least, most, text);
  }

  void take(const std::string& word) {
    if (const auto format = value_of("--format")) {
      options_.format = *format;
    } else if (const auto population = value_of("--population")) {
      options_.population = *population;
    } else if (const auto start = value_of("--start")) {
      options_.start = rules::parse_date(*start);
      if (!options_.start && wrong_.empty()) {
        wrong_ = fmt::format("--start must be a date as 2027-01-11, not `{}`", *start);
      }
      needs_population_ = "--start";
    } else if (const auto days = value_of("--days")) {
      read_number("--days", *days, 1, most_days, options_.days);
      needs_population_ = "--days";
    } else if (const auto sign_in = value_of("--sign-in")) {
      options_.sign_in.push_back(*sign_in);
      needs_population_ = "--sign-in";
    } else if (const auto csv = value_of("--csv")) {
      options_.csv = *csv;
      needs_population_ = "--csv";
    } else {
      take_of_log(word);
    }
  }

  void take_of_log(const std::string& word) {
    if (const auto log = value_of("--log")) {
      options_.log = *log;
    } else if (const auto csv = value_of("--log-csv")) {
      options_.log_csv = *csv;
      needs_log_ = "--log-csv";
    } else if (const auto examples = value_of("--examples")) {
      read_number("--examples", *examples, 0, most_examples, options_.examples);
      needs_log_ = "--examples";
    } else if (word == "--exit-code") {
      options_.exit_code = true;
    } else if (word.size() > 1 && word.starts_with('-')) {
      const std::string help =
          rules::suggest(word, {std::begin(known_options), std::end(known_options)});
      wrong_ = fmt::format("unknown option `{}`{}{}", word, help.empty() ? "" : ", ", help);
    } else if (options_.before.empty()) {
      options_.before = word;
    } else if (options_.after.empty()) {
      options_.after = word;
    } else {
      wrong_ = "two policies, the old one and the new one";
    }
  }

  void check() {
    int standard_inputs = 0;
    for (const std::string& input :
         {options_.before, options_.after, options_.population, options_.log}) {
      if (input == "-") ++standard_inputs;
    }
    if (options_.before.empty()) {
      wrong_ = "which policies?";
    } else if (options_.after.empty()) {
      wrong_ = "the old policy is given; which is the new one?";
    } else if (standard_inputs > 1) {
      wrong_ = "only one input can be standard input";
    } else if (options_.population.empty() && !needs_population_.empty()) {
      wrong_ = fmt::format("{} goes with --population", needs_population_);
    } else if (options_.log.empty() && !needs_log_.empty()) {
      wrong_ = fmt::format("{} goes with --log", needs_log_);
    } else if (options_.csv == "-") {
      wrong_ = "--csv needs a file";
    } else if (options_.log_csv == "-") {
      wrong_ = "--log-csv needs a file";
    } else {
      check_names();
    }
    if (wrong_.empty()) check_format();
  }

  // A file may not be written over what is read, or over another.
  void check_names() {
    std::set<std::string> named{options_.before, options_.after, options_.population, options_.log};
    for (const std::string& output : {options_.csv, options_.log_csv}) {
      if (output.empty() || named.insert(output).second) continue;
      wrong_ = fmt::format("`{}` is named twice", output);
    }
  }

  void check_format() {
    for (const std::string_view known : formats) {
      if (options_.format == known) return;
    }
    wrong_ = fmt::format("`{}` is no format, {}", options_.format,
                         rules::suggest(options_.format, {std::begin(formats), std::end(formats)}));
  }

  const std::vector<std::string>& words_;
  std::size_t at_ = 0;
  DiffOptions options_;
  std::string needs_population_, needs_log_;  // the option that does
  std::string wrong_;
};

}  // namespace

rules::Result<DiffOptions> parse_diff_options(const std::vector<std::string>& words) {
  return Reader(words).read();
}

}  // namespace gatecast::app
