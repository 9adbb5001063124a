#include "simulator/ordinary_sign_in.h"

#include <fmt/format.h>

#include <algorithm>

#include "rules/suggest.h"
#include "simulator/account_cells.h"

namespace gatecast::simulator {
namespace {

using engine::Fact;

constexpr std::string_view attribute_prefix = "sign_in.attributes.";

// The facts that can be set, but for attributes.
constexpr std::string_view fact_names[] = {
    "sign_in.channel",         "sign_in.application", "sign_in.device_cookie",
    "sign_in.known_ip",        "sign_in.skipped",     "sign_in.ip",
    "sign_in.country",         "sign_in.risk",        "environment.email_healthy",
    "environment.sms_healthy",
};

std::string_view without_first_word(std::string_view name) {
  return name.substr(name.find('.') + 1);
}

std::vector<std::string> all_names(const rules::Policy& policy) {
  std::vector<std::string> names(std::begin(fact_names), std::end(fact_names));
  for (const rules::Attribute& attribute : policy.attributes) {
    if (attribute.on != rules::Attribute::On::sign_in) continue;
    names.push_back(std::string(attribute_prefix) + attribute.name.value);
  }
  return names;
}

std::string suggestion(std::string_view written, const std::vector<std::string>& names) {
  return rules::suggest(written, {names.begin(), names.end()});
}

// The name in full; empty: there is none.
std::string find_name(std::string_view key, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (name == key || without_first_word(name) == key) return name;
  }
  return {};
}

rules::Failure unknown_fact(std::string_view key, const std::vector<std::string>& names) {
  std::vector<std::string> candidates = names;
  // Whoever leaves the first word out is not to be told to write it.
  if (key.find('.') == std::string_view::npos || key.starts_with("attributes.")) {
    for (std::string& name : candidates) name = without_first_word(name);
  }
  const std::string help = suggestion(key, candidates);
  return {fmt::format("`{}` is no fact of a sign-in{}{}", key, help.empty() ? "" : ", ", help)};
}

std::vector<std::string> channels(const rules::Policy& policy) {
  std::vector<std::string> names(std::begin(rules::builtin_channels),
                                 std::end(rules::builtin_channels));
  for (const auto& channel : policy.channels) names.push_back(channel.value);
  return names;
}

class Setter {
 public:
  Setter(std::string name, std::string_view value, const rules::Policy& policy, OrdinarySignIn& out)
      : name_(std::move(name)), value_(value), policy_(policy), out_(out) {}

  rules::Status set() {
    if (name_.starts_with(attribute_prefix)) return attribute();
    if (name_ == "sign_in.channel") return channel();
    if (name_ == "sign_in.application") return text(out_.sign_in.application);
    if (name_ == "sign_in.device_cookie") return flag(out_.sign_in.device_cookie);
    if (name_ == "sign_in.known_ip") return flag(out_.sign_in.known_ip);
    if (name_ == "sign_in.skipped") return flag(out_.sign_in.skipped);
    if (name_ == "sign_in.ip") return ip();
    if (name_ == "sign_in.country") return country();
    if (name_ == "sign_in.risk") return risk();
    if (name_ == "environment.email_healthy") return flag(out_.environment.email_healthy);
    return flag(out_.environment.sms_healthy);
  }

 private:
  bool is_none() const { return value_ == "null"; }

  rules::Failure wrong(const std::string& expected) const {
    return {fmt::format("`{}` is no value of `{}`: {}", value_, name_, expected)};
  }

  rules::Status flag(Fact<bool>& fact) {
    const auto parsed = is_none() ? std::optional(false) : parse_flag(value_);
    if (!parsed) return wrong("`true` or `false`");
    fact = *parsed;
    return rules::Done{};
  }

  rules::Status text(Fact<std::string>& fact) {
    if (value_.empty()) return wrong("a name, or `null`");
    fact = is_none() ? Fact<std::string>::none() : Fact<std::string>(std::string(value_));
    return rules::Done{};
  }

  rules::Status channel() {
    const std::vector<std::string> known = channels(policy_);
    if (std::find(known.begin(), known.end(), value_) == known.end()) {
      const std::string help = suggestion(value_, known);
      return rules::Failure{fmt::format("the policy has no channel `{}`{}{}", value_,
                                        help.empty() ? "" : ", ", help)};
    }
    out_.sign_in.channel = std::string(value_);
    return rules::Done{};
  }

  rules::Status ip() {
    if (!is_none() && !rules::parse_address(value_)) return wrong("an address, or `null`");
    return text(out_.sign_in.ip);
  }

  rules::Status country() {
    const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    const bool is_code = value_.size() == 2 && capital(value_[0]) && capital(value_[1]);
    if (!is_none() && !is_code) return wrong("two capital letters, or `null`");
    return text(out_.sign_in.country);
  }

  rules::Status risk() {
    if (is_none()) {
      out_.sign_in.risk = Fact<rules::Risk>::none();
      return rules::Done{};
    }
    for (const rules::Risk risk : {rules::Risk::low, rules::Risk::medium, rules::Risk::high}) {
      if (rules::name(risk) != value_) continue;
      out_.sign_in.risk = risk;
      return rules::Done{};
    }
    return wrong("`low`, `medium` or `high`");
  }

  rules::Status attribute() {
    const std::string_view name = std::string_view(name_).substr(attribute_prefix.size());
    const auto declared = std::find_if(
        policy_.attributes.begin(), policy_.attributes.end(), [&](const rules::Attribute& a) {
          return a.on == rules::Attribute::On::sign_in && a.name.value == name;
        });
    const auto parsed =
        is_none() ? std::optional(AttributeFact::none()) : parse_attribute(value_, *declared);
    if (!parsed) return wrong(attribute_values(*declared));
    for (engine::AttributeValue& own : out_.sign_in.attributes) {
      if (own.name == name) own.value = *parsed;
    }
    return rules::Done{};
  }

  std::string name_;
  std::string_view value_;
  const rules::Policy& policy_;
  OrdinarySignIn& out_;
};

}  // namespace

OrdinarySignIn ordinary_sign_in(const rules::Policy& policy) {
  OrdinarySignIn result;
  engine::SignIn& sign_in = result.sign_in;
  sign_in.device_cookie = false;
  sign_in.known_ip = false;
  sign_in.ip = Fact<std::string>::none();
  sign_in.country = Fact<std::string>::none();
  sign_in.risk = rules::Risk::low;
  for (const rules::Attribute& attribute : policy.attributes) {
    if (attribute.on != rules::Attribute::On::sign_in) continue;
    sign_in.attributes.push_back({attribute.name.value, AttributeFact::none()});
  }
  return result;
}

rules::Status set_fact(std::string_view assignment, const rules::Policy& policy,
                       OrdinarySignIn& out) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    return rules::Failure{
        fmt::format("`{}` is no KEY=VALUE such as sign_in.risk=high", assignment)};
  }
  const std::string_view key = assignment.substr(0, equals);
  const std::vector<std::string> names = all_names(policy);
  const std::string name = find_name(key, names);
  if (name.empty()) return unknown_fact(key, names);
  const auto is_same = [&](const std::string& before) {
    return before.substr(0, before.find('=')) == name;
  };
  if (std::any_of(out.given.begin(), out.given.end(), is_same)) {
    return rules::Failure{fmt::format("`{}` is given twice", name)};
  }
  const std::string_view value = assignment.substr(equals + 1);
  if (rules::Status set = Setter(name, value, policy, out).set(); !set) return set;
  out.given.push_back(fmt::format("{}={}", name, value));
  return rules::Done{};
}

std::uint32_t sso_channel(const engine::Graph& graph) {
  const std::uint32_t saml = engine::channel_number(graph, "saml");
  if (engine::channel_exempt(graph, saml)) return saml;
  for (const std::string_view name : rules::builtin_channels) {
    const std::uint32_t other = engine::channel_number(graph, name);
    if (engine::channel_exempt(graph, other)) return other;
  }
  return saml;
}

}  // namespace gatecast::simulator
