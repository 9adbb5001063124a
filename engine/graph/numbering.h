// Which numbers make the numbers of a layout's blocks (program.h).
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "engine/graph/program.h"

namespace gatecast::engine {

// Where fill_sources puts a variable: which source, and which bits of it. Sources of one variable
// have all bits.
struct Place {
  std::uint32_t source = 0;
  unsigned shift = 0;
  unsigned bits = 32;
};

// A variable of a layout, or all that follow from the days since grace opened: values that no node
// tells apart are one class.
struct Column {
  std::vector<std::uint32_t> variables;
  Place place;
  std::vector<std::uint32_t> class_of;  // by value; of days since grace opened, by their number
  std::vector<std::uint32_t> values;    // by class: one of these
};

class Numbering {
 public:
  explicit Numbering(Graph& graph);

  // Nothing for names, and for more of the other variables than there is room for.
  std::optional<Place> place_of(std::uint32_t variable);
  // For so many blocks; says which of the lanes is the first of theirs.
  std::uint32_t take_lanes(std::size_t blocks);
  // What a value of the column says of one of its variables.
  std::uint32_t value_in(const Column& column, std::uint32_t variable, std::uint32_t value) const;
  // Each value adds its class, so many times, to the lane.
  void add(const Column& column, std::uint32_t lane, std::uint64_t weight);
  // Once all layouts are there.
  void finish();

 private:
  using Entry = std::array<std::uint64_t, Lanes::most_words>;
  bool reads_elapsed(const Variable& v) const;
  std::size_t size_of(const Column& column) const;
  std::uint32_t value_of(const Column& column, std::uint32_t raw) const;
  std::uint32_t of_elapsed(const Variable& v, std::uint32_t raw) const;

  Graph& graph_;
  Program& program_;
  std::size_t lanes_ = 0;
  std::map<std::uint32_t, std::vector<Entry>> entries_;  // by source
};

}  // namespace gatecast::engine
