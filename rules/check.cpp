#include "rules/check.h"

#include <cstdio>
#include <cstdlib>

namespace gatecast::rules {

void check_failed(const char* expression, const char* file, int line) {
  std::fprintf(stderr, "gatecast: internal error at %s:%d: %s\n", file, line, expression);
  std::abort();
}

}  // namespace gatecast::rules
