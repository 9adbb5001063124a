#include "engine/facts_json.h"

#include <fmt/format.h>

#include <array>
#include <boost/json.hpp>
#include <limits>
#include <optional>

#include "engine/facts_fill.h"
#include "engine/facts_object.h"
#include "engine/json_line.h"
#include "rules/time.h"

namespace gatecast::engine {
namespace {

namespace json = boost::json;

// Reads the members of one object. What is not an object has no members.
class Members {
 public:
  explicit Members(const json::value* value)
      : object_(value != nullptr ? value->if_object() : nullptr) {}

  const json::value* find(std::string_view key) const {
    return object_ != nullptr ? object_->if_contains(key) : nullptr;
  }

  // Null is none. `convert` returns nothing for a wrong type or a value outside the fact's.
  template <class T, class Convert>
  Fact<T> read(std::string_view key, const Convert& convert) const {
    const json::value* value = find(key);
    if (value == nullptr) return {};
    if (value->is_null()) return Fact<T>::none();
    std::optional<T> converted = convert(*value);
    if (!converted) return {};
    return Fact<T>(std::move(*converted));
  }
  // The same for a fact that means something when it is absent.
  template <class T, class Convert>
  Fact<T> read_or(std::string_view key, const Convert& convert, Fact<T> absent) const {
    return find(key) == nullptr ? absent : read<T>(key, convert);
  }

 private:
  const json::object* object_;
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

// A lock whose end is not known may be over. Whether it is hard decides nothing about a sign-in.
std::optional<Lock> lock(const json::value& value) {
  const json::object* object = value.if_object();
  if (object == nullptr) return std::nullopt;
  const json::value* until = object->if_contains("until");
  if (until == nullptr) return std::nullopt;
  const json::value* hard = object->if_contains("hard");
  Lock result;
  result.hard = hard != nullptr && hard->is_bool() && hard->get_bool();
  if (until->is_null()) return result;
  result.until = instant(*until);
  if (!result.until) return std::nullopt;
  return result;
}

// An attribute that is absent stays unknown; null for all of them is an empty object.
void read_attributes(const Members& owner, std::vector<AttributeValue>& attributes) {
  using Content = std::variant<bool, std::int64_t, std::string>;
  const json::value* value_of_all = owner.find("attributes");
  const json::object* object = value_of_all != nullptr ? value_of_all->if_object() : nullptr;
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

void read_locks(const Members& user, Account& account) {
  const json::value* value = user.find("locks");
  if (value == nullptr || (!value->is_null() && !value->is_object())) return;
  const Members locks(value);
  for (std::size_t i = 0; i < rules::method_count; ++i) {
    const std::string_view key = rules::name(static_cast<rules::Method>(i));
    account.locks[i] = locks.read_or<Lock>(key, lock, Fact<Lock>::none());
  }
}

void read_user(const Members& user, Account& account) {
  using rules::AccountType;
  account.id = user.read<std::string>("id", text);
  account.type =
      user.read_or<AccountType>("type", one_of<AccountType>(3), Fact<AccountType>::none());
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
  read_locks(user, account);
  read_attributes(user, account.attributes);
}

void read_sign_in(const Members& members, SignIn& sign_in) {
  sign_in.channel = members.read<std::string>("channel", text);
  sign_in.application = members.read<std::string>("application", text);
  sign_in.device_cookie = members.read<bool>("device_cookie", flag);
  sign_in.known_ip = members.read<bool>("known_ip", flag);
  sign_in.skipped = members.read_or<bool>("skipped", flag, false);
  sign_in.ip = members.read<std::string>("ip", text);
  sign_in.country = members.read<std::string>("country", text);
  sign_in.risk = members.read<rules::Risk>("risk", one_of<rules::Risk>(3));
  read_attributes(members, sign_in.attributes);
}

// Absent: as planned. A key that it lacks is unknown.
void read_environment(const json::value* value, Environment& environment) {
  if (value == nullptr || value->is_null()) return;
  const Members members(value);
  environment.email_healthy = members.read<bool>("email_healthy", flag);
  environment.sms_healthy = members.read<bool>("sms_healthy", flag);
}

}  // namespace

rules::Result<Facts> facts_of(json::value& value, Fill* fill) {
  if (!value.is_object()) return rules::Failure{"facts must be a JSON object"};
  if (fill != nullptr) {
    fill_missing(value.get_object(), *fill);
    if (fill->completed != nullptr) append_json(value, *fill->completed);
  }
  const Members top(&value);
  const Fact<Instant> now = top.read<Instant>("now", instant);
  if (top.find("now") == nullptr) return rules::Failure{"fact `now` is missing"};
  if (!now.is_known()) return rules::Failure{"fact `now` has a wrong type or value"};
  Facts facts;
  facts.now = now.value();
  read_user(Members(top.find("user")), facts.user);
  read_sign_in(Members(top.find("sign_in")), facts.sign_in);
  read_environment(top.find("environment"), facts.environment);
  return facts;
}

rules::Result<Facts> read_facts(std::string_view document, Fill* fill) {
  // The tree of one sign-in fits in here; a larger one goes on to the heap.
  std::array<unsigned char, 16 * 1024> buffer;
  json::monotonic_resource memory(buffer.data(), buffer.size());
  auto value = parse_json(document, &memory);
  if (!value) return value.failure();
  return facts_of(value.value(), fill);
}

bool is_incomplete_json(std::string_view document) {
  json::error_code error;
  json::stream_parser parser;
  parser.write(document, error);
  return !error && !parser.done();
}

}  // namespace gatecast::engine
