#include "app/commands/output_files.h"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <system_error>

namespace gatecast::app {

OutputFiles::~OutputFiles() {
  std::error_code ignored;
  for (const auto& [from, to] : waiting_) std::filesystem::remove(from, ignored);
}

rules::Status OutputFiles::add(const std::filesystem::path& place, std::string_view content) {
  // A device or a pipe cannot be renamed onto; it can only be written to.
  std::error_code ignored;
  const auto status = std::filesystem::status(place, ignored);
  const bool special = std::filesystem::exists(status) && !std::filesystem::is_regular_file(status);
  std::filesystem::path temporary = place;
  if (!special) {
    temporary += fmt::format(".{}.part", ::getpid());
    waiting_.emplace_back(temporary, place);
  }
  std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
  file.close();
  if (!file) return rules::Failure{fmt::format("cannot write `{}`", place.string())};
  return rules::Done{};
}

rules::Status OutputFiles::commit() {
  for (auto& [from, to] : waiting_) {
    std::error_code error;
    std::filesystem::rename(from, to, error);
    if (error) {
      return rules::Failure{fmt::format("cannot write `{}`: {}", to.string(), error.message())};
    }
  }
  waiting_.clear();
  return rules::Done{};
}

}  // namespace gatecast::app
