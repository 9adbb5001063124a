#include <fmt/format.h>

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <sstream>

#include "reports/format.h"
#include "reports/policy_tests.h"
#include "reports/witness.h"

namespace gatecast::reports {
namespace {

using boost::property_tree::ptree;

// XML has no place for control characters, escaped or not.
std::string text(std::string_view words) { return plain(words); }

ptree case_of(const TestReport& report, const TestedFile& tested,
              const engine::TestedAnswer& answer) {
  const engine::TestedSignIn& sign_in = tested.file.sign_ins[answer.sign_in];
  ptree node;
  node.put("<xmlattr>.classname", text(tested.file.tests[sign_in.test].name));
  node.put("<xmlattr>.name", text(tested.file.title(sign_in, report.graph.policy)));
  node.put("<xmlattr>.file", text(tested.source.name()));
  node.put("<xmlattr>.line", tested.source.position(sign_in.span.begin).line);
  if (answer.mismatches.empty()) return node;
  std::string lines;
  for (const engine::Mismatch& each : answer.mismatches) {
    lines += fmt::format("{} is {}, expected {}\n", each.key, each.got, each.expected);
  }
  const std::string message = lines.substr(0, lines.find('\n'));
  lines += fmt::format("decided by {}", line_text(answer.rule, report.graph.source.name()));
  ptree failure;
  failure.put("<xmlattr>.message", text(message));
  std::string body;
  std::istringstream each(lines);
  for (std::string line; std::getline(each, line);) body += text(line) + "\n";
  failure.put_value(body);
  node.add_child("failure", failure);
  return node;
}

void count(ptree& node, std::size_t tests, std::size_t failures) {
  node.put("<xmlattr>.tests", tests);
  node.put("<xmlattr>.failures", failures);
  node.put("<xmlattr>.errors", 0);
}

}  // namespace

std::string policy_tests_junit(const TestReport& report) {
  ptree suites;
  count(suites, report.sign_ins(), report.failed());
  for (const TestedFile& tested : report.files) {
    ptree suite;
    suite.put("<xmlattr>.name", text(tested.source.name()));
    count(suite, tested.run.answers.size(), tested.run.failed);
    for (const engine::TestedAnswer& answer : tested.run.answers) {
      suite.add_child("testcase", case_of(report, tested, answer));
    }
    suites.add_child("testsuite", suite);
  }
  ptree document;
  document.add_child("testsuites", suites);
  std::ostringstream out;
  boost::property_tree::write_xml(
      out, document, boost::property_tree::xml_writer_make_settings<std::string>(' ', 1));
  return out.str();
}

}  // namespace gatecast::reports
