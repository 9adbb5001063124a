// The rest of the space of sign-ins: locks, attributes and the sign-in itself; and models as facts.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "engine/analysis/space.h"
#include "engine/graph/decode.h"
#include "engine/unknown/possible.h"

namespace gatecast::engine {
namespace {

using Content = std::variant<bool, std::int64_t, std::string>;

// Values that stand for all that conditions tell apart, but for integers that nobody names.
void add_candidates(const Variables& variables, const rules::Attribute& declared,
                    std::uint32_t index, std::vector<Fact<Content>>& out) {
  using Kind = rules::Attribute::Kind;
  if (!variables.is_asked(Asks::attribute, index)) return;
  if (declared.kind == Kind::boolean) {
    out.emplace_back(Content(true));
  } else if (declared.kind == Kind::values) {
    for (const auto& word : declared.values) out.emplace_back(Content(word.value));
  } else {
    for (const std::int64_t named : variables.integers(index)) out.emplace_back(Content(named));
  }
}

// The first integer that nobody names.
void add_other(const rules::Attribute& declared, const std::function<bool(std::int64_t)>& is_named,
               std::vector<Fact<Content>>& out) {
  if (declared.kind != rules::Attribute::Kind::integer) return;
  std::int64_t other = declared.low;
  while (other < declared.high && is_named(other)) ++other;
  out.emplace_back(Content(other));
}

bool same_values(const rules::Attribute& a, const rules::Attribute& b) {
  if (a.kind != b.kind || a.low != b.low || a.high != b.high) return false;
  return std::equal(a.values.begin(), a.values.end(), b.values.begin(), b.values.end(),
                    [](const auto& x, const auto& y) { return x.value == y.value; });
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
  Names names;
  for (const Graph* graph : graphs_) {
    for (const rules::Attribute& declared : graph->policy.attributes) {
      if (declared.on == on) names.add(declared.name.value);
    }
  }
  for (const std::string& name : names.in_order()) add_attribute(name, on);
}

// Values that every policy takes that has the attribute; each combination of their classes once.
void Space::add_attribute(const std::string& name, rules::Attribute::On on) {
  struct Declared {
    View* view;
    std::uint32_t index;
    bool asked;
  };
  std::vector<Declared> all;
  std::vector<Fact<Content>> candidates{Fact<Content>::none()};
  bool differ = false;
  for (View& view : views_) {
    const auto& attributes = view.graph().policy.attributes;
    for (std::uint32_t i = 0; i < attributes.size(); ++i) {
      if (attributes[i].name.value != name || attributes[i].on != on) continue;
      if (!all.empty()) {
        differ = !same_values(all.front().view->graph().policy.attributes[all.front().index],
                              attributes[i]);
      }
      all.push_back({&view, i, view.graph().variables.is_asked(Asks::attribute, i)});
      add_candidates(view.graph().variables, attributes[i], i, candidates);
    }
  }
  // What each of them calls another number need not be what all do.
  const auto is_named = [&](std::int64_t value) {
    return std::any_of(all.begin(), all.end(), [&](const Declared& each) {
      return each.view->graph().variables.integer_class(each.index, value) != 0;
    });
  };
  for (const Declared& each : all) {
    add_other(each.view->graph().policy.attributes[each.index], is_named, candidates);
  }
  const bool of_user = on == rules::Attribute::On::user;
  std::string fact = fmt::format("{}.attributes.{}", of_user ? "user" : "sign_in", name);
  if (differ) left_out_.push_back(fmt::format("values of `{}` that one policy alone has", fact));
  std::vector<Fact<Content>> values;
  std::map<std::vector<std::uint32_t>, std::size_t> by_classes;
  std::vector<std::vector<std::uint32_t>> classes;  // by value
  for (const Fact<Content>& candidate : candidates) {
    std::vector<std::uint32_t> found;
    for (const Declared& each : all) {
      const auto number = attribute_class(each.view->graph(), each.index, {name, candidate});
      if (number) found.push_back(each.asked ? *number : 0);
    }
    if (found.size() < all.size() || !by_classes.emplace(found, values.size()).second) continue;
    values.push_back(candidate);
    classes.push_back(std::move(found));
  }
  const Choice choice = add(std::move(fact), values.size(), [=](std::size_t value, Facts& facts) {
    auto& list = of_user ? facts.user.attributes : facts.sign_in.attributes;
    const auto own =
        std::find_if(list.begin(), list.end(), [&](const auto& each) { return each.name == name; });
    if (own == list.end()) {
      list.push_back({name, values[value]});
    } else {
      own->value = values[value];
    }
  });
  for (std::size_t k = 0; k < all.size(); ++k) {
    const auto& [view, index, asked] = all[k];
    if (!asked) continue;
    const Variables& variables = view->graph().variables;
    std::vector<Lits> by_class(variables.all()[variables.number(Asks::attribute, index)].size);
    for (std::size_t i = 0; i < values.size(); ++i) by_class[classes[i][k]].push_back(choice.is[i]);
    Lits is;
    for (Lits& lits : by_class) is.push_back(solver_.any(std::move(lits)));
    view->set(Asks::attribute, std::move(is), index);
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
  add_channel();
  add_names("sign_in.application", &Variables::applications, &SignIn::application,
            Asks::application);
  cookie_ = flag("sign_in.device_cookie", &SignIn::device_cookie);
  const Lit address = flag("sign_in.known_ip", &SignIn::known_ip);
  for (View& view : views_) view.set_recognized(cookie_, address);
  set(Asks::skipped, flag("sign_in.skipped", &SignIn::skipped));
  add_place();
  add_attributes(rules::Attribute::On::sign_in);
  health("environment.email_healthy", &Environment::email_healthy, Asks::email_healthy);
  health("environment.sms_healthy", &Environment::sms_healthy, Asks::sms_healthy);
}

// Those that every policy has.
void Space::add_channel() {
  Names all;
  for (const Graph* graph : graphs_) {
    for (const std::string& name : graph->variables.channels.in_order()) all.add(name);
  }
  std::vector<std::string> channels;
  for (const std::string& name : all.in_order()) {
    const bool common = std::all_of(graphs_.begin(), graphs_.end(), [&](const Graph* graph) {
      return graph->variables.channels.find(name).has_value();
    });
    if (common) {
      channels.push_back(name);
    } else {
      left_out_.push_back(fmt::format("channel `{}`, which one policy alone has", name));
    }
  }
  const Choice channel =
      add("sign_in.channel", channels.size(),
          [channels](std::size_t value, Facts& facts) { facts.sign_in.channel = channels[value]; });
  for (View& view : views_) {
    const Names& own = view.graph().variables.channels;
    Lits is(own.size(), solver_.no());
    for (std::size_t i = 0; i < channels.size(); ++i) is[*own.find(channels[i])] = channel.is[i];
    view.set(Asks::channel, std::move(is));
  }
}

void Space::add_names(std::string fact, const Names Variables::*names,
                      Fact<std::string> SignIn::*member, Asks asks) {
  Names all;
  for (const Graph* graph : graphs_) {
    for (const std::string& name : (graph->variables.*names).in_order()) all.add(name);
  }
  const std::vector<std::string> list = all.in_order();
  const Choice choice =
      add(std::move(fact), list.size() + 1, [list, member](std::size_t value, Facts& facts) {
        facts.sign_in.*member = Fact<std::string>::none();
        if (value > 0) facts.sign_in.*member = list[value - 1];
      });
  for (View& view : views_) {
    const Names& own = view.graph().variables.*names;
    std::vector<Lits> by_number(own.size() + 1);
    by_number[0].push_back(choice.is[0]);
    for (std::size_t i = 0; i < list.size(); ++i) {
      const auto number = own.find(list[i]);
      by_number[number ? *number + 1 : 0].push_back(choice.is[i + 1]);
    }
    Lits is;
    for (Lits& lits : by_number) is.push_back(solver_.any(std::move(lits)));
    view.set(asks, std::move(is));
  }
}

void Space::add_place() {
  // By the networks of every policy that an address is in; no address is in none.
  std::map<std::vector<std::int64_t>, std::string> texts{
      {std::vector<std::int64_t>(graphs_.size(), 0), ""}};
  for (const Graph* graph : graphs_) {
    for (const rules::Address& address : telling_addresses(*graph)) {
      std::vector<std::int64_t> masks;
      for (const Graph* each : graphs_) masks.push_back(networks_of(*each, address));
      texts.emplace(std::move(masks), rules::format_address(address));
    }
  }
  std::vector<std::vector<std::int64_t>> masks;
  std::vector<std::string> addresses;
  for (auto& [mask, text] : texts) {
    masks.push_back(mask);
    addresses.push_back(std::move(text));
  }
  const Choice ip = add("sign_in.ip", masks.size(), [addresses](std::size_t value, Facts& facts) {
    facts.sign_in.ip = Fact<std::string>::none();
    if (value > 0) facts.sign_in.ip = addresses[value];
  });
  for (View& view : views_) {
    for (std::uint32_t i = 0; i < view.graph().policy.networks.size(); ++i) {
      Lits inside;
      for (std::size_t k = 0; k < masks.size(); ++k) {
        const auto mask = static_cast<std::uint64_t>(masks[k][view.policy_]);
        if (((mask >> i) & 1) != 0) inside.push_back(ip.is[k]);
      }
      view.set(Asks::network, solver_.any(std::move(inside)), i);
    }
  }
  add_names("sign_in.country", &Variables::countries, &SignIn::country, Asks::country);
  const Choice risk = add("sign_in.risk", 4, [](std::size_t value, Facts& facts) {
    facts.sign_in.risk = Fact<rules::Risk>::none();
    if (value < 3) facts.sign_in.risk = static_cast<rules::Risk>(value);
  });
  set(Asks::risk, risk.is);
}

std::vector<std::size_t> Space::read_values(const std::function<bool(Lit)>& holds) const {
  std::vector<std::size_t> values;
  // It has at least the values up to its own.
  const auto read = [&](const Choice& choice) {
    std::size_t least = 0;
    for (std::size_t end = choice.is.size(); end - least > 1;) {
      const std::size_t middle = least + (end - least) / 2;
      (holds(choice.at_least[middle]) ? least : end) = middle;
    }
    values.push_back(least);
  };
  for (const FactChoice& piece : choices_) read(piece.choice);
  read(now_);
  return values;
}

// Most facts have their first values, which are written once.
Facts Space::facts_of(const std::vector<std::size_t>& values) const {
  Facts facts = first_values_;
  facts.now = moments_.instants[values.back()];
  for (std::size_t i = 0; i < choices_.size(); ++i) {
    if (values[i] > 0) choices_[i].write(values[i], facts);
  }
  return facts;
}

void Space::write_first_values() {
  Facts& facts = first_values_;
  facts.user.roles = Fact<std::vector<std::string>>::none();
  facts.user.groups = Fact<std::vector<std::string>>::none();
  facts.user.backup_codes = 8;
  for (const FactChoice& each : choices_) each.write(0, facts);
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
