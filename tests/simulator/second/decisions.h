// What a sign-in gets, by the tests' own slow reading of the policy (tests/oracle).
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>

#include "engine/signin/challenge.h"
#include "tests/oracle/interpreter.h"
#include "tests/simulator/second/plan.h"

namespace gatecast::second {

struct SignIn {
  bool sso = false;
  bool cookie = false;
  bool known_address = false;
  bool skipped = false;
};

// An answer is remembered for as long as nothing that it could depend on changes: that is what
// makes hundreds of replicates affordable. Now and then it is asked again all the same.
class Decisions {
 public:
  explicit Decisions(const Plan& plan);

  // By person, in order of time; before the first question.
  void know(std::vector<std::vector<Standing>> standings) { standings_ = std::move(standings); }
  const Standing& standing(std::uint32_t who, rules::Instant now) const;

  // Of person `who`, who now holds these credentials and has skipped so often.
  const oracle::Answer& ask(std::uint32_t who, const engine::Credentials& credentials, int skips,
                            rules::Instant now, const SignIn& sign_in);

  // What enrolling would prove first at this sign-in, if that can be given.
  std::optional<engine::Proof> proof(std::uint32_t who, const engine::Credentials& credentials,
                                     int skips, rules::Instant now, const SignIn& sign_in) const;

  // The facts that are asked about.
  engine::Facts facts(std::uint32_t who, const engine::Credentials& credentials, int skips,
                      rules::Instant now, const SignIn& sign_in) const;

 private:
  std::uint64_t slice(rules::Instant now) const;
  bool is_down(simulator::DrillKind outage, rules::Instant now) const;

  struct Key {
    std::uint64_t person_and_slice;
    std::uint64_t state;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const {
      return std::hash<std::uint64_t>()(key.person_and_slice * 0x9e3779b97f4a7c15ULL ^ key.state);
    }
  };

  const Plan& plan_;
  std::string sso_channel_;
  std::vector<std::vector<Standing>> standings_;
  std::uint64_t hits_ = 0;
  std::unordered_map<Key, oracle::Answer, Hash> known_;
};

// The answer as `step` wants it. Its limits are those of `answer`, which must outlive it.
engine::Decision decision_of(const oracle::Answer& answer);

}  // namespace gatecast::second
