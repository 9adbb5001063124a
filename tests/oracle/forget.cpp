// Which facts can be unknown, and values that stand for all that each may be.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "tests/oracle/possible_worlds.h"
#include "tests/oracle/reading.h"
#include "tests/oracle/time_pool.h"

namespace gatecast::oracle {

using engine::Fact;
using engine::Facts;
using engine::Lock;
using rules::Instant;

namespace {

using Change = std::function<void(World&)>;
using Content = std::variant<bool, std::int64_t, std::string>;

class Forgetter {
 public:
  Forgetter(const rules::Policy& policy, Uncertain& out, Dice& dice)
      : policy_(policy),
        out_(out),
        dice_(dice),
        user_(out.facts.user),
        sign_in_(out.facts.sign_in) {}

  static constexpr int kinds = 26;
  static constexpr int first_time = 15;  // created, and after it when grace started

  void forget(int kind) {
    if (kind < 9) return forget_flag(kind);
    using Forget = void (Forgetter::*)();
    static constexpr Forget ways[] = {
        &Forgetter::authenticator, &Forgetter::id,      &Forgetter::some_roles,
        &Forgetter::unknown_roles, &Forgetter::type,    &Forgetter::groups,
        &Forgetter::created,       &Forgetter::started, &Forgetter::codes,
        &Forgetter::skips,         &Forgetter::reset,   &Forgetter::account_lock,
        &Forgetter::lock,          &Forgetter::clear,   &Forgetter::device_class,
        &Forgetter::channel,       &Forgetter::place,
    };
    static_assert(std::size(ways) + 9 == kinds);
    (this->*ways[kind - 9])();
  }

 private:
  bool is_forgotten(const std::string& name) const {
    return std::any_of(out_.unknown.begin(), out_.unknown.end(),
                       [&](const Unsettled& u) { return u.name == name; });
  }
  void add(const std::string& name, std::vector<Change> values) {
    out_.unknown.push_back({name, std::move(values)});
  }

  // `access` gives the fact of any facts.
  template <class T, class Access>
  void choices(const std::string& name, const std::vector<T>& all, bool or_none, Access access) {
    if (is_forgotten(name)) return;
    access(out_.facts) = {};
    std::vector<Change> values;
    using Given = std::remove_reference_t<decltype(access(out_.facts))>;
    for (const T& one : all) {
      values.push_back([access, one](World& w) { access(w.facts) = Given(one); });
    }
    if (or_none) values.push_back([access](World& w) { access(w.facts) = Given::none(); });
    add(name, std::move(values));
  }

  void forget_flag(int kind) {
    const auto flag = [&](const char* name, auto access) {
      choices<bool>(name, {false, true}, false, access);
    };
    switch (kind) {
      case 0:
        return flag(
            "user.active", [](Facts & f) -> auto& { return f.user.active; });
      case 1:
        return flag(
            "user.passkey", [](Facts & f) -> auto& { return f.user.passkey; });
      case 2:
        return flag(
            "user.email", [](Facts & f) -> auto& { return f.user.email; });
      case 3:
        return flag(
            "user.phone", [](Facts & f) -> auto& { return f.user.phone; });
      case 4:
        return flag(
            "sign_in.device_cookie", [](Facts & f) -> auto& { return f.sign_in.device_cookie; });
      case 5:
        return flag(
            "sign_in.known_ip", [](Facts & f) -> auto& { return f.sign_in.known_ip; });
      case 6:
        return flag(
            "sign_in.skipped", [](Facts & f) -> auto& { return f.sign_in.skipped; });
      case 7:
        return flag(
            "environment.email_healthy",
            [](Facts & f) -> auto& { return f.environment.email_healthy; });
      default:
        return flag(
            "environment.sms_healthy",
            [](Facts & f) -> auto& { return f.environment.sms_healthy; });
    }
  }

  void authenticator() {
    using State = rules::AuthenticatorState;
    choices<State>(
        "user.authenticator", {State::not_started, State::pending, State::enrolled}, false,
        [](Facts & f) -> auto& { return f.user.authenticator; });
  }

  // Those whom the policy names, and one for each place in the ramps.
  void id() {
    std::set<std::string> names = {"u-1", "u-2", "u-3", "break-glass-1"};
    std::vector<const rules::Stage*> ramps;
    if (policy_.rollout) {
      for (const rules::Stage& stage : policy_.rollout->stages) {
        if (stage.ramp) ramps.push_back(&stage);
      }
    }
    if (ramps.size() > 2) return;  // too many others would have to be tried
    std::set<std::vector<bool>> places;
    for (int i = 0; i < (ramps.empty() ? 1 : 2000); ++i) {
      std::string other = fmt::format("x-{}", i);
      std::vector<bool> place;
      for (const rules::Stage* stage : ramps) {
        const int own = ramp_bucket(policy_.name.value, stage->name.value, other);
        for (const int percent : stage->ramp->percent_hundredths) place.push_back(own < percent);
      }
      if (places.insert(place).second) names.insert(std::move(other));
    }
    choices<std::string>(
        "user.id", {names.begin(), names.end()}, false,
        [](Facts & f) -> auto& { return f.user.id; });
    if (dice_.chance(50)) user_.id = Fact<std::string>::none();  // unknown, too
  }

  // One that the policy does not declare: of every type, an administrator or not.
  void some_roles() {
    if (is_forgotten("user.roles")) return;
    Words names = user_.roles.value_or({});
    names.push_back("Ghost");
    user_.roles = names;
    std::vector<Change> values;
    for (int i = 0; i < 6; ++i) {
      rules::Role ghost;
      ghost.name.value = "Ghost";
      ghost.type = static_cast<rules::AccountType>(i / 2);
      ghost.admin = i % 2 == 1;
      out_.policies.push_back(policy_);
      out_.policies.back().roles.push_back(std::move(ghost));
      values.push_back([number = out_.policies.size() - 1](World& w) { w.policy = number; });
    }
    add("user.roles", std::move(values));
    open_type();
  }

  // Any that it declares.
  void unknown_roles() {
    if (is_forgotten("user.roles")) return;
    std::vector<Words> sets;
    for (unsigned set = 0; set < (1U << policy_.roles.size()); ++set) {
      Words names;
      for (std::size_t i = 0; i < policy_.roles.size(); ++i) {
        if (((set >> i) & 1U) != 0) names.push_back(policy_.roles[i].name.value);
      }
      sets.push_back(std::move(names));
    }
    choices<Words>(
        "user.roles", sets, false, [](Facts & f) -> auto& { return f.user.roles; });
    open_type();
  }

  void type() {
    using Type = rules::AccountType;
    if (is_forgotten("user.type")) return;
    if (dice_.chance(50)) {
      user_.type = Fact<Type>::none();
      return open_type();
    }
    choices<Type>(
        "user.type", {Type::internal, Type::partner, Type::customer}, false,
        [](Facts & f) -> auto& { return f.user.type; });
  }

  // Where the account's own type is not given, roles may disagree.
  void open_type() {
    if (!user_.type.is_none() || is_forgotten("user.type")) return;
    std::vector<Change> values;
    for (int i = 0; i < 3; ++i) {
      values.push_back([i](World& w) { w.open_type = static_cast<rules::AccountType>(i); });
    }
    add("user.type", std::move(values));
  }

  void groups() {
    choices<Words>(
        "user.groups", {{}, {"pilot"}, {"staff"}, {"pilot", "staff"}}, false,
        [](Facts & f) -> auto& { return f.user.groups; });
  }

  void created() {
    choices<Instant>(
        "user.created", time_pool(policy_, out_.facts.now, true), false,
        [](Facts & f) -> auto& { return f.user.created; });
  }

  void started() {
    choices<Instant>(
        "user.grace_started", time_pool(policy_, out_.facts.now, false), true,
        [](Facts & f) -> auto& { return f.user.grace_started; });
  }

  void codes() {
    choices<int>(
        "user.backup_codes", {0, 1, 5}, false,
        [](Facts & f) -> auto& { return f.user.backup_codes; });
  }

  void skips() {
    choices<int>(
        "user.skips", {0, 1, 2, 3, 6, 7, 13, 14, 29, 30}, false,
        [](Facts & f) -> auto& { return f.user.skips; });
  }

  void reset() {
    choices<Instant>(
        "user.reset_at", {out_.facts.now - 3600}, true,
        [](Facts & f) -> auto& { return f.user.reset_at; });
  }

  std::vector<Lock> some_locks() const {
    return {Lock{{}, true}, Lock{out_.facts.now + 1, true}, Lock{out_.facts.now, false}};
  }

  void account_lock() {
    choices<Lock>(
        "user.account_locked", some_locks(), true,
        [](Facts & f) -> auto& { return f.user.account_locked; });
  }

  void lock() {
    const auto method = static_cast<std::size_t>(dice_.below(rules::method_count));
    choices<Lock>(
        fmt::format("user.locks.{}", rules::name(static_cast<rules::Method>(method))), some_locks(),
        true, [method](Facts & f) -> auto& { return f.user.locks[method]; });
  }

  // An attribute that is absent, or has a value that it cannot have.
  void attribute(std::vector<engine::AttributeValue>& list, const std::string& owner,
                 const std::string& name, const std::vector<Fact<Content>>& all) {
    const std::string fact = owner + ".attributes." + name;
    if (is_forgotten(fact)) return;
    list.erase(std::remove_if(list.begin(), list.end(), [&](auto& a) { return a.name == name; }),
               list.end());
    if (dice_.chance(50)) list.push_back({name, Content(std::int64_t{9})});
    const bool is_users = owner == "user";
    std::vector<Change> values;
    for (const auto& one : all) {
      values.push_back([=](World& w) {
        auto& own = is_users ? w.facts.user.attributes : w.facts.sign_in.attributes;
        own.erase(std::remove_if(own.begin(), own.end(), [&](auto& a) { return a.name == name; }),
                  own.end());
        own.push_back(engine::AttributeValue{name, one});
      });
    }
    add(fact, std::move(values));
  }

  void clear() {
    if (dice_.chance(50)) {
      return attribute(user_.attributes, "user", "contractor",
                       {Fact<Content>(false), Fact<Content>(true)});
    }
    std::vector<Fact<Content>> all;
    for (std::int64_t i = 0; i <= 5; ++i) all.emplace_back(Content(i));
    attribute(user_.attributes, "user", "clearance", all);
  }

  void device_class() {
    attribute(sign_in_.attributes, "sign_in", "device_class",
              {Content(std::string("managed")), Content(std::string("own"))});
  }

  void channel() {
    choices<std::string>(
        "sign_in.channel",
        {"password", "saml", "social", "custom_login", "login_as", "api", "kiosk"}, false,
        [](Facts & f) -> auto& { return f.sign_in.channel; });
    const int odd = dice_.below(3);
    if (odd == 0) sign_in_.channel = std::string("fax");
    if (odd == 1) sign_in_.channel = Fact<std::string>::none();
  }

  void place() {
    switch (dice_.below(4)) {
      case 0:
        return choices<std::string>(
            "sign_in.application", {"portal", "billing", "wiki"}, true,
            [](Facts & f) -> auto& { return f.sign_in.application; });
      case 1:
        choices<std::string>(
            "sign_in.country", {"US", "NO", "DE", "FR"}, true,
            [](Facts & f) -> auto& { return f.sign_in.country; });
        if (dice_.chance(50)) sign_in_.country = std::string("us");
        return;
      case 2:
        choices<std::string>(
            "sign_in.ip",
            {"198.51.100.7", "198.51.100.200", "203.0.113.20", "2001:db8::1", "192.0.2.1"}, true,
            [](Facts & f) -> auto& { return f.sign_in.ip; });
        if (dice_.chance(50)) sign_in_.ip = std::string("nowhere");
        return;
      default:
        return choices<rules::Risk>(
            "sign_in.risk", {rules::Risk::low, rules::Risk::medium, rules::Risk::high}, false,
            [](Facts & f) -> auto& { return f.sign_in.risk; });
    }
  }

  const rules::Policy& policy_;
  Uncertain& out_;
  Dice& dice_;
  engine::Account& user_;
  engine::SignIn& sign_in_;
};

}  // namespace

std::size_t Uncertain::worlds() const {
  std::size_t product = 1;
  for (const Unsettled& one : unknown) product *= one.values.size();
  return product;
}

Uncertain forget(const rules::Policy& policy, const engine::Facts& complete, int count,
                 std::size_t most, Dice& dice) {
  Uncertain uncertain{complete, {}, {policy}};
  for (int i = 0; i < count; ++i) {
    Uncertain more = uncertain;
    // Times matter seldom, and are the hardest.
    const int kind =
        dice.chance(20) ? Forgetter::first_time + dice.below(2) : dice.below(Forgetter::kinds);
    Forgetter(policy, more, dice).forget(kind);
    if (more.worlds() <= most) uncertain = std::move(more);
  }
  return uncertain;
}

}  // namespace gatecast::oracle
