// What the leaves of a graph leave open, as functions of the pieces of unknown facts: the answers,
// and apart from them, as there are many, the deadlines of grace.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/unknown/restriction.h"

namespace gatecast::engine {

class Completions {
 public:
  Completions(const Graph& graph, const Possible& possible, Diagram& diagram,
              Restriction& restriction)
      : graph_(graph), possible_(possible), diagram_(diagram), restriction_(restriction) {}

  // Ends in numbers of answers.
  Node answer(const Leaf& leaf);
  // Ends in numbers of deadlines; 0: none.
  Node deadline(const Leaf& leaf);

  // Without a deadline of grace. Of answers that a caller cannot tell apart there is one for each
  // row.
  const std::vector<Decision>& answers() const { return answers_; }
  const std::vector<std::optional<Instant>>& deadlines() const { return deadlines_; }

 private:
  // A leaf, and which of the methods it looks at.
  struct Completing {
    const Settings& settings;
    const Leaf& leaf;
    std::uint32_t then;  // the rank of the rule that decides, in row 6
    std::vector<Method> methods;
    bool offers = false;  // a challenge, for which codes count
    bool may_skip = false;
  };

  Node answer(const Leaf& leaf, std::uint32_t then);
  Completing looks_at(const Settings& settings, const Leaf& leaf, std::uint32_t then) const;
  Node by_method(const Completing& completing, std::size_t at, DecodedFacts& facts);
  Node by_codes(const Completing& completing, DecodedFacts& facts);
  Node by_skipping(const Completing& completing, DecodedFacts& facts);
  Node is_set_up(Method method);
  Node is_ready(Method method);
  std::uint32_t number(const Decision& decision);
  std::uint32_t number_of_deadline(const Decision& decision);

  const Graph& graph_;
  const Possible& possible_;
  Diagram& diagram_;
  Restriction& restriction_;
  std::vector<Decision> answers_;
  std::map<std::string, std::uint32_t> numbers_;
  std::vector<std::optional<Instant>> deadlines_{std::nullopt};
};

}  // namespace gatecast::engine
