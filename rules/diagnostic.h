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
  // Nobody reads more, and a hostile file has millions: further ones are counted, and `sort` adds
  // `too-many-errors` for them.
  static constexpr std::size_t errors_kept_max = 1000;

  void error(std::string_view code, Span span, std::string message, std::string help = {});
  void warning(std::string_view code, Span span, std::string message, std::string help = {});

  bool has_errors() const { return errors_ > 0; }
  std::size_t errors() const { return errors_; }
  std::size_t warnings() const { return warnings_; }
  bool empty() const { return all_.empty(); }
  const std::vector<Diagnostic>& all() const { return all_; }
  // In the order of the text; errors before warnings at the same place.
  void sort();

 private:
  std::vector<Diagnostic> all_;
  std::size_t errors_ = 0;
  std::size_t warnings_ = 0;
  std::size_t unkept_ = 0;
  Span first_unkept_;
};

// As shown to a person:
//   file:line:column: error: message [CODE]
//     source line
//     ^^^^^
//     help: ...
std::string render(const Source& source, const Diagnostic& diagnostic);
std::string render(const Source& source, const Diagnostics& diagnostics);

}  // namespace gatecast::rules
