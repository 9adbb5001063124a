// Files that appear whole and together, or not at all: each is written under a temporary name
// beside its place; `commit` renames them. What was not committed is removed.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/result.h"

namespace gatecast::app {

class OutputFiles {
 public:
  // How the temporary names end.
  static constexpr std::string_view temporary_end = ".tmp";

  OutputFiles() = default;
  OutputFiles(const OutputFiles&) = delete;
  OutputFiles& operator=(const OutputFiles&) = delete;
  ~OutputFiles();

  rules::Status add(const std::filesystem::path& place, std::string_view content);
  // The name under which the caller is to write a file that is too long for `add`.
  std::string begin(const std::filesystem::path& place);
  rules::Status commit();

 private:
  std::vector<std::pair<std::filesystem::path, std::filesystem::path>> waiting_;  // from, to
};

}  // namespace gatecast::app
