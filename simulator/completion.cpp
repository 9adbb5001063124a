#include "simulator/completion.h"

#include <fmt/format.h>

#include <algorithm>

#include "simulator/fixed_math.h"
#include "simulator/input_values.h"

namespace gatecast::simulator {
namespace {

using engine::Fact;

constexpr std::array<std::string_view, column_count> column_names = {
    "type",          "roles",       "groups",      "active", "created",
    "authenticator", "passkey",     "email",       "phone",  "backup_codes",
    "grace_started", "skips",       "reset_at",    "sso",    "sign_ins_per_day",
    "dormant",       "application", "attributes.*"};

// FNV-1a, folded to the 48 bits that a draw's key has for the user.
std::uint64_t key_of(std::string_view id) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : id) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3ULL;
  }
  return (hash ^ hash >> 48) & 0xffffffffffffULL;
}

bool is_user_attribute(const rules::Attribute& attribute) {
  return attribute.on == rules::Attribute::On::user;
}

}  // namespace

AccountLuck::AccountLuck(std::uint64_t seed, std::string_view id) : draw_{seed, 0, key_of(id)} {}

double AccountLuck::rate(double median, double sigma) const {
  return median * fixed::exp(sigma * draw_.normal(purpose(Column::sign_ins_per_day), 0));
}

Completion::Completion(const rules::Policy& policy, const Behavior& behavior, std::uint64_t seed)
    : policy_(policy),
      behavior_(behavior),
      seed_(seed),
      backup_codes_(rules::defaults::backup_codes_count) {
  const auto& count = policy.two_factor.settings.backup_codes.count;
  if (count) backup_codes_ = count->value;
}

void settle_unsaid(engine::Account& account) {
  if (account.type.is_unknown()) account.type = Fact<rules::AccountType>::none();
  account.account_locked = Fact<engine::Lock>::none();
  account.locks.fill(Fact<engine::Lock>::none());
}

template <class T>
void Completion::fill(Fact<T>& fact, Column column, Fact<T> assumed) {
  if (!fact.is_unknown()) return;
  gap(column);
  fact = std::move(assumed);
}

void Completion::complete_kind(engine::Account& account) {
  fill(account.roles, Column::roles, Fact<std::vector<std::string>>::none());
  fill(account.groups, Column::groups, Fact<std::vector<std::string>>::none());
  if (account.type.is_known()) return;
  // The type is that of the roles; where they disagree the first decides, so that nothing stays
  // open.
  std::optional<rules::AccountType> type;
  bool disagree = false;
  if (account.roles.is_known()) {
    for (const std::string& name : account.roles.value()) {
      for (const rules::Role& role : policy_.roles) {
        if (role.name.value != name || !role.type) continue;
        disagree = disagree || (type && *type != *role.type);
        if (!type) type = role.type;
      }
    }
  }
  if (!type && account.type.is_unknown()) gap(Column::type);
  if (disagree) ++disagreeing_roles_;
  account.type = type ? Fact<rules::AccountType>(*type) : Fact<rules::AccountType>::none();
}

void Completion::complete_factors(engine::Account& account, const AccountLuck& luck) {
  using State = rules::AuthenticatorState;
  fill(account.active, Column::active, Fact<bool>(true));
  fill(account.created, Column::created, Fact<rules::Instant>::none());
  fill(account.authenticator, Column::authenticator, Fact<State>(State::not_started));
  fill(account.passkey, Column::passkey, Fact<bool>(false));
  fill(account.email, Column::email, Fact<bool>(luck.uniform(Column::email) < assumed_email_share));
  fill(account.phone, Column::phone, Fact<bool>(luck.uniform(Column::phone) < assumed_phone_share));
  const bool enrolled = account.authenticator.value_or(State::not_started) == State::enrolled;
  // Codes are made at enrollment: nobody who has not enrolled has any, known or not.
  if (!enrolled && account.backup_codes.is_unknown()) account.backup_codes = Fact<int>(0);
  fill(account.backup_codes, Column::backup_codes, Fact<int>(backup_codes_));
  fill(account.grace_started, Column::grace_started, Fact<rules::Instant>::none());
  fill(account.skips, Column::skips, Fact<int>(0));
  fill(account.reset_at, Column::reset_at, Fact<rules::Instant>::none());
}

void Completion::complete_attributes(engine::Account& account) {
  bool missing = false;
  for (const rules::Attribute& declared : policy_.attributes) {
    if (!is_user_attribute(declared)) continue;
    const auto found = std::find_if(
        account.attributes.begin(), account.attributes.end(),
        [&](const engine::AttributeValue& a) { return a.name == declared.name.value; });
    if (found != account.attributes.end() && !found->value.is_unknown()) continue;
    missing = true;
    using Value = decltype(engine::AttributeValue::value);
    if (found == account.attributes.end()) {
      account.attributes.push_back({declared.name.value, Value::none()});
    } else {
      found->value = Value::none();
    }
  }
  if (missing) gap(Column::attributes);
}

// Who never signs in is settled here; how often the others do differs from rollout to rollout.
void Completion::complete_rate(Draft& draft, const AccountLuck& luck) {
  gap(Column::sign_ins_per_day);
  if (draft.signs_in) return;
  gap(Column::dormant);
  const engine::Account& account = draft.account;
  const auto type = account.type.is_known() ? std::optional(account.type.value()) : std::nullopt;
  const double share =
      value_for(behavior_, Parameter::dormant_share, type, account.roles.value_or({})).value;
  if (luck.is_dormant(share)) draft.sign_ins_per_day = 0;
}

Person Completion::complete(Draft draft) {
  ++people_;
  engine::Account& account = draft.account;
  const AccountLuck luck(seed_, account.id.value_or(std::string()));
  complete_kind(account);
  complete_factors(account, luck);
  complete_attributes(account);
  settle_unsaid(account);
  if (!draft.sso_share) gap(Column::sso);
  if (!draft.application) gap(Column::application);
  if (!draft.sign_ins_per_day) complete_rate(draft, luck);
  return {std::move(account), draft.sign_ins_per_day, draft.sso_share.value_or(0),
          draft.application.value_or(std::string())};
}

std::string Completion::dormancy() const {
  const std::uint64_t drawn = gaps_[static_cast<std::size_t>(Column::dormant)];
  if (drawn == 0) return {};
  const std::string share = as_percent(behavior_.of(Parameter::dormant_share).value);
  if (drawn == gaps_[static_cast<std::size_t>(Column::sign_ins_per_day)]) {
    return fmt::format(", {} dormant", share);
  }
  return fmt::format(", {} of {} dormant", share, with_thousands(drawn));
}

std::string Completion::assumption(Column column) const {
  switch (column) {
    case Column::type:
      return "with no role that says one: taken as none";
    case Column::roles:
    case Column::groups:
    case Column::application:
    case Column::attributes:
      return "unknown, taken as none";
    case Column::active:
      return "unknown, taken as active";
    case Column::created:
      return "unknown, taken as created long ago";
    case Column::authenticator:
      return "unknown, taken as not_started (assumed)";
    case Column::passkey:
      return "unknown, taken as without one (assumed)";
    case Column::email:
      return fmt::format("unknown, drawn with a share of {} (assumed)", assumed_email_share);
    case Column::phone:
      return fmt::format("unknown, drawn with a share of {} (assumed)", assumed_phone_share);
    case Column::backup_codes:
      return fmt::format("enrolled and unknown, taken as {} codes left (assumed)", backup_codes_);
    case Column::grace_started:
    case Column::reset_at:
      return "unknown, taken as never";
    case Column::skips:
      return "unknown, taken as 0 skips used";
    case Column::sso:
      return "unknown, taken as never through an exempt channel (assumed)";
    case Column::sign_ins_per_day:
      return fmt::format(
          "unknown, drawn in each rollout with a median of {} a day, sigma {}{} ({})",
          behavior_.of(Parameter::sign_ins_per_day).value,
          behavior_.of(Parameter::sign_ins_sigma).value, dormancy(),
          behavior_.of(Parameter::sign_ins_per_day).source);
    case Column::dormant:
    case Column::count_:
      break;
  }
  return {};
}

std::vector<std::string> Completion::notes() const {
  std::vector<std::string> notes;
  for (std::size_t i = 0; i < column_count; ++i) {
    // Who is dormant is said with the rates.
    if (gaps_[i] == 0 || static_cast<Column>(i) == Column::dormant) continue;
    notes.push_back(fmt::format("column `{}`: {} of {} accounts {}", column_names[i],
                                with_thousands(gaps_[i]), with_thousands(people_),
                                assumption(static_cast<Column>(i))));
  }
  if (disagreeing_roles_ > 0) {
    notes.push_back(
        fmt::format("column `type`: {} of {} accounts have roles of several types, taken as that "
                    "of their first role",
                    with_thousands(disagreeing_roles_), with_thousands(people_)));
  }
  return notes;
}

}  // namespace gatecast::simulator
