// `gatecast diff OLD NEW`: every kind of sign-in that gets another answer, or a proof that none
// does; with `--population`, whom that concerns and when; with `--log`, which past sign-ins.
#include <fmt/format.h>

#include <cstdio>
#include <optional>

#include "app/commands/commands.h"
#include "app/commands/diff_log.h"
#include "app/commands/diff_options.h"
#include "app/commands/output_files.h"
#include "app/commands/policy_graph.h"
#include "app/commands/population_file.h"
#include "app/commands/progress_line.h"
#include "app/files.h"
#include "engine/analysis/diff.h"
#include "reports/difference.h"
#include "reports/people_changes.h"

namespace gatecast::app {
namespace {

using Side = reports::PeoplePlan::Side;

bool read_sign_in(const DiffOptions& options, const std::string& path, Side& side) {
  const rules::Policy& policy = engine::policy_of(*side.graph);
  side.sign_in = simulator::ordinary_sign_in(policy);
  for (const std::string& assignment : options.sign_in) {
    const rules::Status set = simulator::set_fact(assignment, policy, side.sign_in);
    if (set) continue;
    usage_error("diff", fmt::format("--sign-in: {} ({})", set.message(), path));
    return false;
  }
  return true;
}

// Nothing where that fails: why is on standard error, and `code` is how the command ends.
std::optional<reports::PeoplePlan> read_people(const DiffOptions& options,
                                               std::shared_ptr<const engine::Graph> before,
                                               std::shared_ptr<const engine::Graph> after,
                                               int& code) {
  reports::PeoplePlan plan;
  plan.before.graph = std::move(before);
  plan.after.graph = std::move(after);
  code = exit_usage;
  if (!read_sign_in(options, options.before, plan.before)) return std::nullopt;
  if (!read_sign_in(options, options.after, plan.after)) return std::nullopt;
  // A role that one of the policies alone declares is no mistake of the population.
  auto read = read_drafts(options.population, with_names_of(engine::policy_of(*plan.after.graph),
                                                            engine::policy_of(*plan.before.graph)));
  if (!read) {
    code = machine_error("diff", read.message());
    return std::nullopt;
  }
  PopulationFile<simulator::ParsedDrafts> file = std::move(read).value();
  fmt::print(stderr, "{}", rules::render(file.source, file.parsed.diagnostics));
  code = exit_no;
  if (file.parsed.diagnostics.has_errors()) return std::nullopt;
  plan.accounts = std::make_shared<const simulator::AccountColumns>(std::move(file.parsed.drafts));
  const rules::TimeZone& zone = engine::policy_of(*plan.after.graph).zone;
  const rules::Date first = options.start ? *options.start : zone.local_date(now_on_this_machine());
  plan.from = zone.midnight(first);
  plan.until = zone.midnight({first.days + options.days});
  return plan;
}

int run(const DiffOptions& options) {
  int code = exit_done;
  const auto before = read_graph("diff", options.before, code);
  if (!before) return code;
  const auto after = read_graph("diff", options.after, code);
  if (!after) return code;
  std::optional<reports::PeoplePlan> plan;
  reports::PeopleChanges people;
  if (!options.population.empty()) {
    plan = read_people(options, before, after, code);
    if (!plan) return code;
    auto counted = reports::people_changes(*plan);
    if (!counted) return machine_error("diff", counted.message());
    people = std::move(counted).value();
  }
  ProgressLine describing("describing kinds of change", 1, 2);
  const auto difference = engine::diff(*before, *after, {.progress = describing.progress()});
  describing.clear();
  if (!difference) {
    fmt::print(stderr, "gatecast diff: error: {}\n", difference.message());
    return exit_no;
  }
  const engine::Difference& found = difference.value();
  const reports::DifferenceSides sides{*before, *after, options.before, options.after};
  OutputFiles files;
  reports::ReplayPlan past{*before, *after, {}, static_cast<std::size_t>(options.examples)};
  std::optional<reports::Replayed> replayed;
  if (!options.log.empty()) {
    replayed = replay_log(options, past, files);
    if (!replayed) return exit_machine;
  }
  if (!options.csv.empty()) {
    const rules::Status written = files.add(options.csv, reports::people_csv(people, *plan));
    if (!written) return machine_error("diff", written.message());
  }
  if (const rules::Status done = files.commit(); !done)
    return machine_error("diff", done.message());
  if (options.format == "json") {
    const std::string part = plan ? reports::people_json(people, *plan) : std::string();
    const std::string log = replayed ? reports::replay_json(*replayed, past) : std::string();
    fmt::print("{}", reports::difference_json(sides, found, part, log));
  } else if (options.format == "markdown") {
    fmt::print("{}", reports::difference_markdown(sides, found));
    if (plan) fmt::print("{}", reports::people_markdown(people, *plan));
    if (replayed) fmt::print("{}", reports::replay_markdown(*replayed, past));
  } else {
    fmt::print("{}", reports::difference_text(sides, found));
    if (plan) fmt::print("{}", reports::people_text(people, *plan));
    if (replayed) fmt::print("{}", reports::replay_text(*replayed, past));
  }
  if (std::fflush(stdout) != 0) return machine_error("diff", "cannot write to standard output");
  if (replayed && replayed->refused > 0) return exit_machine;
  const bool same = found.answers.empty() && found.limits.empty() && !found.has_nameless;
  return options.exit_code && !same ? exit_no : exit_done;
}

}  // namespace

int run_diff(const Arguments& arguments) {
  const auto options = parse_diff_options(arguments);
  if (!options) return usage_error("diff", options.message());
  return run(options.value());
}

}  // namespace gatecast::app
