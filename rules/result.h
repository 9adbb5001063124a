// Result<T>: a value, or why an operation failed (a file that cannot be read, a fact of the wrong
// type). For operational errors; what a policy author got wrong is a list of Diagnostics instead.
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "rules/check.h"

namespace gatecast::rules {

// One sentence for a person: lower case, no full stop, the user's text in backticks.
struct Failure {
  std::string message;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : content_(std::move(value)) {}            // NOLINT: implicit on purpose
  Result(Failure failure) : content_(std::move(failure)) {}  // NOLINT: implicit on purpose

  bool ok() const { return content_.index() == 0; }
  explicit operator bool() const { return ok(); }

  const T& value() const& {
    GATECAST_CHECK(ok());
    return std::get<0>(content_);
  }
  T& value() & {
    GATECAST_CHECK(ok());
    return std::get<0>(content_);
  }
  T&& value() && {
    GATECAST_CHECK(ok());
    return std::get<0>(std::move(content_));
  }
  const Failure& failure() const {
    GATECAST_CHECK(!ok());
    return std::get<1>(content_);
  }
  const std::string& message() const { return failure().message; }

 private:
  std::variant<T, Failure> content_;
};

struct Done {};
using Status = Result<Done>;

}  // namespace gatecast::rules
