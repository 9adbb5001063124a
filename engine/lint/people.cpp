// What administrators and people without a mailbox would get, by the settings in force for them.
#include <fmt/format.h>

#include <algorithm>

#include "engine/lint/lints.h"

namespace gatecast::engine {
namespace {

class People {
 public:
  People(Regions& regions, rules::Diagnostics& diagnostics)
      : regions_(regions), diagram_(regions.diagram), diagnostics_(diagnostics) {}

  void run() {
    weak_methods();
    enroll_by_password();
    no_mailbox();
    no_emergency();
  }

 private:
  Node both(Node a, Node b) { return diagram_.both(a, b); }
  bool has_administrators() const {
    const auto& roles = regions_.policy().roles;
    return std::any_of(roles.begin(), roles.end(), [](const auto& role) { return role.admin; });
  }
  // Administrators whom no rule decides about.
  Node administrators() {
    if (!has_administrators()) return Diagram::no;
    return both(regions_.conditions.asked(Asks::admin), regions_.reaches_stages());
  }

  // Calls `tell` for each place of `field` that is in force somewhere in `set`, and for the whole
  // of `two_factor` where that leaves the default.
  template <class Tell>
  void places_in(Field field, Node set, Tell tell) {
    for (const Place& place : regions_.places()) {
      if (place.field != field) continue;
      const Node here = both(regions_.in_force(place), set);
      if (regions_.possible(here)) tell(place, here);
    }
  }

  void weak_methods() {
    places_in(Field::methods, administrators(), [&](const Place& place, Node) {
      for (const std::string_view weak : {"email", "sms"}) {
        if (("," + place.value + ",").find(fmt::format(",{},", weak)) == std::string::npos) {
          continue;
        }
        diagnostics_.warning(
            "admin-weak-method", place.span,
            fmt::format("administrators may verify by {}, which can be diverted", weak),
            "add a rule: `when: {admin: true}`, `set: {methods: [authenticator, passkey]}`");
        return;
      }
    });
  }

  // Whoever must enroll, has not, and has nothing enrolled that could prove who he is.
  Node must_enroll() {
    Node set = both(regions_.where_is(Field::authenticator, "optional", "required"),
                    diagram_.either(regions_.where_methods_have("authenticator"),
                                    regions_.where_methods_have("passkey")));
    const Node app = regions_.conditions.equals(
        Asks::authenticator, static_cast<std::uint32_t>(rules::AuthenticatorState::enrolled));
    set = both(set, diagram_.negate(app));
    set = both(set, diagram_.negate(regions_.conditions.asked(Asks::passkey)));
    return both(both(set, regions_.admitted()), regions_.reaches_stages());
  }

  void enroll_by_password() {
    const Node by_password = regions_.where_is(Field::proof, "password", "password");
    const Node set = both(both(administrators(), must_enroll()), by_password);
    bool told = false;
    places_in(Field::authenticator, set, [&](const Place& place, Node) {
      if (told) return;
      told = true;
      diagnostics_.warning("admin-enrolls-by-password", place.span,
                           "an administrator who has not enrolled does so on the password alone",
                           "write `proof: email` for them, or enroll them before the start");
    });
  }

  void no_mailbox() {
    const Node set = both(must_enroll(), diagram_.negate(regions_.conditions.asked(Asks::email)));
    places_in(Field::proof, set, [&](const Place& place, Node) {
      if (place.value != "email") return;
      diagnostics_.warning(
          "email-proof-without-mailbox", place.span,
          "whoever has no mailbox cannot prove himself, so can neither enroll nor sign in",
          "add a rule: `when: {email: false}`, `set: {enrollment: {proof: password}}`");
    });
  }

  // Without emergency accounts, the administrator who has lost the only method he may use cannot
  // be reset by anybody if he is the last one.
  void no_emergency() {
    const rules::Policy& policy = regions_.policy();
    const auto& enabled = policy.two_factor.enabled;
    if (!enabled || !enabled->value) return;
    if (policy.emergency_access && !policy.emergency_access->accounts.empty()) return;
    const Node several = regions_.where(Field::methods, "", [](const std::string& methods) {
      return methods.find(',') != std::string::npos;
    });
    const Node second = both(several, regions_.where_is(Field::allow_fallback, "false", "true"));
    const Node set = both(administrators(), diagram_.negate(second));
    bool told = false;
    places_in(Field::methods, set, [&](const Place& place, Node) {
      if (told) return;
      told = true;
      diagnostics_.warning(
          "last-administrator", place.span,
          "an administrator may use one method only, and there are no emergency accounts: the "
          "last one who loses it locks everybody out of the administration",
          "declare `emergency_access`, or give administrators another method and fallback");
    });
    if (told) return;
    diagnostics_.warning("emergency-none", policy.two_factor.span,
                         "there is no account for emergencies",
                         "declare `emergency_access` with one or two accounts that are watched");
  }

  Regions& regions_;
  Diagram& diagram_;
  rules::Diagnostics& diagnostics_;
};

}  // namespace

void lint_people(Regions& regions, rules::Diagnostics& diagnostics) {
  People(regions, diagnostics).run();
}

}  // namespace gatecast::engine
