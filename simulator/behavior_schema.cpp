// A schema has one definition a parameter, which every place refers to where it may stand.
#include <fmt/format.h>

#include "simulator/behavior.h"
#include "simulator/input_values.h"
#include "simulator/schemas.h"

namespace gatecast::simulator {
namespace {

// What JSON needs of it; names, units and sources have no control characters.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string amount(Parameter parameter, double value) {
  return info(parameter).kind == ParameterKind::share ? as_percent(value)
                                                      : fmt::format("{:.6g}", value);
}

std::string description(Parameter parameter, const ParameterValue& shipped) {
  const ParameterInfo& about = info(parameter);
  std::string out = about.kind == ParameterKind::share ? fmt::format("A share {}.", about.unit)
                                                       : fmt::format("Unit: {}.", about.unit);
  out += fmt::format(" Shipped: {}", amount(parameter, shipped.value));
  if (shipped.low < shipped.high) {
    out +=
        fmt::format(", {} to {}", amount(parameter, shipped.low), amount(parameter, shipped.high));
  }
  return out + fmt::format(" ({}).", shipped.source);
}

std::string definition(Parameter parameter, const ParameterValue& shipped) {
  const bool share = info(parameter).kind == ParameterKind::share;
  return fmt::format(
      "  \"parameter_{}\": {{\n"
      "   \"description\": {},\n"
      "   \"anyOf\": [{{\"$ref\": \"#/definitions/{}\"}}, {{\"$ref\": \"#/definitions/{}\"}}]\n"
      "  }},\n",
      info(parameter).name, quoted(description(parameter, shipped)), share ? "share" : "amount",
      share ? "share_with_range" : "amount_with_range");
}

// Each parameter that may stand in one place, as properties.
std::string references(bool own_alone, std::string_view indent) {
  std::string out;
  for (std::size_t i = 0; i < parameter_count; ++i) {
    const ParameterInfo& about = info(static_cast<Parameter>(i));
    if (own_alone && !about.by_type_or_role) continue;
    out += fmt::format("{}{}{}: {{\"$ref\": \"#/definitions/parameter_{}\"}}",
                       out.empty() ? "" : ",\n", indent, quoted(about.name), about.name);
  }
  return out;
}

std::string with_range(std::string_view of) {
  return fmt::format(
      "  \"{0}_with_range\": {{\n"
      "   \"type\": \"object\",\n"
      "   \"properties\": {{\n"
      "    \"value\": {{\"description\": \"The median.\", \"anyOf\": [{1}]}},\n"
      "    \"low\": {{\"description\": \"The 5th percentile; left out: the value.\", \"anyOf\": "
      "[{1}]}},\n"
      "    \"high\": {{\"description\": \"The 95th percentile; left out: the value.\", \"anyOf\": "
      "[{1}]}},\n"
      "    \"source\": {{\"description\": \"Where it comes from; begins with `assumed` where "
      "nothing was measured.\", \"type\": [\"string\", \"number\", \"boolean\"]}}\n"
      "   }},\n"
      "   \"required\": [\"value\"],\n"
      "   \"additionalProperties\": false\n"
      "  }},\n",
      of, fmt::format("{{\"$ref\": \"#/definitions/{}\"}}", of));
}

std::string factors(std::size_t count, std::string_view description) {
  return fmt::format(
      "{{\n"
      "   \"description\": {},\n"
      "   \"type\": \"array\",\n"
      "   \"items\": {{\"type\": \"number\", \"minimum\": 0, \"maximum\": 1000000}},\n"
      "   \"minItems\": {},\n"
      "   \"maxItems\": {}\n"
      "  }}",
      quoted(description), count, count);
}

std::string drills() {
  std::string names;
  for (std::size_t i = 0; i < drill_kind_count; ++i) {
    names += fmt::format("{}{}", i == 0 ? "" : ", ", quoted(info(static_cast<DrillKind>(i)).name));
  }
  const std::string date = "{\"$ref\": \"#/definitions/date\"}";
  return fmt::format(
      "{{\n"
      "   \"description\": \"Dated events: what breaks down, and what those who run the rollout "
      "do.\",\n"
      "   \"type\": \"array\",\n"
      "   \"items\": {{\n"
      "    \"type\": \"object\",\n"
      "    \"properties\": {{\n"
      "     \"drill\": {{\"enum\": [{0}]}},\n"
      "     \"on\": {1},\n"
      "     \"from\": {1},\n"
      "     \"until\": {{\"description\": \"The day on which it is over.\", \"allOf\": [{1}]}},\n"
      "     \"role\": {{\"type\": [\"string\", \"number\", \"boolean\"]}},\n"
      "     \"stage\": {{\"type\": [\"string\", \"number\", \"boolean\"]}},\n"
      "     \"times\": {{\"type\": \"number\", \"minimum\": 0, \"maximum\": 1000}}\n"
      "    }},\n"
      "    \"required\": [\"drill\"],\n"
      "    \"additionalProperties\": false\n"
      "   }}\n"
      "  }}",
      names, date);
}

std::string reminders() {
  const std::string name = "{\"type\": [\"string\", \"number\", \"boolean\"]}";
  return fmt::format(
      "{{\n"
      "   \"description\": \"Dated reminders: for some days, how many times as many people enroll "
      "of their own accord.\",\n"
      "   \"type\": \"array\",\n"
      "   \"items\": {{\n"
      "    \"type\": \"object\",\n"
      "    \"properties\": {{\n"
      "     \"on\": {{\"$ref\": \"#/definitions/date\"}},\n"
      "     \"days\": {{\"type\": \"integer\", \"minimum\": 1, \"maximum\": 366}},\n"
      "     \"times\": {{\"type\": \"number\", \"minimum\": 0, \"maximum\": 1000}},\n"
      "     \"type\": {{\"enum\": [\"internal\", \"partner\", \"customer\"]}},\n"
      "     \"role\": {0},\n"
      "     \"stage\": {0}\n"
      "    }},\n"
      "    \"required\": [\"on\", \"times\"],\n"
      "    \"additionalProperties\": false\n"
      "   }}\n"
      "  }}",
      name);
}

std::string types() {
  std::string out;
  for (std::uint8_t i = 0; i < 3; ++i) {
    out += fmt::format("{}\n    {}: {{\"$ref\": \"#/definitions/own\"}}", i == 0 ? "" : ",",
                       quoted(rules::name(static_cast<rules::AccountType>(i))));
  }
  return out;
}

// `[0-9]{0,2}`: leading zeros are refused by the parser; forms with an exponent it knows best.
constexpr std::string_view basic_definitions = R"json(  "share": {
   "anyOf": [
    {"type": "number", "minimum": 0, "maximum": 1},
    {
     "type": "string",
     "pattern": "^(100(\\.0[0-9]*)?|[0-9]{0,2}(\\.[0-9]*)?|-[0.]+|)json"
                                               R"json(-?[0-9.]+[eE][-+]?[0-9]+)[ \\t]*%$",
     "patternErrorMessage": "a share is written 0.4 or 40%"
    }
   ]
  },
  "amount": {"type": "number", "minimum": 0},
  "date": {
   "type": "string",
   "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
   "patternErrorMessage": "a date is written 2027-01-31"
  },
)json";

}  // namespace

std::string behavior_schema() {
  const Behavior shipped = default_behavior();
  std::string out =
      "{\n"
      " \"$schema\": \"http://json-schema.org/draft-07/schema#\",\n"
      " \"title\": \"gatecast behavior\",\n"
      " \"description\": \"What people do. A file changes what it names; all else keeps the "
      "shipped default.\",\n"
      " \"type\": \"object\",\n"
      " \"properties\": {\n"
      "  \"behavior\": {\"description\": \"A name for it.\", \"type\": [\"string\", \"number\", "
      "\"boolean\"]},\n"
      "  \"parameters\": {\n"
      "   \"description\": \"For everybody.\",\n"
      "   \"type\": \"object\",\n"
      "   \"properties\": {\n" +
      references(false, "    ") +
      "\n   },\n"
      "   \"additionalProperties\": false\n"
      "  },\n"
      "  \"by_type\": {\n"
      "   \"description\": \"For accounts of a type.\",\n"
      "   \"type\": \"object\",\n"
      "   \"properties\": {" +
      types() +
      "\n   },\n"
      "   \"additionalProperties\": false\n"
      "  },\n"
      "  \"by_role\": {\n"
      "   \"description\": \"For accounts with a role; wins over its type.\",\n"
      "   \"type\": \"object\",\n"
      "   \"additionalProperties\": {\"$ref\": \"#/definitions/own\"}\n"
      "  },\n"
      "  \"weekday\": " +
      factors(7, "How busy each day is, monday first; 1 is average.") + ",\n  \"hours\": " +
      factors(24, "How busy each local hour is, midnight first; 1 is average.") +
      ",\n"
      "  \"holidays\": {\n"
      "   \"description\": \"Days that count as sundays.\",\n"
      "   \"type\": \"array\",\n"
      "   \"items\": {\"$ref\": \"#/definitions/date\"}\n"
      "  },\n"
      "  \"drills\": " +
      drills() + ",\n  \"reminders\": " + reminders() + ",\n" + references(false, "  ") +
      "\n },\n"
      " \"additionalProperties\": false,\n"
      " \"definitions\": {\n";
  for (std::size_t i = 0; i < parameter_count; ++i) {
    const auto parameter = static_cast<Parameter>(i);
    out += definition(parameter, shipped.of(parameter));
  }
  out += basic_definitions;
  out += with_range("share") + with_range("amount");
  return out +
         "  \"own\": {\n"
         "   \"type\": \"object\",\n"
         "   \"properties\": {\n" +
         references(true, "    ") +
         "\n   },\n"
         "   \"additionalProperties\": false\n"
         "  }\n"
         " }\n"
         "}\n";
}

}  // namespace gatecast::simulator
