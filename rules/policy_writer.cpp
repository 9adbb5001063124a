#include "rules/policy_writer.h"

#include <arpa/inet.h>

#include <cmath>

#include "rules/written_parts.h"

namespace gatecast::rules {
namespace {

// Whole numbers of `places` decimals as text: 1250 with two places is `12.5`.
std::string decimal(std::int64_t value, int places) {
  std::int64_t one = 1;
  for (int i = 0; i < places; ++i) one *= 10;
  if (value % one == 0) return std::to_string(value / one);
  std::string text = fmt::format("{}.{:0{}}", value / one, value % one, places);
  text.erase(text.find_last_not_of('0') + 1);
  return text;
}

std::string block_text(const AddressBlock& block) {
  constexpr std::uint8_t ipv4_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  const bool ipv4 = block.prefix_bits >= 96 &&
                    std::equal(std::begin(ipv4_prefix), std::end(ipv4_prefix), block.bytes);
  char text[INET6_ADDRSTRLEN];
  if (ipv4) {
    inet_ntop(AF_INET, block.bytes + 12, text, sizeof text);
  } else {
    inet_ntop(AF_INET6, block.bytes, text, sizeof text);
  }
  return fmt::format("{}/{}", text, ipv4 ? block.prefix_bits - 96 : block.prefix_bits);
}

WrittenNode written_integrations(const Integrations& i) {
  WrittenMap map;
  if (i.sms_mentioned) {
    WrittenMap sms;
    sms.set("provider", i.sms_provider);
    sms.set("healthy", i.sms_healthy);
    map.put("sms", sms.take());
  }
  if (i.email_mentioned) {
    WrittenMap email;
    email.set("healthy", i.email_healthy);
    map.put("email", email.take());
  }
  return map.take();
}

WrittenNode written_roles(const std::vector<Role>& roles) {
  WrittenMap map;
  for (const Role& role : roles) {
    WrittenMap entry;
    entry.set("type", role.type);
    if (role.admin) entry.set("admin", true);
    map.put(role.name.value, entry.take());
  }
  return map.take();
}

WrittenNode written_networks(const std::vector<Network>& networks) {
  WrittenMap map;
  for (const Network& network : networks) {
    std::vector<WrittenNode> blocks;
    for (const auto& block : network.blocks)
      blocks.push_back(written_text(block_text(block.value)));
    map.put(network.name.value, written_list(std::move(blocks)));
  }
  return map.take();
}

WrittenNode written_attributes(const std::vector<Attribute>& attributes) {
  WrittenMap map;
  for (const Attribute& attribute : attributes) {
    WrittenMap entry;
    entry.put("on", written_word(attribute.on == Attribute::On::user ? "user" : "sign_in"));
    if (attribute.kind == Attribute::Kind::values) {
      entry.set("values", attribute.values);
    } else if (attribute.kind == Attribute::Kind::boolean) {
      entry.put("type", written_word("boolean"));
    } else {
      entry.put("type", written_word("integer"));
      entry.put("range", written_list({written_word(std::to_string(attribute.low)),
                                       written_word(std::to_string(attribute.high))}));
    }
    map.put(attribute.name.value, entry.take());
  }
  return map.take();
}

WrittenNode written_then(const ThenOutcome& then) {
  WrittenMap map;
  map.set("outcome", then.outcome);
  map.set("reason", then.reason);
  if (then.outcome == Outcome::allow) {
    map.set("owner", then.owner);
    map.set("approved_by", then.approved_by);
    map.set("expires", then.expires);
  }
  return map.take();
}

WrittenNode written_rule(const Rule& rule, const Policy& policy) {
  WrittenMap map;
  if (!rule.name.value.empty()) map.set("name", rule.name);
  map.put("when", written_condition(rule.when, policy));
  if (rule.set) map.put("set", written_settings(*rule.set));
  if (rule.then) map.put("then", written_then(*rule.then));
  return map.take();
}

WrittenNode written_exclusion(const Exclusion& exclusion, const Policy& policy) {
  WrittenMap map;
  map.set("role", exclusion.role);
  if (exclusion.who) map.put("who", written_condition(*exclusion.who, policy));
  map.set("reason", exclusion.reason);
  map.set("owner", exclusion.owner);
  map.set("approved_by", exclusion.approved_by);
  map.set("expires", exclusion.expires);
  return map.take();
}

WrittenNode written_emergency(const EmergencyAccess& emergency) {
  WrittenMap map;
  map.set("accounts", emergency.accounts);
  if (!emergency.owner.empty()) map.set("owner", emergency.owner);
  if (!emergency.approved_by.empty()) map.set("approved_by", emergency.approved_by);
  map.set("review_by", emergency.review_by);
  return map.take();
}

WrittenNode written_support(const Support& support) {
  WrittenMap map;
  std::vector<WrittenNode> apps;
  for (const Support::App& app : support.apps) {
    WrittenMap entry;
    entry.set("name", app.name);
    entry.set("link", app.link);
    apps.push_back(entry.take());
  }
  map.put_filled("apps", written_list(std::move(apps)));
  WrittenMap contact;
  for (std::size_t i = 0; i < support.contact.size(); ++i) {
    contact.set(name(static_cast<AccountType>(i)), support.contact[i]);
  }
  map.put_filled("contact", contact.take());
  return map.take();
}

WrittenNode written_ramp(const Ramp& ramp) {
  WrittenMap map;
  std::vector<WrittenNode> steps;
  for (const int step : ramp.percent_hundredths) steps.push_back(written_word(decimal(step, 2)));
  map.put("percent", written_list(std::move(steps)));
  if (ramp.percent_hundredths.size() > 1 || ramp.every_days != 1) {
    map.set("every_days", ramp.every_days);
  }
  return map.take();
}

WrittenNode written_stage(const Stage& stage, const Policy& policy) {
  WrittenMap map;
  map.set("name", stage.name);
  if (stage.who) map.put("who", written_condition(*stage.who, policy));
  map.set("start", stage.start);
  if (stage.ramp) map.put("ramp", written_ramp(*stage.ramp));
  return map.take();
}

WrittenNode written_gate(const Gate& gate) {
  WrittenMap map;
  map.set("metric", gate.metric);
  if (gate.group.value != "all") map.set("group", gate.group);
  if (gate.band.value != "p50") map.set("band", gate.band);
  const std::string limit = gate.limit_is_percent
                                ? decimal(std::llround(gate.limit * 10'000), 2) + "%"
                                : decimal(std::llround(gate.limit * 1e6), 6);
  map.put(gate.bound == Gate::Bound::max ? "max" : "min", written_word(limit));
  map.set("by", gate.by);
  return map.take();
}

template <class T, class Write>
WrittenNode written_each(const std::vector<T>& list, Write write) {
  std::vector<WrittenNode> items;
  items.reserve(list.size());
  for (const T& item : list) items.push_back(write(item));
  return written_list(std::move(items));
}

WrittenNode written_rollout(const Rollout& rollout, const Policy& policy) {
  WrittenMap map;
  if (rollout.announce_days_before != 0) {
    map.set("announce_days_before", rollout.announce_days_before);
  }
  map.put("stages", written_each(rollout.stages,
                                 [&](const Stage& stage) { return written_stage(stage, policy); }));
  map.put_filled("gates", written_each(rollout.gates, written_gate));
  return map.take();
}

WrittenNode written_claim(const Assertion& assertion) {
  WrittenMap map;
  switch (assertion.claim) {
    case Assertion::Claim::reason:
      map.set("reason", assertion.reason);
      return map.take();
    case Assertion::Claim::method:
      map.set("method", assertion.method);
      return map.take();
    default:
      return written_word(std::string(name(assertion.claim)));
  }
}

std::optional<std::string> time_text(const std::optional<AssertionTime>& time) {
  if (!time) return std::nullopt;
  if (!time->rollout_complete) return format_date(time->date);
  if (time->plus_days == 0) return "rollout_complete";
  return fmt::format("rollout_complete + {}d", time->plus_days);
}

WrittenNode written_assertion(const Assertion& assertion, const Policy& policy) {
  WrittenMap map;
  map.set("name", assertion.name);
  if (assertion.when) map.put("when", written_condition(*assertion.when, policy));
  const bool never = assertion.quantifier == Assertion::Quantifier::never;
  map.put(never ? "never" : "always", written_claim(assertion));
  if (!assertion.except.empty()) map.set("except", assertion.except);
  if (const auto from = time_text(assertion.from)) map.put("from", written_word(*from));
  if (const auto until = time_text(assertion.until)) map.put("until", written_word(*until));
  return map.take();
}

}  // namespace

WrittenNode written_word(std::string text) {
  WrittenNode node;
  node.text = std::move(text);
  return node;
}

WrittenNode written_text(std::string text) {
  WrittenNode node = written_word(std::move(text));
  node.is_text = true;
  return node;
}

WrittenNode written_list(std::vector<WrittenNode> items) {
  WrittenNode node;
  node.kind = YamlNode::Kind::sequence;
  for (WrittenNode& item : items) node.parts.push_back({"", std::move(item), {}});
  return node;
}

WrittenNode written_any_of(std::vector<WrittenNode> items) {
  return items.size() == 1 ? std::move(items.front()) : written_list(std::move(items));
}

WrittenNode written_policy(const Policy& policy, std::string_view extends) {
  WrittenMap map;
  map.set("policy", policy.name);
  map.set("revision", policy.revision);
  map.set("time_zone", policy.zone.name());
  if (!extends.empty()) map.set("extends", std::string(extends));
  map.put_filled("two_factor", written_two_factor(policy.two_factor));
  map.put_filled("integrations", written_integrations(policy.integrations));
  map.put_filled("roles", written_roles(policy.roles));
  if (!policy.channels.empty()) map.set("channels", policy.channels);
  map.put_filled("networks", written_networks(policy.networks));
  map.put_filled("attributes", written_attributes(policy.attributes));
  map.put_filled("rules", written_each(policy.rules, [&](const Rule& rule) {
                   return written_rule(rule, policy);
                 }));
  map.put_filled("exclusions", written_each(policy.exclusions, [&](const Exclusion& exclusion) {
                   return written_exclusion(exclusion, policy);
                 }));
  if (policy.emergency_access) {
    map.put("emergency_access", written_emergency(*policy.emergency_access));
  }
  map.put_filled("support", written_support(policy.support));
  if (policy.rollout) map.put("rollout", written_rollout(*policy.rollout, policy));
  map.put_filled("assertions", written_each(policy.assertions, [&](const Assertion& assertion) {
                   return written_assertion(assertion, policy);
                 }));
  return map.take();
}

std::string canonical_form(const Policy& policy) {
  return write_yaml(written_policy(policy, ""), {});
}

}  // namespace gatecast::rules
