// The sign-in with which people are counted, by audits and by comparisons of policies: by password,
// or through single sign-on where the account's `sso` says so, from a device that is not
// recognized; at low risk, and else nothing known of it, as `decide --fill` has it. Single facts of
// it may be set otherwise, for everybody.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/facts.h"
#include "engine/graph/decide.h"
#include "rules/policy.h"
#include "rules/result.h"
#include "simulator/population.h"

namespace gatecast::simulator {

struct OrdinarySignIn {
  // An unknown channel and an unknown application are those of each account.
  engine::SignIn sign_in;
  engine::Environment environment;
  std::vector<std::string> given;  // what was set otherwise: `sign_in.risk=high`
};

OrdinarySignIn ordinary_sign_in(const rules::Policy& policy);

// Sets one fact: `sign_in.risk=high`, `environment.email_healthy=false`, as SIGNIN names facts, the
// first word of which may be left out; `null` is none. Fails with what is wrong with it.
rules::Status set_fact(std::string_view assignment, const rules::Policy& policy,
                       OrdinarySignIn& out);

// The channel of single sign-on: saml, or where that is not exempt another that is.
std::uint32_t sso_channel(const engine::Graph& graph);

// Whether the account is counted through single sign-on: only if all of its sign-ins are. Whoever
// signs in by password at times can be asked for it at any time.
inline bool signs_in_by_sso(std::optional<double> sso_share) { return sso_share.value_or(0) >= 1; }

}  // namespace gatecast::simulator
