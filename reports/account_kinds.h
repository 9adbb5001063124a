// What accounts are counted by: type, administrators, names; and such counts in words.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "engine/account.h"

namespace gatecast::reports {

struct AccountKind {
  std::size_t type = 3;  // as rules::AccountType; 3: none, or not known
  bool admin = false;    // by a role that the policy declares
};
// Without a type of its own an account has that of its roles, if they agree.
AccountKind kind_of(const engine::Account& account, const rules::Policy& policy);

using TypeCounts = std::array<std::uint64_t, 4>;  // by AccountKind::type
using NamedCounts = std::map<std::string, std::uint64_t>;
// Those above zero.
NamedCounts by_name(const TypeCounts& counts);
// `1 person`, `1,204 people`.
std::string counted(std::uint64_t count, std::string_view one, std::string_view many);
// `12 customer, 3 partner`.
std::string counts_words(const NamedCounts& counts);
// An object.
std::string counts_json(const NamedCounts& counts);

}  // namespace gatecast::reports
