// A look at the bytes of a YAML text before yaml-cpp sees them: what it would choke on, or would
// read differently from what a person sees, is refused here. One entry point, linear time.
//
// It does not parse: what it lets through may still be no YAML.
#pragma once

#include <cstddef>
#include <string_view>

#include "rules/diagnostic.h"
#include "rules/source.h"

namespace gatecast::rules {

inline constexpr std::size_t yaml_bytes_max = 32U << 20U;
// Far above any policy written by hand, far below what makes a parser slow or its stack deep.
inline constexpr int yaml_depth_max = 64;
// Keys, values and items. An honest file of 32 MB has up to 5 million.
inline constexpr std::size_t yaml_values_max = 6'000'000;
// Longest flow collection or scalar, and the longest way without any: yaml-cpp holds these in
// memory before it reports anything.
inline constexpr std::size_t yaml_piece_bytes_max = 1U << 20U;

// True if yaml-cpp may read the text; else one diagnostic says why not.
bool scan_bytes(const Source& source, Diagnostics& diagnostics);

bool is_utf8(std::string_view text);

// The size of the byte order mark that the text begins with: 3 or 0.
std::size_t byte_order_mark_size(std::string_view text);

}  // namespace gatecast::rules
