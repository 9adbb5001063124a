// The policies that gatecast ships for `extends`, built into the program.
//
// A span says by itself whether it lies in the author's file or in a shipped policy: the offsets of
// shipped policies begin where those of the longest file end, and are the same in every run. So a
// Source finds the place of any span (`Source::file`), whoever holds it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "rules/source.h"

namespace gatecast::rules {

struct ShippedText {
  std::string_view name;
  std::string_view text;
};
// As embedded by the build, by name.
std::span<const ShippedText> shipped_texts();

struct LibraryPolicy {
  std::string_view name;    // what `extends` says
  Source source;            // messages call it `library/NAME.yaml`
  std::uint32_t begin = 0;  // what its offsets are raised by in spans
};

// In the order of their names.
const std::vector<LibraryPolicy>& library_policies();
// Nothing if none has this name.
const LibraryPolicy* find_library_policy(std::string_view name);
// The one that a raised offset lies in; nothing if it lies in the author's file.
const LibraryPolicy* library_policy_at(std::uint32_t offset);

}  // namespace gatecast::rules
