#include "app/commands/diff_options.h"

#include <fmt/format.h>

#include <charconv>
#include <string_view>

#include "rules/suggest.h"

namespace gatecast::app {
namespace {

constexpr int most_days = 3660;
constexpr std::string_view formats[] = {"text", "json", "markdown"};
constexpr std::string_view known_options[] = {"--format", "--exit-code", "--population", "--start",
                                              "--days",   "--sign-in",   "--csv"};

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
      const char* end = days->data() + days->size();
      const auto number = std::from_chars(days->data(), end, options_.days);
      const bool fits = number.ec == std::errc() && number.ptr == end && options_.days >= 1 &&
                        options_.days <= most_days;
      if (!fits && wrong_.empty()) {
        wrong_ =
            fmt::format("--days must be a whole number from 1 to {}, not `{}`", most_days, *days);
      }
      needs_population_ = "--days";
    } else if (const auto sign_in = value_of("--sign-in")) {
      options_.sign_in.push_back(*sign_in);
      needs_population_ = "--sign-in";
    } else if (const auto csv = value_of("--csv")) {
      options_.csv = *csv;
      needs_population_ = "--csv";
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
    for (const std::string& input : {options_.before, options_.after, options_.population}) {
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
    } else if (options_.csv == "-") {
      wrong_ = "--csv needs a file";
    }
    for (const std::string_view known : formats) {
      if (options_.format == known) return;
    }
    const std::string help =
        rules::suggest(options_.format, {std::begin(formats), std::end(formats)});
    wrong_ = fmt::format("--format is `text`, `json` or `markdown`, not `{}`{}{}", options_.format,
                         help.empty() ? "" : ", ", help);
  }

  const std::vector<std::string>& words_;
  std::size_t at_ = 0;
  DiffOptions options_;
  std::string needs_population_;  // the option that does
  std::string wrong_;
};

}  // namespace

rules::Result<DiffOptions> parse_diff_options(const std::vector<std::string>& words) {
  return Reader(words).read();
}

}  // namespace gatecast::app
