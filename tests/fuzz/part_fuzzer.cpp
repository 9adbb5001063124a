// Any bytes as a part of a forecast, with the checksum that they would have.
#include "engine/digest.h"
#include "simulator/part.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gatecast;
  std::string bytes = fuzz::text_of(data, size);
  const bool whole = simulator::read_part(bytes).state == simulator::PartState::whole;
  if (!whole) {
    bytes += '\n';
    bytes += engine::sha256_hex(bytes);
    bytes += '\n';
  }
  simulator::ReadPart read = simulator::read_part(bytes);
  if (read.state != simulator::PartState::whole) {
    fuzz::promise(!read.reason.empty(), "what is not whole says why");
    return 0;
  }
  simulator::Part& part = read.part;
  simulator::Counts counts(static_cast<std::size_t>(part.range.first));
  for (auto& replicate : part.counts) counts.push_back(std::move(replicate));
  fuzz::promise(simulator::write_part(part.outline, part.range, part.replicates, counts) == bytes,
                "what is read is what would be written");
  return 0;
}
