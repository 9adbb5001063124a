// Cuts diagrams into blocks (program.h).
#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "engine/graph/graph.h"
#include "engine/graph/layout.h"
#include "rules/check.h"

namespace gatecast::engine {
namespace {

// Widest number of a block of several variables: wide enough for few steps, and small enough for
// the words to stay close. A fused layout is the only one of its policy.
constexpr std::uint32_t fused_block_width = 1024;
constexpr std::uint32_t block_width = 256;
// Where a policy is split, its diagrams are many and small, and what counts is that all are close.
constexpr std::uint32_t split_block_width = 128;
// Of a block of one variable. Above it, and above so many words, nodes are walked one by one.
constexpr std::uint32_t variable_width = 4096;
constexpr std::size_t max_words = std::size_t{1} << 24;

// Where fill_sources puts a variable: which source, and which bits of it. Sources of one variable
// have all bits.
struct Place {
  std::uint32_t source = 0;
  unsigned shift = 0;
  unsigned bits = 32;
};

bool reads_elapsed(const Variable& v, const Graph& graph) {
  const bool is_clock = (v.asks == Asks::grace_clock && v.b == absent) || v.asks == Asks::overdue;
  if (!is_clock || !graph.policy.zone.is_fixed() || v.a == absent) return false;
  return v.a + std::uint64_t{graph.variables.overdue_days.back()} + 2 <= most_elapsed;
}

// Nothing for names, and for more of the other variables than there is room for.
std::optional<Place> place_of(const Variable& v, std::uint32_t number, const Graph& graph,
                              Program& program) {
  const auto in = [](std::uint32_t byte, unsigned shift, unsigned bits) {
    return Place{source::bytes + byte, shift, bits};
  };
  switch (v.asks) {
    case Asks::recognized:
      return in(0, 0, 2);
    case Asks::active:
      return in(0, 2, 1);
    case Asks::passkey:
      return in(0, 3, 1);
    case Asks::email:
      return in(0, 4, 1);
    case Asks::phone:
      return in(0, 5, 1);
    case Asks::reset:
      return in(0, 6, 1);
    case Asks::skipped:
      return in(0, 7, 1);
    case Asks::email_healthy:
      return in(1, 0, 1);
    case Asks::sms_healthy:
      return in(1, 1, 1);
    case Asks::admin:
      return in(1, 2, 1);
    case Asks::emergency:
      return in(1, 3, 1);
    case Asks::risk:
      return in(1, 4, 2);
    case Asks::authenticator:
      return in(1, 6, 2);
    case Asks::type:
      return in(2, 0, 2);
    case Asks::account_locked:
      return in(3, 0, 1);
    case Asks::locked:
      return in(3, v.a + 1, 1);
    case Asks::channel:
      return Place{source::channel};
    case Asks::application:
      return Place{source::application};
    case Asks::country:
      return Place{source::country};
    case Asks::time:
      return Place{source::time};
    case Asks::setting:
      return Place{source::setting + v.a};
    case Asks::then:
      return Place{source::then};
    case Asks::user:
    case Asks::role:
    case Asks::other_role:
    case Asks::group:
      return std::nullopt;
    default:
      break;
  }
  if (reads_elapsed(v, graph)) {
    program.reads_elapsed = true;
    return Place{source::elapsed};
  }
  auto& others = program.others;
  const auto found = std::find(others.begin(), others.end(), number);
  const auto index = static_cast<std::uint32_t>(found - others.begin());
  if (found == others.end()) {
    if (source::other + others.size() == source::count) return std::nullopt;
    others.push_back(number);
  }
  return Place{source::other + index};
}

// A variable of a layout: values that no node tells apart are one class.
struct Column {
  std::uint32_t variable = 0;
  Place place;
  std::vector<std::uint32_t> class_of;  // by value
  std::vector<std::uint32_t> values;    // by class: one of its values
};

class Builder {
 public:
  Builder(const Diagram& diagram, Graph& graph, std::vector<std::uint32_t>& offsets, Layout& out)
      : diagram_(diagram), graph_(graph), offsets_(offsets), out_(out) {}

  // `starts`: by row.
  void build(const std::vector<Node>& starts) {
    for (const Node node : starts) reach(node);
    find_columns();
    cut();
    while (!lay_out(starts)) {
      GATECAST_CHECK(!cuts_.empty());
      cuts_.pop_back();  // the last block is walked node by node
    }
    number_inputs();
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
      const auto place = place_of(v, number, graph_, graph_.program);
      if (!place) break;
      Column column{number, *place, {}, {}};
      column.class_of.assign(v.size, 0);
      std::uint32_t classes = 1;
      for (const Node node : nodes) {
        std::map<std::pair<std::uint32_t, Node>, std::uint32_t> finer;
        for (std::uint32_t value = 0; value < v.size; ++value) {
          const auto next = static_cast<std::uint32_t>(finer.size());
          column.class_of[value] =
              finer.emplace(std::pair(column.class_of[value], diagram_.child(node, value)), next)
                  .first->second;
        }
        classes = static_cast<std::uint32_t>(finer.size());
        if (classes == v.size) break;
      }
      if (classes > variable_width) break;
      column.values.resize(classes);
      for (std::uint32_t value = v.size; value-- > 0;)
        column.values[column.class_of[value]] = value;
      columns_.push_back(std::move(column));
    }
  }

  void cut() {
    std::size_t most = graph_.program.is_fused ? fused_block_width : block_width;
    if (graph_.variables.is_split()) most = split_block_width;
    std::size_t width = 1;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::size_t size = columns_[i].values.size();
      if (i > 0 && width * size > most) {
        cuts_.push_back(i);
        width = 1;
      }
      width *= size;
    }
    if (!columns_.empty()) cuts_.push_back(columns_.size());
    if (cuts_.size() > Layout::max_blocks) cuts_.resize(Layout::max_blocks);
  }

  // False if it takes too many words.
  bool lay_out(const std::vector<Node>& starts) {
    out_.words.clear();
    out_.starts.clear();
    done_.assign(cuts_.size(), {});
    for (const Node node : starts) out_.starts.push_back(word_of(0, node));
    return out_.words.size() <= max_words;
  }

  std::size_t first_of(std::size_t block) const { return block == 0 ? 0 : cuts_[block - 1]; }

  // What stands for `node` before this block.
  std::uint32_t word_of(std::size_t block, Node node) {
    if (block == cuts_.size()) return flatten(diagram_, node, graph_.diagram, offsets_);
    const auto [entry, is_new] = done_[block].emplace(node, 0);
    if (!is_new) return entry->second;
    const bool asks = !diagram_.is_terminal(node) &&
                      diagram_.variable(node) <= columns_[cuts_[block] - 1].variable;
    std::size_t width = 1;
    for (std::size_t i = first_of(block); asks && i < cuts_[block]; ++i) {
      width *= columns_[i].values.size();
    }
    const std::size_t at = out_.words.size();
    if (at > max_words) return 0;
    out_.words.resize(at + width);
    const std::uint32_t word = static_cast<std::uint32_t>(at) | (asks ? 0 : Layout::passes);
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
    const bool asks = !diagram_.is_terminal(node) && diagram_.variable(node) == c.variable;
    const std::size_t below = width / c.values.size();
    for (std::size_t i = 0; i < c.values.size(); ++i) {
      const Node child = asks ? diagram_.child(node, c.values[i]) : node;
      fill(block, column + 1, child, at + i * below, below);
    }
  }

  void number_inputs() {
    out_.block_count = cuts_.size();
    std::map<std::uint32_t, std::uint32_t> tables;  // of the group, by source
    for (std::size_t block = 0; block < cuts_.size(); ++block) {
      if (block % Layout::in_group == 0) {
        const auto at = static_cast<std::uint32_t>(out_.inputs.size());
        out_.groups.push_back({at, at});
        tables.clear();
      }
      std::uint64_t weight = std::uint64_t{1} << (block % Layout::in_group * 16);
      for (std::size_t i = cuts_[block]; i-- > first_of(block);) {
        const Column& c = columns_[i];
        const std::size_t size = source_size(c);
        const auto [entry, is_new] =
            tables.emplace(c.place.source, static_cast<std::uint32_t>(out_.tables.size()));
        if (is_new) {
          out_.tables.resize(out_.tables.size() + size);
          out_.inputs.push_back({c.place.source, entry->second});
        }
        for (std::size_t raw = 0; raw < size; ++raw) {
          const std::uint32_t value = value_of(c, static_cast<std::uint32_t>(raw));
          out_.tables[entry->second + raw] += weight * c.class_of[value];
        }
        weight *= c.values.size();
      }
      out_.groups.back().end_input = static_cast<std::uint32_t>(out_.inputs.size());
    }
  }

  std::size_t source_size(const Column& c) const {
    if (c.place.bits < 32) return 256;
    const Variable& v = graph_.variables.all()[c.variable];
    if (c.place.source == source::elapsed) return most_elapsed + 1;
    if (v.asks == Asks::setting) return graph_.settings[v.a].choice.size();
    if (v.asks == Asks::then) return graph_.then_order.size();
    return v.size;
  }

  // What a raw number of the source says of the variable.
  std::uint32_t value_of(const Column& c, std::uint32_t raw) const {
    const Variable& v = graph_.variables.all()[c.variable];
    if (v.asks == Asks::setting) return graph_.settings[v.a].choice[raw];
    if (v.asks == Asks::then) return graph_.then_value(raw);
    if (c.place.source == source::elapsed) return of_elapsed(v, raw);
    if (c.place.bits == 32) return raw;
    const std::uint32_t value = (raw >> c.place.shift) & ((1U << c.place.bits) - 1);
    if (v.asks == Asks::recognized) {
      const auto& by = graph_.policy.two_factor.recognition.by;
      return static_cast<std::uint32_t>(recognized(
          by ? by->value : rules::Recognition::cookie_or_ip, (value & 1) != 0, (value & 2) != 0));
    }
    return std::min(value, v.size - 1);
  }

  std::uint32_t of_elapsed(const Variable& v, std::uint32_t raw) const {
    const auto passed = [&](std::uint32_t days) { return raw >= 1 + v.a + days; };
    if (v.asks == Asks::grace_clock) return passed(0) ? 0 : 1;
    const auto& days = graph_.variables.overdue_days;
    return static_cast<std::uint32_t>(std::count_if(days.begin(), days.end(), passed));
  }

  const Diagram& diagram_;
  Graph& graph_;
  std::vector<std::uint32_t>& offsets_;
  Layout& out_;
  std::unordered_set<Node> seen_;
  std::map<std::uint32_t, std::vector<Node>> by_variable_;
  std::vector<Column> columns_;
  std::vector<std::size_t> cuts_;  // the end of each block
  std::vector<std::unordered_map<Node, std::uint32_t>> done_;
};

}  // namespace

void lay_out(const Diagram& diagram, const std::vector<Node>& starts, Graph& graph,
             std::vector<std::uint32_t>& offsets, Layout& out) {
  Builder(diagram, graph, offsets, out).build(starts);
}

}  // namespace gatecast::engine
