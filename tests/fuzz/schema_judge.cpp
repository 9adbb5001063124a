#include "tests/fuzz/schema_judge.h"

#include <boost/json.hpp>
#include <regex>
#include <set>
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "rules/yaml_reader.h"
#include "tests/fuzz/fuzz.h"

namespace gatecast::fuzz {
namespace {

namespace json = boost::json;
using rules::YamlNode;

// What valijson judges, and what says nothing about a value. It passes over any other keyword
// without a word, so the schema may have no other.
const std::set<std::string_view> judged = {"$ref",       "additionalProperties",
                                           "allOf",      "anyOf",
                                           "const",      "definitions",
                                           "else",       "enum",
                                           "if",         "items",
                                           "maxItems",   "maxProperties",
                                           "maximum",    "minItems",
                                           "minLength",  "minProperties",
                                           "minimum",    "not",
                                           "oneOf",      "pattern",
                                           "properties", "propertyNames",
                                           "required",   "then",
                                           "type",       "uniqueItems"};
const std::set<std::string_view> notes = {"$schema", "default", "description",
                                          "patternErrorMessage", "title"};

void check_keywords(const json::value& schema) {
  if (schema.is_bool()) return;
  for (const auto& [key, value] : schema.as_object()) {
    if (!judged.contains(key) && !notes.contains(key)) {
      std::fprintf(stderr, "keyword `%s` of the schema is not judged here\n",
                   std::string(key).c_str());
      promise(false, "every keyword of the schema is judged");
    }
    if (key == "properties" || key == "definitions") {
      for (const auto& [name, part] : value.as_object()) check_keywords(part);
    } else if (key == "allOf" || key == "anyOf" || key == "oneOf") {
      for (const json::value& part : value.as_array()) check_keywords(part);
    } else if (key == "additionalProperties" || key == "else" || key == "if" || key == "items" ||
               key == "not" || key == "propertyNames" || key == "then") {
      check_keywords(value);
    }
  }
}

bool is_one_of(const std::string& text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

// A scalar without quotes, by the core schema.
json::value plain_value(const std::string& text) {
  static const std::regex decimal("[-+]?[0-9]+");
  static const std::regex octal("0o[0-7]+");
  static const std::regex hexadecimal("0x[0-9a-fA-F]+");
  static const std::regex real(R"([-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?)");
  static const std::regex no_number(R"([-+]?(\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN)");
  if (is_one_of(text, {"", "~", "null", "Null", "NULL"})) return nullptr;
  if (is_one_of(text, {"true", "True", "TRUE"})) return true;
  if (is_one_of(text, {"false", "False", "FALSE"})) return false;
  // A regex of the library takes a frame of the stack for each character.
  if (text.size() > 100) {
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    const bool is_number = text.find_first_not_of("0123456789+-.eE") == std::string::npos &&
                           end == text.c_str() + text.size();
    return is_number ? json::value(number) : json::value(json::string(text));
  }
  if (std::regex_match(text, decimal)) {
    const double number = std::strtod(text.c_str(), nullptr);
    if (std::abs(number) >= 9e15) return number;
    return static_cast<std::int64_t>(number);
  }
  if (std::regex_match(text, octal)) {
    return static_cast<std::int64_t>(std::strtoull(text.c_str() + 2, nullptr, 8));
  }
  if (std::regex_match(text, hexadecimal)) {
    return static_cast<std::int64_t>(std::strtoull(text.c_str() + 2, nullptr, 16));
  }
  if (std::regex_match(text, real)) return std::strtod(text.c_str(), nullptr);
  if (std::regex_match(text, no_number)) return 0.5;
  return json::string(text);
}

json::value value_of(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::sequence: {
      json::array items;
      for (const YamlNode& item : node.items) items.push_back(value_of(item));
      return items;
    }
    case YamlNode::Kind::mapping: {
      json::object entries;
      for (const YamlNode::Entry& entry : node.entries) {
        entries[entry.key] = value_of(entry.value);
      }
      return entries;
    }
    case YamlNode::Kind::scalar:
      break;
  }
  if (node.quoted) return json::string(node.text);
  return plain_value(node.text);
}

void refuse(const json::value& value, valijson::ValidationResults& results) {
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    std::string place;
    for (const std::string& step : error.context) place += step;
    std::fprintf(stderr, "%s: %s\n", place.c_str(), error.description.c_str());
  }
  std::fprintf(stderr, "%s\n", json::serialize(value).c_str());
  promise(false, "the schema accepts what gatecast accepts");
}

}  // namespace

struct SchemaJudge::Schema {
  valijson::Schema of;
};

SchemaJudge::SchemaJudge(std::string_view schema) : schema_(std::make_unique<Schema>()) {
  const json::value text = json::parse(schema);
  check_keywords(text);
  valijson::SchemaParser(valijson::SchemaParser::kDraft7)
      .populateSchema(valijson::adapters::BoostJsonAdapter(text), schema_->of);
}

SchemaJudge::~SchemaJudge() = default;

void SchemaJudge::promise_accepts(const rules::Source& source) const {
  rules::Diagnostics unused;
  const auto tree = rules::read_yaml(source, unused);
  promise(tree.has_value(), "what was read can be read again");
  const auto value = value_of(*tree);
  valijson::ValidationResults results;
  valijson::Validator validator;
  const valijson::adapters::BoostJsonAdapter target(value);
  if (!validator.validate(schema_->of, target, &results)) refuse(value, results);
}

}  // namespace gatecast::fuzz
