// Facts that must not be unknown.
#pragma once

#include "tests/oracle/reading.h"

namespace gatecast::oracle {

template <class T>
const engine::Fact<T>& known(const engine::Fact<T>& fact, const char* name) {
  if (fact.is_unknown()) throw UnknownFact{name};
  return fact;
}

}  // namespace gatecast::oracle
