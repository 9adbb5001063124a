// Facts into the numbers of one graph.
#include <algorithm>

#include <fmt/format.h>

#include "engine/digest.h"
#include "engine/graph/decode.h"
#include "engine/graph/ramp.h"

namespace gatecast::engine {

int ramp_bucket(std::string_view policy, std::string_view stage, std::string_view user) {
  std::string text;
  for (const std::string_view part : {policy, stage, user}) {
    text.append(part);
    text.push_back('\0');
  }
  const Digest digest = sha256(text);
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i) number = (number << 8) | digest[i];
  return static_cast<int>(number % 10'000);
}

std::uint32_t user_number(const Graph& graph, std::string_view id) {
  const auto user = graph.variables.users.find(id);
  return user ? *user + 1 : 0;
}

bool is_emergency(const Graph& graph, std::string_view id) {
  const auto& emergency = graph.policy.emergency_access;
  return emergency && std::any_of(emergency->accounts.begin(), emergency->accounts.end(),
                                  [&](const auto& name) { return name.value == id; });
}

std::uint8_t ramp_step(const Graph& graph, std::size_t stage, std::string_view id) {
  const rules::Stage& entry = graph.policy.rollout->stages[stage];
  if (!entry.ramp) return 0;
  return ramp_step_of(*entry.ramp, ramp_bucket(graph.policy.name.value, entry.name.value, id));
}

std::uint8_t ramp_step_of(const rules::Ramp& ramp, int bucket) {
  const auto& percents = ramp.percent_hundredths;
  const auto step =
      std::find_if(percents.begin(), percents.end(), [&](int percent) { return bucket < percent; });
  if (step == percents.end()) return 255;
  return static_cast<std::uint8_t>(std::min<std::ptrdiff_t>(step - percents.begin(), 255));
}

Instant admitted_at(const Graph& graph, const DecodedFacts& account) {
  Instant earliest = graph.policy.rollout ? rules::instant_max : rules::instant_min;
  for (std::size_t i = 0; i < graph.stage_roots.size(); ++i) {
    const auto& steps = graph.variables.stage_steps[i];
    const std::size_t step = account.ramp_steps[i];
    if (step >= steps.size() || graph.walk(graph.stage_roots[i], account) == 0) continue;
    earliest = std::min(earliest, steps[step]);
  }
  return earliest;
}

std::optional<std::uint32_t> attribute_class(const Graph& graph, std::uint32_t index,
                                             const AttributeValue& value) {
  const rules::Attribute& declared = graph.policy.attributes[index];
  if (value.value.is_unknown()) return std::nullopt;
  using Kind = rules::Attribute::Kind;
  if (value.value.is_none()) {
    return declared.kind == Kind::integer ? graph.variables.integer_class(index, 0) : 0;
  }
  const auto& content = value.value.value();
  if (declared.kind == Kind::boolean) {
    const bool* flag = std::get_if<bool>(&content);
    return flag != nullptr ? std::optional<std::uint32_t>(*flag) : std::nullopt;
  }
  if (declared.kind == Kind::integer) {
    const std::int64_t* number = std::get_if<std::int64_t>(&content);
    if (number == nullptr || *number < declared.low || *number > declared.high) return std::nullopt;
    return graph.variables.integer_class(index, *number);
  }
  const std::string* word = std::get_if<std::string>(&content);
  if (word == nullptr) return std::nullopt;
  for (std::uint32_t i = 0; i < declared.values.size(); ++i) {
    if (declared.values[i].value == *word) return i + 1;
  }
  return std::nullopt;
}

bool is_country(std::string_view text) {
  return text.size() == 2 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

void set_bit(std::vector<std::uint64_t>& words, std::uint32_t i) {
  if (words.size() <= i / 64) words.resize(i / 64 + 1);
  words[i / 64] |= std::uint64_t{1} << (i % 64);
}

namespace {

rules::Failure unknown(std::string_view fact) {
  return rules::Failure{fmt::format("fact `{}` is unknown", fact)};
}
rules::Failure unknown(std::string_view fact, std::string_view value) {
  return rules::Failure{
      fmt::format("fact `{}` is unknown: `{}` is not of the policy", fact, value)};
}

// The first fact that is unknown, by name.
class Reader {
 public:
  template <class T>
  void need(const Fact<T>& fact, std::string_view name) {
    if (fact.is_unknown() && missing_.empty()) missing_ = name;
  }
  template <class T>
  T read(const Fact<T>& fact, std::string_view name, T none) {
    need(fact, name);
    return fact.value_or(std::move(none));
  }
  std::string_view missing() const { return missing_; }

 private:
  std::string_view missing_;
};

Instant lock_end(const Fact<Lock>& lock) {
  if (!lock.is_known()) return rules::instant_min;
  return lock.value().until.value_or(rules::instant_max);
}

rules::Status decode_roles(const Graph& graph, const Account& account, DecodedFacts& out) {
  out.roles.clear();
  out.admin = false;
  out.other_role = false;
  out.type = account.type.is_known() ? static_cast<std::uint8_t>(account.type.value()) : 3;
  bool undeclared = false;
  static const std::vector<std::string> none;
  const std::vector<std::string>* roles = account.roles.if_known();
  for (const std::string& role : roles != nullptr ? *roles : none) {
    const auto number = graph.variables.roles.find(role);
    if (number) set_bit(out.roles, *number);
    out.other_role = out.other_role || !number;
    const auto declared = graph.declared_roles.find(role);
    if (declared == graph.declared_roles.end()) {
      undeclared = true;
      continue;
    }
    const rules::Role& known = graph.policy.roles[declared->second];
    if (known.admin && (!out.admin || declared->second < out.admin_role)) {
      out.admin_role = declared->second;
    }
    out.admin = out.admin || known.admin;
    if (account.type.is_known() || !known.type) continue;
    const auto type = static_cast<std::uint8_t>(*known.type);
    if (out.type != 3 && out.type != type) {
      return rules::Failure{"fact `user.type` is unknown: the account's roles disagree"};
    }
    out.type = type;
  }
  // What a role that the policy does not declare is, is unknown.
  if (undeclared && !(out.admin && account.type.is_known())) {
    return rules::Failure{"fact `user.roles` is unknown: it has a role that the policy lacks"};
  }
  return rules::Done{};
}

rules::Status decode_attributes(const Graph& graph, const std::vector<AttributeValue>& values,
                                rules::Attribute::On on, DecodedFacts& out) {
  out.attributes.resize(graph.policy.attributes.size());
  for (std::uint32_t i = 0; i < graph.policy.attributes.size(); ++i) {
    const rules::Attribute& declared = graph.policy.attributes[i];
    if (declared.on != on || !graph.variables.is_asked(Asks::attribute, i)) continue;
    const auto value = std::find_if(values.begin(), values.end(), [&](const AttributeValue& v) {
      return v.name == declared.name.value;
    });
    std::optional<std::uint32_t> number;
    if (value != values.end()) number = attribute_class(graph, i, *value);
    if (!number) {
      const bool user = on == rules::Attribute::On::user;
      return unknown(
          fmt::format("{}.attributes.{}", user ? "user" : "sign_in", declared.name.value));
    }
    out.attributes[i] = *number;
  }
  return rules::Done{};
}

// Which step of each stage's ramp admits the account, and when the first stage does.
void decode_stages(const Graph& graph, std::string_view id, DecodedFacts& out) {
  out.ramp_steps.assign(graph.stage_roots.size(), 0);
  for (std::size_t i = 0; i < graph.stage_roots.size(); ++i) {
    out.ramp_steps[i] = ramp_step(graph, i, id);
  }
  out.admitted_at = admitted_at(graph, out);
}

rules::Status decode_place(const Graph& graph, const SignIn& sign_in, DecodedFacts& out) {
  if (!sign_in.channel.is_known()) return unknown("sign_in.channel");
  const auto channel = graph.variables.channels.find(sign_in.channel.value());
  if (!channel) return unknown("sign_in.channel", sign_in.channel.value());
  out.channel = *channel;
  out.application = 0;
  if (sign_in.application.is_known()) {
    out.application = application_number(graph, sign_in.application.value());
  }
  out.country = 0;
  if (sign_in.country.is_known()) {
    const std::string& country = sign_in.country.value();
    if (!is_country(country) && graph.variables.countries.size() > 0) {
      return unknown("sign_in.country", country);
    }
    const auto number = graph.variables.countries.find(country);
    out.country = number ? *number + 1 : 0;
  }
  out.networks = 0;
  if (!sign_in.ip.is_known() || graph.policy.networks.empty()) return rules::Done{};
  const auto address = rules::parse_address(sign_in.ip.value());
  if (!address) return unknown("sign_in.ip", sign_in.ip.value());
  for (std::size_t i = 0; i < graph.policy.networks.size(); ++i) {
    const auto& blocks = graph.policy.networks[i].blocks;
    const bool inside = std::any_of(blocks.begin(), blocks.end(), [&](const auto& block) {
      return rules::contains(block.value, *address);
    });
    if (inside) out.networks |= std::uint64_t{1} << i;
  }
  return rules::Done{};
}

}  // namespace

rules::Status decode_account(const Graph& graph, const Account& account, DecodedFacts& out) {
  constexpr std::string_view locks[] = {"user.locks.authenticator", "user.locks.email",
                                        "user.locks.sms", "user.locks.passkey"};
  Reader reader;
  reader.need(account.id, "user.id");
  reader.need(account.type, "user.type");
  reader.need(account.roles, "user.roles");
  reader.need(account.groups, "user.groups");
  out.active = reader.read(account.active, "user.active", false);
  out.created = reader.read(account.created, "user.created", rules::instant_min);
  out.authenticator = reader.read(account.authenticator, "user.authenticator",
                                  rules::AuthenticatorState::not_started);
  out.passkey = reader.read(account.passkey, "user.passkey", false);
  out.email = reader.read(account.email, "user.email", false);
  out.phone = reader.read(account.phone, "user.phone", false);
  out.backup_codes = reader.read(account.backup_codes, "user.backup_codes", 0);
  out.grace_started = reader.read(account.grace_started, "user.grace_started", rules::instant_min);
  out.skips = reader.read(account.skips, "user.skips", 0);
  reader.read(account.reset_at, "user.reset_at", rules::instant_min);
  out.reset = account.reset_at.is_known();
  reader.read(account.account_locked, "user.account_locked", Lock{});
  out.account_lock_until = lock_end(account.account_locked);
  for (std::size_t i = 0; i < rules::method_count; ++i) {
    reader.read(account.locks[i], locks[i], Lock{});
    out.lock_until[i] = lock_end(account.locks[i]);
  }
  if (!reader.missing().empty()) return unknown(reader.missing());
  if (account.id.is_none()) return unknown("user.id");
  const std::string& id = account.id.value();

  out.user = user_number(graph, id);
  out.emergency = is_emergency(graph, id);
  out.groups.clear();
  if (const auto* groups = account.groups.if_known()) {
    for (const std::string& group : *groups) {
      if (const auto number = graph.variables.groups.find(group)) set_bit(out.groups, *number);
    }
  }
  if (auto roles = decode_roles(graph, account, out); !roles) return roles;
  auto attributes = decode_attributes(graph, account.attributes, rules::Attribute::On::user, out);
  if (!attributes) return attributes;
  decode_stages(graph, id, out);
  classify_account(graph, out);
  return rules::Done{};
}

rules::Result<DecodedFacts> decode(const Graph& graph, const Facts& facts) {
  DecodedFacts out;
  if (auto account = decode_account(graph, facts.user, out); !account) return account.failure();
  const SignIn& sign_in = facts.sign_in;
  Reader reader;
  reader.need(sign_in.application, "sign_in.application");
  out.device_cookie = reader.read(sign_in.device_cookie, "sign_in.device_cookie", false);
  out.known_ip = reader.read(sign_in.known_ip, "sign_in.known_ip", false);
  reader.need(sign_in.ip, "sign_in.ip");
  reader.need(sign_in.country, "sign_in.country");
  reader.read(sign_in.risk, "sign_in.risk", rules::Risk::low);
  out.skipped = reader.read(sign_in.skipped, "sign_in.skipped", false);
  const Environment& environment = facts.environment;
  out.email_healthy = reader.read(environment.email_healthy, "environment.email_healthy", false);
  out.sms_healthy = reader.read(environment.sms_healthy, "environment.sms_healthy", false);
  if (!reader.missing().empty()) return unknown(reader.missing());
  if (auto place = decode_place(graph, sign_in, out); !place) return place.failure();
  out.risk = sign_in.risk.is_known() ? static_cast<std::uint8_t>(sign_in.risk.value()) : 3;
  auto attributes =
      decode_attributes(graph, sign_in.attributes, rules::Attribute::On::sign_in, out);
  if (!attributes) return attributes.failure();
  out.now = facts.now;
  return out;
}

}  // namespace gatecast::engine
