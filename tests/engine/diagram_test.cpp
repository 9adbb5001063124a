#include "engine/graph/diagram.h"

#include <gtest/gtest.h>

#include <random>

#include "engine/digest.h"
#include "engine/graph/ramp.h"

namespace gatecast::engine {
namespace {

Node bit(Diagram& d, std::uint32_t variable) {
  return d.choose(variable, 2, [](auto value) { return value == 1; });
}

TEST(Diagram, a_node_of_equal_children_is_the_child) {
  Diagram d;
  const Node seven = d.terminal(7);
  EXPECT_EQ(d.make(3, {seven, seven, seven}), seven);
  const Node a = bit(d, 0);
  const Node b = bit(d, 1);
  EXPECT_EQ(d.ite(a, b, b), b);
  EXPECT_EQ(d.choose(4, 5, [](auto) { return true; }), Diagram::yes);
}

TEST(Diagram, equal_functions_are_the_same_node) {
  Diagram d;
  const Node a = bit(d, 0);
  const Node b = bit(d, 1);
  const Node c = bit(d, 2);
  EXPECT_EQ(d.negate(d.both(a, b)), d.either(d.negate(a), d.negate(b)));
  EXPECT_EQ(d.both(a, d.either(b, c)), d.either(d.both(a, b), d.both(a, c)));
  EXPECT_EQ(d.negate(d.negate(a)), a);
  EXPECT_EQ(d.either(a, d.negate(a)), Diagram::yes);
  EXPECT_EQ(d.both(a, d.negate(a)), Diagram::no);
  const std::size_t before = d.node_count();
  EXPECT_EQ(d.both(b, a), d.both(a, b));
  EXPECT_EQ(d.node_count(), before);
}

TEST(Diagram, a_variable_that_does_not_matter_is_not_asked) {
  Diagram d;
  const Node a = bit(d, 0);
  const Node b = bit(d, 1);
  const Node either_way = d.ite(a, b, d.both(b, d.either(a, d.negate(a))));
  EXPECT_EQ(either_way, b);
}

TEST(Diagram, keeps_more_than_two_terminals) {
  Diagram d;
  const Node color = d.choose(0, 3, [](auto value) { return value == 2; });
  const Node picked =
      d.ite(color, d.terminal(10), d.ite(bit(d, 1), d.terminal(11), d.terminal(12)));
  FlatDiagram flat;
  std::vector<std::uint32_t> offsets;
  const std::uint32_t root = flatten(d, picked, flat, offsets);
  const auto walk = [&](std::uint32_t first, std::uint32_t second) {
    return flat.walk(root, [&](std::uint32_t v) { return v == 0 ? first : second; });
  };
  EXPECT_EQ(walk(2, 0), 10U);
  EXPECT_EQ(walk(1, 1), 11U);
  EXPECT_EQ(walk(0, 0), 12U);
}

TEST(Diagram, map_where_replaces_terminals_where_the_condition_holds) {
  Diagram d;
  const Node a = bit(d, 0);
  const Node b = bit(d, 1);
  const Node base = d.ite(b, d.terminal(5), d.terminal(6));
  const Node mapped = d.map_where(a, base, [](std::uint32_t value) { return value + 100; });
  EXPECT_EQ(mapped, d.ite(a, d.ite(b, d.terminal(105), d.terminal(106)), base));
}

// A random diagram of some variables, ending in 0 to `ends` - 1.
Node random_diagram(Diagram& d, std::mt19937& random, std::uint32_t variables, std::uint32_t ends) {
  Node node = d.terminal(static_cast<std::uint32_t>(random() % ends));
  for (int i = 0; i < 8; ++i) {
    const auto variable = static_cast<std::uint32_t>(random() % variables);
    const std::uint32_t size = 2 + variable % 3;
    const auto chosen = static_cast<std::uint32_t>(random() % size);
    const Node is_it = d.choose(variable, size, [&](auto value) { return value == chosen; });
    node = d.ite(is_it, node, d.terminal(static_cast<std::uint32_t>(random() % ends)));
  }
  return node;
}

TEST(Diagram, puts_in_what_asks_earlier_variables) {
  std::mt19937 random(5);
  for (int i = 0; i < 500; ++i) {
    Diagram d;
    const Node outer = random_diagram(d, random, 6, 4);
    std::vector<Node> inner;
    for (int k = 0; k < 4; ++k) inner.push_back(random_diagram(d, random, 6, 5));
    EXPECT_EQ(d.put_in(outer, inner), d.substitute(outer, {}, inner));
  }
}

TEST(Diagram, flattens_shared_nodes_once) {
  Diagram d;
  const Node shared = bit(d, 2);
  const Node left = d.ite(bit(d, 0), shared, Diagram::no);
  FlatDiagram flat;
  std::vector<std::uint32_t> offsets;
  flatten(d, left, flat, offsets);
  const std::size_t words = flat.words.size();
  flatten(d, shared, flat, offsets);
  EXPECT_EQ(flat.words.size(), words);
}

TEST(Diagram, says_that_it_is_too_large) {
  Diagram d(40);
  Node sum = Diagram::no;
  for (std::uint32_t i = 0; i < 60; ++i) sum = d.ite(bit(d, i), d.negate(sum), sum);
  EXPECT_TRUE(d.too_large());
}

TEST(Digest, is_sha_256) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Ramp, bucket_of_the_example_in_signin) {
  EXPECT_EQ(ramp_bucket("acme-portal", "customers", "u-1042"), 936);
}

}  // namespace
}  // namespace gatecast::engine
