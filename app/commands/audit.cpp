// `gatecast audit`: who of a population can sign in without a second factor, and who approved it.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>

#include "app/commands/audit_options.h"
#include "app/commands/commands.h"
#include "app/commands/output_files.h"
#include "app/commands/policy_graph.h"
#include "app/commands/population_file.h"
#include "app/files.h"
#include "engine/digest.h"
#include "engine/signature.h"
#include "reports/audit.h"
#include "reports/audit_since.h"

namespace gatecast::app {
namespace {

constexpr std::size_t most_key_bytes = std::size_t{64} << 10;

// The noon of a date: in the middle of what people call that day.
rules::Instant instant_of(const std::string& at, const rules::TimeZone& zone) {
  if (const auto instant = rules::parse_instant(at)) return *instant;
  std::optional<rules::Date> date = rules::parse_date(at);
  if (!date) {
    date = zone.local_date(now_on_this_machine());
  }
  return zone.to_instant(rules::LocalSeconds{date->days} * rules::day_seconds +
                         rules::day_seconds / 2);
}

bool read_accounts(const std::string& path, reports::AuditPlan& plan, int& code) {
  auto read = read_drafts(path, engine::policy_of(*plan.graph));
  if (!read) {
    code = machine_error("audit", read.message());
    return false;
  }
  PopulationFile<simulator::ParsedDrafts> file = std::move(read).value();
  fmt::print(stderr, "{}", rules::render(file.source, file.parsed.diagnostics));
  code = exit_no;
  if (file.parsed.diagnostics.has_errors()) return false;
  plan.population_digest = std::move(file.digest);
  plan.accounts = std::make_shared<const simulator::AccountColumns>(std::move(file.parsed.drafts));
  return true;
}

bool read_sign_in(const AuditOptions& options, const rules::Policy& policy, const std::string& path,
                  simulator::OrdinarySignIn& sign_in) {
  sign_in = simulator::ordinary_sign_in(policy);
  for (const std::string& assignment : options.sign_in) {
    const rules::Status set = simulator::set_fact(assignment, policy, sign_in);
    if (set) continue;
    const std::string which = options.since.empty() ? "" : fmt::format(" ({})", path);
    usage_error("audit", fmt::format("--sign-in: {}{}", set.message(), which));
    return false;
  }
  return true;
}

// Otherwise `code` says how the command ends, and why is written.
std::optional<reports::AuditPlan> read_plan(const AuditOptions& options, int& code) {
  reports::AuditPlan plan;
  plan.graph = read_graph("audit", options.policy, code);
  if (plan.graph == nullptr) return std::nullopt;
  const rules::Policy& policy = engine::policy_of(*plan.graph);
  code = exit_usage;
  if (!read_sign_in(options, policy, options.policy, plan.sign_in)) return std::nullopt;
  if (!read_accounts(options.population, plan, code)) return std::nullopt;
  plan.at = instant_of(options.at, policy.zone);
  plan.threads = options.threads;
  plan.version = GATECAST_VERSION;
  plan.policy_digest = engine::policy_digest(policy);
  return plan;
}

// The policy with which the audit is compared; false: as `read_plan`.
bool read_since(const AuditOptions& options, std::optional<reports::SincePlan>& plan, int& code) {
  if (options.since.empty()) return true;
  reports::SincePlan since;
  since.graph = read_graph("audit", options.since, code);
  if (since.graph == nullptr) return false;
  const rules::Policy& policy = engine::policy_of(*since.graph);
  code = exit_usage;
  if (!read_sign_in(options, policy, options.since, since.sign_in)) return false;
  since.policy_digest = engine::policy_digest(policy);
  since.before_path = options.since;
  since.after_path = options.policy;
  plan = std::move(since);
  return true;
}

rules::Result<engine::SigningKey> read_key(const std::string& path) {
  rules::Result<std::string> pem = read_whole(path, most_key_bytes);
  if (!pem) return pem.failure();
  std::string text = std::move(pem).value();
  auto key = engine::SigningKey::read(text);
  engine::wipe(text);
  if (!key) return rules::Failure{fmt::format("{}: {}", path, key.message())};
  return key;
}

rules::Status write_files(const reports::Audit& audit, const AuditOptions& options,
                          const engine::SigningKey* key) {
  OutputFiles files;
  const auto add = [&](const std::string& name, const std::string& content) -> rules::Status {
    if (rules::Status added = files.add(name, content); !added) return added;
    if (key == nullptr) return rules::Done{};
    return files.add(name + ".sig", key->sign(content));
  };
  if (!options.csv_folder.empty()) {
    std::error_code error;
    std::filesystem::create_directories(options.csv_folder, error);
    for (const reports::NamedFile& file : reports::audit_csv(audit)) {
      const std::filesystem::path place = std::filesystem::path(options.csv_folder) / file.name;
      if (rules::Status added = add(place.string(), file.content); !added) return added;
    }
  }
  if (!options.json.empty() && options.json != "-") {
    if (rules::Status added = add(options.json, reports::audit_json(audit)); !added) return added;
  }
  if (!options.html.empty()) {
    if (rules::Status added = add(options.html, reports::audit_html(audit)); !added) return added;
  }
  return files.commit();
}

int run(const AuditOptions& options) {
  std::optional<engine::SigningKey> key;
  if (!options.sign_key.empty()) {
    auto read = read_key(options.sign_key);
    if (!read) return machine_error("audit", read.message());
    key = std::move(read).value();
  }
  int code = exit_machine;
  std::optional<reports::AuditPlan> plan = read_plan(options, code);
  if (!plan) return code;
  std::optional<reports::SincePlan> since;
  if (!read_since(options, since, code)) return code;
  auto audit = reports::audit(std::move(*plan));
  if (!audit) return machine_error("audit", audit.message());
  if (since) {
    auto changes = reports::changes_since(audit.value(), std::move(*since));
    if (!changes) return machine_error("audit", changes.message());
    audit.value().since = std::move(changes).value();
  }
  const rules::Status written = write_files(audit.value(), options, key ? &*key : nullptr);
  if (!written) return machine_error("audit", written.message());
  if (options.json == "-") {
    fmt::print("{}", reports::audit_json(audit.value()));
  } else if (!options.quiet) {
    fmt::print("{}", reports::audit_text(audit.value()));
  }
  if (std::fflush(stdout) != 0) return machine_error("audit", "cannot write to standard output");
  const bool fails =
      std::any_of(options.fail_on.begin(), options.fail_on.end(), [&](reports::Category category) {
        return audit.value().counts[static_cast<std::size_t>(category)] > 0;
      });
  return fails ? exit_no : exit_done;
}

}  // namespace

int run_audit(const Arguments& arguments) {
  const auto options = parse_audit_options(arguments);
  if (!options) return usage_error("audit", options.message());
  return run(options.value());
}

}  // namespace gatecast::app
