#include "engine/policy_tests/expectation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <functional>

#include "engine/policy_tests/fact_changes.h"
#include "rules/fields.h"

namespace gatecast::engine {
namespace {

namespace json = boost::json;
using rules::YamlNode;

std::string quoted(std::string_view text) { return json::serialize(json::string_view(text)); }

class Reader {
 public:
  Reader(const Graph& graph, rules::Diagnostics& diagnostics)
      : graph_(graph), diagnostics_(diagnostics) {}

  Expectation run(const YamlNode& node) {
    answer(node, "", "what is expected");
    return std::move(all_);
  }

 private:
  using Write = std::function<std::optional<std::string>(const YamlNode&)>;

  // An answer, or the one that skipping leads to.
  void answer(const YamlNode& node, const std::string& prefix, std::string_view what) {
    if (node.kind == YamlNode::Kind::scalar && !node.is_null()) {
      return values(prefix + "outcome", node, outcome());
    }
    if (node.kind != YamlNode::Kind::mapping || node.entries.empty()) {
      return rules::report_wrong_type(
          node, "an outcome, or a map of what the answer must have,", diagnostics_,
          "write `challenge`, or `{outcome: [challenge, enroll]}` where any of them will do");
    }
    rules::Fields fields(node, what, diagnostics_);
    const auto flag = [&](const YamlNode& value) { return boolean(value); };
    read(fields, prefix, "outcome", outcome(), true);
    read(
        fields, prefix, "reason", [&](const YamlNode& value) { return reason(value); }, true);
    read(fields, prefix, "methods", [&](const YamlNode& value) { return methods(value); });
    read_or_null(fields, prefix, "default_method", [&](const YamlNode& value) {
      return word<Method>(value, rules::method_count, "unknown-method");
    });
    read(fields, prefix, "backup_code", flag);
    read_or_null(fields, prefix, "deadline", [&](const YamlNode& value) { return time(value); });
    read(fields, prefix, "second_factor", flag);
    if (prefix.empty()) rest(fields, flag);
    fields.refuse_unknown();
  }

  // What only the answer itself has.
  void rest(rules::Fields& fields, const Write& flag) {
    read(fields, "", "enroll_in", [&](const YamlNode& value) { return methods(value); });
    read_or_null(fields, "", "proof",
                 [&](const YamlNode& value) { return word<Proof>(value, 4, "unknown-word"); });
    read(fields, "", "may_skip", flag);
    read(fields, "", "alert", flag);
    read(fields, "", "unknown", [&](const YamlNode& value) { return texts(value); });
    if (const auto* skipped = fields.find("if_skipped")) {
      if (skipped->value.is_null()) {
        all_.push_back({"if_skipped", {"null"}});
      } else {
        answer(skipped->value, "if_skipped.", "`if_skipped`");
      }
    }
    if (const auto* limits = fields.find("limits")) this->limits(limits->value);
  }

  void limits(const YamlNode& node) {
    rules::Fields fields(node, "`limits`", diagnostics_);
    const Write count = [&](const YamlNode& value) -> std::optional<std::string> {
      const auto number = rules::read_integer(value, 0, 1'000'000'000, diagnostics_);
      return number ? std::optional(std::to_string(*number)) : std::nullopt;
    };
    const Write duration = [&](const YamlNode& value) -> std::optional<std::string> {
      const auto seconds = rules::read_duration(value, 0, diagnostics_);
      return seconds ? std::optional(quoted(rules::format_duration(*seconds))) : std::nullopt;
    };
    for (const char* key : {"code_length", "attempts", "resends", "sends_per_hour",
                            "method_lock_after", "hard_lock_after"}) {
      read(fields, "limits.", key, count);
    }
    for (const char* key :
         {"code_ttl", "challenge_ttl", "resend_cooldown", "lockout", "lockout_max"}) {
      read(fields, "limits.", key, duration);
    }
    fields.refuse_unknown();
  }

  // `lists`: several items are several values, any of which will do.
  void read(rules::Fields& fields, const std::string& prefix, std::string_view key,
            const Write& write, bool lists = false) {
    const auto* entry = fields.find(key);
    if (entry == nullptr) return;
    const YamlNode& value = entry->value;
    const std::string name = prefix + std::string(key);
    if (!lists || value.kind != YamlNode::Kind::sequence) return values(name, value, write);
    Expected any{name, {}};
    for (const YamlNode& item : value.items) {
      if (auto text = write(item)) any.values.push_back(std::move(*text));
    }
    if (value.items.empty()) rules::report_wrong_type(value, "a word", diagnostics_);
    all_.push_back(std::move(any));
  }
  void read_or_null(rules::Fields& fields, const std::string& prefix, std::string_view key,
                    const Write& write) {
    read(fields, prefix, key, [&](const YamlNode& value) {
      return value.is_null() ? std::optional<std::string>("null") : write(value);
    });
  }
  void values(std::string key, const YamlNode& node, const Write& write) {
    if (auto text = write(node)) all_.push_back({std::move(key), {std::move(*text)}});
  }

  Write outcome() {
    return [this](const YamlNode& node) { return word<Outcome>(node, 4, "unknown-outcome"); };
  }

  template <class T>
  std::optional<std::string> word(const YamlNode& node, int count, std::string_view code) {
    const auto value = rules::read_word<T>(node, count, code, diagnostics_);
    return value ? std::optional(quoted(name_of(*value))) : std::nullopt;
  }
  static std::string_view name_of(Proof proof) { return name(proof); }
  template <class T>
  static std::string_view name_of(T value) {
    return rules::name(value);
  }

  std::optional<std::string> boolean(const YamlNode& node) {
    const auto value = rules::read_boolean(node, diagnostics_);
    return value ? std::optional<std::string>(*value ? "true" : "false") : std::nullopt;
  }

  std::optional<std::string> time(const YamlNode& node) {
    const auto instant = read_moment(node, graph_.policy.zone, diagnostics_);
    return instant ? std::optional(quoted(rules::format_instant(*instant))) : std::nullopt;
  }

  std::optional<std::string> methods(const YamlNode& node) {
    if (!rules::expect_list(node, diagnostics_)) return std::nullopt;
    json::array list;
    for (const YamlNode& item : node.items) {
      const auto method =
          rules::read_word<Method>(item, rules::method_count, "unknown-method", diagnostics_);
      if (!method) return std::nullopt;
      list.emplace_back(json::string_view(rules::name(*method)));
    }
    return json::serialize(list);
  }

  std::optional<std::string> texts(const YamlNode& node) {
    json::array list;
    for (const auto& text : rules::read_texts(node, diagnostics_)) list.emplace_back(text.value);
    return json::serialize(list);
  }

  // One of the table's, or of a `then:` rule.
  std::optional<std::string> reason(const YamlNode& node) {
    auto text = rules::read_text(node, diagnostics_);
    if (!text) return std::nullopt;
    std::vector<std::string_view> reasons(std::begin(rules::table_reasons),
                                          std::end(rules::table_reasons));
    for (const rules::Rule& rule : graph_.policy.rules) {
      if (rule.then && rule.then->reason) reasons.push_back(rule.then->reason->value);
    }
    if (std::find(reasons.begin(), reasons.end(), *text) == reasons.end()) {
      diagnostics_.error("unknown-reason", node.span,
                         fmt::format("no answer of the policy has the reason `{}`", *text),
                         rules::suggest(*text, reasons));
      return std::nullopt;
    }
    return quoted(*text);
  }

  const Graph& graph_;
  rules::Diagnostics& diagnostics_;
  Expectation all_;
};

// The member at a path such as `if_skipped.outcome`; null where something on the way is null.
std::string member(const json::value& answer, std::string_view path) {
  const json::value* at = &answer;
  while (!path.empty()) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    const json::object* object = at->if_object();
    at = object != nullptr ? object->if_contains(path.substr(0, dot)) : nullptr;
    if (at == nullptr) return "null";
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return json::serialize(*at);
}

}  // namespace

Expectation read_expectation(const YamlNode& node, const Graph& graph,
                             rules::Diagnostics& diagnostics) {
  return Reader(graph, diagnostics).run(node);
}

std::vector<Mismatch> mismatches(const Expectation& expectation, std::string_view answer) {
  std::vector<Mismatch> all;
  const json::value parsed = json::parse(answer);
  for (const Expected& each : expectation) {
    std::string got = member(parsed, each.key);
    if (std::find(each.values.begin(), each.values.end(), got) != each.values.end()) continue;
    std::string expected;
    for (const std::string& value : each.values) {
      expected += (expected.empty() ? "" : " or ") + value;
    }
    all.push_back({each.key, std::move(expected), std::move(got)});
  }
  return all;
}

}  // namespace gatecast::engine
