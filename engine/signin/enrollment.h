// The events of enrollment and of administrators. Internal to this folder; `step` is the door.
#pragma once

#include "engine/signin/challenge.h"

namespace gatecast::engine::signin {

Step enroll_begin(const ChallengeState& state, Method method, Instant now);
Step enroll_confirm(const ChallengeState& state, bool match, const Limits& limits);
Step skip(const ChallengeState& state);
Step regenerate_codes(const ChallengeState& state, const Limits& limits);
Step administrator_reset(const ChallengeState& state);
Step administrator_unlock(const ChallengeState& state, Method method);
Step deactivate(const ChallengeState& state);

// Nothing changes.
Step unchanged(const ChallengeState& state, StepVerdict verdict);

}  // namespace gatecast::engine::signin
