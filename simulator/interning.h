// Numbers for things that many accounts have in common, so that each is kept once and equal ones
// have equal numbers: texts, and lists of numbers. Numbers count from 0 in order of appearance.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gatecast::simulator {

class InternedTexts {
 public:
  std::uint32_t number(std::string_view text);
  // Only of a number that was given.
  const std::string& operator[](std::uint32_t number) const { return texts_[number]; }
  std::size_t bytes() const;

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  std::vector<std::string> texts_;
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> numbers_;
};

class InternedLists {
 public:
  std::uint32_t number(std::span<const std::uint32_t> list);
  std::span<const std::uint32_t> operator[](std::uint32_t number) const;
  std::uint32_t size() const { return static_cast<std::uint32_t>(ends_.size()); }
  std::size_t bytes() const;

 private:
  std::size_t slot_of(std::span<const std::uint32_t> list) const;
  void grow();

  std::vector<std::uint32_t> items_;
  std::vector<std::size_t> ends_;     // of each list, in `items_`
  std::vector<std::uint32_t> slots_;  // a hash table of numbers + 1; 0: free
};

}  // namespace gatecast::simulator
