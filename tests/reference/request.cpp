#include "tests/reference/request.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iterator>

#include "rules/check.h"

namespace gatecast::reference {
namespace {

namespace json = boost::json;
using rules::AccountType;

constexpr std::string_view roles[] = {"global_admin", "security_admin", "billing_admin",
                                      "support_lead", "support_agent",  "engineer",
                                      "auditor",      "service_desk",   "partner_admin",
                                      "partner_user", "customer_admin", "customer_user"};
constexpr std::string_view types[] = {"internal", "partner", "customer"};
constexpr std::string_view modes[] = {"every_signin", "new_device"};
constexpr std::string_view effects[] = {"allow", "challenge", "require_enrol", "deny"};
constexpr std::string_view methods[] = {"webauthn", "totp", "sms"};
constexpr std::string_view reasons[] = {
    "locked",    "role_type_mismatch", "excluded", "not_in_rollout",     "trusted_device",
    "challenge", "grace_untrusted",    "grace",    "enrol_overdue_deny", "enrol_overdue"};

template <class Enum, std::size_t size>
Enum one_of(const std::string_view (&names)[size], const json::value& value) {
  const auto* found =
      std::find(std::begin(names), std::end(names),
                std::string_view(value.as_string().data(), value.as_string().size()));
  GATECAST_CHECK(found != std::end(names));
  return static_cast<Enum>(found - std::begin(names));
}

std::uint8_t method_set(const json::value& value) {
  unsigned set = 0;
  for (const json::value& method : value.as_array()) {
    const unsigned bit = 1U << one_of<unsigned>(methods, method);
    GATECAST_CHECK(bit > set);  // in order, none twice
    set |= bit;
  }
  return static_cast<std::uint8_t>(set);
}

std::vector<json::object> lines_of(const char* name) {
  std::ifstream file(std::string(GATECAST_ROOT) + "/tests/reference/" + name);
  GATECAST_CHECK(file.good());
  std::vector<json::object> lines;
  std::string line;
  while (std::getline(file, line)) lines.push_back(json::parse(line).as_object());
  return lines;
}

Reason to_reason(std::string_view name) {
  if (name == "stage_not_started") return Reason::not_in_rollout;
  if (name == "recognized_device") return Reason::trusted_device;
  if (name == "second_factor") return Reason::challenge;
  if (name == "enrollment_required") return Reason::enrol_overdue;
  const auto* found = std::find(std::begin(reasons), std::end(reasons), name);
  GATECAST_CHECK(found != std::end(reasons));
  return static_cast<Reason>(found - std::begin(reasons));
}

Effect to_effect(rules::Outcome outcome) {
  switch (outcome) {
    case rules::Outcome::allow:
      return Effect::allow;
    case rules::Outcome::challenge:
      return Effect::challenge;
    case rules::Outcome::enroll:
      return Effect::require_enrol;
    case rules::Outcome::deny:
      break;
  }
  return Effect::deny;
}

unsigned to_method(rules::Method method) {
  switch (method) {
    case rules::Method::passkey:
      return webauthn;
    case rules::Method::authenticator:
      return totp;
    case rules::Method::sms:
      return sms;
    case rules::Method::email:
      break;
  }
  GATECAST_CHECK(false);
  return 0;
}

}  // namespace

std::string_view name(Role role) { return roles[static_cast<std::size_t>(role)]; }
std::string_view name(Reason reason) { return reasons[static_cast<std::size_t>(reason)]; }

std::vector<Request> read_requests() {
  std::vector<Request> requests;
  for (const json::object& line : lines_of("requests.jsonl")) {
    Request request;
    request.role = one_of<Role>(roles, line.at("role"));
    request.type = one_of<AccountType>(types, line.at("type"));
    request.mode = one_of<Mode>(modes, line.at("mode"));
    request.device = line.at("dev").as_bool();
    request.enrolled = method_set(line.at("enr"));
    request.locked = line.at("locked").as_bool();
    request.deadline = line.at("deadline").as_int64();
    request.now = line.at("now").as_int64();
    requests.push_back(request);
  }
  return requests;
}

std::vector<Answer> read_expected() {
  std::vector<Answer> answers;
  for (const json::object& line : lines_of("expected.jsonl")) {
    GATECAST_CHECK(line.at("id").as_int64() == static_cast<std::int64_t>(answers.size()));
    answers.push_back({one_of<Effect>(effects, line.at("effect")), method_set(line.at("methods")),
                       one_of<Reason>(reasons, line.at("reason"))});
  }
  return answers;
}

engine::Facts to_facts(const Request& request) {
  using engine::Fact;
  engine::Facts facts;
  facts.now = request.now;
  engine::Account& user = facts.user;
  user.id = std::string("u");
  user.type = request.type;
  user.roles = std::vector<std::string>{std::string(name(request.role))};
  user.groups = std::vector<std::string>{};
  user.active = true;
  user.created = Fact<rules::Instant>::none();
  user.authenticator = (request.enrolled & totp) != 0 ? rules::AuthenticatorState::enrolled
                                                      : rules::AuthenticatorState::not_started;
  user.passkey = (request.enrolled & webauthn) != 0;
  user.email = false;
  user.phone = (request.enrolled & sms) != 0;
  user.backup_codes = 0;
  user.grace_started = Fact<rules::Instant>::none();
  if (request.deadline > 0) {
    user.grace_started = request.deadline - 14 * rules::day_seconds + 1;
  }
  user.skips = 0;
  user.reset_at = Fact<rules::Instant>::none();
  user.account_locked = Fact<engine::Lock>::none();
  if (request.locked) user.account_locked = engine::Lock{};
  for (auto& lock : user.locks) lock = Fact<engine::Lock>::none();
  engine::SignIn& sign_in = facts.sign_in;
  sign_in.channel = std::string("password");
  sign_in.application = Fact<std::string>::none();
  sign_in.device_cookie = request.device;
  sign_in.known_ip = false;
  sign_in.skipped = true;
  sign_in.ip = Fact<std::string>::none();
  sign_in.country = Fact<std::string>::none();
  sign_in.risk = Fact<rules::Risk>::none();
  sign_in.attributes.push_back({"mode", {}});
  sign_in.attributes.back().value = std::variant<bool, std::int64_t, std::string>(
      std::string(modes[static_cast<std::size_t>(request.mode)]));
  return facts;
}

Answer to_answer(const engine::Decision& decision) {
  unsigned set = 0;
  for (const rules::Method method : decision.methods) {
    const unsigned bit = to_method(method);
    GATECAST_CHECK(bit > set);
    set |= bit;
  }
  return {to_effect(decision.outcome), static_cast<std::uint8_t>(set), to_reason(decision.reason)};
}

std::string to_text(const Request& r) {
  return fmt::format(
      "{} of type {}, {}, device {}, enrolled {:03b}, locked {}, deadline {}, now {}", name(r.role),
      types[static_cast<std::size_t>(r.type)], modes[static_cast<std::size_t>(r.mode)], r.device,
      r.enrolled, r.locked, r.deadline, r.now);
}

std::string to_text(const Answer& answer) {
  return fmt::format("{} {:03b} {}", effects[static_cast<std::size_t>(answer.effect)],
                     answer.methods, name(answer.reason));
}

}  // namespace gatecast::reference
