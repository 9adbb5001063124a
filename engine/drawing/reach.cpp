#include "engine/drawing/reach.h"

#include "engine/graph/import.h"
#include "engine/lint/world.h"

namespace gatecast::engine {
namespace {

// A picture should not cost more than the compilation.
constexpr std::size_t exact_nodes = 100'000;

class Spread {
 public:
  explicit Spread(Flow& flow) : flow_(flow), diagram_(flow.diagram), graph_(flow.graph) {}

  Reach run() {
    Reach reach;
    reach.is_exact = diagram_.attempt(exact_nodes, [&] { reach = exactly(); });
    if (!reach.is_exact) reach = roughly();
    return reach;
  }

 private:
  Reach exactly() {
    Import import(graph_, flow_.conditions, diagram_);
    Diagram::Functions functions = import.settings();
    const std::vector<Node> bits{Diagram::no, Diagram::yes};
    const Node then = import.winner(graph_.then);
    const auto where_rank = [&](const std::function<bool(std::uint32_t)>& is) {
      const Node where = diagram_.map_where(Diagram::yes, then, is);
      return diagram_.substitute(where, functions, bits);
    };
    const auto holds = [&](const Step& step) {
      if (step.rank == 0) return diagram_.substitute(step.holds, functions, bits);
      return where_rank([&](std::uint32_t rank) { return rank == step.rank; });
    };
    Reach reach = spread(world_of(graph_, diagram_), holds);
    reach.is_exact = true;
    return reach;
  }

  // Settings vary freely over what wins somewhere; which rule decides, too.
  Reach roughly() {
    Node world = Diagram::yes;
    if (!diagram_.attempt(exact_nodes, [&] { world = world_of(graph_, diagram_); })) {
      world = Diagram::yes;
    }
    for (std::uint32_t i = 0; i < piece_count; ++i) {
      const Setting& setting = graph_.settings[i];
      if (graph_.choices[i].size() == 1) continue;
      const auto wins = winning_ranks(graph_, setting.contest, setting.choice.size());
      std::vector<bool> chosen(graph_.choices[i].size());
      for (std::size_t rank = 0; rank < wins.size(); ++rank) {
        if (wins[rank]) chosen[setting.choice[rank]] = true;
      }
      const Node in_force = diagram_.choose(graph_.variables.number(Asks::setting, i),
                                            static_cast<std::uint32_t>(graph_.choices[i].size()),
                                            [&](std::uint32_t choice) { return chosen[choice]; });
      world = diagram_.both(world, in_force);
    }
    then_wins_ = winning_ranks(graph_, graph_.then, graph_.then_order.size());
    return spread(world, [](const Step& step) { return step.holds; });
  }

  // From the entry on; answers lead to earlier steps only.
  Reach spread(Node world, const std::function<Node(const Step&)>& holds) {
    const auto& steps = flow_.steps();
    std::vector<Node> comes(steps.size(), Diagram::no);
    comes.back() = world;
    Reach reach;
    reach.answers.assign(steps.size(), {false, false});
    for (std::size_t at = steps.size(); at-- > 0 && !diagram_.too_large();) {
      const Step& step = steps[at];
      if (step.ending || comes[at] == Diagram::no) continue;
      const bool is_free = step.rank != 0 && !then_wins_.empty();
      Node yes = diagram_.both(comes[at], holds(step));
      Node no = is_free ? comes[at] : diagram_.both(comes[at], diagram_.negate(holds(step)));
      if (is_free && !then_wins_[step.rank]) yes = Diagram::no;
      // After the last rule, none has won.
      const bool is_last = is_free && step.rank == 1;
      if (is_last) no = diagram_.both(no, flow_.conditions.equals(Asks::then, 0));
      reach.answers[at] = {no != Diagram::no, yes != Diagram::no};
      comes[step.yes] = diagram_.either(comes[step.yes], yes);
      comes[step.no] = diagram_.either(comes[step.no], no);
    }
    for (const Node node : comes) reach.reached.push_back(node != Diagram::no);
    return reach;
  }

  Flow& flow_;
  Diagram& diagram_;
  const Graph& graph_;
  std::vector<bool> then_wins_;  // by rank; empty: asked exactly
};

}  // namespace

std::vector<bool> winning_ranks(const Graph& graph, const Contest& contest, std::size_t ranks) {
  const FlatDiagram& flat = graph.diagram;
  std::vector<bool> wins(ranks);
  std::vector<bool> seen(flat.words.size());
  std::vector<std::uint32_t> open{contest.root};
  for (const Contest::Bucket& bucket : contest.buckets) open.push_back(bucket.root);
  while (!open.empty()) {
    const std::uint32_t word = open.back();
    open.pop_back();
    if ((word & FlatDiagram::terminal_bit) != 0) {
      wins[word & ~FlatDiagram::terminal_bit] = true;
      continue;
    }
    if (seen[word]) continue;
    seen[word] = true;
    const std::uint32_t size = graph.variables.all()[flat.words[word]].size;
    for (std::uint32_t i = 0; i < size; ++i) open.push_back(flat.words[word + 1 + i]);
  }
  return wins;
}

Reach reach_of(Flow& flow) { return Spread(flow).run(); }

}  // namespace gatecast::engine
