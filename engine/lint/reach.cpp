// Settings that no sign-in reaches: those that later rules set again wherever they would be in
// force, and those that are in force only where nothing asks for them.
#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

#include "engine/lint/lints.h"

namespace gatecast::engine {
namespace {

using Kind = rules::Condition::Kind;

bool asks(const rules::Condition& condition, std::initializer_list<Kind> kinds) {
  return std::find(kinds.begin(), kinds.end(), condition.kind) != kinds.end() ||
         std::any_of(condition.children.begin(), condition.children.end(),
                     [&](const rules::Condition& child) { return asks(child, kinds); });
}

bool conditions_ask(const rules::Policy& policy, std::initializer_list<Kind> kinds) {
  return std::any_of(policy.rules.begin(), policy.rules.end(),
                     [&](const rules::Rule& rule) { return asks(rule.when, kinds); }) ||
         std::any_of(
             policy.exclusions.begin(), policy.exclusions.end(),
             [&](const rules::Exclusion& each) { return each.who && asks(*each.who, kinds); });
}

// What `enrolled`, `grace` and `days_overdue` are made of.
bool is_asked_by_conditions(Field field) {
  return field == Field::methods || field == Field::authenticator || field == Field::grace_days ||
         field == Field::grace_skips || field == Field::after_reset;
}

class Reach {
 public:
  Reach(Regions& regions, rules::Diagnostics& diagnostics)
      : regions_(regions), diagram_(regions.diagram), diagnostics_(diagnostics) {}

  void run() {
    for (const Place& place : regions_.places()) {
      const bool of_rule = place.rule != Place::two_factor;
      const auto rule = static_cast<std::size_t>(of_rule ? place.rule : 0);
      if (of_rule && (never_applies(regions_, rule) || is_overridden(regions_, rule))) continue;
      const Node here = regions_.in_force(place);
      if (!regions_.possible(here)) {
        // Conditions read two_factor alone, also where rules set it again.
        const bool is_read =
            !of_rule && is_asked_by_conditions(place.field) &&
            conditions_ask(regions_.policy(), {Kind::enrolled, Kind::grace, Kind::days_overdue});
        if (is_read) continue;
        warn(place.span, "a rule sets this again wherever it would be in force");
      } else if (has_methods()) {
        check_use(place, here);
      }
    }
    if (has_methods()) check_two_factor();
  }

 private:
  bool has_methods() const { return regions_.policy().two_factor.settings.methods.has_value(); }

  void warn(rules::Span span, std::string_view why) {
    diagnostics_.warning("setting-unreachable", span,
                         fmt::format("no sign-in reaches this setting: {}", why),
                         "remove it, or mend what keeps sign-ins away from it");
  }
  Node both(Node a, Node b) { return diagram_.both(a, b); }

  // Somebody who must enroll and has not.
  Node must_enroll() {
    Node set = regions_.where_is(Field::authenticator, "optional", "required");
    set = both(set, diagram_.either(regions_.where_methods_have("authenticator"),
                                    regions_.where_methods_have("passkey")));
    set = both(set, diagram_.negate(regions_.enrolled()));
    set = both(set, diagram_.negate(reset()));
    return both(set, both(regions_.admitted(), regions_.reaches_stages()));
  }
  Node reset() {
    return both(regions_.where_is(Field::after_reset, "required", "required"),
                regions_.conditions.asked(Asks::reset));
  }

  void check_use(const Place& place, Node here) {
    switch (place.field) {
      case Field::grace_days:
      case Field::grace_skips:
        if (conditions_ask(regions_.policy(), {Kind::grace, Kind::days_overdue})) break;
        [[fallthrough]];
      case Field::after_grace:
        if (!regions_.possible(both(here, must_enroll()))) {
          warn(place.span, "nobody for whom it is in force has to enroll");
        }
        break;
      case Field::recognized_device_waives: {
        const Node risk_based = regions_.where_is(Field::enforcement, "every_login", "risk_based");
        const Node waived = both(risk_based, regions_.conditions.asked(Asks::recognized));
        if (!regions_.possible(both(here, both(waived, must_enroll())))) {
          warn(place.span, "no recognized device is let through where enrollment is required");
        }
        break;
      }
      case Field::default_method: {
        const Node choice = regions_.where(Field::methods, "", [&](const std::string& methods) {
          return methods.find(',') != std::string::npos &&
                 ("," + methods + ",").find("," + place.value + ",") != std::string::npos;
        });
        if (!regions_.possible(both(here, choice))) {
          warn(place.span, "it is never one of several methods in force");
        }
        break;
      }
      case Field::enrolled_users: {
        const Node waits = diagram_.negate(regions_.admitted());
        const Node known = diagram_.either(regions_.enrolled(), reset());
        const Node asked = both(both(waits, known), regions_.reaches_stages());
        if (!regions_.possible(both(here, asked))) {
          warn(place.span, "there is neither a stage to wait for nor an exclusion");
        }
        break;
      }
      default:
        break;
    }
  }

  void check_two_factor() {
    const rules::TwoFactor& two_factor = regions_.policy().two_factor;
    const bool risk_based =
        regions_.possible(regions_.where_is(Field::enforcement, "every_login", "risk_based"));
    const rules::RecognitionSettings& recognition = two_factor.recognition;
    if (!risk_based && !conditions_ask(regions_.policy(), {Kind::device_recognized})) {
      if (recognition.by) {
        warn(recognition.by->span, "no recognized device is treated otherwise");
      } else if (recognition.cookie_days) {
        warn(recognition.cookie_days->span, "no recognized device is treated otherwise");
      }
    }
    const rules::TotpSettings& totp = two_factor.totp;
    if (!regions_.possible(regions_.where_methods_have("authenticator")) && totp.digits) {
      warn(totp.digits->span, "the authenticator is nowhere among the methods");
    }
  }

  Regions& regions_;
  Diagram& diagram_;
  rules::Diagnostics& diagnostics_;
};

}  // namespace

void lint_reach(Regions& regions, rules::Diagnostics& diagnostics) {
  Reach(regions, diagnostics).run();
}

}  // namespace gatecast::engine
