// The edges of a decision graph: of each node of its diagrams, one for each child, whatever the
// number of values that lead there. And the lines of the policy that decide at their ends.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/graph/conditions.h"
#include "engine/graph/graph.h"

namespace gatecast::engine {

// Offsets in Graph::diagram; a child may be an end.
struct Edge {
  std::uint32_t node = 0;
  std::uint32_t child = 0;
  friend bool operator==(const Edge&, const Edge&) = default;
};

// The pieces of the settings that a decision reads beside those that its rows asked for: what is
// offered, and the line that is named.
std::vector<Piece> pieces_read_after(const Leaf& leaf);

// A rule, or another line that decides who needs no second factor yet, or any more.
struct Line {
  enum class Kind : std::uint8_t { rule, exclusion, stage, emergency_access, exempt_channel };
  Kind kind = Kind::rule;
  std::size_t index = 0;  // in the policy; of a channel, its number
  std::string name;       // empty: it has none
  DecidedBy place;
};
std::string_view name(Line::Kind kind);
std::vector<Line> lines_of(const Graph& graph);

// All of them, by number. Those of the diagrams of the rows first, from the root down, then those
// of the settings and of `then:`.
class Edges {
 public:
  explicit Edges(const Graph& graph);

  const std::vector<Edge>& all() const { return all_; }
  // CHECKs that there is such an edge.
  std::uint32_t number(const Edge& edge) const;
  std::size_t of_rows() const { return of_rows_; }  // so many are of the rows

 private:
  void add(const Graph& graph, const std::vector<std::uint32_t>& roots);

  std::vector<Edge> all_;
  std::size_t of_rows_ = 0;
  std::unordered_map<std::uint64_t, std::uint32_t> numbers_;
};

// Which lines set which pieces of the settings.
struct SettingLines {
  static constexpr std::uint32_t none = 0xFFFF'FFFF;  // `two_factor`
  SettingLines(const Graph& graph, const std::vector<Line>& lines);

  std::vector<std::vector<std::uint32_t>> by_entry;  // by piece, by entry: the line
  // Limits merge, so no entry of theirs is one rule's: the lines, and where their conditions hold.
  std::vector<std::pair<std::uint32_t, Node>> limits;
  Diagram diagram;
};

// What one decision goes through: by number, sorted, each once.
struct Walk {
  std::vector<std::uint32_t> edges;
  std::vector<std::uint32_t> lines;
  std::uint8_t row = 0;  // of SIGNIN's table
};

// `lines` are lines_of(graph).
class Walker {
 public:
  Walker(const Graph& graph, const Edges& edges, const std::vector<Line>& lines)
      : graph_(graph), edges_(edges), lines_(lines), settings_(graph, lines) {}
  Walk walk(const DecodedFacts& facts) const;

 private:
  std::uint32_t follow(std::uint32_t root, const DecodedFacts& facts, Walk& walk,
                       std::vector<Piece>* asked) const;
  void read_piece(Piece piece, const DecodedFacts& facts, Walk& walk) const;

  const Graph& graph_;
  const Edges& edges_;
  const std::vector<Line>& lines_;
  SettingLines settings_;
};

}  // namespace gatecast::engine
