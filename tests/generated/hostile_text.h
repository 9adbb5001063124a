// Texts that go on and on, one for each construction that would keep a YAML reader busy or fill its
// memory, of any length: for the tests of the scan, the benchmarks and measurements.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gatecast::generated {

struct HostileText {
  std::string_view name;
  std::string_view code;  // of the diagnostic that refuses it once it is long
  std::function<std::string(std::size_t bytes)> text;
};

const std::vector<HostileText>& hostile_texts();

// `piece` as often as it fits.
std::string repeated(std::string_view piece, std::size_t bytes);

}  // namespace gatecast::generated
