#include "tests/oracle/ordinary_accounts.h"

#include "tests/oracle/random_facts.h"

namespace gatecast::oracle {

Accounts random_accounts(const rules::Policy& policy, int count, rules::Instant now, Dice& dice) {
  Accounts result;
  while (static_cast<int>(result.facts.size()) < count) {
    engine::Facts facts = random_facts(policy, dice);
    facts.now = now;
    const std::string application = facts.sign_in.application.value_or("");
    facts.sign_in = {};
    facts.sign_in.channel = std::string("password");
    facts.sign_in.device_cookie = false;
    facts.sign_in.known_ip = false;
    facts.sign_in.ip = engine::Fact<std::string>::none();
    facts.sign_in.country = engine::Fact<std::string>::none();
    facts.sign_in.risk = rules::Risk::low;
    for (const rules::Attribute& a : policy.attributes) {
      using Value = decltype(engine::AttributeValue::value);
      if (a.on == rules::Attribute::On::sign_in) {
        facts.sign_in.attributes.push_back({a.name.value, Value::none()});
      }
    }
    facts.sign_in.application = application.empty() ? engine::Fact<std::string>::none()
                                                    : engine::Fact<std::string>(application);
    facts.environment = {};
    simulator::Draft draft;
    draft.account = facts.user;
    draft.application = application;
    result.facts.push_back(std::move(facts));
    result.drafts.push_back(std::move(draft));
  }
  return result;
}

}  // namespace gatecast::oracle
