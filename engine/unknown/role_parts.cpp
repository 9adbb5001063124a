// What an account is whose type or roles are not known.
#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "engine/unknown/possible.h"

namespace gatecast::engine {
namespace {

using Types = std::set<std::int64_t>;

// Any declared ones, in any combination.
void add_unknown_roles(const Graph& graph, Possible& out) {
  const std::uint32_t fact = out.add_fact("user.roles");
  out.roles_are_unknown = true;
  for (std::uint32_t i = 0; i < graph.policy.roles.size(); ++i) {
    const rules::Role& role = graph.policy.roles[i];
    RoleParts parts{i, graph.variables.roles.find(role.name.value), {}, role.admin};
    if (role.type) parts.type = static_cast<std::uint32_t>(*role.type);
    const bool is_like_another =
        !parts.number &&
        std::any_of(out.roles.begin(), out.roles.end(), [&](const RoleParts& other) {
          return !other.number && other.type == parts.type && other.admin == parts.admin;
        });
    if (is_like_another) continue;
    out.add(fact, Part::role, {0, 1}, static_cast<std::uint32_t>(out.roles.size()));
    out.roles.push_back(parts);
  }
}

struct KnownRoles {
  std::vector<std::string> declared;
  int undeclared = 0;
  Types types;  // of the declared ones
  bool admin = false;
};

KnownRoles sort_out(const Graph& graph, const std::vector<std::string>& names) {
  KnownRoles known;
  std::set<std::string> undeclared;
  for (const std::string& name : names) {
    const auto found = graph.declared_roles.find(name);
    if (found == graph.declared_roles.end()) {
      undeclared.insert(name);
      continue;
    }
    const rules::Role& role = graph.policy.roles[found->second];
    known.declared.push_back(name);
    known.admin = known.admin || role.admin;
    if (role.type) known.types.insert(static_cast<std::int64_t>(*role.type));
  }
  known.undeclared = static_cast<int>(undeclared.size());
  return known;
}

// The types that undeclared roles leave to the account, where its own is not given.
std::vector<std::int64_t> types_with(const KnownRoles& known) {
  Types types = known.types;
  if (types.empty()) types = {0, 1, 2};
  const bool others = !known.types.empty() || known.undeclared > 1;
  if (others) types.insert(Possible::disagree);
  return {types.begin(), types.end()};
}

}  // namespace

void add_roles(const Graph& graph, Account& account, Possible& out) {
  using TypeFrom = Possible::TypeFrom;
  const bool own_type = !account.type.is_none();
  bool open_type = account.type.is_unknown();  // any of the three, or may be so
  if (open_type) out.type_from = TypeFrom::atom;
  if (account.roles.is_unknown()) {
    add_unknown_roles(graph, out);
    if (!own_type) {
      out.type_from = TypeFrom::unknown_roles;
      open_type = true;
    }
    account.roles = Fact<std::vector<std::string>>::none();
  } else {
    const KnownRoles known = sort_out(graph, account.roles.value_or({}));
    const bool agree = known.types.size() < 2;
    if (!own_type && !agree) out.type_from = TypeFrom::atom;
    if (known.undeclared > 0) {
      const std::uint32_t fact = out.add_fact("user.roles");
      if (!known.admin) out.add(fact, Part::admin, {0, 1});
      if (!own_type && agree) {
        out.type_from = TypeFrom::undeclared_roles;
        out.add(fact, Part::roles_type, types_with(known));
      }
      out.known.other_role = true;
      account.roles = known.declared;
    }
    open_type = open_type || (!own_type && (!agree || known.undeclared > 0));
  }
  if (open_type) out.add(out.add_fact("user.type"), Part::type, {0, 1, 2});
  // What the roles say is not asked, where it is not settled.
  if (out.type_from != TypeFrom::known) account.type = rules::AccountType::internal;
}

}  // namespace gatecast::engine
