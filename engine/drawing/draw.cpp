#include "engine/drawing/draw.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "engine/drawing/flow.h"
#include "engine/drawing/reach.h"
#include "engine/drawing/settings_box.h"
#include "engine/drawing/words.h"
#include "rules/check.h"

namespace gatecast::engine {
namespace {

using Kind = DrawingNode::Kind;

// More of one kind than a page has room for.
constexpr std::size_t most_of_a_series = 12;

// Short: an arrow comes in beside them.
constexpr std::string_view titles[] = {"",
                                       "1: inactive",
                                       "2: locked",
                                       "3: login_as",
                                       "4: emergency access",
                                       "5: switched off",
                                       "6: `then:` rules",
                                       "7: exempt channels",
                                       "8: stages",
                                       "9: exclusions",
                                       "10: in grace",
                                       "11: enrollment forced",
                                       "12: recognized device",
                                       "13: challenge",
                                       "14: nothing usable",
                                       "12 before 10: waived"};

constexpr Box order[] = {box_of_row(1),  box_of_row(2),  box_of_row(3),  box_of_row(4),
                         box_of_row(5),  box_of_row(6),  box_of_row(7),  box_of_row(8),
                         box_of_row(9),  Box::waiver,    box_of_row(10), box_of_row(11),
                         box_of_row(12), box_of_row(13), box_of_row(14)};

class Artist {
 public:
  Artist(Flow& flow, const Highlight* highlight)
      : flow_(flow), steps_(flow.steps()), highlight_(highlight), reach_(reach_of(flow)) {}

  Drawing draw() {
    const rules::Policy& policy = flow_.graph.policy;
    drawing_.policy = policy.name.value;
    drawing_.revision = policy.revision;
    drawing_.time_zone = policy.zone.name();
    follow();
    choose_shown();
    add_entry();
    for (const Box box : order) add_box(box);
    add_edges();
    const DecodedFacts* facts = highlight_ == nullptr ? nullptr : &highlight_->answer.facts;
    add_settings(flow_, facts, most_of_a_series, drawing_);
    return std::move(drawing_);
  }

 private:
  // Over a question with one answer only. The switch is shown even so: it ends the table.
  std::size_t resolve(std::size_t at) const {
    while (!steps_[at].ending && !is_asked(at)) {
      at = reach_.answers[at][1] ? steps_[at].yes : steps_[at].no;
    }
    return at;
  }
  bool is_asked(std::size_t at) const {
    const auto& [no, yes] = reach_.answers[at];
    return (no && yes) || (yes && steps_[at].box == box_of_row(5));
  }

  // The path of the highlighted decision.
  void follow() {
    taken_.assign(steps_.size(), false);
    if (highlight_ == nullptr) return;
    std::size_t at = flow_.entry();
    for (; !steps_[at].ending; at = answers_[at] ? steps_[at].yes : steps_[at].no) {
      taken_[at] = true;
      answers_[at] = flow_.answer(steps_[at], highlight_->answer.facts);
    }
    taken_[at] = true;
    const Ending& ends = *steps_[at].ending;
    const Decision& decision = highlight_->answer.decision;
    GATECAST_CHECK(ends.row == decision.row && ends.outcome == decision.outcome &&
                   ends.reason == decision.reason);
    drawing_.decision = DrawnDecision{ends.row, ends.outcome, ends.reason,
                                      highlight_->answer.unknown, highlight_->filled};
  }

  // What is drawn, from the entry on: the first of each series, and those that decide.
  void choose_shown() {
    shown_.assign(steps_.size(), false);
    hidden_.assign(steps_.size(), false);
    shown_[resolve(flow_.entry())] = true;
    std::map<Step::Series, std::size_t> counts;
    for (std::size_t at = steps_.size(); at-- > 0;) {
      const Step& step = steps_[at];
      if (!shown_[at] || step.ending) continue;
      const auto found = answers_.find(at);
      const bool decides = found != answers_.end() && found->second;
      hidden_[at] =
          step.series != Step::Series::none && !decides && ++counts[step.series] > most_of_a_series;
      if (reach_.answers[at][0]) shown_[resolve(step.no)] = true;
      const bool is_shown = !hidden_[at] || step.series != Step::Series::then;
      if (reach_.answers[at][1] && is_shown) shown_[resolve(step.yes)] = true;
    }
  }

  std::size_t push(DrawingNode node) {
    drawing_.nodes.push_back(std::move(node));
    return drawing_.nodes.size() - 1;
  }

  void add_entry() {
    drawing_.groups.push_back({"entry", "", 0, false});
    DrawingNode node;
    node.id = "sign_in";
    node.kind = Kind::entry;
    node.lines = {"every sign-in"};
    node.highlighted = highlight_ != nullptr;
    entry_ = push(std::move(node));
  }

  void add_box(Box box) {
    const auto number = static_cast<std::uint8_t>(box);
    const std::uint8_t row = box == Box::waiver ? 12 : number;
    DrawingGroup group{box_id(box), fmt::format("row {}", titles[number]), row, false};
    const std::size_t index = drawing_.groups.size();
    bool is_empty = true;
    for (std::size_t at = steps_.size(); at-- > 0;) {
      if (steps_[at].box != box) continue;
      if (steps_[at].rank != 0 && reach_.reached[at] && !reach_.answers[at][1]) never(at);
      if (!shown_[at]) continue;
      if (is_empty) drawing_.groups.push_back(group);
      is_empty = false;
      if (taken_[at] && steps_[at].ending) drawing_.groups[index].highlighted = true;
      if (hidden_[at]) {
        hide(at, index);
      } else {
        numbers_[at] = push(node_of(at, index));
        gap_.clear();
      }
    }
    gap_.clear();
    if (unnamed_ > 0) {
      drawing_.never.push_back(fmt::format("{} more rules that never decide", unnamed_));
      unnamed_ = 0;
    }
    if (is_empty && box != Box::waiver) drawing_.never.push_back("row " + std::string(titles[row]));
  }

  DrawingNode node_of(std::size_t at, std::size_t group) const {
    const Step& step = steps_[at];
    DrawingNode node;
    node.id = step.id;
    node.group = group;
    node.lines = step.lines;
    node.highlighted = taken_[at];
    if (step.ending) {
      node.kind = Kind::ending;
      node.outcome = step.ending->outcome;
      node.reason = step.ending->reason;
    } else if (step.rank != 0) {
      const rules::Rule& rule = flow_.graph.policy.rules[step.index];
      node.kind = Kind::rule;
      node.rule = rule.name.value;
      node.line = flow_.graph.source.position(rule.span.begin).line;
    }
    return node;
  }

  // Neighbours that are not shown are one node.
  void hide(std::size_t at, std::size_t group) {
    if (gap_.empty()) {
      DrawingNode node;
      node.id = fmt::format("{}_more", steps_[at].id);
      node.kind = Kind::more;
      node.group = group;
      gap_.push_back(push(std::move(node)));
    }
    numbers_[at] = gap_.front();
    DrawingNode& node = drawing_.nodes[gap_.front()];
    node.highlighted = node.highlighted || taken_[at];
    Gap& gap = gaps_[gap_.front()];
    ++gap.size;
    const std::string_view what = steps_[at].series == Step::Series::then     ? "rules"
                                  : steps_[at].series == Step::Series::stages ? "stages"
                                                                              : "exclusions";
    node.lines = {fmt::format("and {} more {}", gap.size, what)};
    if (steps_[at].rank == 0) return;
    // What each of them ends in is not shown.
    const rules::Rule& rule = flow_.graph.policy.rules[steps_[at].index];
    ++gap.outcomes[rule.then->outcome];
    std::vector<std::string> counts;
    for (const auto& [outcome, count] : gap.outcomes) {
      counts.push_back(fmt::format("{} {}", count, rules::name(outcome)));
    }
    node.lines.push_back(list_words(counts));
  }

  void never(std::size_t at) {
    if (++named_ > most_named_never) {
      ++unnamed_;
      return;
    }
    const rules::Rule& rule = flow_.graph.policy.rules[steps_[at].index];
    drawing_.never.push_back(
        fmt::format("{}: it never decides", rule_words(rule, flow_.graph.source)));
  }

  void add_edge(std::size_t from, std::size_t to, std::string label, bool highlighted) {
    auto& edges = drawing_.edges;
    const auto same = std::find_if(edges.begin(), edges.end(), [&](const DrawingEdge& edge) {
      return edge.from == from && edge.to == to && edge.label == label;
    });
    if (same == edges.end()) {
      edges.push_back({from, to, std::move(label), highlighted});
    } else {
      same->highlighted = same->highlighted || highlighted;
    }
  }

  void add_edges() {
    add_edge(entry_, numbers_.at(resolve(flow_.entry())), "", highlight_ != nullptr);
    for (std::size_t at = steps_.size(); at-- > 0;) {
      if (!shown_[at] || steps_[at].ending) continue;
      for (const bool yes : {true, false}) {
        if (!reach_.answers[at][yes ? 1 : 0]) continue;
        const std::size_t to = resolve(yes ? steps_[at].yes : steps_[at].no);
        // From one of many to the next there is no arrow.
        const auto number = numbers_.find(to);
        if (hidden_[at] && (number == numbers_.end() || number->second == numbers_.at(at))) {
          continue;
        }
        const auto taken = answers_.find(at);
        const bool highlighted = taken != answers_.end() && taken->second == yes;
        add_edge(numbers_.at(at), numbers_.at(to), yes ? "yes" : "no", highlighted);
      }
    }
  }

  Flow& flow_;
  const std::vector<Step>& steps_;
  const Highlight* highlight_;
  Reach reach_;
  Drawing drawing_;
  std::vector<bool> taken_, shown_, hidden_;    // by step
  std::map<std::size_t, bool> answers_;         // of the highlighted path, by step
  std::map<std::size_t, std::size_t> numbers_;  // by step: its node
  struct Gap {
    std::size_t size = 0;
    std::map<Outcome, std::size_t> outcomes;
  };
  std::map<std::size_t, Gap> gaps_;  // by the node that stands for many
  std::vector<std::size_t> gap_;     // the node of many that is being filled
  std::size_t entry_ = 0, named_ = 0, unnamed_ = 0;
};

}  // namespace

rules::Result<Drawing> draw(const Graph& graph, const Highlight* highlight) {
  Flow flow(graph, Diagram::default_max_nodes);
  const bool is_true = flow.is_true();
  if (flow.diagram.too_large()) {
    return rules::Failure{"the questions of this policy are too many to be drawn"};
  }
  GATECAST_CHECK(is_true);
  return Artist(flow, highlight).draw();
}

}  // namespace gatecast::engine
