#include "simulator/csv.h"

#include <fmt/format.h>

#include <algorithm>

#include "rules/check.h"

namespace gatecast::simulator {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t kept_line_max = std::size_t{64} << 10;

}  // namespace

CsvReader::CsvReader(ByteStream& bytes, std::size_t block, std::uint64_t bytes_max)
    : bytes_(bytes), block_(block), bytes_max_(bytes_max) {
  GATECAST_CHECK(block > 0 && bytes_max <= csv_bytes_max);
  while (!is_all_ && buffer_.size() < byte_order_mark.size()) read_more();
  if (buffer_.starts_with(byte_order_mark)) at_ = byte_order_mark.size();
}

rules::Span CsvReader::span_of(std::size_t begin, std::size_t end) const {
  // An error may point at the byte after the last one.
  return {static_cast<std::uint32_t>(offset_ + std::min(begin, buffer_.size())),
          static_cast<std::uint32_t>(offset_ + std::min(end, buffer_.size()))};
}

void CsvReader::drop_before(std::size_t at) {
  const auto begin = buffer_.begin();
  const auto end = begin + static_cast<std::ptrdiff_t>(at);
  line_ += static_cast<std::uint32_t>(std::count(begin, end, '\n'));
  buffer_.erase(begin, end);
  offset_ += at;
  at_ -= at;
}

// A long record makes the pieces longer, so that reading it again each time stays cheap.
void CsvReader::read_more() {
  const std::size_t had = buffer_.size();
  const std::size_t wanted = std::max(block_, had);
  buffer_.resize(had + wanted);
  std::size_t count = bytes_.read(buffer_.data() + had, wanted);
  is_all_ = count == 0;
  if (offset_ + had + count > bytes_max_) {
    count = bytes_max_ - offset_ - had;
    is_all_ = too_long_ = true;
  }
  buffer_.resize(had + count);
}

bool CsvReader::at_line_end() const {
  if (at_ >= buffer_.size()) return true;
  if (buffer_[at_] == '\n') return true;
  return buffer_[at_] == '\r' && (at_ + 1 == buffer_.size() || buffer_[at_ + 1] == '\n');
}

void CsvReader::skip_blank_lines() {
  while (at_ < buffer_.size() && at_line_end()) at_ += buffer_[at_] == '\r' ? 2 : 1;
}

bool CsvReader::fail(std::size_t begin, std::size_t end, std::string message, std::string help) {
  error_ = CsvError{span_of(begin, end), std::move(message), std::move(help)};
  return false;
}

bool CsvReader::read_quoted(CsvCell& cell) {
  const std::string_view text = buffer_;
  const std::size_t open = at_++;
  const std::size_t begin = at_;
  std::string* unescaped = nullptr;
  std::size_t piece = begin;
  while (true) {
    const std::size_t quote = text.find('"', at_);
    if (quote == std::string_view::npos) {
      at_ = text.size();
      return fail(open, open + 1, "this quote is never closed",
                  "close it, or double it (`\"\"`) where it belongs to the text");
    }
    at_ = quote + 1;
    if (at_ >= text.size() || text[at_] != '"') {
      if (unescaped == nullptr) {
        cell.text = text.substr(begin, quote - begin);
      } else {
        unescaped->append(text.substr(piece, quote - piece));
        cell.text = *unescaped;
      }
      cell.span = span_of(open, at_);
      break;
    }
    if (unescaped == nullptr) unescaped = &unescaped_.emplace_back();
    unescaped->append(text.substr(piece, at_ - piece));  // one quote of the two
    piece = ++at_;
  }
  cell.quoted = true;
  if (at_line_end() || text[at_] == ',') return true;
  return fail(open, at_ + 1, "text follows the closing quote of this cell",
              "a quote inside a quoted cell is doubled: `\"\"`");
}

bool CsvReader::read_cell(CsvCell& cell) {
  if (at_ < buffer_.size() && buffer_[at_] == '"') return read_quoted(cell);
  const std::size_t begin = at_;
  while (at_ < buffer_.size()) {
    const char c = buffer_[at_];
    if (c == ',' || c == '\n' || (c == '\r' && at_line_end())) break;
    if (c == '"') {
      return fail(at_, at_ + 1, "a quote inside a cell that does not begin with one",
                  "put the whole cell in quotes and double the quotes in it");
    }
    ++at_;
  }
  cell.text = std::string_view(buffer_).substr(begin, at_ - begin);
  cell.span = span_of(begin, at_);
  cell.quoted = false;
  return true;
}

// Of what the buffer holds, as if nothing followed it.
bool CsvReader::read_record(std::vector<CsvCell>& cells) {
  cells.clear();
  unescaped_.clear();
  error_.reset();
  while (true) {
    if (!read_cell(cells.emplace_back())) return false;
    if (at_line_end()) break;
    ++at_;  // the comma
  }
  if (at_ < buffer_.size()) at_ += buffer_[at_] == '\r' ? 2 : 1;
  return true;
}

bool CsvReader::next(std::vector<CsvCell>& cells) {
  if (error_) return false;
  while (true) {
    skip_blank_lines();
    if (at_ < buffer_.size()) {
      record_ = at_;
      const bool read = read_record(cells);
      // What follows the buffer can only matter to whoever has come to its last byte.
      if (is_all_ || at_ + 1 < buffer_.size()) return read;
    } else if (is_all_) {
      cells.clear();
      if (!too_long_) return false;
      return fail(buffer_.size(), buffer_.size(),
                  fmt::format("the file goes on after the {} bytes that are read", bytes_max_), "");
    } else {
      // Blank lines are done with; a last `\r` may yet begin a cell.
      record_ = buffer_.size() - (buffer_.ends_with('\r') ? 1 : 0);
    }
    at_ = record_;
    // The byte-order mark stays: it begins the first line.
    if (offset_ + record_ > byte_order_mark.size()) drop_before(record_);
    if (buffer_.size() - at_ > csv_record_max) {
      const rules::Span place = error_ ? error_->span : span_of(at_, at_ + 1);
      error_ = CsvError{place, fmt::format("a row of more than {} MB", csv_record_max >> 20),
                        "perhaps a quote in it is never closed"};
      return false;
    }
    read_more();
  }
}

rules::KeptLine CsvReader::line_at(std::uint32_t offset) {
  GATECAST_CHECK(offset >= offset_);
  const std::size_t at = offset - offset_;
  const std::size_t before = at == 0 ? std::string::npos : buffer_.rfind('\n', at - 1);
  const std::size_t begin = before == std::string::npos ? 0 : before + 1;
  // An error may have come before the end of its line.
  std::size_t end = buffer_.find('\n', at);
  while (end == std::string::npos && !is_all_ && buffer_.size() - begin < kept_line_max) {
    read_more();
    end = buffer_.find('\n', at);
  }
  rules::KeptLine line;
  line.offset = offset;
  const auto from = buffer_.begin();
  const auto here = from + static_cast<std::ptrdiff_t>(begin);
  const auto place = from + static_cast<std::ptrdiff_t>(std::min(at, buffer_.size()));
  line.position.line = line_ + static_cast<std::uint32_t>(std::count(from, here, '\n'));
  line.position.column = 1 + static_cast<std::uint32_t>(std::count_if(here, place, [](char c) {
                           return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
                         }));
  line.text = buffer_.substr(begin, std::min(std::min(end, buffer_.size()) - begin, kept_line_max));
  while (line.text.ends_with('\r')) line.text.pop_back();
  return line;
}

}  // namespace gatecast::simulator
