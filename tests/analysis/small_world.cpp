#include "tests/analysis/small_world.h"

#include <algorithm>
#include <functional>
#include <set>

#include <fmt/format.h>

#include "tests/analysis/mutants.h"
#include "tests/analysis/near_facts.h"

namespace gatecast::oracle {
namespace {

using engine::Fact;
using engine::Facts;
using rules::Instant;

const Words dates = {"2027-03-10", "2027-03-14", "2027-03-18"};

std::string flag(Dice& dice) { return dice.chance(50) ? "true" : "false"; }

std::string key(Dice& dice) {
  const Words keys = {"role: Admin",
                      "role: [Admin, Partner]",
                      "type: partner",
                      "admin: " + flag(dice),
                      "risk: high",
                      "risk: [low, medium]",
                      "channel: [password, saml]",
                      "device_recognized: " + flag(dice),
                      "enrolled: " + flag(dice),
                      "authenticator: [not_started, pending]",
                      "email: " + flag(dice),
                      "stage_started: " + flag(dice),
                      "grace: " + dice.of<std::string>({"open", "over", "none"})};
  return dice.of(keys);
}

std::string condition(Dice& dice) {
  const std::string one = key(dice);
  if (!dice.chance(40)) return fmt::format("{{{}}}", one);
  return fmt::format("{{{}, not: {{{}}}}}", one, key(dice));
}

std::string rule(Dice& dice) {
  const Words sets = {"set: {enforcement: every_login}",
                      "set: {enforcement: risk_based}",
                      "set: {methods: [email]}",
                      "set: {enrollment: {proof: email}}",
                      "set: {enrollment: {authenticator: required}}",
                      "then: {outcome: deny, reason: house_rule}",
                      "then: {outcome: challenge}",
                      "then: {outcome: allow, reason: agreed, owner: o, approved_by: a, expires: " +
                          dice.of(dates) + "}"};
  return fmt::format("  - {{when: {}, {}}}\n", condition(dice), dice.of(sets));
}

std::string assertion(Dice& dice, int number) {
  const Words claims = {"never: password_alone",  "never: enrollment_by_password",
                        "always: second_factor",  "never: deny",
                        "never: {method: email}", "always: way_in"};
  std::string text = fmt::format("  - {{name: a{}, {}", number, dice.of(claims));
  if (dice.chance(60)) text += ", when: " + condition(dice);
  if (dice.chance(40)) text += ", except: [recognized_device, stage_not_started]";
  if (dice.chance(30)) text += ", from: " + dice.of(dates);
  if (dice.chance(30)) text += ", until: " + dice.of(dates);
  return text + "}\n";
}

class Cells {
 public:
  Cells(const std::vector<const rules::Policy*>& policies, const std::string& texts)
      : policies_(policies), texts_(texts) {}

  std::vector<Facts> run(std::size_t most) {
    vary_account();
    vary_methods();
    vary_sign_in();
    std::vector<Facts> all;
    for (const Instant now : instants()) {
      all.push_back(ordinary_facts(*policies_.front(), "u-1", now));
    }
    std::size_t size = all.size();
    for (const auto& values : facts_) size *= 1 + values.size();
    if (size > most) return {};
    for (const auto& values : facts_) {
      const std::size_t before = all.size();
      for (const Change& value : values) {
        for (std::size_t i = 0; i < before; ++i) {
          all.push_back(all[i]);
          value(all.back());
        }
      }
    }
    return all;
  }

 private:
  using Change = std::function<void(Facts&)>;
  bool says(const char* word) const { return texts_.find(word) != std::string::npos; }
  // Beside the ordinary one.
  void vary(std::vector<Change> values) { facts_.push_back(std::move(values)); }

  // The last second before a date, and its first; the same of ends of grace.
  std::vector<Instant> instants() const {
    std::set<Instant> openings;
    std::set<Instant> cuts;
    for (const rules::Policy* policy : policies_) {
      for (const std::string& text : dates) {
        if (says(text.c_str())) cuts.insert(policy->zone.midnight(*rules::parse_date(text)));
      }
      for (const auto& exclusion : policy->exclusions) {
        cuts.insert(policy->zone.midnight(exclusion.expires.value));
      }
      if (!policy->rollout) {
        openings.insert(*rules::parse_instant("2020-01-01T00:00:00Z"));
        continue;
      }
      for (const auto& stage : policy->rollout->stages) {
        openings.insert(policy->zone.midnight(stage.start.value));
      }
    }
    for (const Instant created : late_creations()) openings.insert(created);
    for (const Instant opening : openings) {
      cuts.insert(opening);
      for (const int days : {6, 7, 8}) {
        for (const rules::Policy* policy : policies_) {
          if (says("days: ")) cuts.insert(policy->zone.add_days(opening, days));
        }
      }
    }
    std::set<Instant> all;
    for (const Instant cut : cuts) all.insert({cut - 1, cut});
    return {all.begin(), all.end()};
  }

  // After one of the policies admits people, and before the other does.
  std::vector<Instant> late_creations() const {
    std::set<Instant> admissions;
    bool without = false;
    for (const rules::Policy* policy : policies_) {
      without = without || !policy->rollout;
      if (!policy->rollout) continue;
      for (const auto& stage : policy->rollout->stages) {
        admissions.insert(policy->zone.midnight(stage.start.value));
      }
    }
    std::vector<Instant> all;
    if (!says("days: ") || policies_.size() < 2) return all;
    for (const char* text : {"2027-03-07T00:00:00Z", "2027-03-12T12:00:00Z"}) {
      const Instant created = *rules::parse_instant(text);
      const bool after_some = without || (!admissions.empty() && *admissions.begin() < created);
      if (after_some && !admissions.empty() && created < *admissions.rbegin()) {
        all.push_back(created);
      }
    }
    return all;
  }

  void vary_account() {
    std::vector<Change> creations;
    for (const Instant created : late_creations()) {
      creations.push_back([created](Facts& f) { f.user.created = created; });
    }
    vary(std::move(creations));
    const auto roles = [](std::vector<std::string> names) {
      return [names](Facts& f) { f.user.roles = names; };
    };
    const auto type = [](rules::AccountType value) {
      return [value](Facts& f) { f.user.type = value; };
    };
    vary({type(rules::AccountType::internal), type(rules::AccountType::partner)});
    vary({roles({"Admin"}), roles({"Partner"}), roles({"Admin", "Partner"}), roles({"undeclared"}),
          roles({"Partner", "undeclared"})});
    // An account that is not active is refused whatever else is the case, and so is a locked one:
    // but that is for the policies to say, so these too with everything else.
    vary({[](Facts& f) { f.user.active = false; },
          [](Facts& f) { f.user.account_locked = engine::Lock{}; }});
    const auto state = [](rules::AuthenticatorState value) {
      return [value](Facts& f) { f.user.authenticator = value; };
    };
    if (says("authenticator")) {
      vary({state(rules::AuthenticatorState::not_started),
            state(rules::AuthenticatorState::pending)});
    }
    if (says("required") || says("rollout") || says("exclusions") || says("grace:")) {
      vary({[](Facts& f) { f.user.reset_at = f.now - 60; }});
    }
    if (says("days: ")) {
      std::vector<Change> openings;
      for (const int days : {0, 6, 7, 8}) {
        openings.push_back([days, this](Facts& f) {
          f.user.grace_started = policies_.front()->zone.add_days(f.now, -days) - 60;
        });
      }
      // Over by the one zone, and not by the other.
      const rules::TimeZone& last = policies_.back()->zone;
      if (last.name() != policies_.front()->zone.name()) {
        openings.push_back([&last](Facts& f) { f.user.grace_started = last.add_days(f.now, -7); });
      }
      vary(std::move(openings));
    }
    if (says("skips")) {
      vary({[](Facts& f) { f.user.skips = 1; }, [](Facts& f) { f.user.skips = 2; }});
    }
  }

  void vary_methods() {
    const auto lock = [&](rules::Method method) {
      vary({[method](Facts& f) {
        f.user.locks[static_cast<std::size_t>(method)] = engine::Lock{};
      }});
    };
    // `methods:` and proofs; the key of integrations is always there.
    if (says("email]") || says("email,") || says("proof: email") || says("email: true") ||
        says("email: false")) {
      vary({[](Facts& f) { f.user.email = false; }});
      lock(rules::Method::email);
      vary({[](Facts& f) { f.environment.email_healthy = false; }});
    }
    if (says("authenticator")) lock(rules::Method::authenticator);
  }

  void vary_sign_in() {
    if (says("risk_based") || says("device_recognized")) {
      vary({[](Facts& f) { f.sign_in.device_cookie = true; }});
      vary({[](Facts& f) { f.sign_in.known_ip = true; }});
    }
    if (says("risk:")) {
      vary({[](Facts& f) { f.sign_in.risk = rules::Risk::medium; },
            [](Facts& f) { f.sign_in.risk = rules::Risk::high; },
            [](Facts& f) { f.sign_in.risk = Fact<rules::Risk>::none(); }});
    }
    if (says("grace")) vary({[](Facts& f) { f.sign_in.skipped = true; }});
    // Of those that nobody names one stands for all, but `login_as`.
    std::vector<Change> channels;
    for (const std::string name : {"saml", "login_as", "api"}) {
      channels.push_back([name](Facts& f) { f.sign_in.channel = name; });
    }
    vary(std::move(channels));
  }

  const std::vector<const rules::Policy*>& policies_;
  const std::string& texts_;
  std::vector<std::vector<Change>> facts_;
};

}  // namespace

std::string small_policy(Dice& dice) {
  std::string text = "policy: small\nrevision: 1\ntime_zone: UTC\ntwo_factor:\n  enabled: true\n";
  const bool enrolls = dice.chance(40);
  const std::string methods =
      enrolls ? dice.of<std::string>({"[authenticator]", "[authenticator, email]"}) : "[email]";
  text += "  methods: " + methods + "\n";
  if (dice.chance(50)) text += "  enforcement: risk_based\n";
  text += dice.chance(50) ? "  exempt_channels: [saml]\n" : "  exempt_channels: []\n";
  if (enrolls) {
    text += "  enrollment:\n    authenticator: required\n";
    if (dice.chance(30)) text += "    proof: email\n";
    if (dice.chance(50)) {
      text += dice.chance(60) ? "    grace: {days: 7}\n" : "    grace: {skips: 1}\n";
    }
  }
  if (dice.chance(20)) text += "  enrolled_users: as_stage\n";
  text += "integrations: {email: {healthy: true}}\n";
  text += "roles: {Admin: {type: internal, admin: true}, Partner: {type: partner}}\n";
  const int rules = dice.below(3);
  if (rules > 0) text += "rules:\n";
  for (int i = 0; i < rules; ++i) text += rule(dice);
  if (dice.chance(30)) {
    text += "exclusions:\n  - {role: Partner, reason: r, owner: o, approved_by: a, expires: " +
            dice.of(dates) + "}\n";
  }
  if (dice.chance(50)) {
    text += "rollout:\n  stages:\n    - {name: s, " +
            dice.of<std::string>({"", "who: {role: Partner}, ", "who: {admin: true}, "}) +
            "start: " + dice.of(dates) + "}\n";
  }
  return text + "assertions:\n" + assertion(dice, 1) + assertion(dice, 2);
}

std::string small_change(const std::string& policy, Dice& dice) {
  // Not of the assertions, nor of the names by which sign-ins are made.
  const std::size_t end = policy.find("assertions:");
  std::vector<Mutant> mutants = mutants_of(policy.substr(0, end));
  std::erase_if(mutants, [](const Mutant& mutant) {
    return mutant.what.starts_with("roles") || mutant.what.starts_with("revision");
  });
  return dice.of(mutants).text + policy.substr(end);
}

std::vector<Facts> all_sign_ins(const std::vector<const rules::Policy*>& policies,
                                const std::string& texts, std::size_t most) {
  return Cells(policies, texts).run(most);
}

}  // namespace gatecast::oracle
