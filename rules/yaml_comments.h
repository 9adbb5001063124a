// The comments of a YAML text, and what each stands at: what the reader of the values leaves out.
#pragma once

#include <string>
#include <vector>

#include "rules/diagnostic.h"
#include "rules/source.h"
#include "rules/yaml_reader.h"
#include "rules/yaml_writer.h"

namespace gatecast::rules {

// Every comment of a text whose tree is given, in order. Reports `comment-in-block` for one beside
// the `|` or `>` of a block of text, where none can be kept.
std::vector<Span> find_comments(const Source& source, const YamlNode& tree,
                                Diagnostics& diagnostics);

// Puts the comments of `source` into `written`, another form of the same tree: each at its own key
// or item, or where that is gone at the nearest one around it. What belongs to no key is left in
// the comments of the whole that are returned.
Comments carry_comments(const Source& source, const YamlNode& tree,
                        const std::vector<Span>& comments, WrittenNode& written);

}  // namespace gatecast::rules
