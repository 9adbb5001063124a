#include "engine/facts_fill.h"

#include <fmt/format.h>

#include <utility>

namespace gatecast::engine {
namespace {

namespace json = boost::json;
using On = rules::Attribute::On;

class Filling {
 public:
  Filling(json::value* owner, std::string prefix, Fill& fill)
      : object_(owner != nullptr ? owner->if_object() : nullptr),
        prefix_(std::move(prefix)),
        fill_(fill) {}

  void set(std::string_view key, json::value value) {
    if (object_ == nullptr || object_->contains(key)) return;
    object_->emplace(key, std::move(value));
    fill_.filled.push_back(fmt::format("{}{}", prefix_, key));
  }

  // Those that the policy declares; others mean nothing to it.
  void set_attributes(On on) {
    set("attributes", json::object{});
    if (object_ == nullptr) return;
    json::value& attributes = object_->at("attributes");
    if (attributes.is_null()) attributes = json::object{};
    Filling each(&attributes, prefix_ + "attributes.", fill_);
    for (const rules::Attribute& attribute : fill_.policy.attributes) {
      if (attribute.on == on) each.set(attribute.name.value, nullptr);
    }
  }

  // Of a lock that is there.
  void set_lock(std::string_view key) {
    json::value* lock = object_ != nullptr ? object_->if_contains(key) : nullptr;
    Filling members(lock, fmt::format("{}{}.", prefix_, key), fill_);
    members.set("until", nullptr);
    members.set("hard", nullptr);
  }

  json::value* find(std::string_view key) {
    return object_ != nullptr ? object_->if_contains(key) : nullptr;
  }

 private:
  json::object* object_;
  std::string prefix_;
  Fill& fill_;
};

// `type` and `skipped` mean something when they are absent, and an id cannot be made up.
void fill_user(Filling user, Fill& fill) {
  user.set("roles", nullptr);
  user.set("groups", nullptr);
  user.set("active", true);
  user.set("created", "2020-01-01T00:00:00Z");
  user.set("authenticator", "enrolled");
  user.set("passkey", false);
  user.set("email", true);
  user.set("phone", true);
  user.set("backup_codes", 8);
  user.set("grace_started", nullptr);
  user.set("skips", 0);
  user.set("reset_at", nullptr);
  user.set("account_locked", nullptr);
  user.set("locks", json::object{});
  user.set_lock("account_locked");
  Filling locks(user.find("locks"), "user.locks.", fill);
  for (std::size_t i = 0; i < rules::method_count; ++i) {
    locks.set_lock(rules::name(static_cast<rules::Method>(i)));
  }
  user.set_attributes(On::user);
}

void fill_sign_in(Filling sign_in) {
  sign_in.set("channel", "password");
  sign_in.set("application", nullptr);
  sign_in.set("device_cookie", false);
  sign_in.set("known_ip", false);
  sign_in.set("ip", nullptr);
  sign_in.set("country", nullptr);
  sign_in.set("risk", "low");
  sign_in.set_attributes(On::sign_in);
}

json::value* object_or_new(json::object& facts, std::string_view key) {
  json::value& value = facts[key];
  if (value.is_null()) value = json::object{};
  return &value;
}

}  // namespace

void fill_missing(json::object& facts, Fill& fill) {
  fill_user(Filling(object_or_new(facts, "user"), "user.", fill), fill);
  fill_sign_in(Filling(object_or_new(facts, "sign_in"), "sign_in.", fill));
  // Absent as a whole it means the planned health, and is not missing.
  Filling environment(facts.if_contains("environment"), "environment.", fill);
  environment.set("email_healthy", nullptr);
  environment.set("sms_healthy", nullptr);
}

}  // namespace gatecast::engine
