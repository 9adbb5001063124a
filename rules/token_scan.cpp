#include "rules/token_scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "rules/byte_scan.h"

namespace gatecast::rules {
namespace {

class TokenScan {
 public:
  explicit TokenScan(std::string_view text) : text_(text) {}

  ScannedTokens run() {
    while (!refusal_ && next()) {
    }
    return {std::move(refusal_), values_};
  }

 private:
  struct Indent {
    std::size_t column;
    bool sequence;
  };
  struct Flow {
    bool map;
    bool item = false;  // something stands behind the last comma
  };

  // One token; false at the end of the text.
  bool next() {
    skip_blank();
    if (at_ - token_end_ > yaml_piece_bytes_max) {
      refuse(token_end_, "too-large",
             fmt::format("comments and empty lines go on for more than {} bytes",
                         yaml_piece_bytes_max));
      return false;
    }
    if (at_ >= text_.size()) {
      // To yaml-cpp, a text that ends the file may be a key without a value.
      if (key_) values_ += 2;
      return false;
    }
    if (flows_.empty()) {
      pop_indents();
    } else if (at_ - opened_at_ > yaml_piece_bytes_max) {
      refuse(
          opened_at_, "too-large",
          fmt::format("what is in these brackets is longer than {} bytes", yaml_piece_bytes_max));
      return false;
    }
    if (directive()) return true;
    if (marker()) return true;
    if (ended_) refuse_document();
    started_ = true;
    token(text_[at_]);
    token_end_ = at_;
    if (values_ > yaml_values_max) {
      refuse(at_ - 1, "too-large",
             fmt::format("the file has more than {} values", yaml_values_max));
    }
    return true;
  }

  void token(char c) {
    if (c == '[' || c == '{') return open(c == '{');
    if (c == ']' || c == '}') return close();
    if (c == ',') return comma();
    if (c == '-' && is_blank(at_ + 1)) return dash();
    if (c == '?' && at_ + 1 < text_.size() && is_blank(at_ + 1)) return question();
    if (is_colon()) return colon();
    if (c == '*' || c == '&') {
      return refuse(at_, "alias", c == '*' ? "aliases are not allowed" : "anchors are not allowed",
                    "write the value out");
    }
    if (c == '!') {
      return refuse(at_, "tag", "tags are not allowed", "a text is written in quotes");
    }
    begin_node();
    if (c == '"' || c == '\'') return quoted(c);
    if ((c == '|' || c == '>') && flows_.empty()) return block();
    plain();
  }

  void refuse(std::size_t begin, std::string_view code, std::string message,
              std::string help = {}) {
    if (!refusal_) refusal_ = TokenRefusal{begin, code, std::move(message), std::move(help)};
  }
  void refuse_document() {
    refuse(at_, "second-document", "a policy is one document, a second begins here",
           "remove the `---`");
  }
  void refuse_deep() {
    refuse(at_, "too-deep", fmt::format("values are nested more than {} deep", yaml_depth_max));
  }
  bool is_endless(std::size_t begin, std::size_t at) {
    if (at - begin <= yaml_piece_bytes_max) return false;
    refuse(begin, "too-large",
           fmt::format("this text is longer than {} bytes", yaml_piece_bytes_max));
    return true;
  }

  // The end of the text counts as blank.
  bool is_blank(std::size_t i) const {
    return i >= text_.size() || text_[i] == ' ' || text_[i] == '\n' || text_[i] == '\t' ||
           text_[i] == '\r';
  }
  bool is_at(std::size_t i, char c) const { return i < text_.size() && text_[i] == c; }
  bool is_flow_end(std::size_t i) const { return is_at(i, ',') || is_at(i, ']') || is_at(i, '}'); }
  std::size_t line_end(std::size_t i) const { return std::min(text_.find('\n', i), text_.size()); }
  std::size_t column() const { return at_ - line_begin_; }
  // The least column of what belongs to the innermost list or map.
  std::size_t inner_column() const { return indents_.empty() ? 0 : indents_.back().column + 1; }

  void skip_blank() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '#') {
        at_ = line_end(at_);
      } else if (c == '\n') {
        line_begin_ = ++at_;
      } else if (c == ' ' || c == '\t' || c == '\r') {
        ++at_;
      } else {
        return;
      }
    }
  }

  // They bring no value, so endless ones count as an endless comment.
  bool directive() {
    if (column() != 0 || text_[at_] != '%') return false;
    at_ = line_end(at_);
    return true;
  }

  // The beginning or the end of a document.
  bool marker() {
    if (column() != 0) return false;
    const std::string_view three = text_.substr(at_, 3);
    if ((three != "---" && three != "...") || !is_blank(at_ + 3)) return false;
    const bool begins = three == "---";
    if (ended_ || (begins && started_)) refuse_document();
    (begins ? started_ : ended_) = true;
    indents_.clear();
    at_ += 3;
    token_end_ = at_;
    return true;
  }

  // A scalar or a collection in brackets begins, which may turn out to be a key.
  void begin_node() {
    json_like_ = false;
    if (!flows_.empty()) {
      flows_.back().item = true;
    } else {
      key_column_ = column();
      key_line_ = line_begin_;
      key_ = true;
    }
  }

  void open(bool map) {
    if (flows_.empty()) opened_at_ = at_;
    begin_node();
    if (indents_.size() + flows_.size() >= static_cast<std::size_t>(yaml_depth_max)) {
      return refuse_deep();
    }
    flows_.push_back({map});
    ++at_;
  }

  void close() {
    ++at_;
    json_like_ = true;
    if (flows_.empty()) return;  // yaml-cpp refuses it
    if (flows_.back().item) values_ += flows_.back().map ? 2 : 1;
    flows_.pop_back();
  }

  void comma() {
    ++at_;
    json_like_ = false;
    if (flows_.empty()) return;
    values_ += flows_.back().map ? 2 : 1;
    flows_.back().item = false;
  }

  void dash() {
    json_like_ = false;
    push_indent(column(), true);
    ++values_;
    ++at_;
    key_ = false;
  }

  void question() {
    json_like_ = false;
    push_indent(column(), false);
    values_ += 2;
    ++at_;
    key_ = false;
  }

  bool is_colon() const {
    if (text_[at_] != ':') return false;
    if (flows_.empty()) return is_blank(at_ + 1);
    return json_like_ || is_blank(at_ + 1) || is_flow_end(at_ + 1);
  }

  void colon() {
    json_like_ = false;
    if (flows_.empty()) {
      const bool has_key = key_ && key_line_ == line_begin_;
      push_indent(has_key ? key_column_ : column(), false);
      values_ += has_key ? 2 : 4;  // yaml-cpp may make a map of its own of it
    } else {
      // A pair among the items of a list is a map of one entry.
      if (!flows_.back().map) values_ += 2;
      flows_.back().item = true;
    }
    ++at_;
    key_ = false;
  }

  void push_indent(std::size_t column, bool sequence) {
    if (!flows_.empty()) return;
    if (!indents_.empty()) {
      const Indent& top = indents_.back();
      if (column < top.column) return;
      if (column == top.column && (!sequence || top.sequence)) return;
    }
    if (indents_.size() >= static_cast<std::size_t>(yaml_depth_max)) return refuse_deep();
    indents_.push_back({column, sequence});
  }

  void pop_indents() {
    const bool dash = text_[at_] == '-' && is_blank(at_ + 1);
    while (!indents_.empty()) {
      const Indent& top = indents_.back();
      if (top.column < column()) return;
      // A list may stand as far left as the key that it belongs to.
      if (top.column == column() && (!top.sequence || dash)) return;
      indents_.pop_back();
    }
  }

  void quoted(char quote) {
    const std::size_t begin = at_++;
    for (; at_ < text_.size() && !is_endless(begin, at_); ++at_) {
      const char c = text_[at_];
      if (c == quote) {
        if (quote == '"' || !is_at(at_ + 1, '\'')) break;
        ++at_;
      } else if (c == '\\' && quote == '"') {
        ++at_;
      }
      if (is_at(at_, '\n')) line_begin_ = at_ + 1;
    }
    at_ = std::min(at_ + 1, text_.size());
    json_like_ = true;
  }

  bool ends_plain(std::size_t i) const {
    const char c = text_[i];
    const bool in_flow = !flows_.empty();
    if (c == ':') return is_blank(i + 1) || (in_flow && is_flow_end(i + 1));
    if (in_flow && (c == ',' || c == '?' || c == '[' || c == ']' || c == '{' || c == '}')) {
      return true;
    }
    return is_at(i + 1, '#') && is_blank(i);
  }

  // A text without quotes goes on in lines that stand further in than what it belongs to.
  void plain() {
    const std::size_t begin = at_++;
    const std::size_t least = flows_.empty() ? inner_column() : 0;
    while (at_ < text_.size() && !is_endless(begin, at_)) {
      if (ends_plain(at_)) return;
      if (text_[at_] != '\n') {
        ++at_;
        continue;
      }
      line_begin_ = at_ + 1;
      at_ = std::min(text_.find_first_not_of(" \t\r", line_begin_), text_.size());
      if (at_ == text_.size() || is_at(at_, '\n')) continue;
      const bool comment = is_at(at_, '#');
      if (comment || column() < least || is_marker()) return;
    }
    is_endless(begin, at_);
  }

  bool is_marker() const {
    const std::string_view three = text_.substr(at_, 3);
    return column() == 0 && (three == "---" || three == "...") && is_blank(at_ + 3);
  }

  // A text behind `|` or `>`: the lines as far in as the first of them.
  void block() {
    const std::size_t begin = at_++;
    const std::size_t header = line_end(at_);
    std::size_t indent = std::max<std::size_t>(1, inner_column());
    bool known = false;
    for (; at_ < header && (is_at(at_, '+') || is_at(at_, '-') || is_digit(at_)); ++at_) {
      if (!is_digit(at_)) continue;
      indent += static_cast<std::size_t>(text_[at_] - '0') - 1;
      known = true;
    }
    at_ = header;
    while (at_ < text_.size() && !is_endless(begin, at_)) {
      const std::size_t line = at_ + 1;
      const std::size_t first = std::min(text_.find_first_not_of(' ', line), text_.size());
      if (!known) indent = std::max(indent, first - line);
      const bool empty = first == text_.size() || is_at(first, '\n') || is_at(first, '\r');
      if (!empty && first - line < indent) {
        line_begin_ = at_ = line;
        return;
      }
      known = known || !empty;
      at_ = line_end(first);
    }
    is_endless(begin, at_);
  }
  bool is_digit(std::size_t i) const { return text_[i] >= '0' && text_[i] <= '9'; }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_begin_ = 0;
  std::size_t token_end_ = 0;  // of the last token
  std::size_t opened_at_ = 0;  // of the outermost open bracket
  std::vector<Indent> indents_;
  std::vector<Flow> flows_;
  // The node that may be the key of a colon behind it.
  bool key_ = false;
  std::size_t key_column_ = 0;
  std::size_t key_line_ = 0;
  bool json_like_ = false;  // behind a quote or bracket, where a colon needs no space
  bool started_ = false;    // something of the document was seen
  bool ended_ = false;
  std::size_t values_ = 1;  // the root
  std::optional<TokenRefusal> refusal_;
};

}  // namespace

ScannedTokens scan_tokens(std::string_view text) { return TokenScan(text).run(); }

}  // namespace gatecast::rules
