// The tickets that people will open at the help desk, in the order of time; of two at once that of
// the lower user comes first, and then, since joiners go by the user whom they are like, that of
// the lower place.
//
// Nearly all are known before the first is answered: they are sorted once, by the part of the run
// that they fall in. The few that come up later are kept in a heap beside them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <queue>
#include <vector>

#include "simulator/calendar.h"

namespace gatecast::simulator {

struct Ticket {
  Moment at = 0;
  std::uint32_t user = 0;
  std::uint32_t place = 0;  // of the waiting traveller
  friend bool operator<(const Ticket& a, const Ticket& b) {
    if (a.at != b.at) return a.at < b.at;
    return a.user != b.user ? a.user < b.user : a.place < b.place;
  }
};

class Tickets {
 public:
  // In any order, before sort() and after it.
  void push(const Ticket& ticket) {
    if (is_sorted_) {
      later_.push(ticket);
    } else {
      first_.push_back(ticket);
    }
  }
  // Once, before anything below. `end`: no first ticket is later.
  void sort(Moment end);

  bool empty() const { return next_ == first_.size() && later_.empty(); }
  const Ticket& top() const { return is_later_next() ? later_.top() : first_[next_]; }
  void pop() {
    if (is_later_next()) {
      later_.pop();
    } else {
      ++next_;
    }
  }
  // One that comes soon, after so many others; null: it is not known yet.
  const Ticket* soon(std::size_t others) const {
    return next_ + others < first_.size() ? &first_[next_ + others] : nullptr;
  }

 private:
  bool is_later_next() const {
    if (later_.empty()) return false;
    return next_ == first_.size() || later_.top() < first_[next_];
  }

  std::vector<Ticket> first_;  // sorted, from `next_` on still to come
  std::size_t next_ = 0;
  bool is_sorted_ = false;
  struct Later {
    bool operator()(const Ticket& a, const Ticket& b) const { return b < a; }
  };
  std::priority_queue<Ticket, std::vector<Ticket>, Later> later_;
};

}  // namespace gatecast::simulator
