// What `gatecast audit` was asked to do, from its words.
#pragma once

#include <string>
#include <vector>

#include "reports/audit_categories.h"
#include "rules/result.h"

namespace gatecast::app {

struct AuditOptions {
  bool quiet = false;
  std::string policy;
  std::string population;
  std::string since;                 // another policy; empty: none
  std::string at;                    // a date or a time; empty: today at noon
  std::vector<std::string> sign_in;  // KEY=VALUE, as written
  std::vector<reports::Category> fail_on;
  int threads = 0;   // 0: all cores
  std::string json;  // `-`: standard output, instead of the summary
  std::string csv_folder;
  std::string html;
  std::string sign_key;
};

// Fails with what is wrong with the words; nothing is read here.
rules::Result<AuditOptions> parse_audit_options(const std::vector<std::string>& words);

// A line each, for `--help`.
std::string audit_options_help();

}  // namespace gatecast::app
