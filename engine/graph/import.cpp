#include "engine/graph/import.h"

namespace gatecast::engine {

Node Import::node(std::uint32_t word) {
  const auto size_of = [&](std::uint32_t variable) {
    return graph_.variables.all()[variable].size;
  };
  return unflatten(graph_.diagram, word, size_of, diagram_, imported_);
}

Node Import::winner(const Contest& contest) {
  Node best = node(contest.root);
  for (const Contest::Bucket& bucket : contest.buckets) {
    const bool is_bit = bucket.name.asks == Asks::role || bucket.name.asks == Asks::group;
    const Node has = is_bit ? conditions_.asked(bucket.name.asks, bucket.name.number)
                            : conditions_.equals(bucket.name.asks, bucket.name.number);
    best = diagram_.ite(has, diagram_.greater(best, node(bucket.root)), best);
    if (diagram_.too_large()) break;
  }
  return best;
}

Diagram::Functions Import::settings() {
  Diagram::Functions functions;
  for (std::uint32_t i = 0; i < piece_count; ++i) {
    const std::size_t choices = graph_.choices[i].size();
    if (choices == 1) continue;
    const Node in_force = winner(graph_.settings[i].contest);
    std::vector<Node>& values = functions[graph_.variables.number(Asks::setting, i)];
    for (std::uint32_t choice = 0; choice < choices; ++choice) {
      values.push_back(diagram_.map_where(Diagram::yes, in_force, [&](auto number) {
        return graph_.settings[i].choice[number] == choice;
      }));
    }
  }
  return functions;
}

}  // namespace gatecast::engine
