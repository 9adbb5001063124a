// Quoting, line ends and errors of the CSV reader.
#include "simulator/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace gatecast::simulator {
namespace {

using testing::ElementsAre;
using Rows = std::vector<std::vector<std::string>>;

Rows read_all(std::string_view text, std::optional<CsvError>* error = nullptr) {
  CsvReader reader(text);
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
  CsvReader reader(source.text());
  std::vector<CsvCell> cells;
  ASSERT_TRUE(reader.next(cells));
  EXPECT_EQ(source.position(cells[1].span.begin).line, 2U);
  EXPECT_EQ(source.position(cells[1].span.begin).column, 4U);
  ASSERT_TRUE(reader.next(cells));
  EXPECT_EQ(source.position(cells[1].span.begin).line, 3U);
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
