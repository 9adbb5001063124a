#include "rules/policy_format.h"

#include <algorithm>

#include "rules/check.h"
#include "rules/policy_parser.h"
#include "rules/policy_writer.h"
#include "rules/yaml_comments.h"

namespace gatecast::rules {
namespace {

const YamlNode* find(const YamlNode& node, std::string_view key) {
  const auto found = std::find_if(node.entries.begin(), node.entries.end(),
                                  [&](const auto& entry) { return entry.key == key; });
  return found == node.entries.end() ? nullptr : &found->value;
}

// One reading of a file: its own policy, its tree and its comments.
struct Reading {
  explicit Reading(const Source& source) {
    own = parse_own_policy(source).policy;
    tree = read_yaml(source, diagnostics);
    if (!tree || !own) return;
    if (const YamlNode* name = find(*tree, "extends")) extends = name->text;
    comments = find_comments(source, *tree, diagnostics);
    for (const Span span : comments) comment_texts.emplace_back(source.text(span));
    std::sort(comment_texts.begin(), comment_texts.end());
  }

  Diagnostics diagnostics;
  std::optional<Policy> own;
  std::optional<YamlNode> tree;
  std::string extends;
  std::vector<Span> comments;
  std::vector<std::string> comment_texts;
};

std::string write(const Source& source, const Reading& reading) {
  WrittenNode written = written_policy(*reading.own, reading.extends);
  // Saying the default would silence the warning that nothing is said.
  if (find(*reading.tree, "time_zone") == nullptr) {
    std::erase_if(written.parts, [](const auto& part) { return part.key == "time_zone"; });
  }
  const Comments whole = carry_comments(source, *reading.tree, reading.comments, written);
  return write_yaml(written, whole);
}

}  // namespace

FormattedPolicy format_policy(const Source& source) {
  FormattedPolicy formatted;
  ParsedPolicy parsed = parse_policy(source);
  if (!parsed.policy) {
    formatted.diagnostics = std::move(parsed.diagnostics);
    return formatted;
  }
  Reading reading(source);
  formatted.diagnostics = std::move(reading.diagnostics);
  if (formatted.diagnostics.has_errors()) return formatted;
  GATECAST_CHECK(reading.own && reading.tree);
  std::string text = write(source, reading);
  // Nothing of the author's may be lost to a mistake of ours.
  const Reading again(Source(source.name(), text));
  const bool same = again.own && again.extends == reading.extends &&
                    again.comment_texts == reading.comment_texts &&
                    canonical_form(*again.own) == canonical_form(*reading.own);
  if (same) formatted.text = std::move(text);
  return formatted;
}

}  // namespace gatecast::rules
