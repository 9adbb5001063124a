#include "rules/yaml_writer.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatecast::rules {
namespace {

using Kind = YamlNode::Kind;
using Part = WrittenNode::Part;

constexpr std::size_t columns_max = 100;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alphanumeric(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// The code point that begins at `at`, which is moved behind it. The text is UTF-8, since it was
// read as such.
char32_t next_character(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const unsigned first = byte(at++);
  if (first < 0x80U) return first;
  const int more = first >= 0xF0U ? 3 : first >= 0xE0U ? 2 : 1;
  char32_t character = first & (0x3FU >> static_cast<unsigned>(more));
  for (int i = 0; i < more; ++i) character = character << 6U | (byte(at++) & 0x3FU);
  return character;
}

// What an editor does not show, or takes for the end of a line.
bool must_be_escaped(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0x2028 || c == 0x2029 || c == 0xFEFF ||
         (c & 0xFFFEU) == 0xFFFEU;
}

// Words that some reader of YAML, this one or an older, takes for a boolean or for nothing.
bool is_taken_word(std::string_view text) {
  std::string folded(text);
  for (char& c : folded) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  constexpr std::string_view words[] = {"true", "false", "yes", "no",  "on",
                                        "off",  "y",     "n",   "null"};
  return std::find(std::begin(words), std::end(words), folded) != std::end(words);
}

bool looks_numeric(std::string_view text) {
  if (text.starts_with("0x") || text.starts_with("0o")) return true;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return is_digit(c) || c == '.' || c == '-' || c == '+' || c == '_' || c == 'e' || c == 'E';
  });
}

// Narrower than YAML: where a text may go without quotes in a map or list on one line, too.
bool is_plain(std::string_view text) {
  if (text.empty() || text.back() == ' ') return false;
  const bool opens = is_alphanumeric(text[0]) || text[0] == '_' || text[0] == '(' ||
                     static_cast<unsigned char>(text[0]) >= 0x80U;
  if (!opens || is_taken_word(text) || (is_digit(text[0]) && looks_numeric(text))) return false;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_character(text, at);
    if (must_be_escaped(c)) return false;
    constexpr std::string_view allowed = " _-./+@%()'&;";
    if (c < 0x80 && !is_alphanumeric(static_cast<char>(c)) &&
        allowed.find(static_cast<char>(c)) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const char32_t c = next_character(text, at);
    const auto number = static_cast<std::uint32_t>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (must_be_escaped(c)) {
      out += number < 0x100     ? fmt::format("\\x{:02x}", number)
             : number < 0x10000 ? fmt::format("\\u{:04x}", number)
                                : fmt::format("\\U{:08x}", number);
    } else {
      out += text.substr(begin, at - begin);
    }
  }
  return out + '"';
}

std::string scalar(std::string_view text, bool is_text) {
  return !is_text || is_plain(text) ? std::string(text) : quoted(text);
}

bool has_comments(const WrittenNode& node) {
  return std::any_of(node.parts.begin(), node.parts.end(), [](const Part& part) {
    return !part.comments.empty() || has_comments(part.value);
  });
}

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::string on_one_line(const WrittenNode& node) {
  if (node.kind == Kind::scalar) return scalar(node.text, node.is_text);
  const bool map = node.kind == Kind::mapping;
  std::string out = map ? "{" : "[";
  for (const Part& part : node.parts) {
    if (&part != &node.parts.front()) out += ", ";
    if (map) out += scalar(part.key, true) + ": ";
    out += on_one_line(part.value);
  }
  return out + (map ? '}' : ']');
}

class Writer {
 public:
  std::string out;

  void root(const WrittenNode& node, const Comments& whole) {
    comments(whole.before, 0);
    if (!whole.before.empty()) out += '\n';
    for (const Part& part : node.parts) {
      // The name, the revision and such stand together; what is longer stands by itself.
      const bool first = &part == &node.parts.front();
      if (!first && part.value.kind != Kind::scalar) out += '\n';
      entry(part, 0, true);
    }
    if (!whole.after.empty()) out += '\n';
    comments(whole.after, 0);
  }

 private:
  void line(std::size_t indent, const std::string& text) {
    out.append(indent, ' ');
    out += text;
    out += '\n';
  }

  void comments(const std::vector<Comment>& list, std::size_t indent) {
    for (const Comment& comment : list) {
      if (comment.after_blank && &comment != &list.front()) out += '\n';
      line(indent, comment.text);
    }
  }

  static std::string beside(const Comments& of) { return of.beside ? "  " + *of.beside : ""; }

  // The value behind `before`, if it may stand there.
  static std::optional<std::string> short_form(const Part& part, std::size_t before,
                                               bool under_root) {
    const WrittenNode& node = part.value;
    const bool maps = node.kind == Kind::mapping ||
                      (!node.parts.empty() && node.parts.front().value.kind == Kind::mapping);
    const bool may_be_long = node.kind == Kind::scalar || node.parts.empty();
    if (!may_be_long && has_comments(node)) return std::nullopt;
    if (!may_be_long && !part.comments.keep_line && under_root && maps) return std::nullopt;
    std::string text = on_one_line(node);
    const bool is_long = before + columns(text) > columns_max;
    if (is_long && !may_be_long && !part.comments.keep_line) return std::nullopt;
    return text;
  }

  void entry(const Part& part, std::size_t indent, bool under_root) {
    comments(part.comments.before, indent);
    const std::string key = scalar(part.key, true) + ":";
    if (const auto text = short_form(part, indent + columns(key) + 1, under_root)) {
      line(indent, key + " " + *text + beside(part.comments));
    } else {
      line(indent, key + beside(part.comments));
      block(part.value, indent + 2);
    }
    comments(part.comments.after, indent);
  }

  void item(const Part& part, std::size_t indent) {
    comments(part.comments.before, indent);
    if (const auto text = short_form(part, indent + 2, false)) {
      line(indent, "- " + *text + beside(part.comments));
    } else {
      if (part.comments.beside) line(indent, *part.comments.beside);
      // The dash stands before the first line of the value, so what stands before that goes first.
      WrittenNode value = part.value;
      comments(value.parts.front().comments.before, indent);
      value.parts.front().comments.before.clear();
      const std::size_t dash = out.size() + indent;
      block(value, indent + 2);
      out[dash] = '-';
    }
    comments(part.comments.after, indent);
  }

  void block(const WrittenNode& node, std::size_t indent) {
    for (const Part& part : node.parts) {
      if (node.kind == Kind::mapping) {
        entry(part, indent, false);
      } else {
        item(part, indent);
      }
    }
  }
};

}  // namespace

std::string write_yaml(const WrittenNode& root, const Comments& whole) {
  Writer writer;
  writer.root(root, whole);
  return std::move(writer.out);
}

}  // namespace gatecast::rules
