// Whether a condition holds.
#include <algorithm>

#include "tests/oracle/known.h"
#include "tests/oracle/reading.h"

namespace gatecast::oracle {

using rules::Condition;
using Kind = rules::Condition::Kind;

namespace {

template <class T>
bool in_mask(std::uint32_t mask, T value) {
  return ((mask >> static_cast<unsigned>(value)) & 1U) != 0;
}

bool named(const Condition& c, const std::string& text) {
  return std::any_of(c.names.begin(), c.names.end(),
                     [&](const auto& name) { return name.value == text; });
}

}  // namespace

bool Reading::holds(const Condition& c, const Settings& settings) const {
  const auto child_holds = [&](const Condition& child) { return holds(child, settings); };
  switch (c.kind) {
    case Kind::all:
      return std::all_of(c.children.begin(), c.children.end(), child_holds);
    case Kind::any:
      return std::any_of(c.children.begin(), c.children.end(), child_holds);
    case Kind::not_:
      return !holds(c.children.front(), settings);
    default:
      return leaf_holds(c, settings);
  }
}

bool Reading::leaf_holds(const Condition& c, const Settings& settings) const {
  switch (c.kind) {
    case Kind::type: {
      const auto own = type();
      return own && in_mask(c.values_mask, *own);
    }
    case Kind::risk: {
      const auto& risk = known(facts_.sign_in.risk, "risk");
      return risk.is_known() && in_mask(c.values_mask, risk.value());
    }
    case Kind::authenticator:
      return in_mask(c.values_mask, known(facts_.user.authenticator, "authenticator")
                                        .value_or(rules::AuthenticatorState::not_started));
    case Kind::grace:
      return in_mask(c.values_mask, grace(settings));
    case Kind::admin:
    case Kind::device_recognized:
    case Kind::email:
    case Kind::phone:
    case Kind::passkey:
    case Kind::enrolled:
    case Kind::stage_started:
      return in_mask(c.values_mask, boolean_fact(c.kind, settings));
    case Kind::weekday:
    case Kind::hours:
    case Kind::days_overdue:
      return clock_holds(c, settings);
    case Kind::attribute:
      return attribute_holds(c);
    default:
      return name_holds(c);
  }
}

bool Reading::boolean_fact(Kind kind, const Settings& settings) const {
  switch (kind) {
    case Kind::admin:
      return admin_role() != nullptr;
    case Kind::device_recognized:
      return recognized();
    case Kind::email:
      return known(facts_.user.email, "email").value_or(false);
    case Kind::phone:
      return known(facts_.user.phone, "phone").value_or(false);
    case Kind::passkey:
      return known(facts_.user.passkey, "passkey").value_or(false);
    case Kind::enrolled:
      return enrolled(settings);
    default:
      return admitted();
  }
}

bool Reading::name_holds(const Condition& c) const {
  const auto one = [&](const engine::Fact<std::string>& fact, const char* what) {
    const auto& text = known(fact, what);
    return text.is_known() && named(c, text.value());
  };
  switch (c.kind) {
    case Kind::role: {
      const auto own = roles();
      return std::any_of(own.begin(), own.end(), [&](const auto& r) { return named(c, r); });
    }
    case Kind::group: {
      const auto own = known(facts_.user.groups, "groups").value_or({});
      return std::any_of(own.begin(), own.end(), [&](const auto& g) { return named(c, g); });
    }
    case Kind::user:
      return one(facts_.user.id, "id");
    case Kind::channel:
      return one(facts_.sign_in.channel, "channel");
    case Kind::application:
      return one(facts_.sign_in.application, "application");
    case Kind::country:
      return one(facts_.sign_in.country, "country");
    case Kind::network:
      return std::any_of(c.names.begin(), c.names.end(),
                         [&](const auto& name) { return in_network(name.value); });
    default:
      throw UnknownFact{"condition of an unknown kind"};
  }
}

bool Reading::in_network(const std::string& name) const {
  const auto& ip = known(facts_.sign_in.ip, "ip");
  if (!ip.is_known()) return false;
  const auto address = rules::parse_address(ip.value());
  if (!address) throw UnknownFact{"ip"};
  for (const rules::Network& network : policy_.networks) {
    if (network.name.value != name) continue;
    for (const auto& block : network.blocks) {
      bool inside = true;
      // Bit by bit, as one would by hand.
      for (int bit = 0; bit < block.value.prefix_bits; ++bit) {
        const unsigned differ =
            static_cast<unsigned>(block.value.bytes[bit / 8] ^ address->bytes[bit / 8]);
        inside = inside && ((differ >> (7 - bit % 8)) & 1U) == 0;
      }
      if (inside) return true;
    }
  }
  return false;
}

bool Reading::clock_holds(const Condition& c, const Settings& settings) const {
  if (c.kind == Kind::weekday) {
    return in_mask(c.values_mask, rules::weekday(policy_.zone.local_date(facts_.now)));
  }
  if (c.kind == Kind::days_overdue) {
    return std::any_of(c.bounds.begin(), c.bounds.end(),
                       [&](const auto& bound) { return overdue(bound, settings); });
  }
  const rules::Date today = policy_.zone.local_date(facts_.now);
  const auto seconds =
      policy_.zone.to_local(facts_.now) - rules::LocalSeconds{today.days} * rules::day_seconds;
  const auto minute = seconds / 60;
  return std::any_of(c.hours.begin(), c.hours.end(), [&](const rules::HourRange& range) {
    if (range.from_minute < range.to_minute) {
      return range.from_minute <= minute && minute < range.to_minute;
    }
    return minute >= range.from_minute || minute < range.to_minute;
  });
}

bool Reading::overdue(const rules::OverdueBound& bound, const Settings& settings) const {
  if (grace(settings) == rules::GraceState::none) return false;
  const auto end = deadline(settings);
  if (!end || facts_.now < *end) return false;
  if (*end == rules::instant_min) return bound.over;
  const bool past = facts_.now >= policy_.zone.add_days(*end, bound.days);
  return bound.over ? past : !past;
}

bool Reading::attribute_holds(const Condition& c) const {
  const rules::Attribute& declared = policy_.attributes[c.attribute];
  const auto& list = declared.on == rules::Attribute::On::user ? facts_.user.attributes
                                                               : facts_.sign_in.attributes;
  const auto found = std::find_if(list.begin(), list.end(),
                                  [&](const auto& a) { return a.name == declared.name.value; });
  if (found == list.end()) throw UnknownFact{declared.name.value};
  const auto& fact = known(found->value, "attribute");
  switch (declared.kind) {
    case rules::Attribute::Kind::boolean:
      return in_mask(c.values_mask, fact.is_known() && std::get<bool>(fact.value()));
    case rules::Attribute::Kind::integer: {
      const std::int64_t value = fact.is_known() ? std::get<std::int64_t>(fact.value()) : 0;
      return std::find(c.integers.begin(), c.integers.end(), value) != c.integers.end();
    }
    case rules::Attribute::Kind::values:
      return fact.is_known() && named(c, std::get<std::string>(fact.value()));
  }
  return false;
}

}  // namespace gatecast::oracle
