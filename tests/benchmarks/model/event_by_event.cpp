#include "tests/benchmarks/model/event_by_event.h"

#include <algorithm>
#include <functional>
#include <vector>

#include "simulator/fixed_math.h"
#include "tests/benchmarks/model/streams.h"

namespace gatecast::model {

namespace {

constexpr double horizon = days;
constexpr double grace = 14;
constexpr double enrolls_after_grace = 0.85;
constexpr double sigma = 0.6;
constexpr int attempts = 5;
constexpr double lock = 0.25;
constexpr double served_a_day = 24;

struct Type {
  double rate;  // sign-ins a day, the median
  double start;
  double enrolls_in_grace;
  double wrong;   // share of codes
  double losses;  // a day
};
constexpr Type office{2.0, 14, 0.30, 0.20, 0.001};
constexpr Type frontline{0.8, 28, 0.20, 0.25, 0.002};
constexpr Type admin{5.0, 7, 0.50, 0.15, 0.001};

const Type& type_of(int user) {
  const int place = user % 20;
  if (place < 14) return office;
  return place < 19 ? frontline : admin;
}

// How long the tickets wait until one of the agents takes them.
template <class Stream>
void serve(std::vector<double>& tickets, int agents, Stream& stream, Rollout& rollout) {
  std::sort(tickets.begin(), tickets.end());
  std::vector<double> free_at(static_cast<std::size_t>(agents), 0.0);  // a heap, the next on top
  for (const double opened : tickets) {
    stream.reserve();
    std::pop_heap(free_at.begin(), free_at.end(), std::greater<>());
    const double taken = std::max(opened, free_at.back());
    free_at.back() = taken + stream.exponential() / served_a_day;
    std::push_heap(free_at.begin(), free_at.end(), std::greater<>());
    Day& day = rollout[static_cast<std::size_t>(opened)];
    ++day.tickets;
    day.wait_days += taken - opened;
  }
}

template <class Stream>
class Person {
 public:
  Person(const Type& type, Stream& stream, Rollout& rollout)
      : type_(type), stream_(stream), rollout_(rollout) {
    stream.reserve();
    const double z = simulator::fixed::normal_quantile(stream.uniform());
    gap_ = 1 / (type.rate * simulator::fixed::exp(sigma * z));
  }

  double at() const { return at_; }

  // So many events, or to the horizon, or until a ticket is opened: then true. Nothing is called
  // within, and so everything stays in registers.
  [[gnu::noinline]] bool live(std::size_t events) {
    double at = at_;
    for (; events > 0; --events) {
      at += stream_.exponential() * gap_;
      if (at >= end_) {
        at_ = end_;
        if (end_ < horizon) lose();  // and what would have been next has no memory
        return at_ < horizon;
      }
      if (!sign_in(at)) continue;
      at_ = at;
      return true;
    }
    at_ = at;
    return false;
  }

 private:
  // True: a ticket is opened.
  bool sign_in(double at) {
    Day& day = rollout_[static_cast<std::size_t>(at)];
    ++day.sign_ins;
    if (at < type_.start) return false;
    if (at < locked_until_) {
      ++day.denied;
      return false;
    }
    if (enrolled_) return challenge(at, day);
    const bool forced = at >= type_.start + grace;
    if (stream_.uniform() < (forced ? enrolls_after_grace : type_.enrolls_in_grace)) {
      enrolled_ = true;
      ++day.enrolled;
      end_ = std::min(horizon, at + stream_.exponential() / type_.losses);
    } else if (forced) {
      ++day.denied;
    }
    return false;
  }

  // Codes until one is right, five at most. One number says how many are wrong.
  bool challenge(double at, Day& day) {
    const double luck = stream_.uniform();
    double chance = type_.wrong * type_.wrong;
    if (luck >= chance) {  // no branch asks about the first code: none would be foreseen
      day.wrong_codes += static_cast<std::int64_t>(luck < type_.wrong);
      return false;
    }
    int wrong = 2;
    while (wrong < attempts && luck < (chance *= type_.wrong)) ++wrong;
    day.wrong_codes += wrong;
    if (wrong < attempts) return false;
    locked_until_ = at + lock;
    ++day.lockouts;
    return true;
  }

  void lose() {
    --rollout_[static_cast<std::size_t>(at_)].enrolled;
    enrolled_ = false;
    end_ = horizon;
  }

  const Type& type_;
  Stream& stream_;
  Rollout& rollout_;
  double gap_;  // between sign-ins, on average
  double at_ = 0;
  double end_ = horizon;  // or the loss of the device, if that comes before
  double locked_until_ = 0;
  bool enrolled_ = false;
};

template <class Stream>
Rollout run(int people, const Key& key) {
  Stream stream(key);
  Rollout rollout{};
  std::vector<double> tickets;
  for (int user = 0; user < people; ++user) {
    Person<Stream> person(type_of(user), stream, rollout);
    while (person.at() < horizon) {
      if (person.live(stream.reserve())) tickets.push_back(person.at());
    }
  }
  serve(tickets, std::max(1, people / 10'000), stream, rollout);
  for (std::size_t day = 1; day < rollout.size(); ++day) {
    rollout[day].enrolled += rollout[day - 1].enrolled;
  }
  return rollout;
}

}  // namespace

Rollout event_by_event(Generator generator, int people, std::uint64_t seed,
                       std::uint32_t replicate) {
  const Key key{seed, replicate};
  return generator == Generator::scalar ? run<ScalarStream>(people, key)
                                        : run<BatchedStream>(people, key);
}

}  // namespace gatecast::model
