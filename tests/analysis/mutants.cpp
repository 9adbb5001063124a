#include "tests/analysis/mutants.h"

#include <algorithm>
#include <regex>

#include <fmt/format.h>

#include "rules/check.h"
#include "rules/time.h"
#include "rules/yaml_reader.h"

namespace gatecast::oracle {
namespace {

using rules::Span;
using rules::YamlNode;
using Words = std::vector<std::string>;

// Words that may stand for each other.
const std::vector<Words>& vocabularies() {
  static const std::vector<Words> all = {
      {"authenticator", "email", "sms", "passkey"},
      {"every_login", "risk_based"},
      {"optional", "required"},
      {"cookie_or_ip", "cookie", "cookie_and_ip"},
      {"challenge", "as_stage"},
      {"challenge", "enroll", "deny", "allow"},
      {"enroll", "deny"},
      {"password", "email"},
      {"required", "as_policy"},
      {"internal", "partner", "customer"},
      {"low", "medium", "high"},
      {"open", "over", "none"},
      {"not_started", "pending", "enrolled"},
      {"mon", "tue", "wed", "thu", "fri", "sat", "sun"},
      {"password", "saml", "social", "custom_login", "login_as", "api", "kiosk"},
      {"office", "branch"},
      {"pilot", "staff"},
      {"portal", "billing"},
      {"US", "NO", "DE"},
      {"managed", "own"},
      {"Administrator", "Partner Manager", "Customer", "Legacy Service"},
      {"u-1", "u-2", "u-3"},
      {"SHA1", "SHA256"},
  };
  return all;
}

class Mutator {
 public:
  explicit Mutator(const std::string& text) : source_("policy.yaml", text) {}

  std::vector<Mutant> run() {
    rules::Diagnostics diagnostics;
    const auto tree = rules::read_yaml(source_, diagnostics);
    GATECAST_CHECK(tree.has_value());
    visit(*tree, "");
    return std::move(mutants_);
  }

 private:
  std::string text_of(Span span) const { return std::string(source_.text(span)); }

  void add(const char* kind, const std::string& path, Span span, const std::string& by) {
    std::string text(source_.text());
    const std::string from = text_of(span);
    if (from == by) return;
    text.replace(span.begin, span.end - span.begin, by);
    mutants_.push_back({kind, fmt::format("{}: {} -> {}", path, from, by), std::move(text)});
  }

  void visit(const YamlNode& node, const std::string& path) {
    if (node.kind == YamlNode::Kind::scalar) return scalar(node, path);
    for (const YamlNode::Entry& entry : node.entries) {
      comparison(entry, path);
      visit(entry.value, path.empty() ? entry.key : path + "." + entry.key);
    }
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      const std::string at = fmt::format("{}[{}]", path, i);
      visit(node.items[i], at);
      if (node.items.size() > 1) leave_out(node, i, at);
      if (i + 1 < node.items.size()) change_places(node, i, at);
    }
  }

  void comparison(const YamlNode::Entry& entry, const std::string& path) {
    constexpr std::pair<const char*, const char*> opposites[] = {
        {"over", "under"}, {"min", "max"}, {"all", "any"}, {"never", "always"}};
    for (const auto& [one, other] : opposites) {
      if (entry.key == one) add("comparison", path, entry.key_span, other);
      if (entry.key == other) add("comparison", path, entry.key_span, one);
    }
    // What a condition says, denied; and what it denies, said.
    if (entry.key == "not") {
      add("comparison", path, entry.key_span, "all");
    } else if (entry.key == "when" || entry.key == "who") {
      add("comparison", path + "." + entry.key, entry.value.span,
          "{not: " + text_of(entry.value.span) + "}");
    }
  }

  void scalar(const YamlNode& node, const std::string& path) {
    static const std::regex date(R"(\d{4}-\d\d-\d\d)");
    static const std::regex number(R"((\d+)([smhd%]?|\.\d+%?))");
    static const std::regex hours(R"((\d\d:\d\d)-(\d\d:\d\d))");
    const std::string text = text_of(node.span);
    std::smatch parts;
    if (text == "true" || text == "false") {
      add("boolean", path, node.span, text == "true" ? "false" : "true");
    } else if (std::regex_match(text, date)) {
      const rules::Date day = *rules::parse_date(text);
      for (const int by : {-1, 1}) {
        add("date", path, node.span, rules::format_date({day.days + by}));
      }
    } else if (std::regex_match(text, parts, number)) {
      const int value = std::stoi(parts[1]);
      add("number", path, node.span, std::to_string(value + 1) + parts[2].str());
      if (value > 0) add("number", path, node.span, std::to_string(value - 1) + parts[2].str());
    } else if (std::regex_match(text, parts, hours)) {
      add("comparison", path, node.span, parts[2].str() + "-" + parts[1].str());
      add("number", path, node.span, "0" + text.substr(1, 3) + "1" + text.substr(5));
    } else {
      word(node, path, text);
    }
  }

  void word(const YamlNode& node, const std::string& path, const std::string& text) {
    Words others;
    for (const Words& words : vocabularies()) {
      if (std::find(words.begin(), words.end(), text) == words.end()) continue;
      for (const std::string& other : words) {
        const bool is_new = std::find(others.begin(), others.end(), other) == others.end();
        if (other != text && is_new) others.push_back(other);
      }
    }
    for (const std::string& other : others) add("word", path, node.span, other);
  }

  // With what separates it from a neighbour; the same in a flow list and a block list.
  void leave_out(const YamlNode& node, std::size_t i, const std::string& path) {
    const bool is_last = i + 1 == node.items.size();
    const Span span = is_last ? Span{node.items[i - 1].span.end, node.items[i].span.end}
                              : Span{node.items[i].span.begin, node.items[i + 1].span.begin};
    add("list item", path, span, "");
  }

  void change_places(const YamlNode& node, std::size_t i, const std::string& path) {
    const Span one = node.items[i].span;
    const Span other = node.items[i + 1].span;
    add("order", path, {one.begin, other.end},
        text_of(other) + text_of({one.end, other.begin}) + text_of(one));
  }

  rules::Source source_;
  std::vector<Mutant> mutants_;
};

}  // namespace

std::vector<Mutant> mutants_of(const std::string& policy) { return Mutator(policy).run(); }

}  // namespace gatecast::oracle
