// Follows the tokens of a YAML text as yaml-cpp 0.7 would cut it, without keeping any: finds what
// goes too deep or on for too long, and what a policy may not have, before yaml-cpp buffers it.
//
// One entry point, linear time, no memory to speak of. It does not parse: what it lets through may
// still be no YAML. Where a text is no YAML, it may lose its way; the reader bounds depth, values
// and length again.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gatecast::rules {

struct TokenRefusal {
  std::size_t begin;  // in the text that was scanned
  std::string_view code;
  std::string message;
  std::string help;
};

struct ScannedTokens {
  std::optional<TokenRefusal> refusal;
  // Keys, values and items, of a list or map itself too: those that yaml-cpp will report, and a few
  // more at the end of the text, and where a key is written with `?` or is missing. Up to where the
  // scan was refused.
  std::size_t values = 0;
};

// `text` has no byte order mark and no control characters but tabs and line ends.
ScannedTokens scan_tokens(std::string_view text);

}  // namespace gatecast::rules
