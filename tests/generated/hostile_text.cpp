#include "tests/generated/hostile_text.h"

#include <fmt/format.h>

namespace gatecast::generated {
namespace {

// `head`, and `piece` over and over.
HostileText endless(std::string_view name, std::string_view code, std::string_view head,
                    std::string_view piece) {
  return {name, code, [=](std::size_t bytes) {
            return std::string(head) + repeated(piece, bytes - head.size());
          }};
}

// `piece` with a number in place of `{}`, so that no two are equal.
HostileText numbered(std::string_view name, std::string_view code, std::string_view piece) {
  return {name, code, [=](std::size_t bytes) {
            std::string all;
            all.reserve(bytes);
            for (std::size_t i = 0; all.size() + piece.size() + 8 <= bytes; ++i) {
              fmt::format_to(std::back_inserter(all), fmt::runtime(piece), i);
            }
            return all;
          }};
}

// Every alias stands for sixty of the one before it.
std::string alias_bomb(std::size_t bytes) {
  std::string all = "a0: &a0 [x]\n";
  for (int i = 1; i < 60; ++i) {
    all += fmt::format("a{}: &a{} [{}]\n", i, i, repeated(fmt::format("*a{}, ", i - 1), 300));
  }
  return all + repeated("b: *a59\n", bytes > all.size() ? bytes - all.size() : 0);
}

// Each line one further in than the one before it.
std::string staircase(std::size_t bytes) {
  std::string all;
  all.reserve(bytes);
  for (std::size_t i = 0; all.size() + i + 3 <= bytes; ++i) all += std::string(i, ' ') + "a:\n";
  return all;
}

std::string long_key(std::size_t bytes) { return repeated("k", bytes - 4) + ": 1\n"; }

}  // namespace

std::string repeated(std::string_view piece, std::size_t bytes) {
  std::string all;
  all.reserve(bytes);
  while (all.size() + piece.size() <= bytes) all += piece;
  return all;
}

const std::vector<HostileText>& hostile_texts() {
  static const std::vector<HostileText> all = {
      endless("nested-lists", "too-deep", "a: ", "["),
      endless("nested-maps", "too-deep", "a: ", "{a: "),
      endless("nested-dashes", "too-deep", "", "- "),
      endless("nested-questions", "too-deep", "", "? "),
      endless("nested-colons", "too-deep", "", ": "),
      {"nested-blocks", "too-deep", staircase},
      endless("flow-list", "too-large", "a: [", "x, "),
      endless("flow-map", "too-large", "a: {", "x, "),
      endless("flow-commas", "too-large", "a: [", ","),
      endless("flow-quotes", "too-large", "a: [", "\"\""),
      endless("flow-spaces", "too-large", "a: [", " "),
      endless("plain", "too-large", "a: ", "x"),
      endless("plain-lines", "too-large", "a:\n", "  x\n"),
      endless("plain-empty-lines", "too-large", "a: x", "\n"),
      endless("hidden-brackets", "too-large", "a: x\n  'y", "["),
      endless("double-quoted", "too-large", "a: \"", "x"),
      endless("double-quoted-escapes", "too-large", "a: \"", "\\\""),
      endless("single-quoted", "too-large", "a: '", "''"),
      endless("quoted-lines", "too-large", "a: \"", "\n"),
      endless("literal", "too-large", "a: |\n  ", "x"),
      endless("literal-lines", "too-large", "a: |\n", "  x\n"),
      endless("literal-empty-lines", "too-large", "a: |\n", "\n"),
      endless("folded-lines", "too-large", "a: >\n", "  x\n\n"),
      {"alias-bomb", "alias", alias_bomb},
      numbered("anchors", "alias", "- &a{} x\n"),
      endless("anchor-name", "alias", "a: &", "x"),
      endless("alias-name", "alias", "a: *", "x"),
      numbered("tags", "tag", "- !t{} x\n"),
      endless("tag-name", "tag", "a: !", "x"),
      endless("items", "too-large", "", "- \n"),
      endless("items-of-a-key", "too-large", "a:\n", "- x\n"),
      endless("small-lists", "too-large", "", "- []\n"),
      endless("small-maps", "too-large", "", "- {a,b}\n"),
      numbered("entries", "too-large", "{}:\n"),
      endless("question-lines", "too-large", "", "?\n"),
      endless("colon-lines", "too-large", "", ":\n"),
      endless("comments", "too-large", "", "# x\n"),
      endless("comment", "too-large", "# ", "x"),
      endless("empty-lines", "too-large", "", "\n"),
      endless("spaces", "too-large", "", " "),
      endless("documents", "second-document", "", "---\n"),
      endless("ends", "second-document", "a: 1\n", "...\n"),
      numbered("directives", "too-large", "%TAG !{}! x\n"),
      {"key", "too-large", long_key},
      endless("line", "too-large", "", "a b, [c] "),
  };
  return all;
}

}  // namespace gatecast::generated
