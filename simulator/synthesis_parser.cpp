#include "simulator/synthesis_parser.h"

#include <fmt/format.h>

#include <cmath>

#include "rules/suggest.h"
#include "simulator/input_values.h"

namespace gatecast::simulator {
namespace {

using rules::YamlNode;

constexpr std::int64_t accounts_max = 20'000'000;
constexpr double rate_max = 10'000;
constexpr double share_tolerance = 1e-9;

class SynthesisReader {
 public:
  SynthesisReader(const rules::Policy& policy, rules::Diagnostics& diagnostics)
      : policy_(policy), diagnostics_(diagnostics) {}

  SynthesisPlan read(const YamlNode& root);

 private:
  AccountGroup read_group(const YamlNode& node);
  bool read_identity(const YamlNode::Entry& entry, AccountGroup& group);
  bool read_shares(const YamlNode::Entry& entry, AccountGroup& group);
  bool read_habits(const YamlNode::Entry& entry, AccountGroup& group);
  void check_id(const YamlNode& node, const AccountGroup& group);

  template <class T, class Convert>
  Choices<T> read_choices(const YamlNode& node, const Convert& convert);
  void check_sum(const YamlNode& node, double sum);
  std::vector<std::string> read_names(const std::string& text, rules::Span span, bool roles);
  Choices<std::vector<std::string>> read_name_sets(const YamlNode& node, bool roles);
  std::optional<Choices<rules::AuthenticatorState>> read_authenticator(const YamlNode& node);
  std::optional<SsoShares> read_sso(const YamlNode& node);
  std::optional<RateSpread> read_rate(const YamlNode& node);
  std::optional<double> read_spread_number(const YamlNode& node, double high);
  std::optional<TimeRange> read_created(const YamlNode& node);
  std::optional<double> read_trait(const YamlNode& node);
  void read_attributes(const YamlNode& node, AccountGroup& group);

  const rules::Policy& policy_;
  rules::Diagnostics& diagnostics_;
};

SynthesisPlan SynthesisReader::read(const YamlNode& root) {
  SynthesisPlan plan;
  if (!expect_mapping(root, "a synthesis", diagnostics_)) return plan;
  std::int64_t total = 0;
  bool has_accounts = false;
  for (const YamlNode::Entry& entry : root.entries) {
    if (entry.key == "population") {
      read_text(entry.value, diagnostics_);
    } else if (entry.key == "seed") {
      const auto seed = read_integer(entry.value, 0, INT64_MAX, diagnostics_);
      plan.seed = static_cast<std::uint64_t>(seed.value_or(0));
    } else if (entry.key == "accounts") {
      has_accounts = true;
      if (!expect_sequence(entry.value, "`accounts`", diagnostics_)) continue;
      for (const YamlNode& item : entry.value.items) {
        plan.groups.push_back(read_group(item));
        total += plan.groups.back().count;
      }
      if (total > accounts_max) {
        diagnostics_.error("out-of-range", entry.value.span,
                           fmt::format("more than {} accounts", accounts_max));
      }
    } else {
      report_unknown_key(entry, {"population", "seed", "accounts"}, diagnostics_);
    }
  }
  if (!has_accounts || (plan.groups.empty() && !diagnostics_.has_errors())) {
    diagnostics_.error("missing-key", root.span, "`accounts` must list at least one group");
  }
  return plan;
}

AccountGroup SynthesisReader::read_group(const YamlNode& node) {
  AccountGroup group;
  if (!expect_mapping(node, "a group of accounts", diagnostics_)) return group;
  bool has_count = false;
  bool has_id = false;
  for (const YamlNode::Entry& entry : node.entries) {
    has_count = has_count || entry.key == "count";
    has_id = has_id || entry.key == "id";
    if (read_identity(entry, group) || read_shares(entry, group) || read_habits(entry, group)) {
      continue;
    }
    report_unknown_key(entry,
                       {"count", "id", "type", "roles", "groups", "email", "phone", "sso",
                        "authenticator", "passkey", "dormant", "sign_ins_per_day", "created",
                        "backup_codes", "application", "active", "attributes"},
                       diagnostics_);
  }
  if (!has_count) diagnostics_.error("missing-key", node.span, "a group needs a `count`");
  if (!has_id) {
    diagnostics_.error("missing-key", node.span, "a group needs an `id`", "such as `\"c-{n}\"`");
  } else {
    check_id(node, group);
  }
  return group;
}

void SynthesisReader::check_id(const YamlNode& node, const AccountGroup& group) {
  if (group.count <= 1 || group.id.empty()) return;
  if (group.id.find("{n}") != std::string::npos) return;
  diagnostics_.error("duplicate-id", group.id_span.empty() ? node.span : group.id_span,
                     fmt::format("all {} accounts would have the id `{}`", group.count, group.id),
                     "put `{n}` where the number goes");
}

bool SynthesisReader::read_identity(const YamlNode::Entry& entry, AccountGroup& group) {
  const YamlNode& node = entry.value;
  if (entry.key == "count") {
    group.count = read_integer(node, 0, accounts_max, diagnostics_).value_or(0);
  } else if (entry.key == "id") {
    group.id = read_text(node, diagnostics_).value_or("");
    group.id_span = node.span;
  } else if (entry.key == "type") {
    const auto text = read_text(node, diagnostics_);
    if (text) group.type = parse_type(*text);
    if (text && !group.type) {
      diagnostics_.error("wrong-value", node.span, fmt::format("`{}` is no type", *text),
                         rules::suggest(*text, {"internal", "partner", "customer"}));
    }
  } else if (entry.key == "roles") {
    group.roles = read_name_sets(node, true);
  } else if (entry.key == "groups") {
    group.groups = read_name_sets(node, false);
  } else if (entry.key == "application") {
    group.application = read_choices<std::string>(node, [](const std::string& text, rules::Span) {
      return std::optional(text == "-" ? std::string() : text);
    });
  } else if (entry.key == "attributes") {
    read_attributes(node, group);
  } else {
    return false;
  }
  return true;
}

bool SynthesisReader::read_shares(const YamlNode::Entry& entry, AccountGroup& group) {
  if (entry.key == "email") {
    group.email = read_trait(entry.value);
  } else if (entry.key == "phone") {
    group.phone = read_trait(entry.value);
  } else if (entry.key == "passkey") {
    group.passkey = read_trait(entry.value);
  } else if (entry.key == "active") {
    group.active = read_trait(entry.value);
  } else if (entry.key == "dormant") {
    group.dormant = read_trait(entry.value);
  } else if (entry.key == "sso") {
    group.sso = read_sso(entry.value);
  } else {
    return false;
  }
  return true;
}

bool SynthesisReader::read_habits(const YamlNode::Entry& entry, AccountGroup& group) {
  const YamlNode& node = entry.value;
  if (entry.key == "authenticator") {
    group.authenticator = read_authenticator(node);
  } else if (entry.key == "sign_ins_per_day") {
    group.sign_ins_per_day = read_rate(node);
  } else if (entry.key == "created") {
    group.created = read_created(node);
  } else if (entry.key == "backup_codes") {
    group.backup_codes = read_choices<int>(node, [&](const std::string& text, rules::Span span) {
      const auto count = parse_count(text);
      if (!count) {
        diagnostics_.error("wrong-type", span, "a whole number of codes is expected here");
      }
      return count;
    });
  } else {
    return false;
  }
  return true;
}

// `true` and `false` are the shares 1 and 0.
std::optional<double> SynthesisReader::read_trait(const YamlNode& node) {
  if (node.kind == YamlNode::Kind::scalar && !node.quoted && node.text != "-") {
    if (const auto flag = parse_flag(node.text)) return *flag ? 1.0 : 0.0;
  }
  return read_share(node, diagnostics_);
}

void SynthesisReader::check_sum(const YamlNode& node, double sum) {
  if (std::fabs(sum - 1) <= share_tolerance) return;
  diagnostics_.error("shares-sum", node.span,
                     fmt::format("the shares sum to {}, not to 100%", as_percent(sum)));
}

// A mapping from values to shares, or one value for everybody.
template <class T, class Convert>
Choices<T> SynthesisReader::read_choices(const YamlNode& node, const Convert& convert) {
  Choices<T> choices;
  if (node.kind != YamlNode::Kind::mapping) {
    const auto text = read_text(node, diagnostics_);
    if (!text) return choices;
    if (auto value = convert(*text, node.span)) choices.push_back({std::move(*value), 1});
    return choices;
  }
  double sum = 0;
  bool complete = true;
  for (const YamlNode::Entry& entry : node.entries) {
    auto value = convert(entry.key, entry.key_span);
    const auto share = read_share(entry.value, diagnostics_);
    complete = complete && value && share;
    if (!value || !share) continue;
    sum += *share;
    choices.push_back({std::move(*value), *share});
  }
  if (complete) check_sum(node, sum);
  return choices;
}

std::vector<std::string> SynthesisReader::read_names(const std::string& text, rules::Span span,
                                                     bool roles) {
  std::vector<std::string> names;
  if (text.empty() || text == "-") return names;
  for (const std::string_view name : split_list(text)) {
    if (name.empty()) {
      diagnostics_.error("empty-item", span, "a list with an empty item");
    } else if (roles && !declares_role(policy_, name)) {
      diagnostics_.error("unknown-role", span,
                         fmt::format("the policy declares no role `{}`", name),
                         rules::suggest(name, role_names(policy_)));
    }
    names.emplace_back(name);
  }
  return names;
}

Choices<std::vector<std::string>> SynthesisReader::read_name_sets(const YamlNode& node,
                                                                  bool roles) {
  using Names = std::vector<std::string>;
  if (node.kind == YamlNode::Kind::sequence) {
    Names all;
    for (const YamlNode& item : node.items) {
      const auto text = read_text(item, diagnostics_);
      if (!text) continue;
      for (std::string& name : read_names(*text, item.span, roles)) all.push_back(std::move(name));
    }
    return {{std::move(all), 1}};
  }
  return read_choices<Names>(node, [&](const std::string& text, rules::Span span) {
    return std::optional<Names>(read_names(text, span, roles));
  });
}

// Shares of states; what they leave has not started.
std::optional<Choices<rules::AuthenticatorState>> SynthesisReader::read_authenticator(
    const YamlNode& node) {
  using State = rules::AuthenticatorState;
  const auto convert = [&](const std::string& text, rules::Span span) {
    const auto state = parse_authenticator(text);
    if (!state) {
      diagnostics_.error("wrong-value", span, fmt::format("`{}` is no state", text),
                         rules::suggest(text, {"not_started", "pending", "enrolled"}));
    }
    return state;
  };
  if (node.kind != YamlNode::Kind::mapping) return read_choices<State>(node, convert);
  Choices<State> choices;
  double sum = 0;
  bool names_rest = false;
  for (const YamlNode::Entry& entry : node.entries) {
    const auto state = convert(entry.key, entry.key_span);
    const auto share = read_share(entry.value, diagnostics_);
    if (!state || !share) return std::nullopt;
    names_rest = names_rest || *state == State::not_started;
    choices.push_back({*state, *share});
    sum += *share;
  }
  if (names_rest || sum > 1 + share_tolerance) {
    check_sum(node, sum);
  } else {
    choices.push_back({State::not_started, 1 - sum});
  }
  return choices;
}

std::optional<SsoShares> SynthesisReader::read_sso(const YamlNode& node) {
  SsoShares sso;
  if (node.kind != YamlNode::Kind::mapping) {
    const auto people = read_trait(node);
    if (!people) return std::nullopt;
    sso.people = *people;
    return sso;
  }
  sso.people = 1;
  for (const YamlNode::Entry& entry : node.entries) {
    if (entry.key == "people") {
      sso.people = read_share(entry.value, diagnostics_).value_or(0);
    } else if (entry.key == "sign_ins") {
      sso.sign_ins = read_share(entry.value, diagnostics_).value_or(0);
    } else {
      report_unknown_key(entry, {"people", "sign_ins"}, diagnostics_);
    }
  }
  return sso;
}

std::optional<double> SynthesisReader::read_spread_number(const YamlNode& node, double high) {
  const auto number = read_number(node, diagnostics_);
  if (!number || (*number >= 0 && *number <= high)) return number;
  diagnostics_.error("out-of-range", node.span,
                     fmt::format("a number from 0 to {} is expected here", high));
  return std::nullopt;
}

std::optional<RateSpread> SynthesisReader::read_rate(const YamlNode& node) {
  if (node.kind == YamlNode::Kind::scalar && node.text == "unknown") return std::nullopt;
  if (node.kind != YamlNode::Kind::mapping) {
    const auto rate = read_spread_number(node, rate_max);
    return rate ? std::optional(RateSpread{*rate, 0}) : std::nullopt;
  }
  std::optional<double> median;
  double sigma = 0;
  for (const YamlNode::Entry& entry : node.entries) {
    if (entry.key == "median") {
      median = read_spread_number(entry.value, rate_max);
      if (!median) return std::nullopt;
    } else if (entry.key == "sigma") {
      sigma = read_spread_number(entry.value, 4).value_or(0);
    } else {
      report_unknown_key(entry, {"median", "sigma"}, diagnostics_);
    }
  }
  if (median) return RateSpread{*median, sigma};
  diagnostics_.error("missing-key", node.span, "`sign_ins_per_day` needs a `median`");
  return std::nullopt;
}

std::optional<TimeRange> SynthesisReader::read_created(const YamlNode& node) {
  const auto time = [&](const YamlNode& item) {
    const auto instant = item.kind == YamlNode::Kind::scalar ? parse_time(item.text, policy_.zone)
                                                             : std::optional<rules::Instant>();
    if (!instant) {
      diagnostics_.error("wrong-type", item.span, "a date is expected here, such as `2027-01-31`");
    }
    return instant;
  };
  if (node.kind == YamlNode::Kind::scalar) {
    const auto at = time(node);
    return at ? std::optional(TimeRange{*at, *at}) : std::nullopt;
  }
  if (!expect_sequence(node, "`created`", diagnostics_)) return std::nullopt;
  if (node.items.size() != 2) {
    diagnostics_.error("wrong-length", node.span, "`created` is a date or two: [from, until]");
    return std::nullopt;
  }
  const auto from = time(node.items[0]);
  const auto until = time(node.items[1]);
  if (!from || !until) return std::nullopt;
  if (*from <= *until) return TimeRange{*from, *until};
  diagnostics_.error("bad-range", node.span, "`created` ends before it begins");
  return std::nullopt;
}

void SynthesisReader::read_attributes(const YamlNode& node, AccountGroup& group) {
  if (!expect_mapping(node, "`attributes`", diagnostics_)) return;
  for (const YamlNode::Entry& entry : node.entries) {
    const rules::Attribute* attribute = find_user_attribute(policy_, entry.key);
    if (attribute == nullptr) {
      diagnostics_.error("unknown-attribute", entry.key_span,
                         fmt::format("the policy declares no user attribute `{}`", entry.key),
                         rules::suggest(entry.key, user_attribute_names(policy_)));
      continue;
    }
    auto values =
        read_choices<AttributeFact>(entry.value, [&](const std::string& text, rules::Span span) {
          auto value = parse_attribute(text, *attribute);
          if (!value) {
            diagnostics_.error("wrong-value", span,
                               fmt::format("`{}` is no value of `{}`", text, entry.key),
                               attribute_values(*attribute));
          }
          return value;
        });
    group.attributes.push_back({attribute, std::move(values)});
  }
}

}  // namespace

SynthesisPlan read_synthesis(const YamlNode& root, const rules::Policy& policy,
                             rules::Diagnostics& diagnostics) {
  return SynthesisReader(policy, diagnostics).read(root);
}

}  // namespace gatecast::simulator
