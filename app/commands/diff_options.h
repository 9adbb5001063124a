// What `gatecast diff` was asked to do, from its words.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rules/result.h"
#include "rules/time.h"

namespace gatecast::app {

struct DiffOptions {
  std::string before, after;
  std::string format = "text";  // or json, markdown
  bool exit_code = false;
  // Whom it concerns; all of these go with a population.
  std::string population;
  std::optional<rules::Date> start;  // nothing: today
  int days = 365;
  std::vector<std::string> sign_in;  // KEY=VALUE, as written
  std::string csv;                   // a file
  // Past sign-ins; these go with a log.
  std::string log;
  std::string log_csv;  // a file
  int examples = 3;     // of lines that are alike
};

// Fails with what is wrong with the words; nothing is read here.
rules::Result<DiffOptions> parse_diff_options(const std::vector<std::string>& words);

}  // namespace gatecast::app
