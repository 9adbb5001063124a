#include "engine/drawing/settings_box.h"

#include <fmt/format.h>

#include <set>

#include "engine/drawing/draw.h"
#include "engine/drawing/reach.h"
#include "engine/drawing/words.h"

namespace gatecast::engine {
namespace {

class SettingsBox {
 public:
  SettingsBox(Flow& flow, const DecodedFacts* facts, std::size_t most, Drawing& drawing)
      : flow_(flow),
        graph_(flow.graph),
        policy_(graph_.policy),
        facts_(facts),
        most_(most),
        drawing_(drawing) {}

  void add() {
    find_places();
    const auto& two_factor = policy_.two_factor;
    drawing_.groups.push_back(
        {"settings", "settings: a later rule wins for what it sets", 0, false});
    std::vector<std::string> lines{"two_factor"};
    const std::string place = place_words(graph_.source, two_factor.span);
    if (!place.empty()) lines.front() += ", " + place;
    append(lines, settings_words(two_factor.settings));
    if (lines.size() == 1) lines.emplace_back("nothing; the defaults hold");
    DrawingNode node = box("settings_two_factor", std::move(lines), two_factor.span);
    node.highlighted = base_in_force_;
    last_ = push(std::move(node));
    std::size_t shown = 0;
    for (std::size_t rule = 0; rule < policy_.rules.size(); ++rule) {
      if (!policy_.rules[rule].set) continue;
      if (!wins_[rule]) {
        never(rule);
      } else if (shown < most_ || in_force_[rule]) {
        close_gap();
        add_rule(rule);
        ++shown;
      } else {
        ++hidden_;
      }
    }
    close_gap();
    if (unnamed_ > 0) {
      drawing_.never.push_back(
          fmt::format("{} more rules whose settings are never in force", unnamed_));
    }
  }

 private:
  void find_places() {
    wins_.resize(policy_.rules.size());
    in_force_.resize(policy_.rules.size());
    for (std::size_t i = 0; i < piece_count; ++i) {
      const auto piece = static_cast<Piece>(i);
      // Where grace is written has no value of its own.
      if (piece != Piece::grace_place && piece != Piece::limits) find_places(piece);
    }
    find_limits();
  }

  // An entry of a piece is that of `two_factor`, then one for each rule that sets it (compile.cpp).
  void find_places(Piece piece) {
    const Setting& setting = graph_.settings[static_cast<std::size_t>(piece)];
    const auto wins = winning_ranks(graph_, setting.contest, setting.choice.size());
    const std::uint32_t entry = facts_ == nullptr ? 0 : graph_.entry(piece, *facts_);
    if (facts_ != nullptr && entry == 0) base_in_force_ = true;
    std::uint32_t rank = 0;
    for (std::size_t rule = 0; rule < policy_.rules.size(); ++rule) {
      const auto& set = policy_.rules[rule].set;
      if (!set || !sets(*set, piece)) continue;
      ++rank;
      if (wins[rank]) wins_[rule] = true;
      if (facts_ != nullptr && entry == rank) in_force_[rule] = true;
    }
  }

  // They merge key by key, so a rule is in force if it sets a key that no later one sets.
  void find_limits() {
    std::set<std::string> keys;
    for (std::size_t rule = policy_.rules.size(); rule-- > 0;) {
      const auto& set = policy_.rules[rule].set;
      if (!set || !sets(*set, Piece::limits)) continue;
      wins_[rule] = true;
      if (facts_ == nullptr) continue;
      const Node where =
          flow_.conditions.condition(policy_.rules[rule].when, Conditions::Reads::two_factor_alone);
      if (!flow_.holds(where, *facts_)) continue;
      for (const std::string& key : limit_keys(*set)) {
        if (keys.insert(key).second) in_force_[rule] = true;
      }
    }
  }

  static void append(std::vector<std::string>& lines, std::vector<std::string> more) {
    for (std::string& line : more) lines.push_back(std::move(line));
  }

  DrawingNode box(std::string id, std::vector<std::string> lines, rules::Span span) const {
    DrawingNode node;
    node.id = std::move(id);
    node.kind = DrawingNode::Kind::settings;
    node.group = drawing_.groups.size() - 1;
    node.lines = std::move(lines);
    if (!span.empty()) node.line = graph_.source.position(span.begin).line;
    return node;
  }

  std::size_t push(DrawingNode node) {
    drawing_.nodes.push_back(std::move(node));
    return drawing_.nodes.size() - 1;
  }

  void follow(std::size_t node) {
    drawing_.edges.push_back({last_, node, "then", false});
    last_ = node;
  }

  void add_rule(std::size_t index) {
    const rules::Rule& rule = policy_.rules[index];
    std::vector<std::string> lines{rule_words(rule, graph_.source),
                                   "when " + condition_words(rule.when, policy_)};
    append(lines, settings_words(*rule.set));
    DrawingNode node = box(fmt::format("settings_rule{}", index), std::move(lines), rule.span);
    node.rule = rule.name.value;
    node.highlighted = in_force_[index];
    follow(push(std::move(node)));
  }

  void close_gap() {
    if (hidden_ == 0) return;
    DrawingNode node = box(fmt::format("settings_more{}", drawing_.nodes.size()),
                           {fmt::format("and {} more rules", hidden_)}, {});
    node.kind = DrawingNode::Kind::more;
    follow(push(std::move(node)));
    hidden_ = 0;
  }

  void never(std::size_t rule) {
    if (++named_ > most_named_never) {
      ++unnamed_;
      return;
    }
    drawing_.never.push_back(fmt::format("{}: what it sets is never in force",
                                         rule_words(policy_.rules[rule], graph_.source)));
  }

  Flow& flow_;
  const Graph& graph_;
  const rules::Policy& policy_;
  const DecodedFacts* facts_;
  std::size_t most_;
  Drawing& drawing_;
  std::vector<bool> wins_, in_force_;  // by rule
  bool base_in_force_ = false;
  std::size_t last_ = 0, hidden_ = 0, named_ = 0, unnamed_ = 0;
};

}  // namespace

void add_settings(Flow& flow, const DecodedFacts* facts, std::size_t most, Drawing& drawing) {
  SettingsBox(flow, facts, most, drawing).add();
}

}  // namespace gatecast::engine
