// A tree with comments as YAML text, in one fixed layout.
//
// A map or list stands on one line (`{a: 1, b: 2}`) where that fits in 100 columns and holds no
// comment; the root, the maps under it and its lists of maps never do.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/yaml_reader.h"

namespace gatecast::rules {

struct Comment {
  std::string text;          // from the `#` on
  bool after_blank = false;  // an empty line stood before it
};

// Of one entry or item.
struct Comments {
  std::vector<Comment> before;
  std::optional<std::string> beside;
  std::vector<Comment> after;
  // A comment for gatecast speaks of the line it stands at, so that must stay one line.
  bool keep_line = false;
  bool empty() const { return before.empty() && !beside && after.empty(); }
};

struct WrittenNode {
  struct Part;
  YamlNode::Kind kind = YamlNode::Kind::scalar;
  std::string text;         // scalar
  bool is_text = false;     // scalar: quoted where YAML would take it for something else
  std::vector<Part> parts;  // entries of a map or items of a list
};

struct WrittenNode::Part {
  std::string key;  // of an entry
  WrittenNode value;
  Comments comments;
};

// Keys are texts. The comments of the whole stand before its first and after its last line.
std::string write_yaml(const WrittenNode& root, const Comments& whole);

}  // namespace gatecast::rules
