#include "engine/signin/counters.h"

#include <algorithm>
#include <limits>

namespace gatecast::engine::signin {

namespace {

constexpr Seconds hour = 3600;

// Email and SMS codes travel through other hands; an authenticator can be phished; a passkey
// cannot. Only a strictly stronger method lifts a hard lock.
int strength(Method method) {
  switch (method) {
    case Method::passkey:
      return 2;
    case Method::authenticator:
      return 1;
    case Method::email:
    case Method::sms:
      return 0;
  }
  return 0;
}

Seconds lockout_span(std::int32_t earlier_lockouts, const Limits& limits) {
  Seconds span = std::min(limits.lockout, limits.lockout_max);
  for (std::int32_t i = 0; i < earlier_lockouts && span < limits.lockout_max && span > 0; ++i) {
    span = span > limits.lockout_max / 2 ? limits.lockout_max : span * 2;
  }
  return span;
}

std::int32_t one_more(std::int32_t count) {
  return count < std::numeric_limits<std::int32_t>::max() ? count + 1 : count;
}

}  // namespace

Seconds elapsed(Instant since, Instant now) {
  if (since == rules::instant_min) return rules::instant_max;
  if (now <= since) return 0;
  const std::uint64_t span = static_cast<std::uint64_t>(now) - static_cast<std::uint64_t>(since);
  return static_cast<Seconds>(
      std::min(span, static_cast<std::uint64_t>(std::numeric_limits<Seconds>::max())));
}

Instant later(Instant now, Seconds span) {
  return span > 0 && now > rules::instant_max - span ? rules::instant_max : now + span;
}

MethodCounters& counters(Credentials& credentials, Method method) {
  return credentials.methods[static_cast<std::size_t>(method)];
}

const MethodCounters& counters(const Credentials& credentials, Method method) {
  return credentials.methods[static_cast<std::size_t>(method)];
}

bool locked(const MethodCounters& counters, Instant now) { return now < counters.lock_until; }

StepVerdict lock_verdict(const MethodCounters& counters) {
  return counters.hard ? StepVerdict::hard_locked : StepVerdict::method_locked;
}

bool sends_codes(Method method) { return method == Method::email || method == Method::sms; }

StepVerdict count_failure(Credentials& credentials, Method method, const Limits& limits,
                          Instant now) {
  MethodCounters& c = counters(credentials, method);
  c.consecutive_failures = one_more(c.consecutive_failures);
  if (c.consecutive_failures >= limits.hard_lock_after && !credentials.emergency) {
    c.hard = true;
    c.lock_until = rules::instant_max;
    return StepVerdict::hard_locked;
  }
  // Failures are counted on through timed locks, so every `method_lock_after` of them locks again.
  if (c.consecutive_failures % std::max(limits.method_lock_after, 1) != 0) return StepVerdict::ok;
  c.hard = false;
  c.lock_until = later(now, lockout_span(c.lockouts, limits));
  c.lockouts = one_more(c.lockouts);
  return StepVerdict::method_locked;
}

void clear_failures(MethodCounters& counters) {
  counters.consecutive_failures = 0;
  counters.lockouts = 0;
  counters.lock_until = rules::instant_min;
  counters.hard = false;
}

void count_success(Credentials& credentials, Method method) {
  clear_failures(counters(credentials, method));
  for (std::size_t i = 0; i < rules::method_count; ++i) {
    MethodCounters& other = credentials.methods[i];
    if (other.hard && strength(static_cast<Method>(i)) < strength(method)) clear_failures(other);
  }
}

bool count_send(MethodCounters& counters, const Limits& limits, Instant now) {
  if (elapsed(counters.hour_begin, now) >= hour) {
    counters.hour_begin = now;
    counters.sends_this_hour = 0;
  }
  if (counters.sends_this_hour >= limits.sends_per_hour) return false;
  ++counters.sends_this_hour;
  return true;
}

}  // namespace gatecast::engine::signin
