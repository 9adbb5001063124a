// Comma-separated values by RFC 4180, one record at a time over a stream of any length.
//
// Accepts a byte-order mark, `\n` and `\r\n`, and line ends inside quotes. Blank lines are skipped.
// Holds one block of the text, or one record where that is longer; never the whole text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/source.h"
#include "simulator/byte_stream.h"

namespace gatecast::simulator {

struct CsvCell {
  std::string_view text;  // without quotes; valid until the next record is read
  rules::Span span;       // in the whole text, with quotes
  bool quoted = false;
};

struct CsvError {
  rules::Span span;
  std::string message;
  std::string help;
};

// So that spans have 32 bits.
inline constexpr std::uint64_t csv_bytes_max = (std::uint64_t{1} << 32) - 2;
// A quote that is never closed must not bring the rest of the file into memory.
inline constexpr std::size_t csv_record_max = std::size_t{32} << 20;

class CsvReader {
 public:
  static constexpr std::size_t usual_block = std::size_t{256} << 10;

  // `bytes` outlives the reader. The result does not depend on `block` (in bytes, at least 1) nor
  // on how many bytes a read of the stream brings. More than `bytes_max` is an error.
  explicit CsvReader(ByteStream& bytes, std::size_t block = usual_block,
                     std::uint64_t bytes_max = csv_bytes_max);

  // The next record; false at the end of the text or at an error.
  bool next(std::vector<CsvCell>& cells);
  const std::optional<CsvError>& error() const { return error_; }

  // The line that an offset lies in, of the record that was read last or of the error. Of a line
  // that is longer than 64 KB the first 64 KB.
  rules::KeptLine line_at(std::uint32_t offset);

 private:
  bool read_record(std::vector<CsvCell>& cells);
  void skip_blank_lines();
  bool read_cell(CsvCell& cell);
  bool read_quoted(CsvCell& cell);
  bool at_line_end() const;
  bool fail(std::size_t begin, std::size_t end, std::string message, std::string help);
  rules::Span span_of(std::size_t begin, std::size_t end) const;
  void drop_before(std::size_t at);
  void read_more();

  ByteStream& bytes_;
  std::size_t block_;
  std::uint64_t bytes_max_;
  std::string buffer_;        // the part of the text that is looked at
  std::uint64_t offset_ = 0;  // of its first byte in the text
  std::uint32_t line_ = 1;    // that its first byte lies in; it always begins one
  bool is_all_ = false;       // nothing follows what is in the buffer
  bool too_long_ = false;
  std::size_t record_ = 0;  // where the record begins, in the buffer
  std::size_t at_ = 0;
  std::deque<std::string> unescaped_;  // cells of this record that held doubled quotes
  std::optional<CsvError> error_;
};

}  // namespace gatecast::simulator
