#include "engine/policy_tests/test_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "engine/policy_tests/ordinary.h"
#include "rules/fields.h"

namespace gatecast::engine {
namespace {

using rules::YamlNode;

class Parser {
 public:
  Parser(const Graph& graph, rules::Diagnostics& diagnostics)
      : graph_(graph), diagnostics_(diagnostics), reader_(graph, diagnostics) {}

  TestFile run(const YamlNode& root) {
    rules::Fields fields(root, "a file of tests", diagnostics_);
    if (const auto* now = fields.find("now")) {
      file_.now = read_moment(now->value, graph_.policy.zone, diagnostics_);
      says_now_ = true;
    }
    if (const auto* accounts = fields.find("accounts")) this->accounts(accounts->value);
    file_.situations.push_back({});
    has_now_.push_back(false);
    if (const auto* situations = fields.find("situations")) this->situations(situations->value);
    const auto* tests = fields.require("tests");
    fields.refuse_unknown();
    if (tests == nullptr || !rules::expect_list(tests->value, diagnostics_)) {
      return std::move(file_);
    }
    if (tests->value.items.empty()) {
      diagnostics_.error("missing-key", tests->value.span, "there is no test");
    }
    for (const YamlNode& test : tests->value.items) this->test(test);
    return std::move(file_);
  }

 private:
  using Index = std::unordered_map<std::string, std::size_t>;

  // Each begins with what an earlier one of the name under `like` says.
  template <class Read>
  void named(const YamlNode& node, std::string_view what, Index& index,
             std::vector<NamedChanges>& all, const Read& read) {
    if (node.kind != YamlNode::Kind::mapping) rules::report_wrong_type(node, "a map", diagnostics_);
    for (const YamlNode::Entry& entry : node.entries) {
      if (entry.key.empty())
        diagnostics_.error("empty-text", entry.span, "a name must not be empty");
      NamedChanges each{entry.key, {}};
      YamlNode nothing;
      nothing.kind = YamlNode::Kind::mapping;
      nothing.span = entry.value.span;
      // `partner:` alone is an ordinary one.
      rules::Fields fields(entry.value.is_null() ? nothing : entry.value, what, diagnostics_);
      std::size_t base = all.size();
      if (const auto* like = fields.find("like")) {
        if (const auto found = find(like->value, index, what)) base = *found;
      }
      if (base < all.size()) each.changes = all[base].changes;
      FactChanges own = read(fields, base);
      each.changes.insert(each.changes.end(), own.begin(), own.end());
      fields.refuse_unknown();
      index.emplace(entry.key, all.size());
      all.push_back(std::move(each));
    }
  }

  void accounts(const YamlNode& node) {
    named(node, "an account", accounts_, file_.accounts,
          [&](rules::Fields& fields, std::size_t) { return reader_.account(fields); });
  }

  void situations(const YamlNode& node) {
    named(node, "a situation", situations_, file_.situations,
          [&](rules::Fields& fields, std::size_t base) {
            const bool says_now = fields.find("now") != nullptr;
            has_now_.push_back(says_now || (base < has_now_.size() && has_now_[base]));
            return reader_.situation(fields);
          });
  }

  std::optional<std::size_t> find(std::string_view name, rules::Span span, const Index& index,
                                  std::string_view what) {
    if (const auto found = index.find(std::string(name)); found != index.end()) {
      return found->second;
    }
    std::vector<std::string_view> names;
    for (const auto& [each, at] : index) names.push_back(each);
    std::sort(names.begin(), names.end());
    const bool is_first = diagnostics_.errors() < rules::suggestions_max;
    diagnostics_.error("unknown-name", span, fmt::format("`{}` is not {} of this file", name, what),
                       is_first ? rules::suggest(name, names) : std::string());
    return std::nullopt;
  }
  std::optional<std::size_t> find(const YamlNode& node, const Index& index, std::string_view what) {
    if (node.kind != YamlNode::Kind::scalar || node.is_null()) {
      rules::report_wrong_type(node, "a name", diagnostics_);
      return std::nullopt;
    }
    return find(node.text, node.span, index, what);
  }

  // One, or a list of them.
  template <class T, class Read>
  std::vector<T> one_or_more(const YamlNode& node, const Read& read) {
    std::vector<T> all;
    const bool is_list = node.kind == YamlNode::Kind::sequence;
    if (is_list && node.items.empty()) rules::report_wrong_type(node, "a name", diagnostics_);
    const YamlNode* first = is_list ? node.items.data() : &node;
    for (std::size_t i = 0; i < (is_list ? node.items.size() : 1); ++i) {
      if (std::optional<T> item = read(first[i])) all.push_back(std::move(*item));
    }
    return all;
  }
  std::vector<std::size_t> names(const YamlNode& node, const Index& index, std::string_view what) {
    return one_or_more<std::size_t>(node,
                                    [&](const YamlNode& item) { return find(item, index, what); });
  }

  void test(const YamlNode& node) {
    rules::Fields fields(node, "a test", diagnostics_);
    if (!fields.is_mapping()) return;
    const auto* name = fields.require("test");
    PolicyTest test{"", node.span};
    if (name != nullptr) {
      test.name = rules::read_text(name->value, diagnostics_).value_or("");
      test.span = name->value.span;
      if (!names_.insert({test.name, 0}).second) {
        rules::report_duplicate_item(test.span, test.name, diagnostics_);
      }
    }
    file_.tests.push_back(std::move(test));
    const auto* table = fields.find("table");
    const auto* cases = fields.find("cases");
    const auto* gets = fields.find("gets");
    const auto* who = fields.find("who");
    if ((table != nullptr) + (cases != nullptr) + (who != nullptr) != 1) {
      diagnostics_.error("missing-key", node.span, "a test needs one of `who`, `cases` or `table`");
    }
    std::optional<std::size_t> expected;
    if (gets != nullptr) expected = expectation(gets->value);
    Case whole = case_of(fields, expected, gets != nullptr ? gets->value.span : node.span);
    fields.refuse_unknown();
    if (who != nullptr) {
      if (gets == nullptr) {
        diagnostics_.error("missing-key", node.span, "a test with `who` needs `gets`");
      }
      whole.accounts = names(who->value, accounts_, "an account");
      return add(whole);
    }
    if (table != nullptr) return this->table(table->value, whole);
    if (cases == nullptr || !rules::expect_list(cases->value, diagnostics_)) return;
    if (cases->value.items.empty()) no_sign_in(cases->value);
    for (const YamlNode& item : cases->value.items) one_case(item, whole);
  }

  // What sign-ins of a test have in common.
  struct Case {
    std::vector<std::size_t> accounts;
    std::vector<std::size_t> situations;
    std::vector<std::optional<Instant>> at;
    std::optional<std::size_t> expectation;
    rules::Span span;
  };

  Case case_of(rules::Fields& fields, std::optional<std::size_t> expected, rules::Span span) {
    Case all{{}, {0}, {std::nullopt}, expected, span};
    if (const auto* situations = fields.find("signs_in")) {
      all.situations = names(situations->value, situations_, "a situation");
    }
    if (const auto* at = fields.find("at")) {
      all.at.clear();
      for (const Instant instant : one_or_more<Instant>(at->value, [&](const YamlNode& item) {
             return read_moment(item, graph_.policy.zone, diagnostics_);
           })) {
        all.at.emplace_back(instant);
      }
    }
    return all;
  }

  void one_case(const YamlNode& node, const Case& whole) {
    rules::Fields fields(node, "a case", diagnostics_);
    if (!fields.is_mapping()) return;
    const auto* who = fields.require("who");
    Case own = case_of(fields, whole.expectation, whole.span);
    if (fields.find("signs_in") == nullptr) own.situations = whole.situations;
    if (fields.find("at") == nullptr) own.at = whole.at;
    own.span = node.span;
    if (const auto* gets = fields.find("gets")) {
      own.expectation = expectation(gets->value);
      own.span = gets->value.span;
    } else if (!whole.expectation) {
      diagnostics_.error("missing-key", node.span, "a case needs `gets`, or its test does");
    }
    fields.refuse_unknown();
    if (who == nullptr) return;
    own.accounts = names(who->value, accounts_, "an account");
    add(own);
  }

  // By account, by situation, what that gets.
  void table(const YamlNode& node, const Case& whole) {
    if (node.kind != YamlNode::Kind::mapping) rules::report_wrong_type(node, "a map", diagnostics_);
    if (node.kind == YamlNode::Kind::mapping && node.entries.empty()) no_sign_in(node);
    for (const YamlNode::Entry& row : node.entries) {
      const auto account = find(row.key, row.key_span, accounts_, "an account");
      if (row.value.kind != YamlNode::Kind::mapping) {
        rules::report_wrong_type(row.value, "a map from situations to what they get", diagnostics_);
      } else if (row.value.entries.empty()) {
        no_sign_in(row.value);
      }
      for (const YamlNode::Entry& cell : row.value.entries) {
        const auto situation = find(cell.key, cell.key_span, situations_, "a situation");
        const std::size_t expected = expectation(cell.value);
        if (!account || !situation) continue;
        add({{*account}, {*situation}, whole.at, expected, cell.value.span});
      }
    }
  }

  void no_sign_in(const YamlNode& node) {
    diagnostics_.error("missing-key", node.span, "nobody signs in here");
  }

  std::size_t expectation(const YamlNode& node) {
    file_.expectations.push_back(read_expectation(node, graph_, diagnostics_));
    return file_.expectations.size() - 1;
  }

  void add(const Case& all) {
    const std::size_t more = all.accounts.size() * all.situations.size() * all.at.size();
    if (!all.expectation) return;
    if (file_.sign_ins.size() + more > TestFile::sign_ins_max) {
      if (!is_full_) {
        diagnostics_.error("too-large", all.span,
                           fmt::format("more than {} sign-ins in one file", TestFile::sign_ins_max),
                           "split it into several files");
      }
      is_full_ = true;
      return;
    }
    for (const std::size_t account : all.accounts) {
      for (const std::size_t situation : all.situations) {
        for (const std::optional<Instant>& at : all.at) {
          if (!at && !has_now_[situation] && !says_now_) {
            diagnostics_.error("missing-key", all.span, "nothing says when this sign-in is",
                               "write `now: 2027-01-31 09:00` at the top of the file");
          }
          file_.sign_ins.push_back(
              {file_.tests.size() - 1, account, situation, at, *all.expectation, all.span});
        }
      }
    }
  }

  const Graph& graph_;
  rules::Diagnostics& diagnostics_;
  FactChangesReader reader_;
  TestFile file_;
  Index accounts_;
  Index situations_;
  Index names_;
  std::vector<bool> has_now_;  // by situation
  bool says_now_ = false;
  bool is_full_ = false;
};

}  // namespace

Facts TestFile::facts(const TestedSignIn& sign_in, const rules::Policy& policy) const {
  Facts facts = ordinary_facts(policy);
  const NamedChanges& account = accounts[sign_in.account];
  facts.user.id = account.name;
  if (now) facts.now = *now;
  for (const auto& change : account.changes) change(facts);
  for (const auto& change : situations[sign_in.situation].changes) change(facts);
  if (sign_in.at) facts.now = *sign_in.at;
  return facts;
}

std::string TestFile::title(const TestedSignIn& sign_in, const rules::Policy& policy) const {
  std::string text = accounts[sign_in.account].name + " signs in";
  const std::string& situation = situations[sign_in.situation].name;
  if (!situation.empty()) text += " " + situation;
  if (!sign_in.at) return text;
  const rules::TimeZone& zone = policy.zone;
  const rules::LocalSeconds local = zone.to_local(*sign_in.at);
  const rules::Date date = zone.local_date(*sign_in.at);
  const rules::LocalSeconds second = local - rules::LocalSeconds{date.days} * rules::day_seconds;
  text += fmt::format(" at {}", rules::format_date(date));
  if (second != 0) {
    text += fmt::format(" {:02}:{:02}", second / 3600, second / 60 % 60);
    if (second % 60 != 0) text += fmt::format(":{:02}", second % 60);
  }
  return text;
}

ParsedTests parse_tests(const rules::Source& source, const Graph& graph) {
  ParsedTests parsed;
  const auto root = rules::read_yaml(source, parsed.diagnostics,
                                     "the tests of a policy stand in a list under `tests:`");
  if (!root) return parsed;
  TestFile file = Parser(graph, parsed.diagnostics).run(*root);
  parsed.diagnostics.sort();
  if (!parsed.diagnostics.has_errors()) parsed.file = std::move(file);
  return parsed;
}

}  // namespace gatecast::engine
