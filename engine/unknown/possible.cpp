#include "engine/unknown/possible.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "engine/graph/decode.h"

namespace gatecast::engine {

std::uint32_t Possible::add_fact(std::string name) {
  facts.push_back(std::move(name));
  return static_cast<std::uint32_t>(facts.size() - 1);
}

void Possible::sort() {
  std::stable_sort(atoms.begin(), atoms.end(),
                   [](const Atom& a, const Atom& b) { return a.part < b.part; });
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    by_part_[static_cast<std::size_t>(atoms[i].part)][atoms[i].index] = static_cast<int>(i);
  }
}

void Possible::add(std::uint32_t fact, Part part, std::vector<std::int64_t> values,
                   std::uint32_t index) {
  auto& row = by_part_[static_cast<std::size_t>(part)];
  if (row.size() <= index) row.resize(index + 1, -1);
  row[index] = static_cast<int>(atoms.size());
  atoms.push_back({part, index, fact, std::move(values)});
}

namespace {

std::vector<std::int64_t> up_to(std::int64_t count) {
  std::vector<std::int64_t> values(static_cast<std::size_t>(count));
  std::iota(values.begin(), values.end(), 0);
  return values;
}

// Finds the facts that are unknown to a graph, says what they may be, and puts something that can
// be decoded in their place.
class Finder {
 public:
  Finder(const Graph& graph, Facts facts) : graph_(graph), facts_(std::move(facts)) {}

  rules::Result<Possible> run() {
    account();
    sign_in();
    auto& environment = facts_.environment;
    flag("environment.email_healthy", environment.email_healthy, Part::email_healthy);
    flag("environment.sms_healthy", environment.sms_healthy, Part::sms_healthy);
    // Undeclared roles have been taken out of the account, but it has them.
    const bool other_role = out_.known.other_role;
    auto decoded = decode(graph_, facts_);
    if (!decoded) return decoded.failure();
    out_.known = std::move(decoded.value());
    out_.known.other_role = out_.known.other_role || other_role;
    out_.sort();
    return std::move(out_);
  }

 private:
  template <class T>
  void fact(std::string name, Fact<T>& given, Part part, std::vector<std::int64_t> values,
            std::uint32_t index = 0) {
    if (!given.is_unknown()) return;
    out_.add(out_.add_fact(std::move(name)), part, std::move(values), index);
    given = Fact<T>::none();
  }
  void flag(std::string name, Fact<bool>& given, Part part) {
    fact(std::move(name), given, part, up_to(2));
  }

  void account() {
    Account& user = facts_.user;
    id(user.id);
    add_roles(graph_, user, out_);
    if (user.groups.is_unknown()) {
      const std::uint32_t groups = out_.add_fact("user.groups");
      for (std::uint32_t i = 0; i < graph_.variables.groups.size(); ++i) {
        out_.add(groups, Part::group, up_to(2), i);
      }
      user.groups = Fact<std::vector<std::string>>::none();
    }
    flag("user.active", user.active, Part::active);
    fact("user.created", user.created, Part::created, opening(user.created, true));
    fact("user.authenticator", user.authenticator, Part::authenticator, up_to(3));
    flag("user.passkey", user.passkey, Part::passkey);
    flag("user.email", user.email, Part::email);
    flag("user.phone", user.phone, Part::phone);
    fact("user.backup_codes", user.backup_codes, Part::backup_codes, up_to(2));
    auto started = opening(user.grace_started, false);
    started.insert(started.begin(), rules::instant_min);
    fact("user.grace_started", user.grace_started, Part::grace_started, std::move(started));
    fact("user.skips", user.skips, Part::skips, skips());
    fact("user.reset_at", user.reset_at, Part::reset, up_to(2));
    fact("user.account_locked", user.account_locked, Part::account_lock, up_to(2));
    for (std::uint32_t i = 0; i < rules::method_count; ++i) {
      fact(fmt::format("user.locks.{}", rules::name(static_cast<Method>(i))), user.locks[i],
           Part::lock, up_to(2), i);
    }
    attributes("user", rules::Attribute::On::user, user.attributes);
  }

  void sign_in() {
    SignIn& sign_in = facts_.sign_in;
    const Variables& variables = graph_.variables;
    const bool is_channel =
        sign_in.channel.is_known() && variables.channels.find(sign_in.channel.value());
    if (!is_channel) {
      out_.add(out_.add_fact("sign_in.channel"), Part::channel, up_to(variables.channels.size()));
      sign_in.channel = std::string(rules::builtin_channels[0]);
    }
    fact("sign_in.application", sign_in.application, Part::application,
         up_to(variables.applications.size() + 1));
    flag("sign_in.device_cookie", sign_in.device_cookie, Part::device_cookie);
    flag("sign_in.known_ip", sign_in.known_ip, Part::known_ip);
    flag("sign_in.skipped", sign_in.skipped, Part::skipped);
    if (sign_in.ip.is_known() && !rules::parse_address(sign_in.ip.value())) sign_in.ip = {};
    if (sign_in.ip.is_unknown()) {
      fact("sign_in.ip", sign_in.ip, Part::networks, network_values(graph_));
    }
    if (sign_in.country.is_known() && !is_country(sign_in.country.value())) sign_in.country = {};
    fact("sign_in.country", sign_in.country, Part::country, up_to(variables.countries.size() + 1));
    fact("sign_in.risk", sign_in.risk, Part::risk, up_to(3));
    attributes("sign_in", rules::Attribute::On::sign_in, sign_in.attributes);
  }

  // Users that the policy names, and another one, who may be anywhere in each stage's ramp.
  void id(Fact<std::string>& id) {
    if (id.is_known()) return;
    const auto named = graph_.variables.users.in_order();
    std::set<std::string> names(named.begin(), named.end());
    if (const auto& emergency = graph_.policy.emergency_access) {
      for (const auto& account : emergency->accounts) names.insert(account.value);
    }
    const std::size_t stages = graph_.variables.stage_steps.size();
    for (const std::string& name : names) {
      NamedUser user{user_number(graph_, name), is_emergency(graph_, name), {}};
      for (std::size_t i = 0; i < stages; ++i) {
        user.ramp_steps.push_back(ramp_step(graph_, i, name));
      }
      out_.users.push_back(std::move(user));
    }
    const std::uint32_t number = out_.add_fact("user.id");
    out_.add(number, Part::id, up_to(static_cast<std::int64_t>(names.size()) + 1));
    for (std::uint32_t i = 0; i < stages; ++i) {
      const auto& ramp = graph_.policy.rollout->stages[i].ramp;
      if (ramp) out_.add(number, Part::ramp, steps(ramp->percent_hundredths), i);
    }
    id = std::string();
  }

  // The steps that are the first to admit somebody.
  static std::vector<std::int64_t> steps(const std::vector<int>& percents) {
    std::vector<std::int64_t> values;
    int admitted = 0;
    for (std::size_t i = 0; i < percents.size(); ++i) {
      if (percents[i] <= admitted) continue;
      values.push_back(static_cast<std::int64_t>(std::min<std::size_t>(i, 255)));
      admitted = percents[i];
    }
    if (admitted < 10'000) values.push_back(255);
    return values;
  }

  template <class T>
  std::vector<std::int64_t> opening(const Fact<T>& given, bool stages) const {
    if (!given.is_unknown()) return {};
    return opening_values(graph_, facts_.now, stages);
  }

  // As many as are asked for: one fewer of them is not.
  std::vector<std::int64_t> skips() const {
    std::set<std::int64_t> values{0};
    for (const Variable& variable : graph_.variables.all()) {
      if (variable.asks == Asks::grace_clock && variable.b != absent) values.insert(variable.b);
    }
    return {values.begin(), values.end()};
  }

  void attributes(std::string_view owner, rules::Attribute::On on,
                  std::vector<AttributeValue>& given) {
    for (std::uint32_t i = 0; i < graph_.policy.attributes.size(); ++i) {
      const rules::Attribute& declared = graph_.policy.attributes[i];
      if (declared.on != on || !graph_.variables.is_asked(Asks::attribute, i)) continue;
      const std::string& name = declared.name.value;
      const auto value = std::find_if(given.begin(), given.end(),
                                      [&](const AttributeValue& v) { return v.name == name; });
      if (value != given.end() && attribute_class(graph_, i, *value)) continue;
      if (value != given.end()) given.erase(value);
      given.push_back({name, decltype(AttributeValue::value)::none()});
      out_.add(out_.add_fact(fmt::format("{}.attributes.{}", owner, name)), Part::attribute,
               classes(i), i);
    }
  }

  std::vector<std::int64_t> classes(std::uint32_t index) const {
    const rules::Attribute& declared = graph_.policy.attributes[index];
    using Kind = rules::Attribute::Kind;
    if (declared.kind == Kind::boolean) return up_to(2);
    if (declared.kind == Kind::values) {
      auto values = up_to(static_cast<std::int64_t>(declared.values.size()) + 1);
      values.erase(values.begin());  // none of them is not one of them
      return values;
    }
    std::set<std::int64_t> values;
    for (const std::int64_t named : graph_.variables.integers(index)) {
      if (named < declared.low || named > declared.high) continue;
      values.insert(graph_.variables.integer_class(index, named));
    }
    const auto span =
        static_cast<std::uint64_t>(declared.high) - static_cast<std::uint64_t>(declared.low);
    if (span >= values.size()) values.insert(0);
    return {values.begin(), values.end()};
  }

  const Graph& graph_;
  Facts facts_;
  Possible out_;
};

}  // namespace

rules::Result<Possible> possible_values(const Graph& graph, Facts facts) {
  return Finder(graph, std::move(facts)).run();
}

}  // namespace gatecast::engine
