#include "app/commands/population_file.h"

#include <algorithm>
#include <chrono>
#include <optional>

#include "app/files.h"
#include "engine/digest.h"

namespace gatecast::app {
namespace {

constexpr std::size_t most_synthesis_bytes = std::size_t{32} << 20;

bool is_synthesis(std::string_view name) {
  return name.ends_with(".yaml") || name.ends_with(".yml");
}

// Ends where reading fails, and then knows why.
class HashedFile final : public simulator::ByteStream {
 public:
  explicit HashedFile(InputFile file) : file_(std::move(file)) {}

  std::size_t read(char* into, std::size_t room) override {
    auto count = file_.read(into, room);
    if (!count) {
      failure_ = count.failure();
      return 0;
    }
    hash_.add({into, count.value()});
    return count.value();
  }
  const std::optional<rules::Failure>& failure() const { return failure_; }
  std::string digest() { return hash_.hex(); }

 private:
  InputFile file_;
  engine::Sha256 hash_;
  std::optional<rules::Failure> failure_;
};

// `from_yaml` of a Source, `from_csv` of a stream and the lines to keep.
template <class Parsed, class FromYaml, class FromCsv>
rules::Result<PopulationFile<Parsed>> read_file(const std::string& path, FromYaml from_yaml,
                                                FromCsv from_csv) {
  PopulationFile<Parsed> result;
  if (is_synthesis(path)) {
    auto text = read_whole(path, most_synthesis_bytes);
    if (!text) return text.failure();
    result.source = rules::Source(path, std::move(text).value());
    result.digest = engine::sha256_hex(result.source.text());
    result.parsed = from_yaml(result.source);
    return result;
  }
  auto file = InputFile::open(path);
  if (!file) return file.failure();
  HashedFile bytes(std::move(file).value());
  std::vector<rules::KeptLine> lines;
  result.parsed = from_csv(bytes, lines);
  if (bytes.failure()) return *bytes.failure();
  result.source = rules::Source(input_name(path), std::move(lines));
  result.digest = bytes.digest();
  return result;
}

}  // namespace

rules::Result<PopulationFile<simulator::ParsedPopulation>> read_population(
    const std::string& path, const rules::Policy& policy, const simulator::Behavior& behavior,
    std::uint64_t seed) {
  return read_file<simulator::ParsedPopulation>(
      path,
      [&](const rules::Source& source) { return simulator::synthesize(source, policy, behavior); },
      [&](simulator::ByteStream& bytes, std::vector<rules::KeptLine>& lines) {
        return simulator::read_accounts_csv(bytes, lines, policy, behavior, seed);
      });
}

rules::Result<PopulationFile<simulator::ParsedDrafts>> read_drafts(const std::string& path,
                                                                   const rules::Policy& policy) {
  return read_file<simulator::ParsedDrafts>(
      path,
      [&](const rules::Source& source) { return simulator::synthesize_as_written(source, policy); },
      [&](simulator::ByteStream& bytes, std::vector<rules::KeptLine>& lines) {
        return simulator::read_accounts_as_written(bytes, lines, policy);
      });
}

rules::Policy with_names_of(rules::Policy policy, const rules::Policy& other) {
  const auto add = [](const auto& from, auto& to) {
    for (const auto& each : from) {
      const bool is_there = std::any_of(to.begin(), to.end(), [&](const auto& known) {
        return known.name.value == each.name.value;
      });
      if (!is_there) to.push_back(each);
    }
  };
  add(other.roles, policy.roles);
  add(other.attributes, policy.attributes);
  return policy;
}

rules::Instant now_on_this_machine() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

}  // namespace gatecast::app
