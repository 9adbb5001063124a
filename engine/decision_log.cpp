#include "engine/decision_log.h"

#include <fmt/format.h>

#include <array>
#include <boost/json.hpp>

#include "engine/facts_object.h"
#include "engine/json_line.h"
#include "rules/time.h"

namespace gatecast::engine {
namespace {

namespace json = boost::json;

constexpr std::size_t outcomes = 4;
constexpr std::size_t proofs = 4;

// Reads the members of an answer, all of which must be there. What is wrong first is kept.
class Members {
 public:
  Members(const json::object& object, std::string prefix, std::string& wrong)
      : object_(object), prefix_(std::move(prefix)), wrong_(wrong) {}

  void read(std::string_view key, std::string& out) {
    const json::value* value = need(key);
    if (value == nullptr) return;
    if (!value->is_string()) return refuse(key);
    out = std::string(value->get_string());
  }
  void read(std::string_view key, bool& out) {
    const json::value* value = need(key);
    if (value == nullptr) return;
    if (!value->is_bool()) return refuse(key);
    out = value->get_bool();
  }
  void read(std::string_view key, std::int64_t& out) {
    const json::value* value = need(key);
    if (value == nullptr) return;
    if (!value->is_int64()) return refuse(key);
    out = value->get_int64();
  }
  void read(std::string_view key, std::optional<Instant>& out) {
    const json::value* value = need(key);
    if (value == nullptr || value->is_null()) return;
    if (value->is_string()) out = rules::parse_instant(std::string_view(value->get_string()));
    if (!out) refuse(key);
  }
  void read(std::string_view key, MethodList& out) {
    const json::value* value = need(key);
    if (value == nullptr) return;
    if (!value->is_array()) return refuse(key);
    for (const json::value& item : value->get_array()) {
      const auto method = word<Method>(item, rules::method_count);
      if (!method || out.contains(*method)) return refuse(key);
      out.push_back(*method);
    }
  }
  template <class Enum>
  void read(std::string_view key, std::size_t count, Enum& out) {
    const json::value* value = need(key);
    if (value == nullptr) return;
    const auto known = word<Enum>(*value, count);
    if (!known) return refuse(key);
    out = *known;
  }
  template <class Enum>
  void read_or_null(std::string_view key, std::size_t count, std::optional<Enum>& out) {
    const json::value* value = need(key);
    if (value == nullptr || value->is_null()) return;
    out = word<Enum>(*value, count);
    if (!out) refuse(key);
  }
  // Null where it is, or is wrong.
  const json::object* object_or_null(std::string_view key) {
    const json::value* value = need(key);
    if (value == nullptr || value->is_null()) return nullptr;
    if (!value->is_object()) refuse(key);
    return value->if_object();
  }

 private:
  template <class Enum>
  static std::optional<Enum> word(const json::value& value, std::size_t count) {
    if (!value.is_string()) return std::nullopt;
    for (std::size_t i = 0; i < count; ++i) {
      const auto candidate = static_cast<Enum>(i);
      if (name(candidate) == std::string_view(value.get_string())) return candidate;
    }
    return std::nullopt;
  }
  const json::value* need(std::string_view key) {
    const json::value* value = object_.if_contains(key);
    if (value == nullptr && wrong_.empty()) wrong_ = fmt::format("`{}{}` is missing", prefix_, key);
    return value;
  }
  void refuse(std::string_view key) {
    if (wrong_.empty()) wrong_ = fmt::format("`{}{}` has a wrong type or value", prefix_, key);
  }

  const json::object& object_;
  std::string prefix_;
  std::string& wrong_;
};

// What is wrong with it; empty: nothing.
std::string read_answer(const json::object& object, LoggedAnswer& out) {
  std::string wrong;
  Members members(object, "answer.", wrong);
  members.read("outcome", outcomes, out.outcome);
  members.read("reason", out.reason);
  members.read("methods", out.methods);
  members.read_or_null("default_method", rules::method_count, out.default_method);
  members.read("backup_code", out.backup_code);
  members.read("enroll_in", out.enroll_in);
  members.read_or_null("proof", proofs, out.proof);
  members.read("may_skip", out.may_skip);
  if (const json::object* skipped = members.object_or_null("if_skipped")) {
    LoggedSkip& after = out.if_skipped.emplace();
    Members parts(*skipped, "answer.if_skipped.", wrong);
    parts.read("outcome", outcomes, after.outcome);
    parts.read("reason", after.reason);
    parts.read("methods", after.methods);
    parts.read_or_null("default_method", rules::method_count, after.default_method);
    parts.read("backup_code", after.backup_code);
    parts.read("deadline", after.deadline);
    parts.read("second_factor", after.second_factor);
  }
  members.read("deadline", out.deadline);
  members.read("second_factor", out.second_factor);
  members.read("alert", out.alert);
  members.read("policy", out.policy);
  members.read("revision", out.revision);
  return wrong;
}

// As an answer shows them (decision_json): long ago is no deadline.
std::optional<Instant> shown(const std::optional<Instant>& deadline) {
  return deadline == rules::instant_min ? std::nullopt : deadline;
}

std::optional<Method> first(const MethodList& methods) {
  return methods.empty() ? std::nullopt : std::optional(methods.front());
}

bool is_same(const LoggedSkip& logged, const Decision& decision) {
  const AfterSkip& after = *decision.if_skipped;
  const auto deadline = after.in_grace ? shown(decision.deadline) : std::nullopt;
  return logged.outcome == after.outcome && logged.reason == after.reason() &&
         logged.methods == after.methods && logged.default_method == first(after.methods) &&
         logged.backup_code == after.backup_code && logged.deadline == deadline &&
         logged.second_factor == (after.outcome == Outcome::challenge);
}

}  // namespace

rules::Result<LoggedSignIn> read_logged(std::string_view line) {
  // The tree of one line fits in here; a larger one goes on to the heap.
  std::array<unsigned char, 32 * 1024> buffer;
  json::monotonic_resource memory(buffer.data(), buffer.size());
  auto value = parse_json(line, &memory);
  if (!value) return value.failure();
  json::object* object = value.value().if_object();
  if (object == nullptr) return rules::Failure{"a line of a log must be a JSON object"};
  json::value* facts = object->if_contains("facts");
  const json::value* answer = object->if_contains("answer");
  if (const json::value* error = object->if_contains("error"); error != nullptr && !facts) {
    const std::string why = error->is_string() ? std::string(error->get_string()) : "";
    return rules::Failure{fmt::format("refused when it was decided: {}", why)};
  }
  if (facts == nullptr || answer == nullptr) {
    return rules::Failure{fmt::format(
        "`{}` is missing; a line is {{\"facts\": ..., \"answer\": ...}}, as `decide --with-facts` "
        "writes it",
        facts == nullptr ? "facts" : "answer")};
  }
  auto read = facts_of(*facts, nullptr);
  if (!read) return read.failure();
  LoggedSignIn logged{std::move(read).value(), {}};
  if (!answer->is_object()) return rules::Failure{"`answer` must be a JSON object"};
  std::string wrong = read_answer(answer->get_object(), logged.answer);
  if (!wrong.empty()) return rules::Failure{std::move(wrong)};
  return logged;
}

bool is_same_answer(const LoggedAnswer& logged, const Decision& decision) {
  if (logged.if_skipped.has_value() != decision.if_skipped.has_value()) return false;
  if (logged.if_skipped && !is_same(*logged.if_skipped, decision)) return false;
  return logged.outcome == decision.outcome && logged.reason == decision.reason &&
         logged.methods == decision.methods && logged.default_method == first(decision.methods) &&
         logged.backup_code == decision.backup_code && logged.enroll_in == decision.enroll_in &&
         logged.proof == decision.proof && logged.may_skip == decision.may_skip &&
         logged.deadline == shown(decision.deadline) &&
         logged.second_factor == decision.second_factor && logged.alert == decision.alert;
}

}  // namespace gatecast::engine
