// A person in front of a challenge, or of the proof before an enrollment.
#pragma once

#include <array>
#include <map>

#include "engine/signin/challenge.h"
#include "tests/simulator/second/luck.h"

namespace gatecast::second {

// In the order of a forecast's causes.
enum class Why : std::uint8_t {
  attempts,
  no_usable_method,
  code_not_delivered,
  device_lost,
  backup_codes_used,
  overdue,
  on_purpose  // counted by no cause
};

struct Outcome {
  bool in = false;
  Why why = Why::on_purpose;  // not in
  bool for_good = false;      // it will be the same tomorrow
  bool phone_elsewhere = false;
  bool used_up = false;  // the attempts
};

struct Hands {
  bool has_secret = false;  // of authenticator or passkey, on the phone
  bool number_is_right = true;
  bool has_codes = false;  // saved the backup codes
  bool clock_wrong = false;
};

struct Slips {
  double mistyped = 0;
  double sms_lost = 0;
  double email_lost = 0;
  double asks_again = 0;
  double phone_elsewhere = 0;
  double gives_up = 0;
  // Of codes that come: how many come late, and by how many seconds.
  double sms_late_share = 0;
  double email_late_share = 0;
  rules::Seconds sms_late = 0;
  rules::Seconds email_late = 0;
  double waits = 0;  // for a late one
};

class CodeEntry {
 public:
  CodeEntry(engine::ChallengeState& state, const engine::Limits& limits, const Hands& hands,
            const Slips& slips, Luck& luck);

  // `begun`: what `step` said when the challenge was begun.
  Outcome run(engine::StepVerdict begun);
  int wrong_codes() const { return wrong_codes_; }

 private:
  enum class Try : std::uint8_t { again, another_way, left };
  bool by_message() const;
  bool can_read_code() const;
  bool message_arrives();
  void send();
  rules::Seconds delay() const;
  Try sit_it_out();
  Try use_current();
  Try enter(engine::EventKind kind);
  Try no_code();
  bool go_over_to_another();
  void because(Why why, bool for_good, bool phone_elsewhere);
  engine::StepVerdict tell(engine::EventKind kind, bool match, rules::Method method);

  engine::ChallengeState& state_;
  const engine::Limits& limits_;
  const Hands& hands_;
  const Slips& slips_;
  Luck& luck_;
  rules::Instant now_;
  bool phone_here_;
  bool message_here_ = false;
  bool message_late_ = false;
  std::map<rules::Method, bool> slow_;  // as far as it is known
  bool has_reason_ = false;
  std::array<bool, rules::method_count> used_{};
  int wrong_codes_ = 0;
  int refused_ = 0;  // for the clock's sake
  Outcome outcome_;
};

}  // namespace gatecast::second
