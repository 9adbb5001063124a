#include "engine/facts_json.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <limits>
#include <optional>

#include "engine/json_keys.h"
#include "rules/time.h"

namespace gatecast::engine {
namespace {

namespace json = boost::json;

// Reads the members of one object; remembers the first that is missing or mistyped.
class Members {
 public:
  Members(const json::object& object, std::string prefix, std::string& failure)
      : object_(object), prefix_(std::move(prefix)), failure_(failure) {}

  // Null is none. `convert` returns nothing for a wrong type or a value outside the fact's.
  template <class T, class Convert>
  Fact<T> read(std::string_view key, const Convert& convert) {
    const json::value* value = object_.if_contains(key);
    if (value == nullptr) {
      fail(key, "is missing");
      return {};
    }
    if (value->is_null()) return Fact<T>::none();
    std::optional<T> converted = convert(*value);
    if (converted) return Fact<T>(std::move(*converted));
    fail(key, "has a wrong type or value");
    return {};
  }

  bool has(std::string_view key) const { return object_.contains(key); }
  // An object below this one; nothing where it is absent or null.
  const json::object* object(std::string_view key, bool may_be_absent) {
    const json::value* value = object_.if_contains(key);
    if (value == nullptr) {
      if (!may_be_absent) fail(key, "is missing");
      return nullptr;
    }
    if (value->is_null()) return nullptr;
    if (!value->is_object()) fail(key, "is not an object");
    return value->if_object();
  }

  std::string path(std::string_view key) const { return prefix_ + std::string(key); }
  void fail(std::string_view key, std::string_view what) {
    if (failure_.empty()) failure_ = fmt::format("fact `{}` {}", path(key), what);
  }
  const json::object& members() const { return object_; }

 private:
  const json::object& object_;
  std::string prefix_;
  std::string& failure_;
};

std::optional<std::string> text(const json::value& value) {
  if (!value.is_string()) return std::nullopt;
  return std::string(value.get_string());
}

std::optional<bool> flag(const json::value& value) {
  if (!value.is_bool()) return std::nullopt;
  return value.get_bool();
}

std::optional<int> count(const json::value& value) {
  if (!value.is_int64() || value.get_int64() < 0) return std::nullopt;
  if (value.get_int64() > std::numeric_limits<int>::max()) return std::nullopt;
  return static_cast<int>(value.get_int64());
}

std::optional<Instant> instant(const json::value& value) {
  if (!value.is_string()) return std::nullopt;
  return rules::parse_instant(std::string_view(value.get_string()));
}

std::optional<std::vector<std::string>> texts(const json::value& value) {
  if (!value.is_array()) return std::nullopt;
  std::vector<std::string> all;
  for (const json::value& item : value.get_array()) {
    if (!item.is_string()) return std::nullopt;
    all.emplace_back(item.get_string());
  }
  return all;
}

template <class Enum>
auto one_of(std::size_t values) {
  return [values](const json::value& value) -> std::optional<Enum> {
    if (!value.is_string()) return std::nullopt;
    for (std::size_t i = 0; i < values; ++i) {
      const auto candidate = static_cast<Enum>(i);
      if (rules::name(candidate) == std::string_view(value.get_string())) return candidate;
    }
    return std::nullopt;
  };
}

std::optional<Lock> lock(const json::value& value) {
  const json::object* object = value.if_object();
  if (object == nullptr) return std::nullopt;
  const json::value* until = object->if_contains("until");
  const json::value* hard = object->if_contains("hard");
  if (until == nullptr || hard == nullptr) return std::nullopt;
  if (!hard->is_bool() && !hard->is_null()) return std::nullopt;
  Lock result;
  result.hard = hard->is_bool() && hard->get_bool();
  if (until->is_null()) return result;
  result.until = instant(*until);
  if (!result.until) return std::nullopt;
  return result;
}

void read_attributes(Members& owner, std::vector<AttributeValue>& attributes) {
  using Content = std::variant<bool, std::int64_t, std::string>;
  const json::object* object = owner.object("attributes", false);
  if (object == nullptr) return;
  for (const auto& [key, value] : *object) {
    AttributeValue attribute{std::string(key), {}};
    if (value.is_null()) attribute.value = Fact<Content>::none();
    if (value.is_bool()) attribute.value = Content(value.get_bool());
    if (value.is_int64()) attribute.value = Content(value.get_int64());
    if (value.is_string()) attribute.value = Content(std::string(value.get_string()));
    attributes.push_back(std::move(attribute));
  }
}

void read_locks(Members& user, std::string& failure, Account& account) {
  for (auto& fact : account.locks) fact = Fact<Lock>::none();
  const json::object* object = user.object("locks", false);
  if (object == nullptr) return;
  Members locks(*object, user.path("locks."), failure);
  for (std::size_t i = 0; i < rules::method_count; ++i) {
    const std::string_view key = rules::name(static_cast<rules::Method>(i));
    if (locks.has(key)) account.locks[i] = locks.read<Lock>(key, lock);
  }
}

void read_user(Members user, std::string& failure, Account& account) {
  account.id = user.read<std::string>("id", text);
  account.type = Fact<rules::AccountType>::none();
  if (user.has("type")) {
    account.type = user.read<rules::AccountType>("type", one_of<rules::AccountType>(3));
  }
  account.roles = user.read<std::vector<std::string>>("roles", texts);
  account.groups = user.read<std::vector<std::string>>("groups", texts);
  account.active = user.read<bool>("active", flag);
  account.created = user.read<Instant>("created", instant);
  account.authenticator =
      user.read<rules::AuthenticatorState>("authenticator", one_of<rules::AuthenticatorState>(3));
  account.passkey = user.read<bool>("passkey", flag);
  account.email = user.read<bool>("email", flag);
  account.phone = user.read<bool>("phone", flag);
  account.backup_codes = user.read<int>("backup_codes", count);
  account.grace_started = user.read<Instant>("grace_started", instant);
  account.skips = user.read<int>("skips", count);
  account.reset_at = user.read<Instant>("reset_at", instant);
  account.account_locked = user.read<Lock>("account_locked", lock);
  read_locks(user, failure, account);
  read_attributes(user, account.attributes);
}

void read_sign_in(Members members, SignIn& sign_in) {
  sign_in.channel = members.read<std::string>("channel", text);
  sign_in.application = members.read<std::string>("application", text);
  sign_in.device_cookie = members.read<bool>("device_cookie", flag);
  sign_in.known_ip = members.read<bool>("known_ip", flag);
  if (members.has("skipped")) {
    sign_in.skipped = members.read<bool>("skipped", flag).value_or(false);
  }
  sign_in.ip = members.read<std::string>("ip", text);
  sign_in.country = members.read<std::string>("country", text);
  sign_in.risk = members.read<rules::Risk>("risk", one_of<rules::Risk>(3));
  read_attributes(members, sign_in.attributes);
}

}  // namespace

rules::Result<Facts> read_facts(std::string_view document) {
  json::error_code error;
  const json::value value = json::parse(document, error);
  if (error) return rules::Failure{fmt::format("not JSON: {}", error.message())};
  if (const auto key = duplicate_json_key(document)) {
    return rules::Failure{fmt::format("key `{}` is there twice", *key)};
  }
  if (!value.is_object()) return rules::Failure{"facts must be a JSON object"};
  std::string failure;
  Facts facts;
  Members top(value.get_object(), "", failure);
  const Fact<Instant> now = top.read<Instant>("now", instant);
  if (now.is_none()) top.fail("now", "is missing");
  facts.now = now.value_or(0);
  for (const std::string_view part : {"user", "sign_in"}) {
    const json::object* object = top.object(part, false);
    if (object == nullptr) {
      top.fail(part, "is missing");
      break;
    }
    Members members(*object, std::string(part) + ".", failure);
    if (part == "user") {
      read_user(members, failure, facts.user);
    } else {
      read_sign_in(members, facts.sign_in);
    }
  }
  if (const json::object* object = top.object("environment", true)) {
    Members environment(*object, "environment.", failure);
    facts.environment.email_healthy = environment.read<bool>("email_healthy", flag).value_or(false);
    facts.environment.sms_healthy = environment.read<bool>("sms_healthy", flag).value_or(false);
  }
  if (!failure.empty()) return rules::Failure{failure};
  return facts;
}

bool is_incomplete_json(std::string_view document) {
  json::error_code error;
  json::stream_parser parser;
  parser.write(document, error);
  return !error && !parser.done();
}

}  // namespace gatecast::engine
