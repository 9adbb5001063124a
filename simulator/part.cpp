#include "simulator/part.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <limits>
#include <optional>

#include "engine/digest.h"
#include "rules/check.h"
#include "simulator/outline_json.h"
#include "simulator/tally.h"

namespace gatecast::simulator {

namespace {

constexpr std::string_view format = "1";
constexpr std::size_t digest_length = 64;
constexpr int most_replicates = 1'000'000'000;

void append_number(std::string& out, std::uint64_t n) {
  while (n >= 0x80) {
    out += static_cast<char>((n & 0x7f) | 0x80);
    n >>= 7;
  }
  out += static_cast<char>(n);
}

// 0 -1 1 -2 2 ... as 0 1 2 3 4 ...
std::uint64_t numbered(std::int64_t difference) {
  const auto twice = static_cast<std::uint64_t>(difference) << 1;
  return difference < 0 ? ~twice : twice;
}
std::int64_t difference_of(std::uint64_t number) {
  const auto half = static_cast<std::int64_t>(number >> 1);
  return (number & 1) != 0 ? ~half : half;
}

void append_counts(std::string& out, const std::vector<std::uint32_t>& counts, std::size_t days) {
  std::int64_t before = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (i % days == 0) before = 0;
    append_number(out, numbered(counts[i] - before));
    before = counts[i];
  }
}

// Takes one number off the front; nothing where there is none that a writer writes.
std::optional<std::uint64_t> take_number(std::string_view& bytes) {
  // A difference of two counts takes 33 bits and its sign.
  constexpr int most_bits = 35;
  std::uint64_t number = 0;
  for (int shift = 0; shift < most_bits && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<std::uint8_t>(bytes.front());
    bytes.remove_prefix(1);
    if (byte == 0 && shift > 0) return std::nullopt;
    number |= std::uint64_t{byte & 0x7fU} << shift;
    if ((byte & 0x80) == 0) return number;
  }
  return std::nullopt;
}

bool take_counts(std::string_view& bytes, std::size_t cells, std::size_t days,
                 std::vector<std::uint32_t>& counts) {
  counts.reserve(cells);
  std::int64_t before = 0;
  for (std::size_t i = 0; i < cells; ++i) {
    if (i % days == 0) before = 0;
    const auto number = take_number(bytes);
    if (!number) return false;
    before += difference_of(*number);
    if (before < 0 || before > std::numeric_limits<std::uint32_t>::max()) return false;
    counts.push_back(static_cast<std::uint32_t>(before));
  }
  return true;
}

// Takes a line with its end off the front; nothing where it has no end.
std::optional<std::string_view> take_line(std::string_view& bytes) {
  const std::size_t end = bytes.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = bytes.substr(0, end);
  bytes.remove_prefix(end + 1);
  return line;
}

struct Extent {
  Range range;
  int replicates = 0;
  std::uint64_t bytes = 0;
};

std::string extent_json(const Extent& extent) {
  return fmt::format("{{\"first\":{},\"end\":{},\"replicates\":{},\"bytes\":{}}}",
                     extent.range.first, extent.range.end, extent.replicates, extent.bytes);
}

std::optional<Extent> read_extent(std::string_view line) {
  boost::json::error_code error;
  const boost::json::value value = boost::json::parse(line, error);
  if (error || !value.is_object()) return std::nullopt;
  const auto number = [&](std::string_view key) -> std::int64_t {
    const boost::json::value* found = value.get_object().if_contains(key);
    return found != nullptr && found->is_int64() ? found->get_int64() : -1;
  };
  Extent extent;
  if (number("replicates") > most_replicates || number("end") > number("replicates") ||
      number("first") < 0 || number("first") >= number("end")) {
    return std::nullopt;
  }
  extent.range = {static_cast<int>(number("first")), static_cast<int>(number("end"))};
  extent.replicates = static_cast<int>(number("replicates"));
  extent.bytes = static_cast<std::uint64_t>(number("bytes"));
  if (extent_json(extent) != line) return std::nullopt;
  return extent;
}

ReadPart foreign(std::string reason) { return {PartState::foreign, std::move(reason), {}}; }
ReadPart damaged(std::string reason) { return {PartState::damaged, std::move(reason), {}}; }

// After the bytes were found to be what was written.
ReadPart read_checked(std::string_view plan, std::string_view extent_line,
                      std::string_view counts) {
  std::optional<Outline> outline = read_outline(plan);
  const std::optional<Extent> extent = read_extent(extent_line);
  if (!outline || !extent) return foreign("is no part that this version reads");
  if (outline->metrics != metric_names()) {
    return foreign(fmt::format("counts other metrics than this version: gatecast {} wrote it",
                               outline->run.version));
  }
  ReadPart read;
  Part& part = read.part;
  const std::size_t cells = outline->cells();
  const auto replicates = static_cast<std::size_t>(extent->range.size());
  // A count takes a byte at least: what is not there is not made room for.
  if (cells == 0 || counts.size() / cells < replicates) return damaged("lacks counts");
  part.counts.resize(replicates);
  for (std::vector<std::uint32_t>& replicate : part.counts) {
    const auto days = static_cast<std::size_t>(outline->run.days);
    if (!take_counts(counts, cells, days, replicate)) return damaged("has counts that are none");
  }
  if (!counts.empty()) return damaged("has more counts than it says");
  part.outline = std::move(*outline);
  part.plan = plan;
  part.range = extent->range;
  part.replicates = extent->replicates;
  read.state = PartState::whole;
  return read;
}

}  // namespace

std::string write_part(const Outline& outline, const Range& range, int replicates,
                       const Counts& counts) {
  GATECAST_CHECK(0 <= range.first && range.first < range.end && range.end <= replicates);
  std::string packed;
  for (int replicate = range.first; replicate < range.end; ++replicate) {
    const std::vector<std::uint32_t>& of = counts[static_cast<std::size_t>(replicate)];
    GATECAST_CHECK(of.size() == outline.cells());
    append_counts(packed, of, static_cast<std::size_t>(outline.run.days));
  }
  std::string out = fmt::format("{}{}\n{}\n{}\n", part_kind, format, outline_json(outline),
                                extent_json({range, replicates, packed.size()}));
  out += packed;
  out += '\n';
  out += engine::sha256_hex(out);
  out += '\n';
  return out;
}

ReadPart read_part(std::string_view bytes) {
  // Empty, or cut short within its first words, it may well have been one.
  if (bytes.size() < part_kind.size() && part_kind.starts_with(bytes))
    return damaged("is cut short");
  if (!bytes.starts_with(part_kind)) return foreign("is no part of a forecast");
  std::string_view rest = bytes.substr(part_kind.size());
  const auto version = take_line(rest);
  if (!version) return damaged("is cut short");
  if (*version != format) {
    return foreign("is a part in a form that this version does not read");
  }
  const auto plan = take_line(rest);
  const auto extent_line = plan ? take_line(rest) : std::nullopt;
  if (!extent_line) return damaged("is cut short");
  const std::optional<Extent> extent = read_extent(*extent_line);
  if (!extent) return damaged("is damaged: its third line is not as it was written");
  const std::uint64_t after = digest_length + 2;  // and two line ends
  if (rest.size() < after || rest.size() - after < extent->bytes) return damaged("is cut short");
  if (rest.size() - after > extent->bytes) return damaged("is damaged: it goes on after its end");
  const std::string_view counts = rest.substr(0, extent->bytes);
  const std::string_view end = rest.substr(extent->bytes);
  const std::string wanted =
      fmt::format("\n{}\n", engine::sha256_hex(bytes.substr(0, bytes.size() - digest_length - 1)));
  if (end != wanted) return damaged("is damaged: its checksum is not that of its bytes");
  return read_checked(*plan, *extent_line, counts);
}

}  // namespace gatecast::simulator
