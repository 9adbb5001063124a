// A policy as typed, checked data: what SIGNIN's YAML says, one field a setting, each with its
// place in the source. Plain structs; the parser fills them, the validator checks them, the engine
// compiles them. Fields that the YAML leaves out are empty here; defaults live in `defaults`.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/source.h"
#include "rules/time.h"
#include "rules/time_zone.h"

namespace gatecast::rules {

enum class Method : std::uint8_t { authenticator, email, sms, passkey };
inline constexpr std::size_t method_count = 4;
enum class AccountType : std::uint8_t { internal, partner, customer };
enum class Enforcement : std::uint8_t { every_login, risk_based };
enum class EnrolledUsers : std::uint8_t { challenge, as_stage };
enum class Recognition : std::uint8_t { cookie_or_ip, cookie, cookie_and_ip };
enum class Requirement : std::uint8_t { optional, required };
enum class AfterGrace : std::uint8_t { enroll, deny };
enum class ProofKind : std::uint8_t { password, email };
enum class AfterReset : std::uint8_t { required, as_policy };
enum class TotpAlgorithm : std::uint8_t { sha1, sha256, sha512 };
enum class Risk : std::uint8_t { low, medium, high };
enum class AuthenticatorState : std::uint8_t { not_started, pending, enrolled };
enum class GraceState : std::uint8_t { none, open, over };
enum class Outcome : std::uint8_t { allow, enroll, challenge, deny };

std::string_view name(Method);
std::string_view name(AccountType);
std::string_view name(Enforcement);
std::string_view name(EnrolledUsers);
std::string_view name(Recognition);
std::string_view name(Requirement);
std::string_view name(AfterGrace);
std::string_view name(ProofKind);
std::string_view name(AfterReset);
std::string_view name(TotpAlgorithm);
std::string_view name(Risk);
std::string_view name(AuthenticatorState);
std::string_view name(GraceState);
std::string_view name(Outcome);

// The channels that every policy has, in this order; declared ones follow.
inline constexpr std::string_view builtin_channels[] = {"password",     "saml",     "social",
                                                        "custom_login", "login_as", "api"};

template <class T>
using Setting = std::optional<Located<T>>;  // the span covers `key: value`

struct LimitsPatch {
  Setting<int> code_length;  // digits
  Setting<Seconds> code_ttl;
  Setting<Seconds> challenge_ttl;
  Setting<int> attempts;
  Setting<int> resends;
  Setting<Seconds> resend_cooldown;
  Setting<int> sends_per_hour;
  Setting<int> method_lock_after;
  Setting<Seconds> lockout;
  Setting<Seconds> lockout_max;
  Setting<int> hard_lock_after;
};

struct BackupCodesPatch {
  Setting<int> count;
  Setting<int> length;
  Setting<int> low;
};

// What `two_factor` and each `set:` may say; absent fields leave what was set before.
struct SettingsPatch {
  Setting<Enforcement> enforcement;
  Setting<std::vector<Located<Method>>> methods;  // in order of preference
  Setting<Method> default_method;
  Setting<bool> allow_fallback;
  Setting<EnrolledUsers> enrolled_users;
  Setting<Requirement> authenticator;  // enrollment.authenticator
  std::optional<Span> grace;           // enrollment.grace as a whole, for `rule`
  Setting<int> grace_days;
  Setting<int> grace_skips;
  Setting<AfterGrace> after_grace;
  Setting<ProofKind> proof;
  Setting<bool> recognized_device_waives;
  Setting<AfterReset> after_reset;
  LimitsPatch limits;
  BackupCodesPatch backup_codes;
};

struct RecognitionSettings {
  Setting<Recognition> by;
  Setting<int> cookie_days;
  Setting<int> ip_days;
  Setting<bool> seed_history;
};

struct TotpSettings {
  Setting<int> digits;
  Setting<Seconds> period;
  Setting<int> skew;  // periods accepted on either side
  Setting<TotpAlgorithm> algorithm;
};

struct TwoFactor {
  Span span;  // of the `two_factor` entry; empty if the policy has none
  Setting<bool> enabled;
  SettingsPatch settings;
  RecognitionSettings recognition;
  TotpSettings totp;
  Setting<std::vector<Located<std::string>>> exempt_channels;
};

struct Integrations {
  bool email_mentioned = false;
  Setting<bool> email_healthy;
  bool sms_mentioned = false;
  Setting<std::string> sms_provider;
  Setting<bool> sms_healthy;
};

struct Role {
  Located<std::string> name;
  Span span;  // of the whole entry
  std::optional<AccountType> type;
  bool admin = false;
};

// An address block; IPv4 blocks are stored as ::ffff:a.b.c.d with 96 added to the prefix length.
struct AddressBlock {
  std::uint8_t bytes[16];
  int prefix_bits;  // 0 to 128
};

struct Network {
  Located<std::string> name;
  std::vector<Located<AddressBlock>> blocks;
};

// An address as 16 bytes (IPv4 as ::ffff:a.b.c.d), or nothing.
struct Address {
  std::uint8_t bytes[16];
};
std::optional<Address> parse_address(std::string_view text);
std::optional<AddressBlock> parse_address_block(std::string_view text);  // with or without /prefix
std::string format_address(const Address& address);
bool contains(const AddressBlock& block, const Address& address);

struct Attribute {
  enum class On : std::uint8_t { user, sign_in };
  enum class Kind : std::uint8_t { boolean, integer, values };
  Located<std::string> name;
  Span span;
  On on = On::user;
  Kind kind = Kind::boolean;
  std::int64_t low = 0;  // integer: its range, both ends included
  std::int64_t high = 0;
  std::vector<Located<std::string>> values;  // values: the words it may be
};

struct HourRange {
  int from_minute;  // minutes since local midnight, included
  int to_minute;    // excluded; smaller than from_minute: past midnight. Never equal
};

struct OverdueBound {
  bool over;  // from `days` after the deadline on; false: `under`, from the deadline until then
  int days;
};

// One key of a `when` or `who`, or a combination. A condition on a list holds for any of its items.
struct Condition {
  enum class Kind : std::uint8_t {
    // children (not_: exactly one)
    all,
    any,
    not_,
    // values_mask over the enum's values
    type,
    risk,
    authenticator,
    grace,
    // values_mask, bit 0 = monday
    weekday,
    // values_mask: bit 0 = false, bit 1 = true
    admin,
    device_recognized,
    email,
    phone,
    passkey,
    enrolled,
    stage_started,
    // names
    role,
    group,
    user,
    channel,
    application,
    network,
    country,
    // bounds
    days_overdue,
    // hours
    hours,
    // attribute, and values_mask (boolean), names (values) or integers
    attribute,
  };
  Kind kind = Kind::all;
  Span span;  // of `key: value`
  std::vector<Condition> children;
  std::uint32_t values_mask = 0;
  std::vector<Located<std::string>> names;
  std::vector<OverdueBound> bounds;
  std::vector<HourRange> hours;
  std::uint32_t attribute = 0;  // index into Policy::attributes
  std::vector<std::int64_t> integers;
};

struct ThenOutcome {
  Span span;
  Outcome outcome = Outcome::deny;
  std::optional<Located<std::string>> reason;
  // For `allow` only:
  std::string owner;
  std::string approved_by;
  std::optional<Date> expires;
};

struct Rule {
  Located<std::string> name;  // may be empty
  Span span;
  Condition when;
  std::optional<SettingsPatch> set;
  std::optional<ThenOutcome> then;  // exactly one of set and then
};

struct Exclusion {
  Span span;
  std::optional<Located<std::string>> role;
  std::optional<Condition> who;  // exactly one of role and who
  std::string reason;
  std::string owner;
  std::string approved_by;
  Located<Date> expires;
};

struct EmergencyAccess {
  Span span;  // of the `emergency_access` entry
  Span accounts_span;
  std::vector<Located<std::string>> accounts;  // user ids, compared exactly
  std::string owner;
  std::string approved_by;
  std::optional<Located<Date>> review_by;
};

struct Support {
  struct App {
    std::string name;
    std::string link;
  };
  std::vector<App> apps;
  std::array<std::optional<std::string>, 3> contact;  // by AccountType
};

struct Ramp {
  std::vector<int> percent_hundredths;  // 12.5 % = 1250; never falls
  int every_days = 1;
};

struct Stage {
  Located<std::string> name;
  Span span;
  std::optional<Condition> who;  // without: everybody
  Located<Date> start;
  std::optional<Ramp> ramp;
};

struct Gate {
  enum class Bound : std::uint8_t { max, min };
  Span span;
  Located<std::string> metric;
  Located<std::string> group;  // default `all`
  int band_percentile = 50;    // p95 = 95; `mean` is not a band
  Located<std::string> band;   // as written
  Bound bound = Bound::max;
  double limit = 0;  // a share as 0 to 1, a count as it is
  bool limit_is_percent = false;
  std::optional<Located<Date>> by;
};

struct Rollout {
  Span span;
  int announce_days_before = 0;
  std::vector<Stage> stages;
  std::vector<Gate> gates;
};

struct AssertionTime {
  bool rollout_complete = false;  // `rollout_complete`, else `date`
  Date date;
  int plus_days = 0;  // `rollout_complete + 14d`
};

struct Assertion {
  enum class Quantifier : std::uint8_t { never, always };
  enum class Claim : std::uint8_t {
    password_alone,
    second_factor,
    enrollment_by_password,
    way_in,
    deny,
    reason,
    method
  };
  Located<std::string> name;
  Span span;
  Quantifier quantifier = Quantifier::never;
  Claim claim = Claim::password_alone;
  std::string reason;                     // claim == reason
  Method method = Method::authenticator;  // claim == method
  std::optional<Condition> when;
  std::vector<Located<std::string>> except;  // reasons
  std::optional<AssertionTime> from;
  std::optional<AssertionTime> until;
};

std::string_view name(Assertion::Claim);

struct Policy {
  Located<std::string> name;
  int revision = 0;
  TimeZone zone;
  TwoFactor two_factor;
  Integrations integrations;
  std::vector<Role> roles;
  std::vector<Located<std::string>> channels;  // declared ones, beside the builtin
  std::vector<Network> networks;
  std::vector<Attribute> attributes;
  std::vector<Rule> rules;
  std::vector<Exclusion> exclusions;
  std::optional<EmergencyAccess> emergency_access;
  Support support;
  std::optional<Rollout> rollout;
  std::vector<Assertion> assertions;
};

// What holds where the policy is silent (SIGNIN).
namespace defaults {
inline constexpr int code_length = 6;
inline constexpr Seconds code_ttl = 600;
inline constexpr Seconds challenge_ttl = 900;
inline constexpr int attempts = 5;
inline constexpr int resends = 5;
inline constexpr Seconds resend_cooldown = 30;
inline constexpr int sends_per_hour = 5;
inline constexpr int method_lock_after = 10;
inline constexpr Seconds lockout = 900;
inline constexpr Seconds lockout_max = 3600;
inline constexpr int hard_lock_after = 100;
inline constexpr int totp_digits = 6;
inline constexpr Seconds totp_period = 30;
inline constexpr int totp_skew = 1;
inline constexpr int backup_codes_count = 10;
inline constexpr int backup_codes_length = 8;
inline constexpr int backup_codes_low = 2;
inline constexpr int cookie_days = 30;
inline constexpr int ip_days = 30;
inline constexpr std::string_view exempt_channels[] = {"saml", "social", "custom_login"};
}  // namespace defaults

// Reasons of SIGNIN's table; a policy's own reasons may not be one of these.
inline constexpr std::string_view table_reasons[] = {"account_inactive",
                                                     "locked",
                                                     "login_as_administrator",
                                                     "emergency_access",
                                                     "two_factor_off",
                                                     "channel_exempt",
                                                     "not_in_rollout",
                                                     "stage_not_started",
                                                     "role_excluded",
                                                     "enrollment_grace",
                                                     "grace",
                                                     "enrollment_required",
                                                     "enrollment_overdue",
                                                     "recognized_device",
                                                     "second_factor",
                                                     "no_usable_method"};

}  // namespace gatecast::rules
