// What an edge asks, in words.
#include <fmt/format.h>

#include "engine/drawing/words.h"
#include "engine/policy_tests/coverage.h"
#include "rules/condition_parser.h"

namespace gatecast::engine {
namespace {

std::string days_and_skips(std::uint32_t days, std::uint32_t skips) {
  std::string text = days == absent ? "" : fmt::format("{} days", days);
  if (skips != absent) text += fmt::format("{}{} skips", text.empty() ? "" : ", ", skips);
  return text.empty() ? "none" : text;
}

std::string clock_words(std::uint32_t minute) {
  return fmt::format("{:02}:{:02}", minute / 60, minute % 60);
}

std::string_view piece_words(Piece piece) {
  constexpr std::string_view names[] = {"enforcement",
                                        "methods",
                                        "default_method",
                                        "allow_fallback",
                                        "enrolled_users",
                                        "enrollment.authenticator",
                                        "enrollment.grace.days",
                                        "enrollment.grace.skips",
                                        "enrollment.after_grace",
                                        "enrollment.proof",
                                        "enrollment.recognized_device_waives",
                                        "enrollment.after_reset",
                                        "enrollment.grace",
                                        "limits"};
  return names[static_cast<std::size_t>(piece)];
}

std::string methods_words(const MethodList& methods) {
  std::vector<std::string> names;
  for (const Method method : methods) names.emplace_back(rules::name(method));
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, " "));
}

std::string yes_or_no(bool value) { return value ? "yes" : "no"; }

std::string setting_words(const Settings& s, Piece piece) {
  switch (piece) {
    case Piece::enforcement:
      return std::string(rules::name(s.enforcement));
    case Piece::methods:
      return methods_words(s.methods);
    case Piece::default_method:
      return s.default_method ? std::string(rules::name(*s.default_method)) : "the first";
    case Piece::allow_fallback:
      return yes_or_no(s.allow_fallback);
    case Piece::enrolled_users:
      return std::string(rules::name(s.enrolled_users));
    case Piece::authenticator:
      return std::string(rules::name(s.authenticator));
    case Piece::grace_days:
      return s.grace_days == absent ? "none" : std::to_string(s.grace_days);
    case Piece::grace_skips:
      return s.grace_skips == absent ? "none" : std::to_string(s.grace_skips);
    case Piece::after_grace:
      return std::string(rules::name(s.after_grace));
    case Piece::proof:
      return std::string(rules::name(s.proof));
    case Piece::recognized_device_waives:
      return yes_or_no(s.recognized_device_waives);
    case Piece::after_reset:
      return std::string(rules::name(s.after_reset));
    case Piece::grace_place:
    case Piece::limits:
      break;
  }
  return "";
}

class Words {
 public:
  Words(const Graph& graph, const Variable& variable) : graph_(graph), v_(variable) {}

  std::string asked() const {
    const rules::Policy& policy = graph_.policy;
    switch (v_.asks) {
      case Asks::active:
        return "account active";
      case Asks::account_locked:
        return "account locked";
      case Asks::emergency:
        return "emergency access account";
      case Asks::channel:
        return "channel";
      case Asks::admin:
        return "administrator";
      case Asks::user:
        return "user";
      case Asks::type:
        return "type";
      case Asks::role:
        return "role " + name_of(graph_.variables.roles, v_.a);
      case Asks::other_role:
        return "another role";
      case Asks::group:
        return "group " + name_of(graph_.variables.groups, v_.a);
      case Asks::application:
        return "application";
      case Asks::country:
        return "country";
      case Asks::network:
        return "network " + policy.networks[v_.a].name.value;
      case Asks::risk:
        return "risk";
      case Asks::attribute:
        return policy.attributes[v_.a].name.value;
      case Asks::time:
        return "date";
      case Asks::ramp:
        return fmt::format("step of the ramp of {}", policy.rollout->stages[v_.a].name.value);
      case Asks::weekday:
        return "weekday";
      case Asks::hours:
        return fmt::format("hours {}-{}", clock_words(v_.a), clock_words(v_.b));
      case Asks::recognized:
        return "device recognized";
      case Asks::authenticator:
        return "authenticator";
      case Asks::passkey:
        return "passkey";
      case Asks::reset:
        return "account reset";
      case Asks::email:
        return "mail address";
      case Asks::phone:
        return "phone";
      case Asks::locked:
        return fmt::format("{} locked", rules::name(static_cast<Method>(v_.a)));
      case Asks::email_healthy:
        return "mail can be sent";
      case Asks::sms_healthy:
        return "SMS can be sent";
      case Asks::grace_clock:
        return fmt::format("grace of {} open", days_and_skips(v_.a, v_.b));
      case Asks::overdue:
        return fmt::format("days since a grace of {} ended", days_and_skips(v_.a, absent));
      case Asks::setting:
        return std::string(piece_words(static_cast<Piece>(v_.a)));
      case Asks::then:
        return "a `then:` rule holds";
      case Asks::skipped:
        break;
    }
    return "enrollment skipped";
  }

  std::string answer(std::uint32_t value) const {
    const Variables& all = graph_.variables;
    switch (v_.asks) {
      case Asks::channel:
        return name_of(all.channels, value);
      case Asks::user:
        return named_or_another(all.users, value);
      case Asks::application:
        return named_or_another(all.applications, value);
      case Asks::country:
        return named_or_another(all.countries, value);
      case Asks::type:
        return value == 3 ? "none" : std::string(name(static_cast<rules::AccountType>(value)));
      case Asks::risk:
        return value == 3 ? "none" : std::string(name(static_cast<rules::Risk>(value)));
      case Asks::attribute:
        return attribute(value);
      case Asks::time:
        if (value == 0) return "before " + date_words(graph_.policy.zone, all.cuts.front());
        return "from " + date_words(graph_.policy.zone, all.cuts[value - 1]);
      case Asks::ramp:
        return value + 1 == v_.size ? "none" : std::to_string(value + 1);
      case Asks::weekday:
        return std::string(rules::weekday_name(value));
      case Asks::authenticator:
        return std::string(name(static_cast<rules::AuthenticatorState>(value)));
      case Asks::overdue:
        if (value == 0) return "not over";
        return fmt::format("{} or more", all.overdue_days[value - 1]);
      case Asks::setting:
        return setting_words(graph_.choices[v_.a][value], static_cast<Piece>(v_.a));
      case Asks::then:
        return value == 0 ? "no" : std::string(name(static_cast<Outcome>(value - 1)));
      default:
        return yes_or_no(value == 1);
    }
  }

 private:
  static std::string name_of(const Names& names, std::uint32_t number) {
    return names.in_order()[number];
  }
  // From 1 on; 0 is none of them.
  static std::string named_or_another(const Names& names, std::uint32_t value) {
    return value == 0 ? "another or none" : name_of(names, value - 1);
  }

  std::string attribute(std::uint32_t value) const {
    const rules::Attribute& declared = graph_.policy.attributes[v_.a];
    using Kind = rules::Attribute::Kind;
    if (declared.kind == Kind::boolean) return yes_or_no(value == 1);
    if (declared.kind == Kind::values) {
      return value == 0 ? "none" : declared.values[value - 1].value;
    }
    return value == 0 ? "another" : std::to_string(graph_.variables.integers(v_.a)[value - 1]);
  }

  const Graph& graph_;
  const Variable& v_;
};

}  // namespace

std::string edge_words(const Graph& graph, const Edge& edge) {
  const std::uint32_t* words = graph.diagram.words.data() + edge.node;
  const Words of(graph, graph.variables.all()[words[0]]);
  constexpr std::size_t most = 3;
  std::vector<std::string> answers;
  std::size_t more = 0;
  for (std::uint32_t value = 0; value < graph.variables.all()[words[0]].size; ++value) {
    if (words[1 + value] != edge.child) continue;
    if (answers.size() < most) {
      answers.push_back(of.answer(value));
    } else {
      ++more;
    }
  }
  std::string text = fmt::format("{}: {}", of.asked(), fmt::join(answers, " or "));
  if (more > 0) text += fmt::format(" or {} more", more);
  return text;
}

}  // namespace gatecast::engine
