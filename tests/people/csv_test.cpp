// Quoting, line ends and errors of the CSV reader.
#include "simulator/csv.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace gatecast::simulator {
namespace {

using testing::ElementsAre;
using Rows = std::vector<std::vector<std::string>>;

Rows read_all(std::string_view text, std::optional<CsvError>* error = nullptr) {
  MemoryStream bytes(text);
  CsvReader reader(bytes);
  Rows rows;
  std::vector<CsvCell> cells;
  while (reader.next(cells)) {
    auto& row = rows.emplace_back();
    for (const CsvCell& cell : cells) row.emplace_back(cell.text);
  }
  if (error != nullptr) {
    *error = reader.error();
  } else {
    EXPECT_FALSE(reader.error());
  }
  return rows;
}

TEST(Csv, ReadsPlainAndQuotedCells) {
  EXPECT_THAT(read_all("a,b\r\n1,\"x, y\"\r\n"),
              ElementsAre(ElementsAre("a", "b"), ElementsAre("1", "x, y")));
  EXPECT_THAT(read_all("\"say \"\"hi\"\"\",\"\",\"\"\"\"\n"),
              ElementsAre(ElementsAre("say \"hi\"", "", "\"")));
  EXPECT_THAT(read_all("a,\"two\r\nlines\"\nb,c"),
              ElementsAre(ElementsAre("a", "two\r\nlines"), ElementsAre("b", "c")));
}

TEST(Csv, SkipsByteOrderMarkAndBlankLines) {
  EXPECT_THAT(read_all("\xEF\xBB\xBFid\n\n\r\nx\n\n"),
              ElementsAre(ElementsAre("id"), ElementsAre("x")));
  EXPECT_TRUE(read_all("").empty());
  EXPECT_TRUE(read_all("\r\n\r").empty());
}

TEST(Csv, KeepsEmptyCells) { EXPECT_THAT(read_all(",,\n"), ElementsAre(ElementsAre("", "", ""))); }

TEST(Csv, SaysWhereAQuoteIsNotClosed) {
  const rules::Source source("a.csv", "id,name\n1,\"open\n2,x\n");
  std::optional<CsvError> error;
  EXPECT_EQ(read_all(source.text(), &error).size(), 1U);
  ASSERT_TRUE(error);
  EXPECT_EQ(source.position(error->span.begin).line, 2U);
  EXPECT_EQ(source.position(error->span.begin).column, 3U);
}

TEST(Csv, RefusesQuotesOutOfPlace) {
  std::optional<CsvError> error;
  read_all("a\"b\n", &error);
  EXPECT_TRUE(error);
  read_all("\"a\"b\n", &error);
  EXPECT_TRUE(error);
}

TEST(Csv, CellsKnowTheirPlaceAfterAnEmbeddedLineEnd) {
  const rules::Source source("a.csv", "\"x\ny\",z\n1,2\n");
  MemoryStream bytes(source.text());
  CsvReader reader(bytes);
  std::vector<CsvCell> cells;
  ASSERT_TRUE(reader.next(cells));
  EXPECT_EQ(source.position(cells[1].span.begin).line, 2U);
  EXPECT_EQ(source.position(cells[1].span.begin).column, 4U);
  ASSERT_TRUE(reader.next(cells));
  EXPECT_EQ(source.position(cells[1].span.begin).line, 3U);
}

// Gives at most so many bytes at once.
class Trickle final : public ByteStream {
 public:
  Trickle(std::string_view text, std::size_t most) : all_(text), most_(most) {}
  std::size_t read(char* into, std::size_t room) override {
    return all_.read(into, std::min(room, most_));
  }

 private:
  MemoryStream all_;
  std::size_t most_;
};

// All that a caller can see of a text, with every place as the whole text has it.
std::string seen(ByteStream& bytes, std::size_t block, std::string_view text) {
  const rules::Source whole("a.csv", std::string(text));
  CsvReader reader(bytes, block);
  std::string out;
  std::vector<CsvCell> cells;
  const auto add_place = [&](rules::Span span) {
    const rules::KeptLine line = reader.line_at(span.begin);
    const rules::Position place = whole.position(span.begin);
    RC_ASSERT(line.offset == span.begin);
    RC_ASSERT(line.position.line == place.line);
    RC_ASSERT(line.position.column == place.column);
    RC_ASSERT(line.text == whole.line(place.line));
    out += fmt::format(" {}-{}", span.begin, span.end);
  };
  while (reader.next(cells)) {
    for (const CsvCell& cell : cells) {
      out += fmt::format("{}[{}]", cell.quoted ? "q" : "", cell.text);
      add_place(cell.span);
    }
    out += "\n";
  }
  if (reader.error()) {
    out += reader.error()->message;
    add_place(reader.error()->span);
  }
  return out;
}

RC_GTEST_PROP(Csv, IsTheSameInPiecesOfAnySize, ()) {
  using namespace std::string_literals;
  const std::string begin = *rc::gen::element(""s, "\xEF\xBB\xBF"s, "\xEF\xBB"s);
  const auto parts = *rc::gen::container<std::vector<std::string>>(rc::gen::element(
      ","s, "\""s, "\"\""s, "\n"s, "\r"s, "\r\n"s, "a"s, "\xC3\xA9"s, "\"a\nb\""s));
  std::string text = begin;
  for (const std::string& part : parts) text += part;
  MemoryStream all(text);
  const std::string once = seen(all, text.size() + 1, text);
  for (std::size_t block = 1; block <= text.size() + 1; ++block) {
    MemoryStream pieces(text);
    RC_ASSERT(seen(pieces, block, text) == once);
  }
  Trickle drops(text, *rc::gen::inRange<std::size_t>(1, 5));
  RC_ASSERT(seen(drops, 64, text) == once);
}

// As many rows as are asked for, one as long as the other.
class Rows1000 final : public ByteStream {
 public:
  explicit Rows1000(std::uint64_t thousands) : left_(thousands) {
    for (int i = 0; i < 1000; ++i) text_ += "row,\"a \"\"b\"\"\"\n";
  }
  std::size_t read(char* into, std::size_t room) override {
    if (at_ == text_.size()) at_ = 0;
    if (at_ == 0 && left_-- == 0) return 0;
    const std::size_t count = text_.copy(into, room, at_);
    at_ += count;
    return count;
  }
  std::size_t row_bytes() const { return text_.size() / 1000; }

 private:
  std::uint64_t left_;
  std::string text_;
  std::size_t at_ = 0;
};

TEST(Csv, KnowsThePlaceInALongText) {
  Rows1000 bytes(12'000);
  CsvReader reader(bytes);
  std::vector<CsvCell> cells;
  std::uint32_t rows = 0;
  while (reader.next(cells)) {
    ASSERT_EQ(cells[1].text, "a \"b\"");
    if (++rows % 1'000'000 != 777'777) continue;
    EXPECT_EQ(cells[0].span.begin, (rows - 1) * bytes.row_bytes());
    EXPECT_EQ(reader.line_at(cells[1].span.begin).position.line, rows);
    EXPECT_EQ(reader.line_at(cells[1].span.begin).position.column, 5U);
  }
  EXPECT_FALSE(reader.error());
  EXPECT_EQ(rows, 12'000'000U);
}

TEST(Csv, RefusesMoreThanItMayRead) {
  const std::string text = "id\nfirst\nsecond\n";
  for (const std::size_t most : {text.size() - 2, text.size()}) {
    MemoryStream bytes(text);
    CsvReader reader(bytes, 4, most);
    std::vector<CsvCell> cells;
    for (int row = 0; row < 3; ++row) EXPECT_TRUE(reader.next(cells));
    EXPECT_FALSE(reader.next(cells));
    EXPECT_EQ(reader.error().has_value(), most < text.size());
  }
}

// The rest of a large file is not read into memory for the sake of one quote.
TEST(Csv, GivesUpOnAQuoteThatIsLongOpen) {
  const std::string text = "id,name\n1,\"" + std::string(3 * csv_record_max, 'x');
  MemoryStream bytes(text);
  CsvReader reader(bytes);
  std::vector<CsvCell> cells;
  ASSERT_TRUE(reader.next(cells));
  EXPECT_FALSE(reader.next(cells));
  ASSERT_TRUE(reader.error());
  EXPECT_EQ(reader.error()->span.begin, 10U);
  EXPECT_EQ(reader.error()->message, "a row of more than 32 MB");
  const rules::KeptLine line = reader.line_at(10);
  EXPECT_EQ(line.position.line, 2U);
  EXPECT_EQ(line.position.column, 3U);
  EXPECT_EQ(line.text.size(), 64U << 10);
  char rest = 0;
  EXPECT_EQ(bytes.read(&rest, 1), 1U);
}

std::string quoted(const std::string& text) {
  std::string out(1, '"');
  for (const char c : text) out.append(c == '"' ? 2 : 1, c);
  out.push_back('"');
  return out;
}

RC_GTEST_PROP(Csv, ReadsBackWhatWasQuoted, (std::vector<std::vector<std::string>> rows)) {
  std::string text;
  Rows written;
  for (const auto& row : rows) {
    if (row.empty()) continue;
    for (const std::string& cell : row) text.append(quoted(cell)).push_back(',');
    text.back() = '\n';
    written.push_back(row);
  }
  RC_ASSERT(read_all(text) == written);
}

RC_GTEST_PROP(Csv, EndsOnAnyBytes, ()) {
  const auto bytes = *rc::gen::container<std::string>(rc::gen::element(',', '"', '\n', '\r', 'a'));
  std::optional<CsvError> error;
  for (const auto& row : read_all(bytes, &error)) RC_ASSERT(!row.empty());
  if (error) RC_ASSERT(error->span.end <= bytes.size());
}

}  // namespace
}  // namespace gatecast::simulator
