// JSON on one line, as gatecast reads and writes it.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "rules/result.h"

namespace gatecast::engine {

// Appends a value on one line, with a space behind colons and commas, as answers are written.
void append_json(const boost::json::value& value, std::string& out);

// Fails, saying why, for what is no JSON and where a key is there twice. The value lives in
// `memory`.
rules::Result<boost::json::value> parse_json(std::string_view text,
                                             boost::json::storage_ptr memory);

}  // namespace gatecast::engine
