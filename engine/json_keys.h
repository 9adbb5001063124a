// Finds duplicate keys, which Boost.JSON drops silently.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatecast::engine {

// The first key that an object of `json` has twice. `json` must be valid JSON.
std::optional<std::string> duplicate_json_key(std::string_view json);

}  // namespace gatecast::engine
