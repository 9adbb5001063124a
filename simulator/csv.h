// Comma-separated values by RFC 4180, one record at a time over text in memory.
//
// Accepts a byte-order mark, `\n` and `\r\n`, and line ends inside quotes. Blank lines are skipped.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/source.h"

namespace gatecast::simulator {

struct CsvCell {
  std::string_view text;  // without quotes; valid until the next record is read
  rules::Span span;       // with quotes; line and column by Source::position
  bool quoted = false;
};

struct CsvError {
  rules::Span span;
  std::string message;
  std::string help;
};

class CsvReader {
 public:
  // `text` outlives the reader and is smaller than 4 GB.
  explicit CsvReader(std::string_view text);

  // The next record; false at the end of the text or at an error.
  bool next(std::vector<CsvCell>& cells);
  const std::optional<CsvError>& error() const { return error_; }

 private:
  void skip_blank_lines();
  bool read_cell(CsvCell& cell);
  bool read_quoted(CsvCell& cell);
  bool at_line_end() const;
  bool fail(std::size_t begin, std::size_t end, std::string message, std::string help);

  std::string_view text_;
  std::size_t at_ = 0;
  std::deque<std::string> unescaped_;  // cells of this record that held doubled quotes
  std::optional<CsvError> error_;
};

}  // namespace gatecast::simulator
