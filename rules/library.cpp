#include "rules/library.h"

#include <algorithm>
#include <string>

#include "rules/byte_scan.h"

namespace gatecast::rules {
namespace {

// Twice the longest file that is read: no offset of it comes near.
constexpr std::uint32_t library_begin = 2 * yaml_bytes_max;

std::vector<LibraryPolicy> load() {
  std::vector<LibraryPolicy> policies;
  std::uint32_t begin = library_begin;
  for (const ShippedText& shipped : shipped_texts()) {
    policies.push_back(
        {shipped.name,
         Source("library/" + std::string(shipped.name) + ".yaml", std::string(shipped.text)),
         begin});
    // One more, so that the end of one is not the beginning of the next.
    begin += static_cast<std::uint32_t>(shipped.text.size()) + 1;
  }
  return policies;
}

}  // namespace

const std::vector<LibraryPolicy>& library_policies() {
  static const std::vector<LibraryPolicy> policies = load();
  return policies;
}

const LibraryPolicy* find_library_policy(std::string_view name) {
  const auto& all = library_policies();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.name == name; });
  return found == all.end() ? nullptr : &*found;
}

const LibraryPolicy* library_policy_at(std::uint32_t offset) {
  if (offset < library_begin) return nullptr;
  const auto& all = library_policies();
  const auto after = std::upper_bound(
      all.begin(), all.end(), offset,
      [](std::uint32_t value, const LibraryPolicy& each) { return value < each.begin; });
  return after == all.begin() ? nullptr : &*std::prev(after);
}

}  // namespace gatecast::rules
