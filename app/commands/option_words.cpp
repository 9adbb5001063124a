#include "app/commands/option_words.h"

#include <fmt/format.h>

#include <charconv>

#include "rules/suggest.h"

namespace gatecast::app {
namespace po = boost::program_options;
namespace {

std::string unknown_option(const std::string& written, const po::options_description& known) {
  std::vector<std::string> names;
  for (const auto& option : known.options()) names.push_back("--" + option->long_name());
  const std::string help = rules::suggest(written, {names.begin(), names.end()});
  return fmt::format("unknown option `{}`{}{}", written, help.empty() ? "" : ", ", help);
}

}  // namespace

rules::Result<po::variables_map> read_words(const std::vector<std::string>& words,
                                            const po::options_description& described,
                                            bool takes_rest) {
  po::options_description all = described;
  all.add_options()("policy", po::value<std::string>())("rest",
                                                        po::value<std::vector<std::string>>());
  po::positional_options_description positional;
  positional.add("policy", 1);
  if (takes_rest) positional.add("rest", -1);
  po::variables_map given;
  try {
    // No guessing: an option added later must not change what an old command means.
    const int style =
        po::command_line_style::default_style & ~po::command_line_style::allow_guessing;
    po::store(po::command_line_parser(words).options(all).positional(positional).style(style).run(),
              given);
  } catch (const po::unknown_option& unknown) {
    return rules::Failure{unknown_option(unknown.get_option_name(), described)};
  } catch (const po::too_many_positional_options_error&) {
    return rules::Failure{"one policy at a time"};
  } catch (const po::error& error) {
    return rules::Failure{error.what()};
  }
  return given;
}

std::string take_number(const po::variables_map& given, const char* name, int low, int high,
                        int& out) {
  if (given.count(name) == 0) return {};
  const std::string text = text_of(given, name);
  const char* end = text.data() + text.size();
  int value = 0;
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end || value < low || value > high) {
    return fmt::format("--{} must be a whole number from {} to {}, not `{}`", name, low, high,
                       text);
  }
  out = value;
  return {};
}

std::string text_of(const po::variables_map& given, const char* name) {
  return given.count(name) > 0 ? given[name].as<std::string>() : std::string();
}

}  // namespace gatecast::app
