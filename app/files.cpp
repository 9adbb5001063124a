#include "app/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <utility>

namespace gatecast::app {
namespace {

constexpr std::size_t write_bytes_at_once = std::size_t{256} << 10;

rules::Failure failed(std::string_view what, const std::string& path, int error) {
  return {fmt::format("cannot {} `{}`: {}", what, path, std::strerror(error))};
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

rules::Result<InputFile> InputFile::open(const std::string& path) {
  if (path == "-") return InputFile(path, STDIN_FILENO);
  InputFile file(path, ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.descriptor_ < 0) return failed("open", path, errno);
  struct stat found {};
  const bool is_file = ::fstat(file.descriptor_, &found) == 0 && S_ISREG(found.st_mode);
  file.size_ = static_cast<std::size_t>(is_file ? found.st_size : 0);
  return file;
}

InputFile::InputFile(InputFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      size_(other.size_) {}

InputFile::~InputFile() {
  if (descriptor_ > STDIN_FILENO) ::close(descriptor_);
}

rules::Result<std::size_t> InputFile::read(char* into, std::size_t room) {
  for (;;) {
    const ssize_t count = ::read(descriptor_, into, room);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) return failed("read", input_name(path_), errno);
  }
}

rules::Result<std::string> read_whole(const std::string& path, std::size_t bytes_max,
                                      std::string_view begins) {
  auto file = InputFile::open(path);
  if (!file) return file.failure();
  // A pipe or device goes on as long as it likes.
  const std::size_t expected = file.value().size();
  if (expected > bytes_max) {
    return rules::Failure{fmt::format("`{}` has {} bytes, more than the {} that are read", path,
                                      expected, bytes_max)};
  }
  std::string bytes;
  bytes.reserve(expected);
  char piece[65'536];
  for (;;) {
    const auto count = file.value().read(piece, sizeof piece);
    if (!count) return count.failure();
    if (count.value() == 0) return bytes;
    bytes.append(piece, count.value());
    if (bytes.size() >= begins.size() && !bytes.starts_with(begins)) return bytes;
    if (bytes.size() > bytes_max) {
      return rules::Failure{fmt::format("`{}` has more than the {} bytes that are read",
                                        input_name(path), bytes_max)};
    }
  }
}

rules::Result<std::shared_ptr<std::istream>> open_lines(const std::string& path) {
  // Not ours to delete.
  if (path == "-") return std::shared_ptr<std::istream>(&std::cin, [](std::istream*) {});
  // A directory opens as a stream, and then looks like an empty file.
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return failed("open", path, errno);
  if (S_ISDIR(found.st_mode)) return failed("read", path, EISDIR);
  auto file = std::make_shared<std::ifstream>(path, std::ios::binary);
  if (!*file) return failed("open", path, errno);
  return std::shared_ptr<std::istream>(std::move(file));
}

PieceWriter::PieceWriter(const std::string& path, std::string shown)
    : shown_(std::move(shown)),
      descriptor_(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {
  if (descriptor_ < 0) error_ = errno;
}

PieceWriter::~PieceWriter() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void PieceWriter::write(std::string_view bytes) {
  if (waiting_.empty() && bytes.size() >= write_bytes_at_once) {
    if (error_ == 0) error_ = write_descriptor(descriptor_, bytes);
    return;
  }
  waiting_ += bytes;
  if (waiting_.size() >= write_bytes_at_once) flush();
}

void PieceWriter::flush() {
  if (error_ == 0) error_ = write_descriptor(descriptor_, waiting_);
  waiting_.clear();
}

rules::Status PieceWriter::close() {
  flush();
  // A device or a pipe has nothing to bring to a disk, and says EINVAL.
  if (error_ == 0 && ::fsync(descriptor_) != 0 && errno != EINVAL) error_ = errno;
  if (descriptor_ >= 0 && ::close(descriptor_) != 0 && error_ == 0) error_ = errno;
  descriptor_ = -1;
  if (error_ != 0) return failed("write", shown_, error_);
  return rules::Done{};
}

rules::Status write_bytes(const std::string& path, std::string_view bytes,
                          const std::string& shown) {
  PieceWriter file(path, shown);
  file.write(bytes);
  return file.close();
}

}  // namespace gatecast::app
