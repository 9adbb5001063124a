// Which networks an address can be in at once.
#include <algorithm>
#include <set>

#include "engine/unknown/possible.h"

namespace gatecast::engine {
namespace {

using rules::Address;

Address first_of(const rules::AddressBlock& block) {
  Address address{};
  for (int bit = 0; bit < block.prefix_bits; ++bit) {
    const auto mask = static_cast<unsigned>(0x80 >> (bit % 8));
    address.bytes[bit / 8] |= static_cast<std::uint8_t>(block.bytes[bit / 8] & mask);
  }
  return address;
}

// The address behind the last one; the lowest of all behind the highest of all.
Address behind(const rules::AddressBlock& block) {
  Address address = first_of(block);
  for (int bit = block.prefix_bits - 1; bit >= 0; --bit) {
    const auto mask = static_cast<std::uint8_t>(0x80 >> (bit % 8));
    address.bytes[bit / 8] ^= mask;
    if ((address.bytes[bit / 8] & mask) != 0) break;  // nothing to carry
  }
  return address;
}

}  // namespace

std::int64_t networks_of(const Graph& graph, const Address& address) {
  std::uint64_t inside = 0;
  for (std::uint32_t i = 0; i < graph.policy.networks.size(); ++i) {
    if (!graph.variables.is_asked(Asks::network, i)) continue;
    const auto& blocks = graph.policy.networks[i].blocks;
    const bool is_inside = std::any_of(blocks.begin(), blocks.end(), [&](const auto& block) {
      return rules::contains(block.value, address);
    });
    if (is_inside) inside |= std::uint64_t{1} << i;
  }
  return static_cast<std::int64_t>(inside);
}

// Blocks lie inside one another or apart, so that what a block holds beside smaller ones begins at
// its own beginning or behind one of theirs.
std::vector<Address> telling_addresses(const Graph& graph) {
  std::vector<Address> addresses;
  for (const rules::Network& network : graph.policy.networks) {
    for (const auto& block : network.blocks) {
      addresses.push_back(first_of(block.value));
      addresses.push_back(behind(block.value));
    }
  }
  return addresses;
}

std::vector<std::int64_t> network_values(const Graph& graph) {
  std::set<std::int64_t> masks{0};
  for (const Address& address : telling_addresses(graph)) masks.insert(networks_of(graph, address));
  return {masks.begin(), masks.end()};
}

}  // namespace gatecast::engine
