// SARIF 2.1.0 (OASIS standard of 27 March 2020).
#include <fmt/format.h>

#include <map>

#include "reports/diagnostics.h"
#include "reports/format.h"
#include "rules/lint/pages.h"

namespace gatecast::reports {
namespace {

constexpr std::string_view schema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

std::string_view level(const rules::Diagnostic& diagnostic) {
  return diagnostic.severity == rules::Severity::error ? "error" : "warning";
}

// A path as a reference (RFC 3986): relative ones stay relative, so that a scan can be uploaded.
std::string uri(std::string_view path) {
  std::string out = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~/").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

// Each code once, with its number in the list of rules.
using RuleNumbers = std::map<std::string_view, std::size_t>;

std::string rule(const rules::Diagnostic& diagnostic) {
  const rules::Page* page = rules::find_page(diagnostic.code);
  const std::string_view text = page == nullptr ? diagnostic.code : page->text;
  return fmt::format(
      "{{\"id\": {}, \"shortDescription\": {{\"text\": {}}}, \"help\": {{\"text\": {}, "
      "\"markdown\": {}}}, \"defaultConfiguration\": {{\"level\": \"{}\"}}}}",
      json_string(diagnostic.code), json_string(words(diagnostic.code)), json_string(text),
      json_string(text), level(diagnostic));
}

std::string result(const rules::Source& source, const rules::Diagnostic& diagnostic,
                   std::size_t number, const std::string* because) {
  const rules::Position begin = source.position(diagnostic.span.begin);
  const rules::Position end = source.position(diagnostic.span.end);
  std::string message = diagnostic.message;
  if (!diagnostic.help.empty()) message += fmt::format(" ({})", diagnostic.help);
  std::string out = fmt::format(
      "{{\"ruleId\": {}, \"ruleIndex\": {}, \"level\": \"{}\", \"message\": {{\"text\": {}}}, "
      "\"locations\": [{{\"physicalLocation\": {{\"artifactLocation\": {{\"uri\": {}}}, "
      "\"region\": {{\"startLine\": {}, \"startColumn\": {}, \"endLine\": {}, "
      "\"endColumn\": {}}}}}}}]",
      json_string(diagnostic.code), number, level(diagnostic), json_string(message),
      json_string(uri(source.file(diagnostic.span.begin).name())), begin.line, begin.column,
      end.line, end.column);
  if (because != nullptr) {
    out += fmt::format(
        ", \"suppressions\": [{{\"kind\": \"inSource\", \"status\": \"accepted\", "
        "\"justification\": {}}}]",
        json_string(*because));
  } else {
    out += ", \"suppressions\": []";  // says that nobody accepted it; absent would say nothing
  }
  return out + "}";
}

}  // namespace

std::string diagnostics_sarif(const rules::Source& source, const engine::CheckedPolicy& checked,
                              std::string_view version) {
  RuleNumbers numbers;
  std::string rule_list;
  std::string results;
  const auto add = [&](const rules::Diagnostic& diagnostic, const std::string* because) {
    const auto [entry, is_new] = numbers.emplace(diagnostic.code, numbers.size());
    if (is_new)
      rule_list += fmt::format("{}{}", rule_list.empty() ? "\n" : ",\n", rule(diagnostic));
    results += fmt::format("{}{}", results.empty() ? "\n" : ",\n",
                           result(source, diagnostic, entry->second, because));
  };
  for (const rules::Diagnostic& each : checked.diagnostics.all()) add(each, nullptr);
  for (const rules::AllowedDiagnostic& each : checked.allowed) add(each.diagnostic, &each.reason);
  return fmt::format(
      "{{\"$schema\": \"{}\", \"version\": \"2.1.0\", \"runs\": [{{\n"
      "\"tool\": {{\"driver\": {{\"name\": \"gatecast\", \"version\": {}, \"rules\": [{}]}}}},\n"
      "\"columnKind\": \"unicodeCodePoints\",\n\"results\": [{}]}}]}}\n",
      schema, json_string(version), rule_list, results);
}

}  // namespace gatecast::reports
