// YAML text as a tree of nodes with the place of each: the one door to yaml-cpp.
//
// Hostile input (deep nesting, endless flow collections, alias bombs, huge files) is refused by a
// scan of the bytes before yaml-cpp sees it. Scalars stay text: what `017` or `yes` means is for
// the reader of a value to say, with `as_*` below.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/diagnostic.h"
#include "rules/source.h"

namespace gatecast::rules {

struct YamlNode {
  enum class Kind : std::uint8_t { scalar, sequence, mapping };
  struct Entry;
  Kind kind = Kind::scalar;
  bool quoted = false;          // scalar: written in quotes or as a block, so never null or boolean
  Span span;                    // of the value: exact, without trailing spaces and comments
  std::string text;             // scalar: its value
  std::vector<YamlNode> items;  // sequence
  std::vector<Entry> entries;   // mapping, in order, duplicates kept

  bool is_null() const;  // an unquoted empty, `~` or `null` scalar
};

struct YamlNode::Entry {
  std::string key;
  Span key_span;
  Span span;  // from the key to the end of the value
  YamlNode value;
};

// Nothing if the text is not YAML, is hostile or is empty: then the diagnostics say so.
// Duplicate keys are reported here (`duplicate-key`). `beginning` is the help where it is empty.
std::optional<YamlNode> read_yaml(
    const Source& source, Diagnostics& diagnostics,
    std::string_view beginning =
        "a policy begins with `policy: NAME`; examples/portal/policy.yaml is a whole one");

}  // namespace gatecast::rules
