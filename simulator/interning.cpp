#include "simulator/interning.h"

#include <algorithm>

#include "rules/check.h"

namespace gatecast::simulator {
namespace {

// Spreads lists over the table; what it finds does not depend on it.
std::size_t hash_of(std::span<const std::uint32_t> list) {
  std::uint64_t hash = 0x9e3779b97f4a7c15ULL + list.size();
  for (const std::uint32_t item : list) {
    hash = (hash ^ item) * 0xff51afd7ed558ccdULL;
    hash ^= hash >> 32;
  }
  return hash;
}

}  // namespace

std::uint32_t InternedTexts::number(std::string_view text) {
  const auto found = numbers_.find(text);
  if (found != numbers_.end()) return found->second;
  GATECAST_CHECK(texts_.size() < UINT32_MAX);
  const auto next = static_cast<std::uint32_t>(texts_.size());
  numbers_.emplace(texts_.emplace_back(text), next);
  return next;
}

std::size_t InternedTexts::bytes() const {
  // A node of the index holds the text once more, a number, a link and a hash.
  std::size_t count = texts_.size() * (2 * sizeof(std::string) + 24) + numbers_.bucket_count() * 8;
  for (const std::string& text : texts_) count += text.size() < 16 ? 0 : 2 * text.capacity() + 2;
  return count;
}

std::span<const std::uint32_t> InternedLists::operator[](std::uint32_t number) const {
  const std::size_t begin = number == 0 ? 0 : ends_[number - 1];
  return std::span(items_).subspan(begin, ends_[number] - begin);
}

// Where the list is, or would be put.
std::size_t InternedLists::slot_of(std::span<const std::uint32_t> list) const {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t slot = hash_of(list) & mask;; slot = (slot + 1) & mask) {
    if (slots_[slot] == 0) return slot;
    const auto other = (*this)[slots_[slot] - 1];
    if (std::equal(list.begin(), list.end(), other.begin(), other.end())) return slot;
  }
}

void InternedLists::grow() {
  slots_.assign(std::max<std::size_t>(64, slots_.size() * 2), 0);
  for (std::uint32_t i = 0; i < size(); ++i) slots_[slot_of((*this)[i])] = i + 1;
}

std::uint32_t InternedLists::number(std::span<const std::uint32_t> list) {
  if (slots_.size() <= ends_.size() * 2) grow();
  std::uint32_t& slot = slots_[slot_of(list)];
  if (slot == 0) {
    GATECAST_CHECK(ends_.size() + 1 < UINT32_MAX);
    items_.insert(items_.end(), list.begin(), list.end());
    ends_.push_back(items_.size());
    slot = size();
  }
  return slot - 1;
}

std::size_t InternedLists::bytes() const {
  return (items_.capacity() + slots_.capacity()) * sizeof(std::uint32_t) +
         ends_.capacity() * sizeof(std::size_t);
}

}  // namespace gatecast::simulator
