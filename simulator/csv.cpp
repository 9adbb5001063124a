#include "simulator/csv.h"

#include <limits>

#include "rules/check.h"

namespace gatecast::simulator {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

rules::Span span_of(std::size_t begin, std::size_t end) {
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

}  // namespace

CsvReader::CsvReader(std::string_view text) : text_(text) {
  GATECAST_CHECK(text.size() < std::numeric_limits<std::uint32_t>::max());
  if (text_.starts_with(byte_order_mark)) at_ = byte_order_mark.size();
}

bool CsvReader::at_line_end() const {
  if (at_ >= text_.size()) return true;
  if (text_[at_] == '\n') return true;
  return text_[at_] == '\r' && (at_ + 1 == text_.size() || text_[at_ + 1] == '\n');
}

void CsvReader::skip_blank_lines() {
  while (at_ < text_.size() && at_line_end()) at_ += text_[at_] == '\r' ? 2 : 1;
}

bool CsvReader::fail(std::size_t begin, std::size_t end, std::string message, std::string help) {
  error_ = CsvError{span_of(begin, end), std::move(message), std::move(help)};
  return false;
}

bool CsvReader::read_quoted(CsvCell& cell) {
  const std::size_t open = at_++;
  const std::size_t begin = at_;
  std::string* unescaped = nullptr;
  std::size_t piece = begin;
  while (true) {
    const std::size_t quote = text_.find('"', at_);
    if (quote == std::string_view::npos) {
      return fail(open, open + 1, "this quote is never closed",
                  "close it, or double it (`\"\"`) where it belongs to the text");
    }
    at_ = quote + 1;
    if (at_ >= text_.size() || text_[at_] != '"') {
      if (unescaped == nullptr) {
        cell.text = text_.substr(begin, quote - begin);
      } else {
        unescaped->append(text_.substr(piece, quote - piece));
        cell.text = *unescaped;
      }
      cell.span = span_of(open, at_);
      break;
    }
    if (unescaped == nullptr) unescaped = &unescaped_.emplace_back();
    unescaped->append(text_.substr(piece, at_ - piece));  // one quote of the two
    piece = ++at_;
  }
  cell.quoted = true;
  if (at_line_end() || text_[at_] == ',') return true;
  return fail(open, at_ + 1, "text follows the closing quote of this cell",
              "a quote inside a quoted cell is doubled: `\"\"`");
}

bool CsvReader::read_cell(CsvCell& cell) {
  if (at_ < text_.size() && text_[at_] == '"') return read_quoted(cell);
  const std::size_t begin = at_;
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == ',' || c == '\n' || (c == '\r' && at_line_end())) break;
    if (c == '"') {
      return fail(at_, at_ + 1, "a quote inside a cell that does not begin with one",
                  "put the whole cell in quotes and double the quotes in it");
    }
    ++at_;
  }
  cell.text = text_.substr(begin, at_ - begin);
  cell.span = span_of(begin, at_);
  cell.quoted = false;
  return true;
}

bool CsvReader::next(std::vector<CsvCell>& cells) {
  cells.clear();
  unescaped_.clear();
  if (error_) return false;
  skip_blank_lines();
  if (at_ >= text_.size()) return false;
  while (true) {
    if (!read_cell(cells.emplace_back())) return false;
    if (at_line_end()) break;
    ++at_;  // the comma
  }
  if (at_ < text_.size()) at_ += text_[at_] == '\r' ? 2 : 1;
  return true;
}

}  // namespace gatecast::simulator
