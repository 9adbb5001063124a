// Finds duplicate keys, which Boost.JSON drops silently.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gatecast::engine {

// How many members the objects of a JSON text have in all, as written: a parser that keeps the last
// of several with one key has fewer. Only for a text that is JSON.
std::size_t written_json_members(std::string_view json);

// The first key that an object of `json` has twice. `json` must be valid JSON.
std::optional<std::string> duplicate_json_key(std::string_view json);

}  // namespace gatecast::engine
