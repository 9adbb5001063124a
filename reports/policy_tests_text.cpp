#include <fmt/format.h>

#include "engine/facts_json.h"
#include "engine/facts_writer.h"
#include "engine/policy_tests/ordinary.h"
#include "reports/format.h"
#include "reports/generated_names.h"
#include "reports/policy_tests.h"
#include "reports/witness.h"

namespace gatecast::reports {
namespace {

using engine::Coverage;
using engine::Line;
using engine::TestedAnswer;
using engine::TestedSignIn;

// The command that gives the same answer: with few facts, unless some are unknown.
std::string command(const TestReport& report, const engine::Facts& facts) {
  const rules::Policy& policy = report.graph.policy;
  const auto differing = engine::differing_facts(facts, engine::ordinary_facts(policy));
  std::string few;
  engine::write_facts(facts, &differing, few);
  engine::Fill fill{policy, {}};
  const bool is_enough =
      engine::differing_facts(engine::read_facts(few, &fill).value(), facts).empty();
  return decide_command(facts, is_enough ? &differing : nullptr, report.path);
}

std::string failure(const TestReport& report, const TestedFile& tested,
                    const TestedAnswer& answer) {
  const TestedSignIn& sign_in = tested.file.sign_ins[answer.sign_in];
  const rules::Policy& policy = report.graph.policy;
  std::string out =
      fmt::format("    {} ({}:{})\n", plain(tested.file.title(sign_in, policy)),
                  tested.source.name(), tested.source.position(sign_in.span.begin).line);
  for (const engine::Mismatch& each : answer.mismatches) {
    out += fmt::format("      {} is {}, expected {}\n", each.key, plain(each.got),
                       plain(each.expected));
  }
  out += fmt::format("      decided by {}\n",
                     plain(line_text(answer.rule, report.graph.source.name())));
  return out + fmt::format("      $ {}\n", command(report, tested.file.facts(sign_in, policy)));
}

std::string of_file(const TestReport& report, const TestedFile& tested, bool only_failures) {
  std::string out;
  std::size_t at = 0;
  const auto& sign_ins = tested.file.sign_ins;
  for (std::size_t test = 0; test < tested.file.tests.size(); ++test) {
    std::size_t count = 0;
    std::string failures;
    for (; at < sign_ins.size() && sign_ins[at].test == test; ++at, ++count) {
      const TestedAnswer& answer = tested.run.answers[at];
      if (!answer.mismatches.empty()) failures += failure(report, tested, answer);
    }
    if (failures.empty() && only_failures) continue;
    out += fmt::format("  {:<6} {} ({})\n", failures.empty() ? "ok" : "FAILED",
                       plain(tested.file.tests[test].name),
                       count == 1 ? "1 sign-in" : fmt::format("{} sign-ins", count));
    out += failures;
  }
  if (out.empty()) return out;
  return fmt::format("{}\n{}", tested.source.name(), out);
}

std::string line_words(const TestReport& report, std::uint32_t number) {
  const Line& line = report.meter->goals().lines()[report.meter->goals().line_of(number)];
  std::string kind(engine::name(line.kind));
  for (char& c : kind) c = c == '_' ? ' ' : c;
  return fmt::format("{}{}{} ({})", kind, line.name.empty() ? "" : " ", plain(line.name),
                     plain(line_text(line.place, report.graph.source.name())));
}

// A sentence: the facts themselves are in the JSON form and in what --generate writes.
std::string example(const TestReport& report, const Coverage::Missed& missed) {
  if (!missed.by) return "      whether any sign-in does is not known\n";
  const rules::Policy& policy = report.graph.policy;
  const engine::Facts ordinary = engine::ordinary_facts(policy);
  const std::string situation = named_situation(*missed.by, ordinary, policy).name;
  const engine::Decision decision = engine::answer(report.graph, *missed.by).value().decision;
  const std::string sentence = fmt::format(
      "as would: {} signs in{} at {}, and gets {}, {}",
      named_account(*missed.by, ordinary, policy).name, situation.empty() ? "" : " " + situation,
      moment_text(missed.by->now, policy.zone), rules::name(decision.outcome), decision.reason);
  return wrapped(plain(sentence), 98, "      ", "        ");
}

std::string missed(const TestReport& report) {
  const Coverage& coverage = *report.coverage;
  std::string rows;
  for (const int row : coverage.missed_rows) {
    rows += fmt::format("{}{} ({})", rows.empty() ? "" : ", ", row, engine::row_condition(row));
  }
  std::string out;
  if (!rows.empty()) out += wrapped("rows of the table: " + rows, 98, "    ", "      ");
  for (const Coverage::Missed& each : coverage.missed_lines) {
    out += fmt::format("    {}\n", line_words(report, each.goal)) + example(report, each);
  }
  constexpr std::size_t most = policy_tests_text_edges;
  const std::size_t count = coverage.missed_edges.size();
  if (count > 0) {
    out += fmt::format("    {} {}{}\n", count, count == 1 ? "edge" : "edges",
                       count > most ? fmt::format(", the first {} of them:", most) : ":");
  }
  for (std::size_t i = 0; i < std::min(count, most); ++i) {
    const Coverage::Missed& each = coverage.missed_edges[i];
    out += fmt::format(
        "    {}\n",
        plain(engine::edge_words(
            report.graph,
            report.meter->goals().edges().all()[report.meter->goals().edge_of(each.goal)])));
    out += example(report, each);
  }
  if (count > 0) {
    out += "    `gatecast test POLICY FILE... --generate` writes tests that reach them all\n";
  }
  return out.empty() ? out : "  no test reaches\n" + out;
}

std::string of_coverage(const TestReport& report) {
  const Coverage& coverage = *report.coverage;
  std::string out =
      fmt::format("coverage: rules {} of {} ({}), edges {} of {} ({})\n", coverage.rules.reached,
                  coverage.rules.all, coverage_share(coverage.rules), coverage.edges.reached,
                  coverage.edges.all, coverage_share(coverage.edges));
  out += missed(report);
  if (!coverage.idle_lines.empty()) {
    out += "  not counted, as no sign-in reaches it; `gatecast check` says why\n";
  }
  for (const std::uint32_t line : coverage.idle_lines) {
    out += fmt::format("    {}\n", line_words(report, line));
  }
  return out;
}

}  // namespace

std::size_t TestReport::sign_ins() const {
  std::size_t count = 0;
  for (const TestedFile& file : files) count += file.run.answers.size();
  return count;
}

std::size_t TestReport::failed() const {
  std::size_t count = 0;
  for (const TestedFile& file : files) count += file.run.failed;
  return count;
}

std::string coverage_share(const Coverage::Count& count) {
  return fmt::format("{}.{}%", count.share() / 10, count.share() % 10);
}

std::string policy_tests_text(const TestReport& report, bool only_failures) {
  std::string out;
  for (const TestedFile& file : report.files) out += of_file(report, file, only_failures);
  const std::size_t all = report.sign_ins();
  out += fmt::format("{} of {} sign-ins get what is expected{}\n", all - report.failed(), all,
                     report.failed() == 0 ? "" : fmt::format(", {} do not", report.failed()));
  if (report.coverage) out += of_coverage(report);
  return out;
}

}  // namespace gatecast::reports
