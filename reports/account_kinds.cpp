#include "reports/account_kinds.h"

#include <fmt/format.h>

#include <set>

#include "reports/format.h"

namespace gatecast::reports {

AccountKind kind_of(const engine::Account& account, const rules::Policy& policy) {
  AccountKind kind;
  std::set<rules::AccountType> types;
  if (const auto* roles = account.roles.if_known()) {
    for (const std::string& name : *roles) {
      for (const rules::Role& role : policy.roles) {
        if (role.name.value != name) continue;
        kind.admin = kind.admin || role.admin;
        if (role.type) types.insert(*role.type);
      }
    }
  }
  if (account.type.is_known()) types = {account.type.value()};
  if (types.size() == 1) kind.type = static_cast<std::size_t>(*types.begin());
  return kind;
}

NamedCounts by_name(const TypeCounts& counts) {
  constexpr std::string_view names[] = {"internal", "partner", "customer", "no type"};
  NamedCounts named;
  for (std::size_t t = 0; t < counts.size(); ++t) {
    if (counts[t] > 0) named[std::string(names[t])] = counts[t];
  }
  return named;
}

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", number(static_cast<double>(count)), count == 1 ? one : many);
}

std::string counts_words(const NamedCounts& counts) {
  std::string text;
  for (const auto& [name, count] : counts) {
    text +=
        fmt::format("{}{} {}", text.empty() ? "" : ", ", number(static_cast<double>(count)), name);
  }
  return text;
}

std::string counts_json(const NamedCounts& counts) {
  std::string out = "{";
  for (const auto& [name, count] : counts) {
    out += fmt::format("{}{}: {}", out.size() > 1 ? ", " : "", json_string(name), count);
  }
  return out + "}";
}

}  // namespace gatecast::reports
