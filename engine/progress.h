// Who is told how far some long work is.
#pragma once

#include <cstddef>
#include <functional>

namespace gatecast::engine {

// `done` of `all` that is to be done; may be empty, and then nobody is told.
using Progress = std::function<void(std::size_t done, std::size_t all)>;

}  // namespace gatecast::engine
