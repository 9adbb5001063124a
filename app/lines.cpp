#include "app/lines.h"

namespace gatecast::app {

bool Lines::next() {
  if (too_long_) return false;
  in_.getline(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  auto size = static_cast<std::size_t>(in_.gcount());
  if (in_.bad() || size == 0) return false;
  ++number_;
  too_long_ = in_.fail();
  if (!in_.eof() && !too_long_) --size;  // the line end
  text_ = std::string_view(buffer_.data(), size);
  return !too_long_;
}

}  // namespace gatecast::app
