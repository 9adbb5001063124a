// `gatecast diff OLD NEW`: every kind of sign-in that gets another answer, or a proof that none
// does; with `--population`, whom that concerns and when.
#include <fmt/format.h>

#include <cstdio>
#include <optional>

#include "app/commands/commands.h"
#include "app/commands/diff_options.h"
#include "app/commands/output_files.h"
#include "app/commands/policy_graph.h"
#include "app/commands/population_file.h"
#include "app/files.h"
#include "engine/analysis/diff.h"
#include "reports/difference.h"
#include "reports/people_changes.h"

namespace gatecast::app {
namespace {

using Side = reports::PeoplePlan::Side;

bool read_side(std::string_view population, const DiffOptions& options, bool says, Side& side,
               int& code) {
  const rules::Policy& policy = engine::policy_of(*side.graph);
  side.sign_in = simulator::ordinary_sign_in(policy);
  for (const std::string& assignment : options.sign_in) {
    const rules::Status set = simulator::set_fact(assignment, policy, side.sign_in);
    if (set) continue;
    code = usage_error("diff", "--sign-in: " + set.message());
    return false;
  }
  PopulationFile<simulator::ParsedDrafts> file =
      drafts_of(input_name(options.population), population, policy);
  const rules::Diagnostics& diagnostics = file.parsed.diagnostics;
  // The same is said of both policies, mostly.
  if (says || diagnostics.has_errors()) {
    fmt::print(stderr, "{}", rules::render(file.source, diagnostics));
  }
  code = exit_no;
  if (diagnostics.has_errors()) return false;
  side.accounts = std::move(file.parsed.drafts);
  return true;
}

// Nothing where that fails: why is on standard error, and `code` is how the command ends.
std::optional<reports::PeoplePlan> read_people(const DiffOptions& options,
                                               std::shared_ptr<const engine::Graph> before,
                                               std::shared_ptr<const engine::Graph> after,
                                               int& code) {
  auto text = read_whole(options.population, most_population_bytes);
  if (!text) {
    code = machine_error("diff", text.message());
    return std::nullopt;
  }
  const std::string population = std::move(text).value();
  reports::PeoplePlan plan;
  plan.before.graph = std::move(before);
  plan.after.graph = std::move(after);
  if (!read_side(population, options, false, plan.before, code)) return std::nullopt;
  if (!read_side(population, options, true, plan.after, code)) return std::nullopt;
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
  const auto difference = engine::diff(*before, *after);
  if (!difference) {
    fmt::print(stderr, "gatecast diff: error: {}\n", difference.message());
    return exit_no;
  }
  const engine::Difference& found = difference.value();
  const reports::DifferenceSides sides{*before, *after, options.before, options.after};
  if (!options.csv.empty()) {
    OutputFiles files;
    rules::Status written = files.add(options.csv, reports::people_csv(people, *plan));
    if (written) written = files.commit();
    if (!written) return machine_error("diff", written.message());
  }
  if (options.format == "json") {
    const std::string part = plan ? reports::people_json(people, *plan) : std::string();
    fmt::print("{}", reports::difference_json(sides, found, part));
  } else if (options.format == "markdown") {
    fmt::print("{}", reports::difference_markdown(sides, found));
    if (plan) fmt::print("{}", reports::people_markdown(people, *plan));
  } else {
    fmt::print("{}", reports::difference_text(sides, found));
    if (plan) fmt::print("{}", reports::people_text(people, *plan));
  }
  if (std::fflush(stdout) != 0) return machine_error("diff", "cannot write to standard output");
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
