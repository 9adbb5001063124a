#include "engine/json_keys.h"

#include <algorithm>
#include <boost/json.hpp>
#include <vector>

namespace gatecast::engine {
namespace {

// Past the string that begins at `at`.
std::size_t string_end(std::string_view json, std::size_t at) {
  for (++at; at < json.size() && json[at] != '"'; ++at) {
    if (json[at] == '\\') ++at;
  }
  return std::min(at + 1, json.size());
}

// A key may be written in several ways (`\u0061` is `a`).
std::string decoded(std::string_view quoted) {
  boost::json::error_code error;
  const auto value = boost::json::parse(quoted, error);
  if (error || !value.is_string()) return std::string(quoted);
  return std::string(value.get_string());
}

// A key as it is written, and decoded if that differs.
struct Key {
  std::string_view written;
  std::string decoded;
  std::string_view text() const { return decoded.empty() ? written : decoded; }
};

Key key_of(std::string_view quoted) {
  const std::string_view written =
      quoted.substr(1, quoted.size() - std::min<std::size_t>(2, quoted.size()));
  if (written.find('\\') == std::string_view::npos) return {written, {}};
  return {written, decoded(quoted)};
}

}  // namespace

std::size_t written_json_members(std::string_view json) {
  std::size_t colons = 0;
  for (std::size_t at = 0; at < json.size();) {
    if (json[at] == '"') {
      at = string_end(json, at);
      continue;
    }
    if (json[at] == ':') ++colons;
    ++at;
  }
  return colons;
}

std::optional<std::string> duplicate_json_key(std::string_view json) {
  std::vector<Key> keys;                  // of all open objects, the innermost last
  std::vector<std::size_t> object_begin;  // index into `keys`
  keys.reserve(64);
  for (std::size_t at = 0; at < json.size();) {
    const char c = json[at];
    if (c == '{') object_begin.push_back(keys.size());
    if (c == '}' && !object_begin.empty()) {
      keys.resize(object_begin.back());
      object_begin.pop_back();
    }
    if (c != '"') {
      ++at;
      continue;
    }
    const std::size_t end = string_end(json, at);
    const std::size_t next = json.find_first_not_of(" \t\r\n", end);
    if (next != std::string_view::npos && json[next] == ':' && !object_begin.empty()) {
      Key key = key_of(json.substr(at, end - at));
      const auto first = keys.begin() + static_cast<std::ptrdiff_t>(object_begin.back());
      const bool is_known = std::any_of(
          first, keys.end(), [&](const Key& other) { return other.text() == key.text(); });
      if (is_known) return std::string(key.text());
      keys.push_back(std::move(key));
    }
    at = end;
  }
  return std::nullopt;
}

}  // namespace gatecast::engine
