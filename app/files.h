// Inputs and outputs by name, where `-` is standard input; each failure names the file and says
// why.
#pragma once

#include <istream>
#include <memory>
#include <string>
#include <string_view>

#include "rules/result.h"

namespace gatecast::app {

// What messages call an input: its path, or `<stdin>` for `-`.
std::string input_name(const std::string& path);

// The bytes of a file, or of standard input for `-`. Refuses directories and more than `bytes_max`.
// Of what does not begin with `begins` only some of the first bytes are read.
rules::Result<std::string> read_whole(const std::string& path, std::size_t bytes_max,
                                      std::string_view begins = {});

// The bytes of a file, or of standard input for `-`, in pieces and once. Refuses directories.
class InputFile {
 public:
  static rules::Result<InputFile> open(const std::string& path);
  InputFile(InputFile&& other) noexcept;
  InputFile& operator=(InputFile&&) = delete;
  ~InputFile();

  // At most `room` bytes; 0 is the end.
  rules::Result<std::size_t> read(char* into, std::size_t room);
  // Of a regular file, else 0.
  std::size_t size() const { return size_; }

 private:
  InputFile(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}

  std::string path_;
  int descriptor_;
  std::size_t size_ = 0;
};

// An input of any size, to be read as it comes. Its `bad()` after the last line means that not all
// of it could be read.
rules::Result<std::shared_ptr<std::istream>> open_lines(const std::string& path);

// Writes `bytes` to `path` as they are, and to the disk; messages call it `shown`. Half a file may
// remain where it fails: `OutputFiles` is what keeps that from a user's eyes.
rules::Status write_bytes(const std::string& path, std::string_view bytes,
                          const std::string& shown);

// A file that is written piece by piece, in little memory. What fails is said at the end.
class PieceWriter {
 public:
  // As `write_bytes`.
  PieceWriter(const std::string& path, std::string shown);
  PieceWriter(const PieceWriter&) = delete;
  PieceWriter& operator=(const PieceWriter&) = delete;
  ~PieceWriter();

  void write(std::string_view bytes);
  // Brings all of it to the disk. Nothing may be written after that.
  rules::Status close();

 private:
  void flush();

  std::string shown_;
  std::string waiting_;
  int descriptor_ = -1;
  int error_ = 0;
};

}  // namespace gatecast::app
