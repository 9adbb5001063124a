#include "app/commands/part_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "app/commands/output_files.h"
#include "app/files.h"
#include "simulator/outline_json.h"
#include "simulator/summary.h"

namespace gatecast::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_part_bytes = std::size_t{4} << 30;
constexpr const char* extension = ".part";

rules::Failure failed(std::string_view what, const fs::path& path, const std::string& why) {
  return {fmt::format("cannot {} `{}`: {}", what, path.string(), why)};
}

// Files of the folder whose names end so, by name.
rules::Result<std::vector<fs::path>> files_ending(const fs::path& folder, std::string_view end) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), last; !error && at != last; at.increment(error)) {
    if (at->path().filename().string().ends_with(end)) found.push_back(at->path());
  }
  if (error) return failed("read", folder, error.message());
  std::sort(found.begin(), found.end());
  return found;
}

std::string part_name(const simulator::Range& range) {
  return fmt::format("{:06}-{:06}{}", range.first, range.end, extension);
}

}  // namespace

double memory_limit() {
  constexpr double most = 8e9;
  const double machine =
      static_cast<double>(::sysconf(_SC_PHYS_PAGES)) * static_cast<double>(::sysconf(_SC_PAGESIZE));
  return machine > 0 ? std::min(most, machine) : most;
}

std::string megabytes(double bytes) {
  if (bytes >= 1e9) return fmt::format("{:.1f} GB", bytes / 1e9);
  return fmt::format("{:.0f} MB", std::max(1.0, bytes / 1e6));
}

rules::Result<std::vector<simulator::NamedPart>> read_parts(const std::vector<std::string>& paths) {
  std::vector<simulator::NamedPart> parts;
  for (const std::string& path : paths) {
    rules::Result<std::string> bytes = read_whole(path, most_part_bytes, simulator::part_kind);
    if (!bytes) return bytes.failure();
    simulator::ReadPart read = simulator::read_part(bytes.value());
    if (read.state != simulator::PartState::whole) {
      return rules::Failure{fmt::format("`{}` {}", input_name(path), read.reason)};
    }
    parts.push_back({input_name(path), std::move(read.part)});
    const simulator::Part& part = parts.back().part;
    const double kept = simulator::bytes_kept(part.outline, part.replicates);
    if (kept > memory_limit()) {
      return rules::Failure{
          fmt::format("a forecast of {} replicates keeps {}, more than the {} "
                      "that may be kept here",
                      part.replicates, megabytes(kept), megabytes(memory_limit()))};
    }
    // Before all the others are read.
    const rules::Status same = simulator::check_same_plan(parts.back(), parts.front());
    if (!same) return same.failure();
  }
  return parts;
}

PartFolder::PartFolder(fs::path path, int descriptor)
    : path_(std::move(path)), descriptor_(descriptor) {}

PartFolder::PartFolder(PartFolder&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

PartFolder::~PartFolder() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

rules::Result<PartFolder> PartFolder::open(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return failed("make the folder", path, error.message());
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return failed("open", path, std::strerror(errno));
  PartFolder folder(path, descriptor);
  // The lock ends with the process, however that ends. A file system without locks does without.
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    return rules::Failure{fmt::format("another run is working in `{}`", path)};
  }
  // What a killed run was writing.
  const auto left = files_ending(path, OutputFiles::temporary_end);
  if (!left) return left.failure();
  for (const fs::path& file : left.value()) {
    if (file.filename().string().find(extension) != std::string::npos) fs::remove(file, error);
  }
  return folder;
}

rules::Result<PartFolder::Found> PartFolder::load(const simulator::Outline& outline,
                                                  simulator::Counts& counts) const {
  const auto files = files_ending(path_, extension);
  if (!files) return files.failure();
  const std::string plan = simulator::outline_json(outline);
  Found found;
  std::vector<simulator::NamedPart> parts;
  for (const fs::path& file : files.value()) {
    rules::Result<std::string> bytes =
        read_whole(file.string(), most_part_bytes, simulator::part_kind);
    if (!bytes) return bytes.failure();
    simulator::ReadPart read = simulator::read_part(bytes.value());
    if (read.state == simulator::PartState::foreign) {
      return rules::Failure{fmt::format("`{}` {}", file.string(), read.reason)};
    }
    if (read.state == simulator::PartState::damaged) {
      fs::path aside = file;
      aside += ".damaged";
      std::error_code error;
      fs::rename(file, aside, error);
      if (error) return failed("rename", file, error.message());
      found.notes.push_back(fmt::format("`{}` {}; it is now `{}`, and is simulated again",
                                        file.string(), read.reason, aside.string()));
      continue;
    }
    if (read.part.plan != plan) {
      return rules::Failure{fmt::format("`{}` is a part of another plan: {}; take another folder",
                                        file.string(),
                                        simulator::outline_difference(read.part.plan, plan))};
    }
    parts.push_back({file.string(), std::move(read.part)});
  }
  if (rules::Status checked = simulator::check_parts(parts); !checked) return checked.failure();
  for (simulator::NamedPart& part : parts) {
    const simulator::Range& range = part.part.range;
    if (counts.size() < static_cast<std::size_t>(range.end)) {
      counts.resize(static_cast<std::size_t>(range.end));
    }
    std::move(part.part.counts.begin(), part.part.counts.end(), counts.begin() + range.first);
    found.parts += 1;
    found.replicates += range.size();
  }
  return found;
}

rules::Status PartFolder::write(const simulator::Outline& outline, const simulator::Range& range,
                                int replicates, const simulator::Counts& counts) const {
  OutputFiles files;
  const std::string bytes = simulator::write_part(outline, range, replicates, counts);
  if (rules::Status added = files.add(path_ / part_name(range), bytes); !added) return added;
  if (rules::Status renamed = files.commit(); !renamed) return renamed;
  // The name as well; some file systems cannot, and say EINVAL.
  if (::fsync(descriptor_) != 0 && errno != EINVAL) {
    return failed("write", path_, std::strerror(errno));
  }
  return rules::Done{};
}

}  // namespace gatecast::app
