// The plan of a part as one line of JSON, and back.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "simulator/outline.h"

namespace gatecast::simulator {

// Without a line end. The same outline gives the same bytes.
std::string outline_json(const Outline& outline);
// Nothing where `line` is not what `outline_json` writes, to the byte.
std::optional<Outline> read_outline(std::string_view line);

// How two such lines differ, for a message: "its seed is 8, not 7"; the first difference.
std::string outline_difference(std::string_view line, std::string_view expected);

}  // namespace gatecast::simulator
