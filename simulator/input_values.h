// How numbers, shares and words are written in the simulator's inputs, CSV and YAML alike.
//
// The `read_*` functions report what is wrong with a node and return nothing then.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/diagnostic.h"
#include "rules/policy.h"
#include "rules/time.h"
#include "rules/yaml_reader.h"

namespace gatecast::simulator {

// `1`, `0.25`, `-3`, `1e-3`; not `017`, `inf`, `+1` or hexadecimal.
std::optional<double> parse_number(std::string_view text);
std::optional<std::int64_t> parse_integer(std::string_view text);
// `0.4` or `40%`: 0 to 1.
std::optional<double> parse_share(std::string_view text);

std::string_view trimmed(std::string_view text);
// The parts between `;`, trimmed; empty parts are kept for the caller to refuse.
std::vector<std::string_view> split_list(std::string_view text);
// 12004 as `12,004`.
std::string with_thousands(std::uint64_t number);
// 0.025 as `2.5%`.
std::string as_percent(double share);

std::optional<double> read_number(const rules::YamlNode& node, rules::Diagnostics& diagnostics);
std::optional<std::int64_t> read_integer(const rules::YamlNode& node, std::int64_t low,
                                         std::int64_t high, rules::Diagnostics& diagnostics);
std::optional<double> read_share(const rules::YamlNode& node, rules::Diagnostics& diagnostics);
std::optional<rules::Date> read_date(const rules::YamlNode& node, rules::Diagnostics& diagnostics);
// How many times as much: 0 to 1000.
std::optional<double> read_times(const rules::YamlNode& node, rules::Diagnostics& diagnostics);
std::optional<std::string> read_text(const rules::YamlNode& node, rules::Diagnostics& diagnostics);

// Reports a role that the policy does not declare.
bool check_role(const rules::Policy& policy, std::string_view role, rules::Span span,
                rules::Diagnostics& diagnostics);

// Reports a stage that the policy does not have.
bool check_stage(const rules::Policy& policy, std::string_view stage, rules::Span span,
                 rules::Diagnostics& diagnostics);

// Reports anything but a mapping or a sequence.
bool expect_mapping(const rules::YamlNode& node, std::string_view what,
                    rules::Diagnostics& diagnostics);
bool expect_sequence(const rules::YamlNode& node, std::string_view what,
                     rules::Diagnostics& diagnostics);
void report_unknown_key(const rules::YamlNode::Entry& entry,
                        const std::vector<std::string_view>& known,
                        rules::Diagnostics& diagnostics);

}  // namespace gatecast::simulator
