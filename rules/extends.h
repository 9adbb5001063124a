// `extends: NAME`: the shipped policy that an author's own builds on, laid under it.
#pragma once

#include "rules/diagnostic.h"
#include "rules/yaml_reader.h"

namespace gatecast::rules {

// The tree with what it extends laid under it: maps merge, lists and everything else of the author
// replace what is shipped; only `rules` and `assertions`, where order or number matters, are the
// shipped ones followed by the author's. `policy`, `revision` and `time_zone` are the author's
// alone. What was shipped keeps its place there (library.h). Without `extends`: the tree as it is.
//
// False if the name is unknown or no text, which is reported: then the tree stands for itself.
bool apply_extends(YamlNode& tree, Diagnostics& diagnostics);

}  // namespace gatecast::rules
