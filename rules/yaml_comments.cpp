#include "rules/yaml_comments.h"

#include <algorithm>
#include <limits>

#include "rules/byte_scan.h"

namespace gatecast::rules {
namespace {

using Kind = YamlNode::Kind;
constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

// An entry or item that comments may stand at.
struct Anchor {
  std::size_t parent = none;  // none: directly in the root
  const YamlNode* value = nullptr;
  const std::string* key = nullptr;  // of an entry
  std::size_t index = 0;             // of an item
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t column = 0;  // of the key, or of the dash of an item
  bool is_block = false;     // a map or list without brackets: it ends where its last part does
};

class Carrier {
 public:
  Carrier(const Source& source, const YamlNode& tree) : source_(source), text_(source.text()) {
    collect(tree, none);
    placed_.resize(anchors_.size());
  }

  Comments carry(const std::vector<Span>& comments, WrittenNode& written) {
    const std::size_t header = header_size(comments);
    for (std::size_t i = 0; i < comments.size(); ++i) {
      const Comment comment = comment_of(comments[i]);
      if (i < header) {
        whole_.before.push_back(comment);
      } else if (line_begins_with(comments[i].begin)) {
        place_on_own_line(comments[i].begin, comment);
      } else {
        place_beside(comments[i].begin, comment);
      }
    }
    for (std::size_t i = 0; i < anchors_.size(); ++i) {
      if (!placed_[i].empty()) hand_over(i, written);
    }
    return std::move(whole_);
  }

 private:
  void collect(const YamlNode& node, std::size_t parent) {
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      const YamlNode& item = node.items[i];
      add(item, parent, nullptr, i, item.span.begin, item.span.end, dash_column(item.span.begin));
    }
    for (const YamlNode::Entry& entry : node.entries) {
      add(entry.value, parent, &entry.key, 0, entry.key_span.begin, entry.span.end,
          source_.position(entry.key_span.begin).column);
    }
  }

  void add(const YamlNode& value, std::size_t parent, const std::string* key, std::size_t index,
           std::uint32_t begin, std::uint32_t end, std::uint32_t column) {
    const bool bracket = value.span.begin < text_.size() &&
                         (text_[value.span.begin] == '{' || text_[value.span.begin] == '[');
    anchors_.push_back(
        {parent, &value, key, index, begin, end, column, value.kind != Kind::scalar && !bracket});
    collect(value, anchors_.size() - 1);
  }

  std::uint32_t dash_column(std::uint32_t begin) const {
    std::uint32_t at = begin;
    while (at > 0 && text_[at - 1] == ' ') --at;
    if (at > 0 && text_[at - 1] == '-') --at;
    return source_.position(at < text_.size() && text_[at] == '-' ? at : begin).column;
  }

  std::uint32_t line_begin(std::uint32_t at) const {
    return source_.line_begin(source_.position(at).line);
  }
  bool line_begins_with(std::uint32_t at) const {
    std::uint32_t begin = line_begin(at);
    if (begin == 0) begin = static_cast<std::uint32_t>(byte_order_mark_size(text_));
    const std::string_view before = text_.substr(begin, at - begin);
    return before.find_first_not_of(" \t") == std::string_view::npos;
  }
  bool is_blank(std::uint32_t line) const {
    return line >= 1 && line <= source_.line_count() &&
           source_.line(line).find_first_not_of(" \t") == std::string_view::npos;
  }

  Comment comment_of(Span span) const {
    const std::uint32_t line = source_.position(span.begin).line;
    return {std::string(source_.text(span)), line > 1 && is_blank(line - 1)};
  }

  // The first comments, as far as an empty line parts them from the first key.
  std::size_t header_size(const std::vector<Span>& comments) const {
    std::size_t size = 0;
    for (std::size_t i = 0; i < comments.size(); ++i) {
      if (!anchors_.empty() && comments[i].begin > anchors_.front().begin) break;
      if (is_blank(source_.position(comments[i].begin).line + 1)) size = i + 1;
    }
    return size;
  }

  bool is_within(std::size_t anchor, std::size_t outer) const {
    while (anchor != none && anchor != outer) anchor = anchors_[anchor].parent;
    return anchor == outer;
  }

  void place_on_own_line(std::uint32_t at, const Comment& comment) {
    const auto found = std::partition_point(anchors_.begin(), anchors_.end(),
                                            [&](const Anchor& each) { return each.begin < at; });
    const auto next = static_cast<std::size_t>(found - anchors_.begin());
    const std::uint32_t column = source_.position(at).column;
    const bool last = next == anchors_.size();
    if (!last && (next == 0 || column <= anchors_[next].column || is_within(next, next - 1))) {
      placed_[next].before.push_back(comment);
      keep_line(next, comment.text);
      return;
    }
    if (last && column == 1) {
      whole_.after.push_back(comment);
      return;
    }
    // Further in than what follows: it ends what it stands under.
    for (std::size_t i = next == 0 ? none : next - 1; i != none; i = anchors_[i].parent) {
      if (anchors_[i].parent == none || anchors_[i].column > column) continue;
      placed_[i].after.push_back(comment);
      return;
    }
    (last ? whole_.after : placed_[next].before).push_back(comment);
  }

  void keep_line(std::size_t anchor, std::string_view comment) {
    const std::size_t word = comment.find_first_not_of("# \t");
    if (word == std::string_view::npos || !comment.substr(word).starts_with("gatecast:")) return;
    if (!anchors_[anchor].is_block) placed_[anchor].keep_line = true;
  }

  void place_beside(std::uint32_t at, const Comment& comment) {
    const std::uint32_t begin = line_begin(at);
    std::size_t ended = none;   // the outermost that ends on this line
    std::size_t opened = none;  // the innermost that begins on it
    for (std::size_t i = first_from(begin); i < anchors_.size() && anchors_[i].begin < at; ++i) {
      const Anchor& each = anchors_[i];
      if (each.begin >= begin) opened = i;
      const bool ends_here = each.end > begin && each.end <= at && !each.is_block;
      if (ends_here && (ended == none || !is_within(i, ended))) ended = i;
    }
    const std::size_t chosen = ended != none ? ended : opened;
    if (chosen == none) {
      place_on_own_line(at, comment);
    } else if (placed_[chosen].beside) {
      placed_[chosen].before.push_back(comment);
    } else {
      placed_[chosen].beside = comment.text;
    }
    if (chosen != none) keep_line(chosen, comment.text);
  }

  // An anchor from which on all are seen that may end at or after `begin`: the last one before it,
  // and what that stands in.
  std::size_t first_from(std::uint32_t begin) const {
    const auto found = std::partition_point(anchors_.begin(), anchors_.end(),
                                            [&](const Anchor& each) { return each.begin < begin; });
    auto first = static_cast<std::size_t>(found - anchors_.begin());
    if (first > 0) --first;
    std::size_t outer = first;
    for (std::size_t i = first; i != none && i < anchors_.size(); i = anchors_[i].parent) {
      if (!anchors_[i].is_block) outer = i;
    }
    return outer;
  }

  // Where an anchor is in the other form; `exact` is left false if only what it stood in is there.
  WrittenNode::Part* find(std::size_t anchor, WrittenNode& root, bool& exact) const {
    const Anchor& wanted = anchors_[anchor];
    WrittenNode::Part* outer = nullptr;
    exact = true;
    if (wanted.parent != none) {
      outer = find(wanted.parent, root, exact);
      if (!exact || outer == nullptr) return outer;
    }
    WrittenNode& node = outer == nullptr ? root : outer->value;
    for (std::size_t i = 0; i < node.parts.size(); ++i) {
      WrittenNode::Part& part = node.parts[i];
      const bool same = node.kind == Kind::mapping
                            ? wanted.key != nullptr && part.key == *wanted.key
                            : wanted.key == nullptr && is_item(part, i, wanted);
      if (same) return &part;
    }
    exact = false;
    return outer;
  }

  // A list of words may be sorted in the other form; one of maps is not.
  static bool is_item(const WrittenNode::Part& part, std::size_t index, const Anchor& wanted) {
    if (part.value.kind != wanted.value->kind) return false;
    return part.value.kind == Kind::scalar ? part.value.text == wanted.value->text
                                           : index == wanted.index;
  }

  void hand_over(std::size_t anchor, WrittenNode& written) {
    Comments& from = placed_[anchor];
    bool exact = false;
    WrittenNode::Part* part = find(anchor, written, exact);
    if (part != nullptr && exact) {
      Comments& to = part->comments;
      to.before.insert(to.before.end(), from.before.begin(), from.before.end());
      to.after = std::move(from.after);
      if (from.beside) to.beside = std::move(from.beside);
      to.keep_line = from.keep_line;
      return;
    }
    std::vector<Comment>& to = part == nullptr ? whole_.after : part->comments.before;
    to.insert(to.end(), from.before.begin(), from.before.end());
    if (from.beside) to.push_back({*from.beside, false});
    to.insert(to.end(), from.after.begin(), from.after.end());
  }

  const Source& source_;
  std::string_view text_;
  std::vector<Anchor> anchors_;  // in the order of the text, outer ones first
  std::vector<Comments> placed_;
  Comments whole_;
};

// Keys and values that are texts, in the order of the text: there a `#` is no comment.
void collect_scalars(const YamlNode& node, std::vector<Span>& spans) {
  if (node.kind == Kind::scalar) spans.push_back(node.span);
  for (const YamlNode& item : node.items) collect_scalars(item, spans);
  for (const YamlNode::Entry& entry : node.entries) {
    spans.push_back(entry.key_span);
    collect_scalars(entry.value, spans);
  }
}

}  // namespace

std::vector<Span> find_comments(const Source& source, const YamlNode& tree,
                                Diagnostics& diagnostics) {
  const std::string_view text = source.text();
  std::vector<Span> scalars;
  collect_scalars(tree, scalars);
  std::vector<Span> comments;
  std::size_t scalar = 0;
  const auto end_of_line = [&](std::uint32_t at) {
    auto end = static_cast<std::uint32_t>(std::min(text.find('\n', at), text.size()));
    while (end > at && (text[end - 1] == '\r' || text[end - 1] == ' ' || text[end - 1] == '\t')) {
      --end;
    }
    return end;
  };
  for (std::uint32_t at = 0; at < text.size();) {
    while (scalar < scalars.size() && (scalars[scalar].empty() || scalars[scalar].end <= at)) {
      ++scalar;
    }
    if (scalar < scalars.size() && at == scalars[scalar].begin) {
      if (text[at] == '|' || text[at] == '>') {
        const std::size_t hash = text.substr(0, end_of_line(at)).find('#', at);
        if (hash != std::string_view::npos) {
          const auto begin = static_cast<std::uint32_t>(hash);
          diagnostics.error("comment-in-block", {begin, end_of_line(begin)},
                            "a comment beside the `|` or `>` of a block of text cannot be kept",
                            "move it to a line of its own");
        }
      }
      at = scalars[scalar].end;
    } else if (text[at] == '#') {
      comments.push_back({at, end_of_line(at)});
      at = comments.back().end;
    } else {
      ++at;
    }
  }
  return comments;
}

Comments carry_comments(const Source& source, const YamlNode& tree,
                        const std::vector<Span>& comments, WrittenNode& written) {
  return Carrier(source, tree).carry(comments, written);
}

}  // namespace gatecast::rules
