// What is wrong with an input, where, and how to mend it.
//
// Parsers and checkers append to Diagnostics and go on, so that one pass reports everything.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "rules/source.h"

namespace gatecast::rules {

enum class Severity { error, warning };

// `code` is a stable slug such as `unknown-key`; tools and tests match on it, never on the prose.
struct Diagnostic {
  std::string_view code;
  Severity severity = Severity::error;
  Span span;
  std::string message;
  std::string help;  // empty, or advice such as "did you mean `every_login`?"
};

class Diagnostics {
 public:
  void error(std::string_view code, Span span, std::string message, std::string help = {});
  void warning(std::string_view code, Span span, std::string message, std::string help = {});

  bool has_errors() const { return errors_ > 0; }
  std::size_t errors() const { return errors_; }
  std::size_t warnings() const { return all_.size() - errors_; }
  bool empty() const { return all_.empty(); }
  const std::vector<Diagnostic>& all() const { return all_; }
  // In the order of the text; errors before warnings at the same place.
  void sort();

 private:
  std::vector<Diagnostic> all_;
  std::size_t errors_ = 0;
};

// As shown to a person:
//   file:line:column: error: message [CODE]
//     source line
//     ^^^^^
//     help: ...
std::string render(const Source& source, const Diagnostic& diagnostic);
std::string render(const Source& source, const Diagnostics& diagnostics);

}  // namespace gatecast::rules
