// The rows of SIGNIN's table as questions with two answers each, in the words of the policy. A
// question is a set of sign-ins: a node of the diagram that the graph's own rows are nodes of too.
//
// What is asked here is written by hand; that it says what the graph says is not left to hope:
// `draw` composes the questions and CHECKs that the node is that of the compiled rows.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/graph/conditions.h"
#include "engine/graph/graph.h"

namespace gatecast::engine {

// A box of the picture: a row of the table. Row 12 has a second one, in front of 10 and 11, where a
// recognized device waives the enrollment.
enum class Box : std::uint8_t { waiver = 15 };
inline constexpr Box box_of_row(int row) { return static_cast<Box>(row); }
std::string box_id(Box box);  // letters, digits and _

// What a sign-in ends in: as decide() says, but for what depends on the state of methods.
struct Ending {
  std::uint8_t row = 0;
  Outcome outcome = Outcome::deny;
  std::string reason;
  bool may_skip = false;
};

struct Step {
  // Which of many alike it is one of; a picture may show some of them.
  enum class Series : std::uint8_t { none, then, stages, exclusions };
  Box box = box_of_row(1);
  std::string id;                  // unique; letters, digits and _
  std::vector<std::string> lines;  // what is asked, then details
  Series series = Series::none;
  std::size_t index = 0;         // of the rule, the stage or the exclusion in the policy
  std::optional<Ending> ending;  // else a question
  // Of a question. `rank` other than 0: whether this rank of Graph::then wins; `holds` is then
  // where some rule with its outcome does.
  Node holds = Diagram::no;
  std::uint32_t rank = 0;
  std::size_t yes = 0, no = 0;  // steps made earlier
  // Of an ending: which of those that the table alone tells apart, so without a rule's own reason.
  std::uint32_t key = 0;
};

class Flow {
 public:
  // Whether it became too large is to be asked of `diagram`.
  Flow(const Graph& graph, std::size_t max_nodes);
  Flow(const Flow&) = delete;
  Flow& operator=(const Flow&) = delete;

  // The last is where every sign-in begins; answers lead to steps that stand earlier.
  const std::vector<Step>& steps() const { return steps_; }
  std::size_t entry() const { return steps_.size() - 1; }

  // Whether the questions say what the graph's own rows say, for every sign-in.
  bool is_true();
  bool answer(const Step& question, const DecodedFacts& facts) const;
  bool holds(Node set, const DecodedFacts& facts) const;

  const Graph& graph;
  Diagram diagram;
  Conditions conditions;

 private:
  // enrollment_rows.cpp: from the last row up to row 8; first_rows.cpp: from 7 to 1.
  std::size_t rows_10_to_14();
  std::size_t row_10(std::size_t below, std::size_t forced);
  std::size_t row_11();
  std::size_t row_9(std::size_t below);
  std::size_t row_8(std::size_t below);
  std::size_t row_7(std::size_t below);
  std::size_t row_6(std::size_t below);
  std::size_t then_rule(std::uint32_t rank, std::size_t below);
  std::size_t by_then(std::size_t rule);
  std::size_t first_rows(std::size_t below);

  Node recognized();
  Node let_through();
  std::vector<std::string> let_through_words(std::string_view what) const;

  using Lines = std::vector<std::string>;
  std::size_t ask(Box box, std::string id, Lines lines, Node holds, std::size_t yes,
                  std::size_t no);
  std::size_t end(Box box, const Leaf& leaf, bool skipped = false);
  // With a reason of the rule's own.
  std::size_t end(std::size_t rule, const Leaf& leaf);
  std::size_t end(Box box, const std::string& id, Ending ends, std::uint32_t key);
  // What the questions say, and what the compiled rows say: over the same variables and keys.
  Node composed();
  Node compiled();
  // The key of the ending that a leaf comes to.
  std::uint32_t key(const Ending& ending);
  Ending ending(const Leaf& leaf, bool skipped) const;

  std::vector<Step> steps_;
  std::unordered_map<std::string, std::size_t> by_id_;
  std::unordered_map<std::string, std::uint32_t> keys_;
};

}  // namespace gatecast::engine
