// Writes a generated text to standard output, to measure what a file costs:
//   write_text rules NUMBER [SEED]    a policy of so many rules
//   write_text staged-rules NUMBER [SEED]    the same, with a rollout
//   write_text bytes NUMBER [SEED]    a policy of as many rules as fit
//   write_text NAME BYTES             a hostile text; without BYTES, lists the names
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/generated/generated_policy.h"
#include "tests/generated/hostile_text.h"

namespace {

using namespace gatecast::generated;

std::string policy_of_bytes(std::size_t bytes, std::uint64_t seed) {
  // Rules have 157 bytes on average; cut at the end of one, which begins with its name.
  std::string text = GeneratedPolicy(static_cast<int>(bytes / 140), seed).text();
  if (text.size() > bytes) text.resize(text.rfind("\n  - name: rule ", bytes) + 1);
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    for (const HostileText& each : hostile_texts()) {
      std::printf("%.*s\n", static_cast<int>(each.name.size()), each.name.data());
    }
    return argc == 1 ? 0 : 2;
  }
  const std::string name = argv[1];
  const std::size_t number = std::strtoull(argv[2], nullptr, 10);
  const std::uint64_t seed = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 7;
  std::string text;
  if (name == "rules" || name == "staged-rules") {
    text = GeneratedPolicy(static_cast<int>(number), seed, name != "rules").text();
  } else if (name == "bytes") {
    text = policy_of_bytes(number, seed);
  } else {
    for (const HostileText& each : hostile_texts()) {
      if (each.name == name) text = each.text(number);
    }
  }
  const bool written =
      !text.empty() && std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  return written && std::fflush(stdout) == 0 ? 0 : 1;
}
