#include "rules/lint/allow.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "rules/lint/pages.h"
#include "rules/suggest.h"
#include "rules/yaml_reader.h"

namespace gatecast::rules {
namespace {

constexpr std::string_view marker = "gatecast:";
constexpr std::string_view verb = "allow ";
constexpr std::string_view because = "because ";

struct Allow {
  Span span;           // the comment, without `#`
  std::uint32_t line;  // which it is about
  std::vector<Located<std::string_view>> codes;
  std::string reason;
};

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return text.substr(0, 0);
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

// Texts may hold what looks like a comment.
void collect_texts(const YamlNode& node, std::vector<Span>& texts) {
  if (node.kind == YamlNode::Kind::scalar && node.quoted) texts.push_back(node.span);
  for (const YamlNode& item : node.items) collect_texts(item, texts);
  for (const YamlNode::Entry& entry : node.entries) {
    texts.push_back(entry.key_span);
    collect_texts(entry.value, texts);
  }
}

class Reader {
 public:
  Reader(const Source& source, Diagnostics& diagnostics)
      : source_(source), diagnostics_(diagnostics) {}

  std::vector<Allow> read() {
    const std::vector<Span> all = comments();
    find_lines(all);
    std::vector<Allow> allows;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (auto allow = parse(all[i], lines_[i])) allows.push_back(std::move(*allow));
    }
    return allows;
  }

 private:
  // `gatecast: ...` behind a `#`, to the end of the line.
  std::vector<Span> comments() const {
    std::vector<Span> found;
    const std::string_view text = source_.text();
    for (std::size_t at = text.find(marker); at != std::string_view::npos;
         at = text.find(marker, at + 1)) {
      const std::size_t hash = text.find_last_not_of(" \t", at == 0 ? at : at - 1);
      if (at == 0 || hash == std::string_view::npos || text[hash] != '#') continue;
      if (hash > 0 && std::string_view(" \t\n").find(text[hash - 1]) == std::string_view::npos) {
        continue;
      }
      const std::size_t end = std::min(text.find('\n', at), text.size());
      found.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)});
    }
    if (found.empty()) return found;  // the common case: no need for the tree
    Diagnostics unused;
    std::vector<Span> texts;
    if (const auto tree = read_yaml(source_, unused)) collect_texts(*tree, texts);
    // The texts stand in the order of the file, and none in another.
    std::erase_if(found, [&](const Span& comment) {
      const auto after = std::partition_point(
          texts.begin(), texts.end(), [&](const Span& span) { return span.end <= comment.begin; });
      return after != texts.end() && after->begin <= comment.begin;
    });
    return found;
  }

  // A comment of its own line is about the next line that is neither comment nor empty. From the
  // last one back, so that of many comments in a row each line is looked at once.
  void find_lines(const std::vector<Span>& all) {
    lines_.resize(all.size());
    std::uint32_t known_line = source_.line_count() + 1;  // of the comment behind
    std::uint32_t known = known_line;                     // what that is about
    for (std::size_t i = all.size(); i-- > 0;) {
      const std::uint32_t own = source_.position(all[i].begin).line;
      std::uint32_t line = own;
      while (line < known_line && is_comment_or_empty(line)) ++line;
      if (line == known_line) line = known;
      lines_[i] = line;
      known_line = own;
      known = line;
    }
  }
  bool is_comment_or_empty(std::uint32_t line) const {
    const std::string_view content = trimmed(source_.line(line));
    return content.empty() || content.front() == '#';
  }

  Span span_of(std::string_view part) const {
    const auto begin = static_cast<std::uint32_t>(part.data() - source_.text().data());
    return {begin, begin + static_cast<std::uint32_t>(part.size())};
  }

  std::optional<Allow> parse(const Span& comment, std::uint32_t line) {
    const std::string_view whole = trimmed(source_.text(comment));
    const std::string_view text = trimmed(whole.substr(marker.size()));
    const std::string_view words = text.starts_with(verb) ? text.substr(verb.size()) : "";
    const std::size_t why = std::min(words.find(because), words.size());
    const std::string_view codes = trimmed(words.substr(0, why));
    if (codes.empty()) {
      diagnostics_.error("allow-malformed", span_of(whole),
                         "a comment for gatecast says `allow CODE because ...`");
      return std::nullopt;
    }
    Allow allow{span_of(whole), line, {}, {}};
    if (why < words.size()) allow.reason = trimmed(words.substr(why + because.size()));
    if (allow.reason.empty()) {
      diagnostics_.error("allow-without-reason", span_of(whole), "this allows without a reason",
                         fmt::format("write `allow {} because ...`", codes));
      return std::nullopt;
    }
    split(codes, allow);
    return allow;
  }

  void split(std::string_view codes, Allow& allow) {
    while (!codes.empty()) {
      const std::size_t comma = std::min(codes.find(','), codes.size());
      const std::string_view code = trimmed(codes.substr(0, comma));
      codes.remove_prefix(std::min(comma + 1, codes.size()));
      if (check(code)) allow.codes.push_back({code, span_of(code)});
    }
  }

  bool check(std::string_view code) {
    const Page* page = find_page(code);
    if (page == nullptr) {
      std::vector<std::string_view> warnings;
      for (const Page& each : pages()) {
        if (is_warning(each)) warnings.push_back(each.code);
      }
      diagnostics_.error("allow-unknown-code", span_of(code),
                         fmt::format("`{}` is no diagnostic", code), suggest(code, warnings));
      return false;
    }
    if (is_warning(*page)) return true;
    diagnostics_.error("allow-error", span_of(code),
                       fmt::format("`{}` is an error, and cannot be allowed", code));
    return false;
  }

  const Source& source_;
  Diagnostics& diagnostics_;
  std::vector<std::uint32_t> lines_;  // by comment: the line that it is about
};

// The line at which a diagnostic may be allowed: its own, or that of `extends` if it is about a
// shipped policy.
std::uint32_t own_line(const Source& source, Span span) {
  if (&source.file(span.begin) == &source) return source.position(span.begin).line;
  for (std::uint32_t line = 1; line <= source.line_count(); ++line) {
    if (source.line(line).starts_with("extends:")) return line;
  }
  return 0;
}

}  // namespace

std::vector<AllowedDiagnostic> take_allowed(const Source& source, Diagnostics& diagnostics) {
  Diagnostics kept;
  const std::vector<Allow> allows = Reader(source, kept).read();
  std::vector<AllowedDiagnostic> allowed;
  std::unordered_multimap<std::uint32_t, const Allow*> by_line;
  for (const Allow& allow : allows) by_line.emplace(allow.line, &allow);
  std::unordered_set<const char*> used;
  for (const Diagnostic& each : diagnostics.all()) {
    const Allow* by = nullptr;
    const bool may_be = each.severity == Severity::warning && !allows.empty();
    const auto [first, last] = by_line.equal_range(may_be ? own_line(source, each.span) : 0);
    for (auto at = first; at != last; ++at) {
      for (const auto& code : at->second->codes) {
        if (code.value != each.code) continue;
        if (by == nullptr || at->second->span.begin > by->span.begin) by = at->second;
        used.insert(code.value.data());
      }
    }
    if (by != nullptr) {
      allowed.push_back({each, by->reason});
    } else if (each.severity == Severity::error) {
      kept.error(each.code, each.span, each.message, each.help);
    } else {
      kept.warning(each.code, each.span, each.message, each.help);
    }
  }
  for (const Allow& allow : allows) {
    for (const auto& code : allow.codes) {
      if (used.contains(code.value.data())) continue;
      kept.warning("allow-unused", code.span,
                   fmt::format("line {} has no `{}` to allow", allow.line, code.value),
                   "remove the comment, or move it to the line of the warning");
    }
  }
  diagnostics = std::move(kept);
  return allowed;
}

}  // namespace gatecast::rules
