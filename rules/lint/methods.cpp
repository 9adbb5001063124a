// Methods: how strong they are, and what happens to whoever loses one.
#include <fmt/format.h>

#include <set>
#include <string_view>
#include <unordered_map>

#include "rules/lint/lints.h"

namespace gatecast::rules {
namespace {

bool falls_back(const Variant& variant) {
  const auto& fallback = variant.get(&SettingsPatch::allow_fallback);
  return fallback && fallback->value;
}

void warn_single_method(const Variant& variant, Diagnostics& diagnostics) {
  const SettingsPatch& own = variant.own();
  const auto& methods = variant.get(&SettingsPatch::methods);
  if (!methods || methods->value.size() != 1 || !falls_back(variant)) return;
  if (!own.allow_fallback && !own.methods) return;
  diagnostics.warning("fallback-single-method",
                      own.allow_fallback ? own.allow_fallback->span : own.methods->span,
                      fmt::format("`{}` is the only method, so there is nothing to fall back on",
                                  name(methods->value.front().value)),
                      "add a method, or write `allow_fallback: false`");
}

// Passkeys are the method that most people cannot have today: they need a recent device of one's
// own. Whoever has it as his default and loses it cannot step down without fallback.
void warn_rare_default(const Variant& variant, Diagnostics& diagnostics) {
  const SettingsPatch& own = variant.own();
  const auto& method = variant.get(&SettingsPatch::default_method);
  const auto& methods = variant.get(&SettingsPatch::methods);
  if (!method || method->value != Method::passkey || falls_back(variant)) return;
  if (!methods || methods->value.size() < 2) return;
  if (!own.default_method && !own.allow_fallback && !own.methods) return;
  Span span = own.default_method ? own.default_method->span
              : own.methods      ? own.methods->span
                                 : own.allow_fallback->span;
  diagnostics.warning("default-method-rare", span,
                      "whoever loses his passkey has no other method, since there is no fallback",
                      "write `allow_fallback: true`, or choose another default");
}

// The types that roles have, asked once a rule and worked out once.
class Types {
 public:
  explicit Types(const Policy& policy) {
    for (const Role& role : policy.roles) {
      roles_.emplace(role.name.value, &role);
      if (!role.type) continue;
      all_.insert(*role.type);
      if (role.admin) admins_.insert(*role.type);
    }
    const auto any = {AccountType::internal, AccountType::partner, AccountType::customer};
    if (all_.empty()) all_ = any;
    if (admins_.empty()) admins_ = any;
  }

  const std::set<AccountType>& all() const { return all_; }

  // Whom a rule is for, as far as its condition says so in one word.
  std::set<AccountType> of(const Condition& when) const {
    bool admins_only = false;
    for (const Condition& child : when.children) {
      std::set<AccountType> types;
      if (child.kind == Condition::Kind::type) {
        for (unsigned i = 0; i < 3; ++i) {
          if (((child.values_mask >> i) & 1U) != 0) types.insert(static_cast<AccountType>(i));
        }
      } else if (child.kind == Condition::Kind::role) {
        for (const Located<std::string>& name : child.names) {
          const auto role = roles_.find(name.value);
          if (role != roles_.end() && role->second->type) types.insert(*role->second->type);
        }
      } else if (child.kind == Condition::Kind::admin) {
        admins_only = child.values_mask == 2;
      }
      if (!types.empty()) return types;
    }
    return admins_only ? admins_ : all_;
  }

 private:
  std::unordered_map<std::string_view, const Role*> roles_;
  std::set<AccountType> all_, admins_;
};

// Another method, or somebody to turn to: without both, whoever has lost the device and the backup
// codes (a passkey has none) stays outside.
void warn_no_way_back(const Policy& policy, const Types& types_of, const Variant& variant,
                      Diagnostics& diagnostics) {
  const auto& methods = variant.own().methods;
  if (!methods || methods->value.size() != 1) return;
  const Method method = methods->value.front().value;
  if (method != Method::authenticator && method != Method::passkey) return;
  const std::set<AccountType> types =
      variant.rule == nullptr ? types_of.all() : types_of.of(variant.rule->when);
  for (const AccountType type : types) {
    if (policy.support.contact[static_cast<std::size_t>(type)]) continue;
    diagnostics.warning(
        "no-way-back", methods->span,
        fmt::format("`{}` is the only method, and nobody is named who helps an account of type "
                    "`{}` that has lost it",
                    name(method), name(type)),
        fmt::format("add a method, or write `support: {{contact: {{{}: ...}}}}`", name(type)));
    return;
  }
}

void warn_weak_methods(const Variant& variant, Diagnostics& diagnostics) {
  if (!variant.own().methods) return;
  for (const Located<Method>& method : variant.own().methods->value) {
    if (method.value == Method::email) {
      diagnostics.warning("email-not-out-of-band", method.span,
                          "a code by email does not prove that somebody has a device: NIST "
                          "SP 800-63B does not accept it",
                          "offer `authenticator` or `passkey`; or say why email is enough here");
    } else if (method.value == Method::sms) {
      diagnostics.warning("sms-restricted", method.span,
                          "codes by text message can be diverted: NIST SP 800-63B restricts them",
                          "offer something else beside it, tell users of the risk, and plan for "
                          "its end; or say why it is enough here");
    }
  }
}

}  // namespace

void lint_methods(const Policy& policy, Diagnostics& diagnostics) {
  const Types types(policy);
  for (const Variant& variant : variants(policy)) {
    warn_single_method(variant, diagnostics);
    warn_rare_default(variant, diagnostics);
    warn_no_way_back(policy, types, variant, diagnostics);
    warn_weak_methods(variant, diagnostics);
  }
}

}  // namespace gatecast::rules
