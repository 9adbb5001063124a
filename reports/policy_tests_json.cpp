#include <fmt/format.h>

#include "engine/facts_writer.h"
#include "reports/format.h"
#include "reports/policy_tests.h"
#include "reports/witness.h"

namespace gatecast::reports {
namespace {

using engine::Coverage;

void comma(std::string& out, std::string_view between) {
  if (!out.ends_with('[')) out += ',';
  out += between;
}

std::string facts_json(const engine::Facts& facts) {
  std::string out;
  engine::write_facts(facts, nullptr, out);
  return out;
}

void write_sign_in(const TestReport& report, const TestedFile& tested,
                   const engine::TestedAnswer& answer, std::string& out) {
  const engine::TestedSignIn& sign_in = tested.file.sign_ins[answer.sign_in];
  const rules::Policy& policy = report.graph.policy;
  out += fmt::format("{{\"sign_in\": {}, \"line\": {}, \"passed\": {}",
                     json_string(tested.file.title(sign_in, policy)),
                     tested.source.position(sign_in.span.begin).line, answer.mismatches.empty());
  if (!answer.mismatches.empty()) {
    out += ", \"mismatches\": [";
    for (const engine::Mismatch& each : answer.mismatches) {
      comma(out, " ");
      out += fmt::format("{{\"key\": {}, \"got\": {}, \"expected\": {}}}", json_string(each.key),
                         each.got, json_string(each.expected));
    }
    out += fmt::format("], \"rule\": {{{}}}, \"facts\": {}", line_json(answer.rule),
                       facts_json(tested.file.facts(sign_in, policy)));
  }
  out += '}';
}

void write_file(const TestReport& report, const TestedFile& tested, std::string& out) {
  out +=
      fmt::format("{{\"file\": {}, \"sign_ins\": {}, \"failed\": {}, \"tests\": [",
                  json_string(tested.source.name()), tested.run.answers.size(), tested.run.failed);
  std::size_t at = 0;
  const auto& sign_ins = tested.file.sign_ins;
  for (std::size_t test = 0; test < tested.file.tests.size(); ++test) {
    comma(out, "\n ");
    const engine::PolicyTest& written = tested.file.tests[test];
    out += fmt::format("{{\"test\": {}, \"line\": {}, \"sign_ins\": [", json_string(written.name),
                       tested.source.position(written.span.begin).line);
    for (; at < sign_ins.size() && sign_ins[at].test == test; ++at) {
      comma(out, "\n  ");
      write_sign_in(report, tested, tested.run.answers[at], out);
    }
    out += "]}";
  }
  out += "]}";
}

std::string count_json(const Coverage::Count& count) {
  return fmt::format("{{\"reached\": {}, \"all\": {}, \"unsure\": {}, \"percent\": {}.{}}}",
                     count.reached, count.all, count.unsure, count.share() / 10,
                     count.share() % 10);
}

std::string line_json_of(const TestReport& report, std::uint32_t number) {
  const engine::Line& line = report.meter->goals().lines()[report.meter->goals().line_of(number)];
  return fmt::format("\"kind\": \"{}\", \"name\": {}, {}", engine::name(line.kind),
                     line.name.empty() ? "null" : json_string(line.name), line_json(line.place));
}

std::string example(const Coverage::Missed& missed) {
  return fmt::format("\"facts\": {}", missed.by ? facts_json(*missed.by) : "null");
}

void write_coverage(const TestReport& report, std::string& out) {
  const Coverage& coverage = *report.coverage;
  out += fmt::format("{{\"rules\": {}, \"edges\": {}, \"rows_missed\": [",
                     count_json(coverage.rules), count_json(coverage.edges));
  for (const int row : coverage.missed_rows) {
    comma(out, out.ends_with('[') ? "" : " ");
    out += std::to_string(row);
  }
  out += "],\n \"rules_missed\": [";
  for (const Coverage::Missed& each : coverage.missed_lines) {
    comma(out, "\n  ");
    out += fmt::format("{{{}, {}}}", line_json_of(report, each.goal), example(each));
  }
  out += "],\n \"edges_missed\": [";
  for (const Coverage::Missed& each : coverage.missed_edges) {
    comma(out, "\n  ");
    const engine::Edge& edge =
        report.meter->goals().edges().all()[report.meter->goals().edge_of(each.goal)];
    out += fmt::format("{{\"asks\": {}, {}}}", json_string(engine::edge_words(report.graph, edge)),
                       example(each));
  }
  out += "],\n \"never_reached\": [";
  for (const std::uint32_t line : coverage.idle_lines) {
    comma(out, "\n  ");
    out += fmt::format("{{{}}}", line_json_of(report, line));
  }
  out += "]}";
}

}  // namespace

std::string policy_tests_json(const TestReport& report) {
  const rules::Policy& policy = report.graph.policy;
  std::string out = fmt::format(
      "{{\"schema_version\": 1, \"input\": {}, \"policy\": {}, \"revision\": {}, \"sign_ins\": {}, "
      "\"failed\": {},\n\"files\": [",
      json_string(report.graph.source.name()), json_string(policy.name.value), policy.revision,
      report.sign_ins(), report.failed());
  for (const TestedFile& file : report.files) {
    comma(out, "\n");
    write_file(report, file, out);
  }
  out += "],\n\"coverage\": ";
  if (report.coverage) {
    write_coverage(report, out);
  } else {
    out += "null";
  }
  return out + "}\n";
}

}  // namespace gatecast::reports
