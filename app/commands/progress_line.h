// A line on a terminal that says how far it is, and is gone when the work is done.
#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <cstddef>
#include <string>
#include <utility>

#include "app/commands/commands.h"
#include "engine/progress.h"

namespace gatecast::app {

class ProgressLine {
 public:
  // `what` is being done. Said each time that `step` more are done, from `least` in all on.
  ProgressLine(std::string what, std::size_t step, std::size_t least)
      : what_(std::move(what)), step_(step), least_(least) {}
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine() { clear(); }

  // Empty where standard error is no terminal. The line must live as long.
  engine::Progress progress() {
    if (isatty(STDERR_FILENO) == 0) return {};
    return [this](std::size_t done, std::size_t all) {
      if (done % step_ != 0 || all < least_) return;
      is_shown_ = true;
      say(fmt::format("\r\033[K{}: {} of {}", what_, done, all));
    };
  }
  void clear() {
    if (is_shown_) say("\r\033[K");
    is_shown_ = false;
  }

 private:
  std::string what_;
  std::size_t step_;
  std::size_t least_;
  bool is_shown_ = false;
};

}  // namespace gatecast::app
