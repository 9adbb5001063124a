#include "app/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace gatecast::app {
namespace {

rules::Failure failed(std::string_view what, const std::string& path, int error) {
  return {fmt::format("cannot {} `{}`: {}", what, path, std::strerror(error))};
}

rules::Result<std::string> read_descriptor(int descriptor, const std::string& path,
                                           std::size_t bytes_max) {
  std::string bytes;
  char piece[65'536];
  for (;;) {
    const ssize_t count = ::read(descriptor, piece, sizeof piece);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed("read", path, errno);
    if (count == 0) return bytes;
    bytes.append(piece, static_cast<std::size_t>(count));
    if (bytes.size() > bytes_max) {
      return rules::Failure{fmt::format("`{}` has more than {} bytes", path, bytes_max)};
    }
  }
}

// 0, or the errno that stopped it.
int write_descriptor(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

}  // namespace

std::string input_name(const std::string& path) { return path == "-" ? "<stdin>" : path; }

rules::Result<std::string> read_whole(const std::string& path, std::size_t bytes_max) {
  if (path == "-") return read_descriptor(STDIN_FILENO, input_name(path), bytes_max);
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return failed("open", path, errno);
  rules::Result<std::string> bytes = read_descriptor(descriptor, path, bytes_max);
  ::close(descriptor);
  return bytes;
}

rules::Status write_whole(const std::string& path, std::string_view bytes) {
  if (path == "-") {
    const int error = write_descriptor(STDOUT_FILENO, bytes);
    if (error != 0) return failed("write", "<stdout>", error);
    return rules::Done{};
  }
  std::string temporary = path + ".XXXXXX";
  const int descriptor = ::mkstemp(temporary.data());
  if (descriptor < 0) return failed("write", path, errno);
  // mkstemp makes files for the owner alone; an output is like any other file of the user's.
  const mode_t mask = ::umask(0);
  ::umask(mask);
  int error = ::fchmod(descriptor, 0666 & ~mask) != 0 ? errno : 0;
  if (error == 0) error = write_descriptor(descriptor, bytes);
  if (error == 0 && ::fsync(descriptor) != 0) error = errno;
  if (::close(descriptor) != 0 && error == 0) error = errno;
  if (error == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(temporary.c_str());
    return failed("write", path, error);
  }
  return rules::Done{};
}

}  // namespace gatecast::app
