#include "app/commands/simulate_plan.h"

#include <algorithm>
#include <iostream>
#include <memory>
#include <utility>

#include "app/commands/commands.h"
#include "app/commands/population_file.h"
#include "app/files.h"
#include "engine/digest.h"
#include "engine/graph/decide.h"
#include "rules/policy_parser.h"

namespace gatecast::app {
namespace {

constexpr int days_after_rollout = 30;
constexpr std::size_t most_input_bytes = std::size_t{32} << 20;

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

}  // namespace

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

}  // namespace gatecast::app
