// The one heap of everything that is still to happen, to anybody.
#pragma once

#include <cstdint>
#include <queue>
#include <vector>

namespace gatecast::second {

enum class What : std::uint8_t {
  day_ends,  // `who` is the day
  sign_in,
  retry,
  enrolls,  // of one's own accord
  phone_replaced,
  phone_lost,
  number_changed,
  clock_goes_wrong,
  clock_put_right,
  secrets_taken,  // by a drill
  joins,
  leaves,
  desk_opens,
  call_ends,    // `who` is the ticket
  caller_quits  // `who` is the ticket
};

struct Event {
  double at = 0;
  std::uint64_t order = 0;  // of two at once, the one that was planned first
  What what{};
  std::uint32_t who = 0;
  std::uint32_t stamp = 0;  // a plan that was changed meanwhile has another one
  bool operator<(const Event& other) const {
    return at != other.at ? at > other.at : order > other.order;
  }
};

class Agenda {
 public:
  void plan(double at, What what, std::uint32_t who, std::uint32_t stamp = 0) {
    events_.push({at, planned_++, what, who, stamp});
  }
  bool empty() const { return events_.empty(); }
  Event take() {
    const Event event = events_.top();
    events_.pop();
    return event;
  }

 private:
  std::priority_queue<Event> events_;
  std::uint64_t planned_ = 0;
};

}  // namespace gatecast::second
