// Cuts diagrams into blocks (program.h).
#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "engine/graph/graph.h"
#include "engine/graph/layout.h"
#include "engine/graph/numbering.h"
#include "rules/check.h"

namespace gatecast::engine {
namespace {

// Widest number of a block of several variables: wide enough for few steps, and small enough for
// the words to stay close. A fused layout is the only one of its policy.
constexpr std::uint32_t fused_block_width = 1024;
constexpr std::uint32_t block_width = 256;
// Where a policy is split, its diagrams are many and small, and what counts is that all are close.
constexpr std::uint32_t split_block_width = 128;
// The rows are one diagram, the last that is walked, and every step of it is waited for.
constexpr std::uint32_t row_block_width = 512;
// Of a block of one variable. Above it, and above so many words, nodes are walked one by one.
constexpr std::uint32_t variable_width = 4096;
constexpr std::size_t max_words = std::size_t{1} << 24;

class Builder {
 public:
  Builder(const Diagram& diagram, Graph& graph, std::vector<std::uint32_t>& offsets,
          Numbering& numbering, Layout& out)
      : diagram_(diagram), graph_(graph), offsets_(offsets), numbering_(numbering), out_(out) {}

  // `starts`: by row.
  void build(const std::vector<Node>& starts) {
    for (const Node node : starts) reach(node);
    find_columns();
    cut(starts.size());
    while (!lay_out(starts)) {
      GATECAST_CHECK(!cuts_.empty());
      cuts_.pop_back();  // the last block is walked node by node
    }
    out_.is_complete = covers_all();
    number_blocks();
  }

 private:
  void reach(Node root) {
    std::vector<Node> waiting{root};
    while (!waiting.empty()) {
      const Node node = waiting.back();
      waiting.pop_back();
      if (diagram_.is_terminal(node) || !seen_.insert(node).second) continue;
      by_variable_[diagram_.variable(node)].push_back(node);
      for (std::uint32_t i = 0; i < diagram_.size(node); ++i) {
        waiting.push_back(diagram_.child(node, i));
      }
    }
  }

  // In order, up to the first variable that has no place.
  void find_columns() {
    for (const auto& [number, nodes] : by_variable_) {
      const Variable& v = graph_.variables.all()[number];
      const auto place = numbering_.place_of(number);
      if (!place) break;
      std::uint32_t classes = 1;
      const std::vector<std::uint32_t> class_of = classes_of(nodes, v.size, classes);
      if (classes > variable_width) break;
      if (place->source == source::elapsed) {
        add_clock(number, *place, class_of);
      } else {
        columns_.push_back({{number}, *place, class_of, {}});
      }
      fill_values(columns_.back());
    }
  }

  // Values that no node tells apart.
  std::vector<std::uint32_t> classes_of(const std::vector<Node>& nodes, std::uint32_t size,
                                        std::uint32_t& classes) const {
    std::vector<std::uint32_t> class_of(size, 0);
    for (const Node node : nodes) {
      std::map<std::pair<std::uint32_t, Node>, std::uint32_t> finer;
      for (std::uint32_t value = 0; value < size; ++value) {
        const auto next = static_cast<std::uint32_t>(finer.size());
        class_of[value] =
            finer.emplace(std::pair(class_of[value], diagram_.child(node, value)), next)
                .first->second;
      }
      classes = static_cast<std::uint32_t>(finer.size());
      if (classes == size) break;
    }
    return class_of;
  }

  // Clocks that follow each other are one column: all say of the same days what they are to them,
  // so that together they have hardly more values than one.
  void add_clock(std::uint32_t variable, Place place, const std::vector<std::uint32_t>& class_of) {
    if (columns_.empty() || columns_.back().place.source != source::elapsed) {
      columns_.push_back({{}, place, std::vector<std::uint32_t>(most_elapsed + 1, 0), {}});
    }
    Column& column = columns_.back();
    column.variables.push_back(variable);
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> finer;
    for (std::uint32_t days = 0; days <= most_elapsed; ++days) {
      const std::uint32_t of_this = class_of[numbering_.value_in(column, variable, days)];
      const auto next = static_cast<std::uint32_t>(finer.size());
      column.class_of[days] =
          finer.emplace(std::pair(column.class_of[days], of_this), next).first->second;
    }
  }

  static void fill_values(Column& column) {
    const auto& class_of = column.class_of;
    column.values.resize(*std::max_element(class_of.begin(), class_of.end()) + 1);
    for (auto value = static_cast<std::uint32_t>(class_of.size()); value-- > 0;) {
      column.values[class_of[value]] = value;
    }
  }

  // From the last column on: what comes last is asked by few nodes of many variables, what comes
  // first by many of few.
  void cut(std::size_t rows) {
    std::size_t most = graph_.program.is_fused ? fused_block_width : block_width;
    if (graph_.variables.is_split()) most = rows == 1 ? row_block_width : split_block_width;
    std::size_t width = most;
    for (std::size_t i = columns_.size(); i-- > 0;) {
      const std::size_t size = columns_[i].values.size();
      const bool fits = !cuts_.empty() && width * size <= most;
      if (!fits) cuts_.push_back(i + 1);
      width = fits ? width * size : size;
    }
    std::reverse(cuts_.begin(), cuts_.end());
    if (cuts_.size() > Layout::max_blocks) cuts_.resize(Layout::max_blocks);
  }

  // No node is left below the last block.
  bool covers_all() const {
    std::size_t covered = 0;
    for (std::size_t i = 0; !cuts_.empty() && i < cuts_.back(); ++i) {
      covered += columns_[i].variables.size();
    }
    return covered == by_variable_.size();
  }

  // False if it takes too many words. Twice, because the single words come first: they are many,
  // and lie close together that way.
  bool lay_out(const std::vector<Node>& starts) {
    const std::size_t singles = lay_out(starts, 0);
    if (out_.words.size() > max_words) return false;
    lay_out(starts, singles);
    return true;
  }

  // Says how many single words there are, with room for so many.
  std::size_t lay_out(const std::vector<Node>& starts, std::size_t singles) {
    out_.words.assign(singles, 0);
    out_.starts.clear();
    done_.assign(cuts_.size(), {});
    singles_ = singles;
    next_single_ = 0;
    for (const Node node : starts) out_.starts.push_back(word_of(0, node));
    return next_single_;
  }

  // Where so many words begin.
  std::size_t take(std::size_t width) {
    if (width == 1) ++next_single_;
    if (width == 1 && next_single_ <= singles_) return next_single_ - 1;
    out_.words.resize(out_.words.size() + width);
    return out_.words.size() - width;
  }

  std::size_t first_of(std::size_t block) const { return block == 0 ? 0 : cuts_[block - 1]; }

  // What stands for `node` before this block.
  std::uint32_t word_of(std::size_t block, Node node) {
    if (block == cuts_.size()) {
      if (covers_all()) return diagram_.value(node) * out_.scale;
      return flatten(diagram_, node, graph_.diagram, offsets_);
    }
    const auto [entry, is_new] = done_[block].emplace(node, 0);
    if (!is_new) return entry->second;
    const bool asks = !diagram_.is_terminal(node) &&
                      diagram_.variable(node) <= columns_[cuts_[block] - 1].variables.back();
    std::size_t width = 1;
    for (std::size_t i = first_of(block); asks && i < cuts_[block]; ++i) {
      width *= columns_[i].values.size();
    }
    if (out_.words.size() > max_words) return 0;
    const std::size_t at = take(width);
    const std::uint32_t word = static_cast<std::uint32_t>(at) + (asks ? Layout::asks : 0);
    done_[block][node] = word;
    if (asks) {
      fill(block, first_of(block), node, at, width);
    } else {
      const std::uint32_t next = word_of(block + 1, node);
      out_.words[at] = next;
    }
    return word;
  }

  // The first variable of the block counts most.
  void fill(std::size_t block, std::size_t column, Node node, std::size_t at, std::size_t width) {
    if (column == cuts_[block]) {
      const std::uint32_t next = word_of(block + 1, node);
      out_.words[at] = next;
      return;
    }
    const Column& c = columns_[column];
    const std::size_t below = width / c.values.size();
    for (std::size_t i = 0; i < c.values.size(); ++i) {
      Node child = node;
      while (!diagram_.is_terminal(child) && diagram_.variable(child) <= c.variables.back()) {
        const std::uint32_t variable = diagram_.variable(child);
        child = diagram_.child(child, numbering_.value_in(c, variable, c.values[i]));
      }
      fill(block, column + 1, child, at + i * below, below);
    }
  }

  // The first variable of a block counts most.
  void number_blocks() {
    out_.block_count = cuts_.size();
    out_.first_lane = numbering_.take_lanes(cuts_.size());
    out_.early_blocks = cuts_.size();
    out_.middle_blocks = cuts_.size();
    for (std::size_t block = 0; block < cuts_.size(); ++block) {
      std::uint64_t weight = 1;
      for (std::size_t i = cuts_[block]; i-- > first_of(block);) {
        const Column& column = columns_[i];
        if (is_late(column)) out_.early_blocks = std::min(out_.early_blocks, block);
        if (column.place.source == source::then) {
          out_.middle_blocks = block;
          add_then(column, weight);
        } else {
          numbering_.add(column, out_.first_lane + static_cast<std::uint32_t>(block), weight);
        }
        weight *= column.values.size();
      }
    }
  }

  // One variable of the rows alone.
  void add_then(const Column& column, std::uint64_t weight) {
    auto& numbers = graph_.program.numbers_of_then;
    for (std::size_t value = 0; value < numbers.size(); ++value) {
      numbers[value] = static_cast<std::uint16_t>(weight * column.class_of[value]);
    }
  }

  static bool is_late(const Column& column) {
    return column.place.source >= source::setting && column.place.source <= source::then;
  }

  const Diagram& diagram_;
  Graph& graph_;
  std::vector<std::uint32_t>& offsets_;
  Numbering& numbering_;
  Layout& out_;
  std::unordered_set<Node> seen_;
  std::map<std::uint32_t, std::vector<Node>> by_variable_;
  std::vector<Column> columns_;
  std::vector<std::size_t> cuts_;  // the end of each block
  std::size_t singles_ = 0;        // how many of the first words are for nodes of one word
  std::size_t next_single_ = 0;
  std::vector<std::unordered_map<Node, std::uint32_t>> done_;
};

}  // namespace

void lay_out(const Diagram& diagram, const std::vector<Node>& starts, Graph& graph,
             std::vector<std::uint32_t>& offsets, Numbering& numbering, Layout& out) {
  Builder(diagram, graph, offsets, numbering, out).build(starts);
}

}  // namespace gatecast::engine
