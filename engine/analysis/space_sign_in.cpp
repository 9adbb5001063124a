// The rest of the space of sign-ins: locks, attributes and the sign-in itself; and models as facts.
#include <algorithm>
#include <numeric>
#include <set>

#include <fmt/format.h>

#include "engine/analysis/space.h"
#include "engine/unknown/possible.h"

namespace gatecast::engine {
namespace {

using Content = std::variant<bool, std::int64_t, std::string>;

// A value of an attribute, and its class in the graph.
struct AttributeClass {
  std::uint32_t number;
  Fact<Content> value;
};

// First null, as which it is ordinarily.
std::vector<AttributeClass> classes_of(const Variables& variables, const rules::Attribute& declared,
                                       std::uint32_t index) {
  using Kind = rules::Attribute::Kind;
  std::vector<AttributeClass> classes;
  if (declared.kind == Kind::boolean) {
    return {{0, Fact<Content>::none()}, {1, Content(true)}};
  }
  if (declared.kind == Kind::values) {
    classes.push_back({0, Fact<Content>::none()});
    for (const auto& word : declared.values) {
      classes.push_back({static_cast<std::uint32_t>(classes.size()), Content(word.value)});
    }
    return classes;
  }
  std::set<std::uint32_t> seen;
  const auto add = [&](std::uint32_t number, Fact<Content> value) {
    if (seen.insert(number).second) classes.push_back({number, std::move(value)});
  };
  add(variables.integer_class(index, 0), Fact<Content>::none());
  for (const std::int64_t named : variables.integers(index)) {
    const bool inside = declared.low <= named && named <= declared.high;
    if (inside) add(variables.integer_class(index, named), Content(named));
  }
  // The first that nobody names.
  std::int64_t other = declared.low;
  while (other < declared.high && variables.integer_class(index, other) != 0) ++other;
  add(variables.integer_class(index, other), Content(other));
  return classes;
}

}  // namespace

void Space::add_locks() {
  const Choice reset = add("user.reset_at", 2, [](std::size_t value, Facts& facts) {
    facts.user.reset_at = Fact<Instant>::none();
    if (value == 1) facts.user.reset_at = facts.now - 3600;
  });
  set(Asks::reset, reset.is[1]);
  const Choice locked = add("user.account_locked", 2, [](std::size_t value, Facts& facts) {
    facts.user.account_locked = value == 1 ? Fact<Lock>(Lock{}) : Fact<Lock>::none();
  });
  set(Asks::account_locked, locked.is[1]);
  for (std::uint32_t i = 0; i < rules::method_count; ++i) {
    std::string fact = fmt::format("user.locks.{}", rules::name(static_cast<Method>(i)));
    const Choice lock = add(std::move(fact), 2, [i](std::size_t value, Facts& facts) {
      facts.user.locks[i] = value == 1 ? Fact<Lock>(Lock{}) : Fact<Lock>::none();
    });
    set(Asks::locked, lock.is[1], i);
  }
}

void Space::add_attributes(rules::Attribute::On on) {
  const bool of_user = on == rules::Attribute::On::user;
  for (std::uint32_t i = 0; i < graph_.policy.attributes.size(); ++i) {
    const rules::Attribute& declared = graph_.policy.attributes[i];
    if (declared.on != on) continue;
    const std::string& name = declared.name.value;
    const auto list_of = [of_user](Facts& facts) -> std::vector<AttributeValue>& {
      return of_user ? facts.user.attributes : facts.sign_in.attributes;
    };
    std::string fact = fmt::format("{}.attributes.{}", of_user ? "user" : "sign_in", name);
    const bool asked = variables_.is_asked(Asks::attribute, i);
    std::vector<AttributeClass> classes{{0, Fact<Content>::none()}};
    if (asked) classes = classes_of(variables_, declared, i);
    const Choice value =
        add(std::move(fact), classes.size(), [=](std::size_t chosen, Facts& facts) {
          list_of(facts).push_back({name, classes[chosen].value});
        });
    if (!asked) continue;
    Lits is(variables_.all()[variables_.number(Asks::attribute, i)].size, solver_.no());
    for (std::size_t k = 0; k < classes.size(); ++k) is[classes[k].number] = value.is[k];
    set(Asks::attribute, std::move(is), i);
  }
}

Lit Space::flag(std::string fact, Fact<bool> SignIn::*member) {
  return add(std::move(fact), 2,
             [member](std::size_t value, Facts& facts) { facts.sign_in.*member = value == 1; })
      .is[1];
}

void Space::health(std::string fact, Fact<bool> Environment::*member, Asks asks) {
  const Choice ill = add(std::move(fact), 2, [member](std::size_t value, Facts& facts) {
    facts.environment.*member = value == 0;
  });
  set(asks, ill.is[0]);
}

void Space::add_sign_in() {
  const std::vector<std::string> channels = variables_.channels.in_order();
  const Choice channel =
      add("sign_in.channel", channels.size(),
          [channels](std::size_t value, Facts& facts) { facts.sign_in.channel = channels[value]; });
  set(Asks::channel, channel.is);
  add_names("sign_in.application", variables_.applications, &SignIn::application,
            Asks::application);
  cookie_ = flag("sign_in.device_cookie", &SignIn::device_cookie);
  const Lit address = flag("sign_in.known_ip", &SignIn::known_ip);
  const auto& by = graph_.policy.two_factor.recognition.by;
  const rules::Recognition recognition = by ? by->value : rules::Recognition::cookie_or_ip;
  Lit recognized = solver_.either(cookie_, address);
  if (recognition == rules::Recognition::cookie) recognized = cookie_;
  if (recognition == rules::Recognition::cookie_and_ip) {
    recognized = solver_.both(cookie_, address);
  }
  set(Asks::recognized, recognized);
  set(Asks::skipped, flag("sign_in.skipped", &SignIn::skipped));
  add_place();
  add_attributes(rules::Attribute::On::sign_in);
  health("environment.email_healthy", &Environment::email_healthy, Asks::email_healthy);
  health("environment.sms_healthy", &Environment::sms_healthy, Asks::sms_healthy);
}

void Space::add_names(std::string fact, const Names& names, Fact<std::string> SignIn::*member,
                      Asks asks) {
  const Choice choice = add(std::move(fact), names.size() + 1,
                            [list = names.in_order(), member](std::size_t value, Facts& facts) {
                              facts.sign_in.*member = Fact<std::string>::none();
                              if (value > 0) facts.sign_in.*member = list[value - 1];
                            });
  set(asks, choice.is);
}

void Space::add_place() {
  const auto addresses = network_addresses(graph_);
  std::vector<std::int64_t> masks{0};
  std::vector<std::string> texts{""};
  for (const auto& [mask, address] : addresses) {
    if (mask == 0) continue;
    masks.push_back(mask);
    texts.push_back(rules::format_address(*address));
  }
  const Choice ip = add("sign_in.ip", masks.size(), [texts](std::size_t value, Facts& facts) {
    facts.sign_in.ip = Fact<std::string>::none();
    if (value > 0) facts.sign_in.ip = texts[value];
  });
  for (std::uint32_t i = 0; i < graph_.policy.networks.size(); ++i) {
    Lits inside;
    for (std::size_t k = 0; k < masks.size(); ++k) {
      if (((static_cast<std::uint64_t>(masks[k]) >> i) & 1) != 0) inside.push_back(ip.is[k]);
    }
    set(Asks::network, solver_.any(std::move(inside)), i);
  }
  add_names("sign_in.country", variables_.countries, &SignIn::country, Asks::country);
  const Choice risk = add("sign_in.risk", 4, [](std::size_t value, Facts& facts) {
    facts.sign_in.risk = Fact<rules::Risk>::none();
    if (value < 3) facts.sign_in.risk = static_cast<rules::Risk>(value);
  });
  set(Asks::risk, risk.is);
}

std::vector<std::size_t> Space::read_values() const {
  std::vector<std::size_t> values;
  const auto read = [&](const Choice& choice) {
    std::size_t value = 0;
    while (!solver_.value(choice.is[value])) ++value;
    values.push_back(value);
  };
  for (const FactChoice& piece : choices_) read(piece.choice);
  read(now_);
  return values;
}

Facts Space::facts_of(const std::vector<std::size_t>& values) const {
  Facts facts;
  facts.now = moments_.instants[values.back()];
  facts.user.roles = Fact<std::vector<std::string>>::none();
  facts.user.groups = Fact<std::vector<std::string>>::none();
  facts.user.created = created();
  facts.user.backup_codes = 8;
  for (std::size_t i = 0; i < choices_.size(); ++i) choices_[i].write(values[i], facts);
  return facts;
}

std::vector<std::string> Space::differing(const std::vector<std::size_t>& values) const {
  std::vector<std::string> facts;
  for (std::size_t i = 0; i < choices_.size(); ++i) {
    if (values[i] < choices_[i].ordinary) continue;
    if (facts.empty() || facts.back() != choices_[i].fact) facts.push_back(choices_[i].fact);
  }
  return facts;
}

}  // namespace gatecast::engine
