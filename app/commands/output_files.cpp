#include "app/commands/output_files.h"

#include <fmt/format.h>
#include <unistd.h>

#include <system_error>

#include "app/files.h"

namespace gatecast::app {

OutputFiles::~OutputFiles() {
  std::error_code ignored;
  for (const auto& [from, to] : waiting_) std::filesystem::remove(from, ignored);
}

rules::Status OutputFiles::add(const std::filesystem::path& place, std::string_view content) {
  return write_bytes(begin(place), content, place.string());
}

std::string OutputFiles::begin(const std::filesystem::path& place) {
  // Through a symbolic link to what it names: renaming onto /dev/stdout would replace the link.
  std::error_code error;
  std::filesystem::path target = std::filesystem::canonical(place, error);
  if (error) target = place;
  // A device or a pipe cannot be renamed onto; it can only be written to.
  const auto status = std::filesystem::status(target, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    return target.string();
  }
  std::filesystem::path temporary = target;
  temporary += fmt::format(".{}{}", ::getpid(), temporary_end);
  waiting_.emplace_back(temporary, target);
  return temporary.string();
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
