#include "rules/declaration_parser.h"

#include <fmt/format.h>

#include <algorithm>

#include "rules/condition_parser.h"

namespace gatecast::rules {
namespace {

void parse_integrations(const YamlNode& node, Integrations& integrations,
                        Diagnostics& diagnostics) {
  const auto truth = [&](const YamlNode& value) { return read_boolean(value, diagnostics); };
  Fields fields(node, "`integrations`", diagnostics);
  if (const auto* sms = fields.find("sms")) {
    integrations.sms_mentioned = true;
    Fields inner(sms->value, "`sms`", diagnostics);
    read_setting(inner, "provider", integrations.sms_provider,
                 [&](const YamlNode& value) { return read_text(value, diagnostics); });
    read_setting(inner, "healthy", integrations.sms_healthy, truth);
    inner.refuse_unknown();
  }
  if (const auto* email = fields.find("email")) {
    integrations.email_mentioned = true;
    Fields inner(email->value, "`email`", diagnostics);
    read_setting(inner, "healthy", integrations.email_healthy, truth);
    inner.refuse_unknown();
  }
  fields.refuse_unknown();
}

// The entries of a map whose keys are names of the author's choice.
const std::vector<YamlNode::Entry>& named_entries(const YamlNode& node, Diagnostics& diagnostics) {
  if (node.kind != YamlNode::Kind::mapping) report_wrong_type(node, "a map", diagnostics);
  for (const YamlNode::Entry& entry : node.entries) {
    if (entry.key.empty()) {
      diagnostics.error("empty-text", entry.span, "a name must not be empty");
    }
  }
  return node.entries;
}

Role parse_role(const YamlNode::Entry& entry, Diagnostics& diagnostics) {
  Role role;
  role.name = {entry.key, entry.key_span};
  role.span = entry.span;
  Fields fields(entry.value, "a role", diagnostics);
  if (const auto* type = fields.find("type")) {
    role.type = read_word<AccountType>(type->value, 3, "unknown-type", diagnostics);
  }
  if (const auto* admin = fields.find("admin")) {
    role.admin = read_boolean(admin->value, diagnostics).value_or(false);
  }
  fields.refuse_unknown();
  return role;
}

Network parse_network(const YamlNode::Entry& entry, Diagnostics& diagnostics) {
  Network network;
  network.name = {entry.key, entry.key_span};
  const std::vector<Located<std::string>> blocks = read_texts(entry.value, diagnostics);
  if (blocks.empty() && entry.value.kind == YamlNode::Kind::sequence && entry.value.items.empty()) {
    diagnostics.error("empty-network", entry.span,
                      fmt::format("the network `{}` has no addresses", entry.key));
  }
  for (const Located<std::string>& block : blocks) {
    if (const auto parsed = parse_address_block(block.value)) {
      network.blocks.push_back({*parsed, block.span});
    } else {
      diagnostics.error("bad-address", block.span,
                        fmt::format("`{}` is not a block of addresses", block.value),
                        "write `198.51.100.0/24` or `\"2001:db8::/32\"`");
    }
  }
  return network;
}

void parse_range(const YamlNode::Entry& range, Attribute& attribute, Diagnostics& diagnostics) {
  constexpr std::int64_t bound = 1'000'000'000;
  if (!expect_list(range.value, diagnostics)) return;
  if (range.value.items.size() != 2) {
    diagnostics.error("bad-range", range.span, "a range is a list of two numbers",
                      "write `range: [0, 5]`");
    return;
  }
  const auto low = read_integer(range.value.items[0], -bound, bound, diagnostics);
  const auto high = read_integer(range.value.items[1], -bound, bound, diagnostics);
  if (!low || !high) return;
  if (*low > *high) diagnostics.error("bad-range", range.span, "the range ends before it begins");
  attribute.low = *low;
  attribute.high = *high;
}

void parse_attribute_kind(Fields& fields, Attribute& attribute) {
  Diagnostics& diagnostics = fields.diagnostics();
  const auto* type = fields.find("type");
  const auto* range = fields.find("range");
  const auto* values = fields.find("values");
  if (fields.is_mapping() && (type == nullptr) == (values == nullptr)) {
    diagnostics.error("attribute-kind", fields.span(), "an attribute has either `type` or `values`",
                      "write `type: boolean`, `type: integer` with `range`, or `values`");
  }
  if (values != nullptr) {
    attribute.kind = Attribute::Kind::values;
    attribute.values = read_texts(values->value, diagnostics);
    if (values->value.kind == YamlNode::Kind::sequence && values->value.items.empty()) {
      diagnostics.error("attribute-kind", values->span, "`values` must name at least one");
    }
  } else if (type != nullptr && type->value.text == "integer") {
    attribute.kind = Attribute::Kind::integer;
    if (range == nullptr) {
      diagnostics.error("missing-key", fields.span(),
                        "an attribute of type `integer` needs `range`", "write `range: [0, 5]`");
    }
  } else if (type != nullptr && type->value.text != "boolean") {
    diagnostics.error("unknown-word", type->value.span,
                      fmt::format("`{}` is not known here", type->value.text),
                      suggest(type->value.text, {"boolean", "integer"}));
  }
  if (range != nullptr) {
    if (attribute.kind != Attribute::Kind::integer) {
      diagnostics.error("attribute-kind", range->span, "only `type: integer` has a `range`");
    }
    parse_range(*range, attribute, diagnostics);
  }
}

Attribute parse_attribute(const YamlNode::Entry& entry, Diagnostics& diagnostics) {
  Attribute attribute;
  attribute.name = {entry.key, entry.key_span};
  attribute.span = entry.span;
  if (is_condition_key(entry.key)) {
    diagnostics.error("reserved-name", entry.key_span,
                      fmt::format("`{}` is a condition already", entry.key),
                      "give the attribute another name");
  }
  Fields fields(entry.value, "an attribute", diagnostics);
  if (const auto* on = fields.require("on")) {
    if (on->value.text == "sign_in") {
      attribute.on = Attribute::On::sign_in;
    } else if (on->value.text != "user") {
      diagnostics.error("unknown-word", on->value.span,
                        fmt::format("`{}` is not known here", on->value.text),
                        suggest(on->value.text, {"user", "sign_in"}));
    }
  }
  parse_attribute_kind(fields, attribute);
  fields.refuse_unknown();
  return attribute;
}

Support parse_support(const YamlNode& node, Diagnostics& diagnostics) {
  Support support;
  Fields fields(node, "`support`", diagnostics);
  if (const auto* apps = fields.find("apps");
      apps != nullptr && expect_list(apps->value, diagnostics)) {
    for (const YamlNode& item : apps->value.items) {
      Fields inner(item, "an app", diagnostics);
      Support::App app;
      if (const auto* name = inner.require("name")) {
        app.name = read_text(name->value, diagnostics).value_or("");
      }
      if (const auto* link = inner.require("link")) {
        app.link = read_text(link->value, diagnostics).value_or("");
      }
      inner.refuse_unknown();
      support.apps.push_back(std::move(app));
    }
  }
  if (const auto* contact = fields.find("contact")) {
    Fields inner(contact->value, "`contact`", diagnostics);
    for (int i = 0; i < 3; ++i) {
      if (const auto* entry = inner.find(name(static_cast<AccountType>(i)))) {
        support.contact[static_cast<std::size_t>(i)] = read_text(entry->value, diagnostics);
      }
    }
    inner.refuse_unknown();
  }
  fields.refuse_unknown();
  return support;
}

void parse_channels(const YamlNode& node, Policy& policy, Diagnostics& diagnostics) {
  policy.channels = read_texts(node, diagnostics);
  for (const Located<std::string>& channel : policy.channels) {
    if (std::find(std::begin(builtin_channels), std::end(builtin_channels), channel.value) !=
        std::end(builtin_channels)) {
      diagnostics.error("duplicate-item", channel.span,
                        fmt::format("every policy has the channel `{}` already", channel.value),
                        "remove it");
    }
  }
}

}  // namespace

void parse_declarations(Fields& root, Policy& policy) {
  Diagnostics& diagnostics = root.diagnostics();
  if (const auto* entry = root.find("integrations")) {
    parse_integrations(entry->value, policy.integrations, diagnostics);
  }
  if (const auto* roles = root.find("roles")) {
    for (const YamlNode::Entry& entry : named_entries(roles->value, diagnostics)) {
      policy.roles.push_back(parse_role(entry, diagnostics));
    }
  }
  if (const auto* entry = root.find("channels")) {
    parse_channels(entry->value, policy, diagnostics);
  }
  if (const auto* networks = root.find("networks")) {
    for (const YamlNode::Entry& entry : named_entries(networks->value, diagnostics)) {
      policy.networks.push_back(parse_network(entry, diagnostics));
    }
  }
  if (const auto* attributes = root.find("attributes")) {
    for (const YamlNode::Entry& entry : named_entries(attributes->value, diagnostics)) {
      policy.attributes.push_back(parse_attribute(entry, diagnostics));
    }
  }
  if (const auto* entry = root.find("support")) {
    policy.support = parse_support(entry->value, diagnostics);
  }
}

}  // namespace gatecast::rules
