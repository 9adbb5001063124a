// What the fuzzers share. A target reads any bytes and aborts when a promise is broken: the
// sanitizers see the rest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "rules/diagnostic.h"
#include "rules/policy_parser.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace gatecast::fuzz {

inline std::string text_of(const std::uint8_t* data, std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text += static_cast<char>(data[i]);
  return text;
}

inline std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void promise(bool holds, std::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

// Every diagnostic lies in the text, has a code and a message, and can be shown.
inline void check_diagnostics(const rules::Source& source, const rules::Diagnostics& diagnostics) {
  for (const rules::Diagnostic& diagnostic : diagnostics.all()) {
    promise(!diagnostic.code.empty(), "a diagnostic has a code");
    promise(!diagnostic.message.empty(), "a diagnostic has a message");
    promise(diagnostic.span.begin <= diagnostic.span.end, "a span begins before it ends");
    const bool shipped = &source.file(diagnostic.span.begin) != &source;
    promise(shipped || diagnostic.span.end <= source.text().size(), "a span lies in the text");
    promise(!rules::render(source, diagnostic).empty(), "a diagnostic can be shown");
  }
}

// The portal example: what facts, accounts and behaviours are read for.
inline const rules::Policy& portal() {
  static const rules::Policy policy = [] {
    const std::string path = GATECAST_ROOT "/examples/portal/policy.yaml";
    return rules::parse_policy(rules::Source("policy.yaml", read_file(path))).policy.value();
  }();
  return policy;
}

}  // namespace gatecast::fuzz
