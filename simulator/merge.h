// Parts of one plan put together, in any order.
#pragma once

#include <string>
#include <vector>

#include "rules/result.h"
#include "simulator/part.h"

namespace gatecast::simulator {

struct NamedPart {
  std::string name;  // of its file, for messages
  Part part;
};

// Fails where `part` is of another plan than `first`, and says how.
rules::Status check_same_plan(const NamedPart& part, const NamedPart& first);
// Nothing wrong where all are parts of one plan of which none holds a replicate of another.
rules::Status check_parts(const std::vector<NamedPart>& parts);

struct Merged {
  Outline outline;
  Counts counts;
  int replicates = 0;
};
// Fails as check_parts does, and where a replicate is missing. A plan has as many replicates as the
// part that was made for most of them says: the same replicates serve a larger forecast.
rules::Result<Merged> merge(std::vector<NamedPart> parts);

}  // namespace gatecast::simulator
