// Reading whole inputs and writing whole outputs: nothing is read or written by halves.
#pragma once

#include <string>
#include <string_view>

#include "rules/result.h"

namespace gatecast::app {

// The bytes of a file, or of standard input for `-`. Refuses directories and more than `bytes_max`.
rules::Result<std::string> read_whole(const std::string& path,
                                      std::size_t bytes_max = std::size_t{1} << 32U);

// What messages call an input: its path, or `<stdin>` for `-`.
std::string input_name(const std::string& path);

// Writes to a temporary name beside `path` and renames, so that no reader sees half a file. `-` is
// standard output.
rules::Status write_whole(const std::string& path, std::string_view bytes);

}  // namespace gatecast::app
