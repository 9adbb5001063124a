#include "engine/decision_json.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <cstdint>

#include "rules/time.h"

namespace gatecast::engine {
namespace {

// Nearly all texts stand for themselves.
void write_text(std::string_view text, std::string& out) {
  const bool is_plain = std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
  });
  if (!is_plain) {
    out += boost::json::serialize(boost::json::string_view(text.data(), text.size()));
    return;
  }
  out += '"';
  out += text;
  out += '"';
}

void write_number(std::int64_t number, std::string& out) {
  char digits[20];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

void key(std::string_view name, std::string& out) {
  if (!out.empty() && out.back() != '{') out += ", ";
  out += '"';
  out += name;
  out += "\": ";
}

void member(std::string_view name, std::string_view value, std::string& out) {
  key(name, out);
  write_text(value, out);
}

void member(std::string_view name, bool value, std::string& out) {
  key(name, out);
  out += value ? "true" : "false";
}

void member(std::string_view name, int value, std::string& out) {
  key(name, out);
  write_number(value, out);
}

void duration(std::string_view name, Seconds seconds, std::string& out) {
  member(name, std::string_view(rules::format_duration(seconds)), out);
}

void methods(std::string_view name, const MethodList& list, std::string& out) {
  key(name, out);
  out += '[';
  for (const Method method : list) {
    if (out.back() != '[') out += ", ";
    write_text(rules::name(method), out);
  }
  out += ']';
}

void names(std::string_view name, const std::vector<std::string>& list, std::string& out) {
  key(name, out);
  out += '[';
  for (const std::string& item : list) {
    if (out.back() != '[') out += ", ";
    write_text(item, out);
  }
  out += ']';
}

// The first of the methods is the one to present.
void default_method(const MethodList& list, std::string& out) {
  key("default_method", out);
  if (list.empty()) {
    out += "null";
  } else {
    write_text(rules::name(list.front()), out);
  }
}

// `instant_min` is "long ago": a grace that has no beginning has no end to show.
void deadline(const std::optional<Instant>& instant, std::string& out) {
  key("deadline", out);
  if (instant && *instant != rules::instant_min) {
    write_text(rules::format_instant(*instant), out);
  } else {
    out += "null";
  }
}

void if_skipped(const Decision& d, std::string& out) {
  key("if_skipped", out);
  const std::optional<AfterSkip>& after = d.if_skipped;
  if (!after) {
    out += "null";
    return;
  }
  out += '{';
  member("outcome", rules::name(after->outcome), out);
  member("reason", after->reason(), out);
  methods("methods", after->methods, out);
  default_method(after->methods, out);
  member("backup_code", after->backup_code, out);
  deadline(after->in_grace ? d.deadline : std::nullopt, out);
  member("second_factor", after->outcome == Outcome::challenge, out);
  out += '}';
}

void limits(const Limits& limits, std::string& out) {
  key("limits", out);
  out += '{';
  member("code_length", limits.code_length, out);
  duration("code_ttl", limits.code_ttl, out);
  duration("challenge_ttl", limits.challenge_ttl, out);
  member("attempts", limits.attempts, out);
  member("resends", limits.resends, out);
  duration("resend_cooldown", limits.resend_cooldown, out);
  member("sends_per_hour", limits.sends_per_hour, out);
  member("method_lock_after", limits.method_lock_after, out);
  duration("lockout", limits.lockout, out);
  duration("lockout_max", limits.lockout_max, out);
  member("hard_lock_after", limits.hard_lock_after, out);
  out += '}';
}

void rule(const DecidedBy& rule, std::string& out) {
  key("rule", out);
  if (rule.line == 0) {
    out += "{\"line\": null";
  } else {
    out += "{\"line\": ";
    write_number(rule.line, out);
  }
  member("text", rule.text, out);
  if (!rule.extends.empty()) member("extends", rule.extends, out);
  out += '}';
}

}  // namespace

void write_decision(const Decision& d, const rules::Policy& policy, const FactNames& facts,
                    std::string& out) {
  out += '{';
  member("outcome", rules::name(d.outcome), out);
  member("reason", d.reason, out);
  methods("methods", d.methods, out);
  default_method(d.methods, out);
  member("backup_code", d.backup_code, out);
  methods("enroll_in", d.enroll_in, out);
  key("proof", out);
  if (d.proof) {
    write_text(name(*d.proof), out);
  } else {
    out += "null";
  }
  member("may_skip", d.may_skip, out);
  if_skipped(d, out);
  deadline(d.deadline, out);
  member("second_factor", d.second_factor, out);
  member("alert", d.alert, out);
  if (d.limits != nullptr) limits(*d.limits, out);
  names("unknown", facts.unknown, out);
  if (facts.filled != nullptr) names("filled", *facts.filled, out);
  rule(*d.rule, out);
  member("policy", std::string_view(policy.name.value), out);
  member("revision", policy.revision, out);
  out += '}';
}

void write_error(std::string_view message, std::string& out) {
  out += '{';
  member("error", message, out);
  out += '}';
}

}  // namespace gatecast::engine
