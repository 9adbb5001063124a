// What Graphviz reads is what was meant, whatever the names of a policy hold.
//
// GATECAST_SEED repeats a run; GATECAST_LONG=1 makes it long.
#include <gmock/gmock.h>
#include <graphviz/cgraph.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "reports/drawing.h"
#include "reports/drawing_labels.h"
#include "tests/drawing/pictures.h"
#include "tests/oracle/dice.h"
#include "tests/oracle/run.h"

namespace gatecast::drawing {
namespace {

using testing::HasSubstr;
using testing::Not;

const oracle::Words pieces = {
    "\"",   "\\",    "\\n",  "\\N",  "&",    "&lt;", "&amp;", "<b>",  "</g>",       "]]>", "#",
    "#34;", "`",     "$",    "'",    "{",    "}",    "[",     "]",    "|",          "%%",  "\n",
    "\t",   "end",   "--",   "-->",  ";",    "1. a", "- b",   "é",    "日本",       " ",   "fa:x",
    "://",  "click", "<!--", "\x7f", "\x01", "*",    "_",     "\xff", "a long word"};

std::string hostile(oracle::Dice& dice) {
  std::string text;
  for (int i = 1 + dice.below(12); i > 0; --i) text += dice.of(pieces);
  return text;
}

engine::Drawing hostile_drawing(oracle::Dice& dice) {
  engine::Drawing drawing;
  drawing.policy = hostile(dice);
  drawing.time_zone = "UTC";
  drawing.groups = {{"first", hostile(dice), 1, false}, {"second", hostile(dice), 2, true}};
  for (int i = 0; i < 6; ++i) {
    engine::DrawingNode node;
    node.id = "node" + std::to_string(i);
    node.kind = static_cast<engine::DrawingNode::Kind>(i);
    node.group = static_cast<std::size_t>(i % 2);
    node.lines = {hostile(dice), hostile(dice)};
    if (node.kind == engine::DrawingNode::Kind::ending) node.outcome = engine::Outcome::deny;
    drawing.nodes.push_back(node);
    if (i > 0) {
      drawing.edges.push_back({static_cast<std::size_t>(i - 1), static_cast<std::size_t>(i),
                               hostile(dice), i % 2 == 0});
    }
  }
  drawing.never = {hostile(dice)};
  return drawing;
}

// What Graphviz would show of a label: it takes escapes and entities out.
std::vector<std::string> shown(std::string_view label) {
  std::vector<std::string> lines(1);
  for (std::size_t i = 0; i < label.size(); ++i) {
    if (label[i] == '\\') {
      ++i;
      if (label[i] == 'n' || label[i] == 'l') {
        lines.emplace_back();
      } else {
        lines.back() += label[i];
      }
    } else if (label.substr(i, 5) == "&amp;") {
      lines.back() += '&';
      i += 4;
    } else {
      EXPECT_NE(label[i], '&') << "an entity that is none of ours";
      lines.back() += label[i];
    }
  }
  if (lines.back().empty()) lines.pop_back();
  return lines;
}

TEST(Dot, HoldsAnyText) {
  const std::uint64_t seed = oracle::chosen_seed();
  printf("seed %llu\n", static_cast<unsigned long long>(seed));
  oracle::Dice dice(seed);
  for (int i = oracle::long_run() ? 20'000 : 300; i > 0; --i) {
    const engine::Drawing drawing = hostile_drawing(dice);
    const std::string dot = reports::drawing_dot(drawing);
    const std::unique_ptr<Agraph_t, int (*)(Agraph_t*)> graph(agmemread(dot.c_str()), agclose);
    ASSERT_NE(graph, nullptr) << dot;
    std::size_t nodes = 0;
    for (Agnode_t* node = agfstnode(graph.get()); node != nullptr;
         node = agnxtnode(graph.get(), node)) {
      ++nodes;
    }
    ASSERT_EQ(nodes, drawing.nodes.size() + 1) << dot;
    ASSERT_EQ(agnedges(graph.get()), static_cast<int>(drawing.edges.size()) + 1) << dot;
    for (const engine::DrawingNode& node : drawing.nodes) {
      Agnode_t* read = agnode(graph.get(), const_cast<char*>(node.id.c_str()), 0);
      ASSERT_NE(read, nullptr);
      char label[] = "label";
      const std::vector<std::string> lines = shown(agget(read, label));
      ASSERT_EQ(lines, reports::label_lines(node)) << dot;
    }
  }
}

TEST(Dot, LabelsFitABox) {
  engine::DrawingNode node;
  node.lines = {"short", std::string(300, 'x'),
                "twenty one words of this line are so many that "
                "it must be broken at a space or two"};
  const std::vector<std::string> lines = reports::label_lines(node);
  ASSERT_EQ(lines.size(), 7U);
  EXPECT_EQ(lines[1], std::string(46, 'x'));
  EXPECT_EQ(lines[4], std::string(46, 'x') + " …");
  EXPECT_EQ(lines[5], "twenty one words of this line are so many that");
  EXPECT_EQ(lines[6], "it must be broken at a space or two");
}

TEST(Svg, HoldsAnyTextAndSaysItInTooltips) {
  const std::uint64_t seed = oracle::chosen_seed();
  printf("seed %llu\n", static_cast<unsigned long long>(seed));
  oracle::Dice dice(seed);
  for (int i = 0; i < 10; ++i) {
    const engine::Drawing drawing = hostile_drawing(dice);
    const auto svg = reports::drawing_svg(drawing);
    ASSERT_TRUE(svg.ok()) << svg.message();
    EXPECT_THAT(svg.value(), Not(HasSubstr("<title>node")));
    EXPECT_THAT(svg.value(), Not(HasSubstr("<b>")));
    EXPECT_THAT(svg.value(), Not(HasSubstr("href=\"")));
  }
}

}  // namespace
}  // namespace gatecast::drawing
