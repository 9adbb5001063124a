// The counters behind a challenge: failures, locks and sends of one (account, method), and time
// differences that cannot overflow. Internal to this folder.
#pragma once

#include "engine/signin/challenge.h"

namespace gatecast::engine::signin {

// Seconds from `since` to `now`: never negative; from instant_min (never): instant_max.
Seconds elapsed(Instant since, Instant now);
// `span` after `now`, at most instant_max.
Instant later(Instant now, Seconds span);

MethodCounters& counters(Credentials& credentials, Method method);
const MethodCounters& counters(const Credentials& credentials, Method method);

// At `lock_until` a lock is over, hard or not.
bool locked(const MethodCounters& counters, Instant now);
// method_locked or hard_locked, for a method that is locked.
StepVerdict lock_verdict(const MethodCounters& counters);
bool sends_codes(Method method);

// Counts one failure and locks the method where that is due.
// ok: not locked by this failure; else method_locked or hard_locked.
StepVerdict count_failure(Credentials& credentials, Method method, const Limits& limits,
                          Instant now);
// Forgets the failures of `method`, and lifts the hard locks of weaker methods.
void count_success(Credentials& credentials, Method method);
// No failures and no lock; sends stay counted.
void clear_failures(MethodCounters& counters);
// Counts one send in its hour; false, and nothing counted, where the hour is used up.
bool count_send(MethodCounters& counters, const Limits& limits, Instant now);

}  // namespace gatecast::engine::signin
