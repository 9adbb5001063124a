#include "engine/json_line.h"

#include <fmt/format.h>

#include "engine/json_keys.h"

namespace gatecast::engine {
namespace {

namespace json = boost::json;

std::size_t members(const json::value& value) {
  std::size_t count = 0;
  if (const json::object* object = value.if_object()) {
    count = object->size();
    for (const auto& [key, member] : *object) count += members(member);
  } else if (const json::array* array = value.if_array()) {
    for (const json::value& item : *array) count += members(item);
  }
  return count;
}

}  // namespace

void append_json(const json::value& value, std::string& out) {
  if (const json::object* object = value.if_object()) {
    out += '{';
    for (const auto& [key, member] : *object) {
      if (out.back() != '{') out += ", ";
      out += json::serialize(json::string(key)) + ": ";
      append_json(member, out);
    }
    out += '}';
  } else if (const json::array* array = value.if_array()) {
    out += '[';
    for (const json::value& item : *array) {
      if (out.back() != '[') out += ", ";
      append_json(item, out);
    }
    out += ']';
  } else {
    out += json::serialize(value);
  }
}

rules::Result<json::value> parse_json(std::string_view text, json::storage_ptr memory) {
  json::error_code error;
  json::value value = json::parse(text, error, std::move(memory));
  if (error) return rules::Failure{fmt::format("not JSON: {}", error.message())};
  // To look for the key that is there twice takes longer than all the rest; so only if there is
  // one.
  if (members(value) != written_json_members(text)) {
    const auto key = duplicate_json_key(text);
    return rules::Failure{fmt::format("key `{}` is there twice", key.value_or(""))};
  }
  return value;
}

}  // namespace gatecast::engine
