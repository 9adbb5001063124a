// Bytes that are read once, from the front: a file of any size, or a text in memory.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace gatecast::simulator {

class ByteStream {
 public:
  ByteStream() = default;
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;
  virtual ~ByteStream() = default;
  // Puts at most `room` bytes where `into` points and says how many; 0: that was the end. Whoever
  // makes the stream knows whether it ended early because something failed.
  virtual std::size_t read(char* into, std::size_t room) = 0;
};

class MemoryStream final : public ByteStream {
 public:
  // `text` must outlive this.
  explicit MemoryStream(std::string_view text) : left_(text) {}
  std::size_t read(char* into, std::size_t room) override {
    const std::size_t count = std::min(room, left_.size());
    std::copy_n(left_.data(), count, into);
    left_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view left_;
};

}  // namespace gatecast::simulator
