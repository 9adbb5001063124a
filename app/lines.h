// The lines of a stream of any size, in little memory.
#pragma once

#include <cstddef>
#include <istream>
#include <string_view>
#include <vector>

namespace gatecast::app {

// A line without end would fill the memory, so one that is longer than `bytes_max` is the last.
class Lines {
 public:
  Lines(std::istream& in, std::size_t bytes_max) : in_(in), buffer_(bytes_max + 1) {}

  bool next();
  std::string_view text() const { return text_; }  // until the next one; without the line end
  std::size_t number() const { return number_; }   // from 1 on
  bool is_blank() const { return text_.find_first_not_of(" \t\r\n") == std::string_view::npos; }
  bool too_long() const { return too_long_; }
  void stop() { too_long_ = true; }

 private:
  std::istream& in_;
  std::vector<char> buffer_;
  std::string_view text_;
  std::size_t number_ = 0;
  bool too_long_ = false;
};

}  // namespace gatecast::app
