// `gatecast simulate`: the forecast of a rollout, from the policy, the people and their behavior.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iostream>
#include <memory>
#include <optional>
#include <utility>

#include "app/commands/commands.h"
#include "app/commands/forecast_extras.h"
#include "app/commands/forecast_output.h"
#include "app/commands/interrupt.h"
#include "app/commands/output_files.h"
#include "app/commands/part_files.h"
#include "app/commands/simulate_options.h"
#include "app/commands/simulate_plan.h"
#include "simulator/lockout_counts.h"
#include "simulator/simulation.h"
#include "simulator/summary.h"
#include "simulator/until_width.h"

namespace gatecast::app {
namespace {

using simulator::Counts;
using simulator::RunHooks;
using simulator::Simulation;

constexpr const char* nothing_written = "interrupted; nothing was written";

int fail(const std::string& message) { return machine_error("simulate", message); }

// Progress on a terminal only; says when to stop.
class Progress {
 public:
  explicit Progress(bool quiet) : shown_(!quiet && ::isatty(STDERR_FILENO) == 1) {}

  bool operator()(int finished, int total) {
    if (shown_ && finished > 0) {
      using Duration = std::chrono::duration<double>;
      const double spent = Duration(std::chrono::steady_clock::now() - begin_).count();
      const double left = spent / finished * (total - finished);
      std::cerr << fmt::format("\r\x1b[Ksimulated {} of {} rollouts, about {:.0f} s left", finished,
                               total, left)
                << std::flush;
    }
    return !interrupted();
  }
  void clear() const {
    if (shown_) std::cerr << "\r\x1b[K" << std::flush;
  }

 private:
  bool shown_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

// What the command says beside its result, unless it is to be quiet.
void note(const SimulateOptions& options, const std::string& text) {
  if (!options.output.quiet) say(fmt::format("gatecast simulate: {}\n", text));
}

// Nothing, with the reason written, where that is too much to keep.
bool enough_memory(const Simulation& simulation, const simulator::Plan& plan, int replicates,
                   const SimulateOptions& options) {
  const simulator::Outline& outline = simulation.outline();
  const double at_risk = options.at_risk_folder.empty() ? 0 : simulator::at_risk_memory(plan);
  const auto bytes_of = [&](int n) {
    const bool drills = !options.drill_folder.empty();
    return simulation.memory(n) + at_risk +
           (drills ? simulator::drill_report_memory(outline, n) : 0);
  };
  const double bytes = bytes_of(replicates);
  const std::string of = fmt::format("{} groups, {} metrics and {} days", outline.groups.size(),
                                     outline.metrics.size(), outline.run.days);
  if (bytes > memory_limit()) {
    const double each = bytes_of(2) - bytes_of(1);
    const double rest = bytes_of(1) - each;
    const int fits = static_cast<int>(std::max(0.0, (memory_limit() - rest) / each));
    fail(
        fmt::format("{} replicates of {} would keep {} in memory, more than the {} that may be "
                    "kept here: ask for {}fewer days",
                    replicates, of, megabytes(bytes), megabytes(memory_limit()),
                    fits > 0 ? fmt::format("at most {} replicates, or for ", fits) : ""));
    return false;
  }
  note(options,
       fmt::format("keeps {}{} in memory for {} replicates of {}",
                   options.until_width.empty() ? "" : "up to ", megabytes(bytes), replicates, of));
  return true;
}

std::string width_text(double width, bool share) {
  if (!std::isfinite(width)) return "not known at all";
  return share ? fmt::format("{:.3g}%", width * 100) : fmt::format("{:.4g}", width);
}

void say_stopped(const SimulateOptions& options, const simulator::Stopped& stopped) {
  note(options, fmt::format("{} {} of at most {} replicates",
                            stopped.reached ? "stopped after" : "not known within",
                            stopped.replicates, options.replicates));
  for (const simulator::TargetWidth& width : stopped.widths) {
    note(options,
         fmt::format("  {}: {} (wanted {})", width.name, width_text(width.reached, width.share),
                     width_text(width.wanted, width.share)));
  }
}

// One range of the replicates into a file of its own.
int run_part(const Simulation& simulation, const SimulateOptions& options) {
  Counts counts;
  Progress progress(options.output.quiet);
  const rules::Status ran = simulation.run(
      *options.range, counts, {[&](int done, int total) { return progress(done, total); }, {}});
  progress.clear();
  if (interrupted()) return fail(nothing_written);
  if (!ran) return fail(ran.message());
  const std::string bytes =
      simulator::write_part(simulation.outline(), *options.range, options.replicates, counts);
  if (options.part == "-") {
    std::cout << bytes;
    if (!std::cout.flush()) return fail("cannot write to standard output");
    return exit_done;
  }
  OutputFiles files;
  rules::Status written = files.add(options.part, bytes);
  if (written) written = files.commit();
  return written ? exit_done : fail(written.message());
}

// What an earlier run left in `folder`, into `counts`.
rules::Status take_finished(const PartFolder& folder, const Simulation& simulation,
                            const SimulateOptions& options, Counts& counts) {
  const auto found = folder.load(simulation.outline(), counts);
  if (!found) return found.failure();
  for (const std::string& text : found.value().notes) note(options, text);
  if (found.value().parts == 0) return rules::Done{};
  note(options, fmt::format("{} replicates were finished before, in {} parts in `{}`",
                            found.value().replicates, found.value().parts, options.parts_folder));
  return rules::Done{};
}

// Simulates as many as are asked for; gives how many those are.
rules::Result<int> run_replicates(const Simulation& simulation, const SimulateOptions& options,
                                  const PartFolder* folder, const RunHooks& watchers,
                                  Counts& counts) {
  Progress progress(options.output.quiet);
  const auto hooks_of = [&](int replicates) {
    RunHooks hooks = watchers;
    hooks.progress = [&](int done, int total) { return progress(done, total); };
    if (folder != nullptr) {
      hooks.finished = [&, replicates](const simulator::Range& block) {
        return folder->write(simulation.outline(), block, replicates, counts);
      };
    }
    return hooks;
  };
  if (options.until_width.empty()) {
    const rules::Status ran =
        simulation.run({0, options.replicates}, counts, hooks_of(options.replicates));
    progress.clear();
    if (!ran) return ran.failure();
    return options.replicates;
  }
  const auto stopped =
      simulator::run_until(simulation, options.until_width, options.replicates, counts, hooks_of);
  progress.clear();
  if (!stopped) return stopped.failure();
  say_stopped(options, stopped.value());
  return stopped.value().replicates;
}

int run_forecast(const Simulation& simulation, const simulator::Plan& plan,
                 const SimulateOptions& options, const reports::Actual& actual) {
  Counts counts;
  std::optional<PartFolder> folder;
  if (!options.parts_folder.empty()) {
    auto opened = PartFolder::open(options.parts_folder);
    if (!opened) return fail(opened.message());
    folder.emplace(std::move(opened).value());
    const rules::Status taken = take_finished(*folder, simulation, options, counts);
    if (!taken) return fail(taken.message());
  }
  std::unique_ptr<simulator::LockoutCounts> lockouts;
  if (!options.at_risk_folder.empty()) lockouts = simulation.lockout_counts();
  std::unique_ptr<simulator::AdministratorsIn> administrators;
  if (!options.drill_folder.empty()) {
    administrators = simulation.administrators_in(simulator::first_day_of_drills(plan));
  }
  RunHooks watchers;
  watchers.lockouts = lockouts.get();
  watchers.administrators = administrators.get();
  const auto replicates =
      run_replicates(simulation, options, folder ? &*folder : nullptr, watchers, counts);
  if (interrupted()) {
    return fail(folder ? fmt::format("interrupted; what is finished stays in `{}`, and the same "
                                     "command goes on from it",
                                     options.parts_folder)
                       : nothing_written);
  }
  if (!replicates) return fail(replicates.message());
  const simulator::Forecast forecast =
      simulator::summarize(simulation.outline(), counts, replicates.value(), options.threads);
  ForecastExtras extras;
  Progress more(options.output.quiet);
  const auto say_how_far = [&](int done, int total) { return more(done, total); };
  rules::Status added = rules::Done{};
  if (lockouts) {
    added = add_at_risk(plan, *lockouts, replicates.value(), options.at_risk_folder, say_how_far,
                        extras);
  }
  if (added && administrators) {
    added = add_drill_report(plan, simulation, counts, *administrators, replicates.value(),
                             options.drill_folder, say_how_far, extras);
  }
  more.clear();
  if (interrupted()) return fail(nothing_written);
  if (!added) return fail(added.message());
  return write_forecast(forecast, options.output, actual, extras, "simulate");
}

int run(const SimulateOptions& options) {
  // From the first: a large file takes a while to read.
  const InterruptGuard guard;
  int code = exit_machine;
  const auto actual = read_actual_of(options.output, "simulate", code);
  if (!actual) return code;
  const std::optional<simulator::Plan> plan = read_plan(options, code);
  if (!plan) return code;
  if (interrupted()) return fail(nothing_written);
  if (!options.drill_folder.empty() && plan->behavior.drills.empty()) {
    return usage_error("simulate", "--drill-report: the behavior has no `drills`");
  }
  const auto begun = Simulation::begin(*plan);
  if (!begun) return fail(begun.message());
  const Simulation& simulation = begun.value();
  const rules::Status targets = simulator::check_targets(options.until_width, simulation.outline());
  if (!targets) return usage_error("simulate", "--until-width: " + targets.message());
  const int replicates = options.range ? options.range->size() : options.replicates;
  if (!enough_memory(simulation, *plan, replicates, options)) return exit_machine;
  return options.range ? run_part(simulation, options)
                       : run_forecast(simulation, *plan, options, *actual);
}

}  // namespace

int run_simulate(const Arguments& arguments) {
  const auto options = parse_simulate_options(arguments);
  if (!options) return usage_error("simulate", options.message());
  return run(options.value());
}

}  // namespace gatecast::app
