#include "rules/suggest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace gatecast::rules {
namespace {

// Longer words are no slips of a finger, and the distance is quadratic.
constexpr std::size_t word_bytes_max = 64;
constexpr std::size_t list_max = 6;

char folded(char c) {
  return c == '-' || c == ' ' ? '_'
                              : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

// Optimal string alignment: insert, remove, replace or swap neighbours, each 1.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = folded(a[i - 1]) == folded(b[j - 1]);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0U : 1U)});
      if (i > 1 && j > 1 && folded(a[i - 1]) == folded(b[j - 2]) &&
          folded(a[i - 2]) == folded(b[j - 1])) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

std::string suggest(std::string_view written, const std::vector<std::string_view>& candidates) {
  std::string_view nearest;
  std::size_t nearest_distance = std::max<std::size_t>(1, written.size() / 3) + 1;
  if (!written.empty() && written.size() <= word_bytes_max) {
    for (const std::string_view candidate : candidates) {
      if (candidate.size() > word_bytes_max) continue;
      const std::size_t distance = edit_distance(written, candidate);
      if (distance < nearest_distance) {
        nearest_distance = distance;
        nearest = candidate;
      }
    }
  }
  if (!nearest.empty()) return fmt::format("did you mean `{}`?", nearest);
  if (candidates.empty() || candidates.size() > list_max) return {};
  std::string list = "one of";
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    list += fmt::format("{} `{}`", i == 0 ? "" : ",", candidates[i]);
  }
  return list;
}

}  // namespace gatecast::rules
