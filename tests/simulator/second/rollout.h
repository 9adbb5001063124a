// The second simulator: slow and obvious. One heap of events over all people, every sign-in drawn
// and decided by itself, people counted one by one at the end of each day.
//
// It shares no code with simulator/ but the plain structs that a plan is made of, and asks the
// tests' own reading of the policy; the challenge is `engine::step`, of which there is but one.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "tests/simulator/second/agenda.h"
#include "tests/simulator/second/code_entry.h"
#include "tests/simulator/second/counts.h"
#include "tests/simulator/second/decisions.h"
#include "tests/simulator/second/desk.h"
#include "tests/simulator/second/hours.h"
#include "tests/simulator/second/luck.h"
#include "tests/simulator/second/people.h"
#include "tests/simulator/second/plan.h"

namespace gatecast::second {

struct Person {
  bool there = false;  // created, and not yet deactivated
  engine::Credentials credentials;
  int skips = 0;
  double rate = 0;  // sign-ins on an average day
  bool has_smartphone = true;
  bool willing = true;
  Hands hands;
  rules::Instant cookie_until = rules::instant_min;
  rules::Instant address_until = rules::instant_min;
  // No way in, until then or until let in.
  bool out = false;
  double out_until = 0;
  // The help desk.
  bool ticket_open = false;
  Why trouble = Why::on_purpose;
  bool wants_in = false;  // could not get in, and waits for the answer
  bool assisted = false;  // the next set-up will succeed
  bool hopeless = false;  // nothing could be done
  double told_until = 0;  // that a lock ends by itself then
  double retry_at = never;
  std::uint32_t retry_stamp = 0;
  std::uint32_t enroll_stamp = 0;
  double clock_right_at = never;  // where it is wrong
  std::uint32_t clock_stamp = 0;
};

class Rollout {
 public:
  // All must outlive it. One replicate.
  Rollout(const Plan& plan, const Hours& hours, const std::vector<Known>& known,
          Decisions& decisions, std::uint64_t seed);
  Counts run();

 private:
  // Of the sign-in that is looked at.
  struct Place {
    bool new_device = false;
    bool new_address = false;
  };

  // rollout.cpp
  void admit(std::uint32_t account);
  void others_join(std::uint32_t like);
  void begin(std::uint32_t who);
  bool has_role(std::uint32_t who, const std::string& role) const;
  void happen(const Event& event);
  int few_codes() const;  // so many left are few
  void count_day(int day);
  void count_waits(Counts& counts);
  void plan_sign_in(std::uint32_t who);
  void plan_yearly(std::uint32_t who, What what, simulator::Parameter per_year);

  // sign_in.cpp
  void sign_in(bool is_retry);
  const oracle::Answer& ask(const SignIn& sign_in);
  Slips slips() const;
  SignIn from(const Place& place, bool sso, bool skipped) const;
  void follow(const oracle::Answer& answer);
  void prompted(const oracle::Answer& answer, bool sso);
  void challenge(const oracle::Answer& answer);
  Why why_denied(const oracle::Answer& answer) const;
  void denied(const oracle::Answer& answer);
  void let_device_be_known();
  void let_in(bool verified);
  void blocked(const Outcome& outcome);
  void calls_or_tries_again(const Outcome& outcome);
  bool has_way_in();
  double locked_until() const;
  double refused_until();
  double other_answer();

  // could_sign_in.cpp: whether he could, if he tried now
  bool could_sign_in();
  bool tries(bool sso);
  bool gets_through(const engine::Decision& decision);

  // enrolling.cpp
  Outcome set_up(const engine::Decision& decision);
  Outcome enroll_after_proof(engine::ChallengeState& state, const engine::Limits& limits);
  void enroll_of_own_accord();
  std::optional<engine::Proof> proof(const SignIn& sign_in) const;
  void plan_enrolling(std::uint32_t who);
  double enroll_hazard(double at) const;
  double urged(double at) const;
  bool able(const engine::MethodList& methods) const;
  bool is_enrolled() const;

  // trouble.cpp
  void lose_secret();
  void open_ticket(Why trouble, bool wants_in);
  void answered(std::uint32_t who, bool by_agent);
  void help();
  void reset();
  void retry_at(double at);
  void plan_clock();
  void clock_goes_wrong();
  bool has_app() const;

  void count(Count what, std::int64_t n = 1);
  void count_why(Count first, Why why);
  double number(simulator::Parameter parameter) const { return of_->of(parameter); }
  bool chance(simulator::Parameter share) { return luck_.chance(number(share)); }
  rules::Instant instant() const { return hours_.instant(now_); }
  void look_at(std::uint32_t who);

  const Plan& plan_;
  const Hours& hours_;
  const std::vector<Known>& known_;
  Decisions& decisions_;
  Luck luck_;
  Luck what_if_;  // of what does not happen
  Agenda agenda_;
  Desk desk_;
  Counts counts_;
  engine::MethodList enroll_in_;
  std::vector<Person> people_;
  std::vector<std::uint32_t> accounts_;  // of these people, by number of the population

  double now_ = 0;
  int day_ = 0;
  // Who is looked at.
  std::uint32_t who_ = 0;
  std::uint32_t account_ = 0;
  Person* person_ = nullptr;
  const Known* of_ = nullptr;
  Place place_;
  bool is_retry_ = false;
};

// Of one plan: `replicates` rollouts, each with its own luck.
std::vector<Counts> simulate(const Plan& plan, int replicates, std::uint64_t seed);

}  // namespace gatecast::second
