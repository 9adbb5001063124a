// "Did you mean": the candidate nearest to what was written.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gatecast::rules {

// Suggestions cost time with many names; nobody reads those of more errors.
inline constexpr std::size_t suggestions_max = 100;

// "did you mean `every_login`?", or the list of candidates if it is short and nothing is near, or
// empty.
std::string suggest(std::string_view written, const std::vector<std::string_view>& candidates);

}  // namespace gatecast::rules
