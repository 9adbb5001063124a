// A synthesis as data: groups of accounts, each trait a share or a distribution.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rules/diagnostic.h"
#include "rules/policy.h"
#include "rules/yaml_reader.h"
#include "simulator/account_cells.h"

namespace gatecast::simulator {

template <class T>
struct Choice {
  T value{};
  double share = 0;
};
// Shares sum to 1.
template <class T>
using Choices = std::vector<Choice<T>>;

struct RateSpread {
  double median = 0;
  double sigma = 0;
};

struct SsoShares {
  double people = 0;    // who sign in through an exempt channel ...
  double sign_ins = 1;  // ... and with this share of their sign-ins
};

struct TimeRange {
  rules::Instant from = 0;
  rules::Instant until = 0;  // excluded unless the range is one instant
};

struct AttributeChoices {
  const rules::Attribute* attribute = nullptr;
  Choices<AttributeFact> values;
};

struct AccountGroup {
  std::int64_t count = 0;
  std::string id;  // with `{n}`, counted from 1
  rules::Span id_span;
  std::optional<rules::AccountType> type;
  std::optional<Choices<std::vector<std::string>>> roles;
  std::optional<Choices<std::vector<std::string>>> groups;
  std::optional<Choices<std::string>> application;
  std::optional<Choices<rules::AuthenticatorState>> authenticator;
  std::optional<Choices<int>> backup_codes;  // of those who are enrolled
  std::optional<double> email;
  std::optional<double> phone;
  std::optional<double> passkey;
  std::optional<double> active;
  std::optional<double> dormant;
  std::optional<SsoShares> sso;
  std::optional<RateSpread> sign_ins_per_day;  // left out, or `unknown`: that of the behavior
  std::optional<TimeRange> created;
  std::vector<AttributeChoices> attributes;
};

struct SynthesisPlan {
  std::uint64_t seed = 0;
  std::vector<AccountGroup> groups;
};

// Complete only if no error was added.
SynthesisPlan read_synthesis(const rules::YamlNode& root, const rules::Policy& policy,
                             rules::Diagnostics& diagnostics);

}  // namespace gatecast::simulator
