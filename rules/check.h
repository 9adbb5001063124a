// CHECK: stops the program when the programmer was wrong. On in release builds too.
//
// For mistakes of ours only. A user's mistake is a Diagnostic, a failing machine a Result.
#pragma once

namespace gatecast::rules {

[[noreturn]] void check_failed(const char* expression, const char* file, int line);

}  // namespace gatecast::rules

#define GATECAST_CHECK(expression) \
  ((expression) ? void() : ::gatecast::rules::check_failed(#expression, __FILE__, __LINE__))
