// A part: some replicates of a plan, simulated apart from the rest, as one file.
//
// Five lines of text, the fourth of which may be large:
//
//   gatecast part 1
//   {"version": ..., ...}                               the plan (outline.h), on one line of JSON
//   {"first":0,"end":20,"replicates":200,"bytes":123}   which of how many, and the counts' length
//   <counts>
//   <SHA-256 of all bytes before this line, hexadecimal>
//
// The second line is the same in every part of a plan, byte for byte; real numbers are texts in it,
// because texts are read back exactly. Counts lie [replicate][group][metric][day], each as its
// difference from the day before (the first from 0), 0 -1 1 -2 2 ... numbered from 0 and written in
// groups of seven bits, low bits first, the eighth bit set where more follow: a byte most often.
// Nothing here touches a file.
#pragma once

#include <string>
#include <string_view>

#include "simulator/outline.h"

namespace gatecast::simulator {

// What every part begins with, of whatever version.
inline constexpr std::string_view part_kind = "gatecast part ";

struct Part {
  Outline outline;
  std::string plan;    // the second line: what makes parts of one plan alike
  Range range;         // which replicates `counts` holds
  int replicates = 0;  // how many the forecast was to have
  Counts counts;       // of range.size() replicates
};

// `counts` by replicate of the whole plan; those of `range` are there.
std::string write_part(const Outline& outline, const Range& range, int replicates,
                       const Counts& counts);

enum class PartState : std::uint8_t {
  whole,
  damaged,  // began as a part: cut short, or changed since
  foreign   // something else, or of another version
};
struct ReadPart {
  PartState state = PartState::foreign;
  std::string reason;  // where it is not whole: what follows the file's name in a message
  Part part;
};
// Never more memory than a few times the bytes.
ReadPart read_part(std::string_view bytes);

}  // namespace gatecast::simulator
