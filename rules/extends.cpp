#include "rules/extends.h"

#include <fmt/format.h>

#include <algorithm>

#include "rules/check.h"
#include "rules/fields.h"
#include "rules/library.h"

namespace gatecast::rules {
namespace {

// What a shipped policy says of itself, and never of the one that extends it.
constexpr std::string_view own_keys[] = {"policy", "revision", "time_zone"};
constexpr std::string_view appended_keys[] = {"rules", "assertions"};

template <std::size_t N>
bool contains(const std::string_view (&keys)[N], std::string_view key) {
  return std::find(std::begin(keys), std::end(keys), key) != std::end(keys);
}

YamlNode::Entry* find(YamlNode& node, std::string_view key) {
  const auto found = std::find_if(node.entries.begin(), node.entries.end(),
                                  [&](const auto& entry) { return entry.key == key; });
  return found == node.entries.end() ? nullptr : &*found;
}

void raise(YamlNode& node, std::uint32_t by) {
  const auto raise_span = [by](Span& span) {
    span.begin += by;
    span.end += by;
  };
  raise_span(node.span);
  for (YamlNode& item : node.items) raise(item, by);
  for (YamlNode::Entry& entry : node.entries) {
    raise_span(entry.key_span);
    raise_span(entry.span);
    raise(entry.value, by);
  }
}

void lay_under(YamlNode& own, YamlNode&& shipped) {
  for (YamlNode::Entry& entry : shipped.entries) {
    YamlNode::Entry* mine = find(own, entry.key);
    if (mine == nullptr) {
      own.entries.push_back(std::move(entry));
    } else if (mine->value.kind == YamlNode::Kind::mapping &&
               entry.value.kind == YamlNode::Kind::mapping) {
      lay_under(mine->value, std::move(entry.value));
    }
  }
}

// The shipped items first: where a later one wins, the author's does.
void put_before(YamlNode& own, YamlNode&& shipped) {
  if (own.kind != YamlNode::Kind::sequence) return;
  own.items.insert(own.items.begin(), std::make_move_iterator(shipped.items.begin()),
                   std::make_move_iterator(shipped.items.end()));
}

YamlNode tree_of(const LibraryPolicy& policy) {
  Diagnostics diagnostics;
  std::optional<YamlNode> tree = read_yaml(policy.source, diagnostics);
  GATECAST_CHECK(tree && tree->kind == YamlNode::Kind::mapping);
  std::erase_if(tree->entries, [](const auto& entry) { return contains(own_keys, entry.key); });
  raise(*tree, policy.begin);
  return std::move(*tree);
}

}  // namespace

bool apply_extends(YamlNode& tree, Diagnostics& diagnostics) {
  const YamlNode::Entry* extends = find(tree, "extends");
  if (extends == nullptr) return true;
  const std::optional<std::string> name = read_text(extends->value, diagnostics);
  if (!name) return false;
  const LibraryPolicy* policy = find_library_policy(*name);
  if (policy == nullptr) {
    std::vector<std::string_view> names;
    for (const LibraryPolicy& each : library_policies()) names.push_back(each.name);
    diagnostics.error("unknown-extends", extends->value.span,
                      fmt::format("no policy `{}` is shipped to extend", *name),
                      suggest(*name, names));
    return false;
  }
  YamlNode shipped = tree_of(*policy);
  for (const std::string_view key : appended_keys) {
    YamlNode::Entry* mine = find(tree, key);
    YamlNode::Entry* theirs = find(shipped, key);
    if (mine != nullptr && theirs != nullptr) {
      put_before(mine->value, std::move(theirs->value));
    }
  }
  lay_under(tree, std::move(shipped));
  return true;
}

}  // namespace gatecast::rules
