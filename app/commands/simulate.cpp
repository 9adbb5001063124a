// `gatecast simulate`: the forecast of a rollout, from the policy, the people and their behavior.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <iostream>
#include <optional>

#include "app/commands/commands.h"
#include "app/commands/output_files.h"
#include "app/commands/population_file.h"
#include "app/commands/simulate_options.h"
#include "app/files.h"
#include "engine/digest.h"
#include "engine/graph/decide.h"
#include "reports/actual.h"
#include "reports/forecast_csv.h"
#include "reports/forecast_html.h"
#include "reports/forecast_json.h"
#include "reports/forecast_text.h"
#include "rules/policy_parser.h"
#include "simulator/simulation.h"

namespace gatecast::app {
namespace {

constexpr int days_after_rollout = 30;
constexpr std::size_t most_input_bytes = std::size_t{32} << 20;

volatile std::sig_atomic_t interrupted = 0;
extern "C" void on_interrupt(int) { interrupted = 1; }

// While it lives, the first interrupt asks the run to stop; a second one ends the program.
class InterruptGuard {
 public:
  InterruptGuard() {
    struct sigaction action {};
    action.sa_handler = on_interrupt;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    sigaction(SIGINT, &action, &old_interrupt_);
    sigaction(SIGTERM, &action, &old_terminate_);
  }
  ~InterruptGuard() {
    sigaction(SIGINT, &old_interrupt_, nullptr);
    sigaction(SIGTERM, &old_terminate_, nullptr);
  }
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

 private:
  struct sigaction old_interrupt_ {};
  struct sigaction old_terminate_ {};
};

int fail(const std::string& message, int code) {
  std::cerr << "gatecast simulate: " << message << '\n';
  return code;
}

// Nothing, with the reason written and `code` set, when it cannot be read.
std::optional<rules::Source> read_source(const std::string& path, int& code) {
  rules::Result<std::string> text = read_whole(path, most_input_bytes);
  if (!text) {
    code = fail(text.message(), exit_machine);
    return std::nullopt;
  }
  return rules::Source(input_name(path), std::move(text).value());
}

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
    return interrupted == 0;
  }
  void clear() const {
    if (shown_) std::cerr << "\r\x1b[K" << std::flush;
  }

 private:
  bool shown_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

int longest_grace(const rules::Policy& policy) {
  int days = 0;
  const auto take = [&](const rules::SettingsPatch& settings) {
    if (settings.grace_days) days = std::max(days, settings.grace_days->value);
  };
  take(policy.two_factor.settings);
  for (const rules::Rule& rule : policy.rules) {
    if (rule.set) take(*rule.set);
  }
  return days;
}

// From the first announcement until the last stage is complete, its grace is over and a month has
// shown what remains. Fails where the policy has no rollout to take the start from.
rules::Status set_dates(const rules::Policy& policy, const SimulateOptions& options,
                        simulator::Plan& plan) {
  const bool staged = policy.rollout && !policy.rollout->stages.empty();
  if (!options.start && !staged) {
    return rules::Failure{"the policy has no rollout to begin with: say --start DATE"};
  }
  rules::Date first = staged ? policy.rollout->stages[0].start.value : *options.start;
  rules::Date last = staged ? first : *options.start;
  if (staged) {
    for (const rules::Stage& stage : policy.rollout->stages) {
      const int steps =
          stage.ramp ? static_cast<int>(stage.ramp->percent_hundredths.size()) - 1 : 0;
      const int every = stage.ramp ? stage.ramp->every_days : 0;
      first = std::min(first, stage.start.value);
      last = std::max(last, rules::Date{stage.start.value.days + std::max(steps, 0) * every});
    }
    first.days -= policy.rollout->announce_days_before;
  }
  plan.start = options.start.value_or(first);
  const int settled = last.days + longest_grace(policy) + days_after_rollout;
  plan.days = options.days.value_or(std::max(settled - plan.start.days + 1, 1));
  return rules::Done{};
}

// The plan from its files; otherwise `code` says how the command ends, and why is written.
std::optional<simulator::Plan> read_plan(const SimulateOptions& options, int& code) {
  code = exit_no;
  const auto policy_source = read_source(options.policy, code);
  if (!policy_source) return std::nullopt;
  const rules::ParsedPolicy policy = rules::parse_policy(*policy_source);
  std::cerr << rules::render(*policy_source, policy.diagnostics);
  if (!policy.policy) return std::nullopt;
  simulator::Plan plan;
  if (const rules::Status dated = set_dates(*policy.policy, options, plan); !dated) {
    code = fail(dated.message(), exit_usage);
    return std::nullopt;
  }
  const auto graph = engine::compile(*policy.policy, *policy_source);
  if (!graph) {
    code = fail(graph.message(), exit_no);
    return std::nullopt;
  }
  plan.graph = graph.value();
  plan.policy_digest = engine::policy_digest(*policy.policy);

  plan.behavior = simulator::default_behavior();
  plan.behavior_digest = engine::sha256_hex(simulator::default_behavior_text());
  if (!options.behavior.empty()) {
    const auto source = read_source(options.behavior, code);
    if (!source) return std::nullopt;
    simulator::ParsedBehavior behavior = simulator::parse_behavior(*source, *policy.policy);
    std::cerr << rules::render(*source, behavior.diagnostics);
    if (behavior.diagnostics.has_errors()) return std::nullopt;
    plan.behavior = std::move(behavior.behavior);
    plan.behavior_digest = engine::sha256_hex(source->text());
  }

  auto read = read_population(options.population, *policy.policy, plan.behavior, options.seed);
  if (!read) {
    code = fail(read.message(), exit_machine);
    return std::nullopt;
  }
  PopulationFile<simulator::ParsedPopulation> file = std::move(read).value();
  std::cerr << rules::render(file.source, file.parsed.diagnostics);
  if (file.parsed.diagnostics.has_errors()) return std::nullopt;
  plan.population =
      std::make_shared<const simulator::Population>(std::move(file.parsed.population));
  plan.population_digest = std::move(file.digest);
  plan.replicates = options.replicates;
  plan.seed = options.seed;
  plan.threads = options.threads;
  plan.version = GATECAST_VERSION;
  return plan;
}

rules::Status write_files(const simulator::Forecast& forecast, const SimulateOptions& options,
                          const reports::Actual& actual) {
  OutputFiles files;
  std::vector<reports::NamedFile> wanted;
  if (!options.csv_folder.empty()) {
    std::error_code error;
    std::filesystem::create_directories(options.csv_folder, error);
    for (reports::NamedFile& file : reports::forecast_csv(forecast)) {
      const std::filesystem::path place = std::filesystem::path(options.csv_folder) / file.name;
      wanted.push_back({place.string(), std::move(file.content)});
    }
  }
  if (!options.json.empty() && options.json != "-") {
    wanted.push_back({options.json, reports::forecast_json(forecast)});
  }
  if (!options.html.empty()) {
    wanted.push_back({options.html, reports::forecast_html(forecast, actual)});
  }
  for (const reports::NamedFile& file : wanted) {
    if (rules::Status added = files.add(file.name, file.content); !added) return added;
  }
  // Ctrl-C while writing leaves what stood there before.
  if (interrupted != 0) return rules::Failure{"interrupted; nothing was written"};
  return files.commit();
}

int run(const SimulateOptions& options) {
  // From the first: a large file takes a while to read.
  const InterruptGuard guard;
  reports::Actual actual;
  int code = exit_machine;
  if (!options.actual.empty()) {
    const auto source = read_source(options.actual, code);
    if (!source) return code;
    auto read = reports::read_actual(source->text());
    if (!read) return fail(fmt::format("{}: {}", options.actual, read.message()), exit_no);
    actual = std::move(read).value();
  }
  const std::optional<simulator::Plan> plan = read_plan(options, code);
  if (!plan) return code;
  if (interrupted != 0) return fail("interrupted; nothing was written", exit_machine);
  Progress progress(options.quiet);
  const auto forecast = simulator::simulate(
      *plan, [&](int finished, int total) { return progress(finished, total); });
  progress.clear();
  if (interrupted != 0) return fail("interrupted; nothing was written", exit_machine);
  if (!forecast) return fail(forecast.message(), exit_machine);
  const rules::Status written = write_files(forecast.value(), options, actual);
  if (!written) return fail(written.message(), exit_machine);
  if (options.json == "-") {
    std::cout << reports::forecast_json(forecast.value());
  } else if (!options.quiet) {
    std::cout << reports::forecast_text(forecast.value());
  }
  if (!std::cout.flush()) return fail("cannot write to standard output", exit_machine);
  const auto& gates = forecast.value().gates;
  const bool all_met = std::all_of(gates.begin(), gates.end(), [](const auto& gate) {
    return gate.verdict == simulator::Verdict::met;
  });
  return all_met ? exit_done : exit_no;
}

}  // namespace

int run_simulate(const Arguments& arguments) {
  const auto options = parse_simulate_options(arguments);
  if (!options) return usage_error("simulate", options.message());
  return run(options.value());
}

}  // namespace gatecast::app
