// One person in front of one challenge or proof: types codes, asks for others, goes on to another
// method and then to a backup code, until it is done or nothing is left to try. Every event goes
// through the engine's `step`.
//
// Where luck decides, `Chance` is asked, so that the same person can be drawn once
// (journey.h) or be followed along every way it can go (challenge_tree.h).
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "engine/signin/challenge.h"
#include "simulator/tally.h"

namespace gatecast::simulator {

// What luck decides in front of a challenge.
enum class Slip : std::uint8_t {
  code_mistyped,
  sms_not_delivered,
  email_not_delivered,
  resend,
  phone_not_at_hand,
  gives_up,
  sms_late,
  email_late,
  late_code_waited,
  count_
};
inline constexpr std::size_t slip_count = static_cast<std::size_t>(Slip::count_);

// How a challenge, or the proof before an enrollment, went.
struct Walk {
  bool done = false;
  Cause cause = Cause::none;
  bool lasting = false;  // nothing changes by itself
  bool phone_elsewhere = false;
  bool exhausted = false;  // attempts used up, or a method locked
  std::uint8_t wrong_codes = 0;
  friend bool operator==(const Walk&, const Walk&) = default;
};

// What the person can lay hands on.
struct AtHand {
  bool has_secret = false;  // the phone holds the enrolled secret
  bool number_current = true;
  bool codes_saved = false;
  bool clock_off = false;  // of the phone: the codes of its authenticator are refused
};

// How late codes come that come late; 0: at once.
struct Delays {
  rules::Seconds sms = 0;
  rules::Seconds email = 0;
  rules::Seconds of(rules::Method method) const {
    return method == rules::Method::sms ? sms : email;
  }
};

// How long people take; only the engine's timeouts see these.
inline constexpr rules::Seconds typing_seconds = 10;
inline constexpr rules::Seconds waiting_seconds = 60;
// So many codes of a clock that is off are typed: the first may have been a slip.
inline constexpr int refused_tries = 2;

inline bool sent_by_message(rules::Method method) {
  return method == rules::Method::email || method == rules::Method::sms;
}

// `Chance`: bool operator()(Slip).
template <class Chance>
class CodeEntry {
 public:
  // `state` has just begun; it ends as the person leaves it.
  CodeEntry(const AtHand& at_hand, const Delays& delays, engine::ChallengeState& state,
            const engine::Limits& limits, rules::Instant now, Chance& chance)
      : at_hand_(at_hand),
        delays_(delays),
        state_(state),
        limits_(limits),
        chance_(chance),
        now_(now),
        phone_here_(!chance(Slip::phone_not_at_hand)) {}

  Walk run(bool code_sent) {
    arrived_ = code_sent && sent_by_message(state_.current) && message_is_here(state_.current);
    while (!over_) {
      if (has_code(state_.current)) {
        if (type_code(engine::EventKind::code_entered)) continue;
      } else if (explain() && (resend() || wait_for_late())) {
        continue;
      }
      if (over_ || switch_over()) continue;
      try_backup_codes();
      break;
    }
    if (!walk_.done && walk_.cause == Cause::none) walk_.cause = Cause::no_usable_method;
    return walk_;
  }

 private:
  bool message_arrives(rules::Method method) {
    if (method == rules::Method::email) return !chance_(Slip::email_not_delivered);
    return at_hand_.number_current && !chance_(Slip::sms_not_delivered);
  }

  // At once; one that is late may be waited for.
  bool message_is_here(rules::Method method) {
    const bool comes = message_arrives(method);
    late_ = comes && delays_.of(method) > 0 && is_slow(method);
    return comes && !late_;
  }

  // A carrier or a server that is slow is so for all codes of this challenge.
  bool is_slow(rules::Method method) {
    Slow& slow = method == rules::Method::sms ? sms_ : email_;
    if (slow == Slow::unknown) {
      const bool yes = chance_(method == rules::Method::sms ? Slip::sms_late : Slip::email_late);
      slow = yes ? Slow::yes : Slow::no;
    }
    return slow == Slow::yes;
  }

  bool has_code(rules::Method method) const {
    if (method == rules::Method::email) return arrived_;
    return phone_here_ && (method == rules::Method::sms ? arrived_ : at_hand_.has_secret);
  }

  // Only the first thing that went wrong is told.
  void blame(Cause cause, bool lasting, bool elsewhere) {
    if (walk_.cause != Cause::none) return;
    walk_.cause = cause;
    walk_.lasting = lasting;
    walk_.phone_elsewhere = elsewhere;
  }

  engine::Step take(engine::EventKind kind, bool match, rules::Method method = {}) {
    engine::Step result = engine::step(state_, {kind, match, method, nullptr}, limits_, now_);
    state_ = result.state;
    return result;
  }

  // True: the same can be tried again.
  bool type_code(engine::EventKind kind) {
    using engine::StepVerdict;
    now_ += typing_seconds;
    const bool refused = at_hand_.clock_off && kind == engine::EventKind::code_entered &&
                         state_.current == rules::Method::authenticator;
    const bool match = !refused && !chance_(Slip::code_mistyped);
    if (!match) ++walk_.wrong_codes;
    const StepVerdict verdict = take(kind, match).verdict;
    if (verdict == StepVerdict::verified || state_.phase == engine::Phase::enroll) {
      walk_.done = over_ = true;
      return false;
    }
    const bool locked =
        verdict == StepVerdict::method_locked || verdict == StepVerdict::hard_locked;
    if (state_.phase == engine::Phase::ended) {
      over_ = true;
      if (locked || verdict == StepVerdict::attempts_exhausted) {
        walk_ = {false, Cause::attempts, refused, false, true, walk_.wrong_codes};
      } else {
        blame(Cause::code_not_delivered, false, false);  // it took too long
      }
      return false;
    }
    if (verdict == StepVerdict::wrong_code) {
      if (refused && ++refused_ == refused_tries) {
        blame(Cause::attempts, true, false);
        return false;
      }
      if (!chance_(Slip::gives_up)) return true;
      over_ = true;
    }
    if (locked || over_) blame(Cause::attempts, locked && refused, false);
    return false;
  }

  // Why there is no code to type. True: one may still come.
  bool explain() {
    const rules::Method method = state_.current;
    if (sent_by_message(method) && !arrived_) {
      blame(Cause::code_not_delivered, method == rules::Method::sms && !at_hand_.number_current,
            false);
      return true;
    }
    if (sent_by_message(method) || at_hand_.has_secret) {
      blame(Cause::no_usable_method, false, true);
    } else {
      const bool used = at_hand_.codes_saved && state_.credentials.backup_codes == 0;
      blame(used ? Cause::backup_codes_used : Cause::device_lost, true, false);
    }
    return false;
  }

  bool resend() {
    now_ += std::max(waiting_seconds, limits_.resend_cooldown);
    if (!chance_(Slip::resend)) return false;
    if (take(engine::EventKind::resend, false).verdict != engine::StepVerdict::ok) return false;
    arrived_ = message_is_here(state_.current);
    return true;
  }

  // Whoever asks for no other code may sit it out. Whether it is still good then, `step` knows.
  bool wait_for_late() {
    if (!late_ || !chance_(Slip::late_code_waited)) return false;
    late_ = false;
    arrived_ = true;
    now_ = std::max(now_, state_.code_sent_at + delays_.of(state_.current));
    return true;
  }

  bool switch_over() {
    late_ = false;
    tried_[static_cast<std::size_t>(state_.current)] = true;
    const engine::MethodList offered = state_.offered;
    for (const rules::Method other : offered) {
      bool& tried = tried_[static_cast<std::size_t>(other)];
      if (tried) continue;
      tried = true;
      const engine::Step over = take(engine::EventKind::switch_method, false, other);
      if (over.verdict != engine::StepVerdict::ok) continue;
      arrived_ = sent_by_message(other) && message_is_here(other);
      return true;
    }
    return false;
  }

  // Copied from paper with the same care as any code; a slip is tried again.
  void try_backup_codes() {
    if (!at_hand_.codes_saved || !state_.backup_code_accepted) return;
    while (type_code(engine::EventKind::backup_code)) {
    }
  }

  const AtHand at_hand_;
  const Delays delays_;
  engine::ChallengeState& state_;
  const engine::Limits& limits_;
  Chance& chance_;
  rules::Instant now_;
  bool phone_here_;
  int refused_ = 0;
  bool arrived_ = false;
  bool late_ = false;
  enum class Slow : std::uint8_t { unknown, no, yes };
  Slow sms_ = Slow::unknown;
  Slow email_ = Slow::unknown;
  bool over_ = false;
  std::array<bool, rules::method_count> tried_{};
  Walk walk_;
};

}  // namespace gatecast::simulator
