// What each account of a population gets at its ordinary sign-in, at an instant or over a span of
// time: the graph's own decisions, one account after the other.
//
//   AccountDecisions decisions(graph, sign_in, kind);
//   for (const Draft& draft : drafts) {
//     decisions.take(draft);
//     decisions.at(now);  // about a microsecond where every fact is known that it reads
//   }
//
// Cells that the population leaves empty stay unknown: the decision is then the strictest that any
// of their values gives (SIGNIN, "Unknown facts"). Not for several threads at once: one each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/graph/decide_span.h"
#include "engine/unknown/answer.h"
#include "rules/result.h"
#include "simulator/ordinary_sign_in.h"
#include "simulator/population.h"

namespace gatecast::simulator {

struct Standing {
  engine::Decision decision;
  // Facts that would have to be known to tell of which kind the decision is; without any, every
  // value that unknown facts can have gives a decision of this kind.
  std::vector<std::string> unknown;
  bool certain() const { return unknown.empty(); }
};

struct Period {
  rules::Instant from = 0;
  Standing standing;
};

// Periods follow one another; two neighbours differ in what a caller sees (engine::answer_key,
// and the deadline), or in whether it is certain.
struct Course {
  std::vector<Period> periods;  // the first begins where the course does
  // The last period lasts until here at least: the end that was asked for, or where unknown facts
  // begin to matter, or where more periods were found than were asked for.
  rules::Instant until = 0;
};

class AccountDecisions {
 public:
  // `kind` numbers decisions, so that those of one number are alike to the caller (answer.h).
  // Graph and sign-in must outlive this.
  AccountDecisions(const engine::Graph& graph, const OrdinarySignIn& sign_in, engine::KindOf kind);

  // `draft` must live until the next is taken.
  void take(const Draft& draft);
  // Both fail only where the policy is too large to answer unknown facts.
  rules::Result<Standing> at(rules::Instant now);
  // Steps from change to change over [from, until), and stops after so many periods. No period of
  // the course is missing; where unknown facts matter that are not just `true` or `false`, the
  // course ends.
  rules::Status over(rules::Instant from, rules::Instant until, std::size_t most_periods,
                     Course& course);
  // When the first stage admits the account, instant_max: none ever does; nothing where that
  // depends on unknown facts. `stage`: which, -1: none matches.
  std::optional<rules::Instant> admitted_at(int& stage) const;

 private:
  struct Exploration;

  void open(const engine::Account& account);
  void explore(unsigned flags, Exploration& found);
  // `until` is `now` where nothing can be said about later.
  rules::Result<Standing> step(rules::Instant now, rules::Instant& until);
  rules::Result<Standing> ask(rules::Instant now);
  engine::Facts as_facts(rules::Instant now) const;
  std::string memory_key(rules::Instant now) const;
  rules::Instant same_creation(rules::Instant created, rules::Instant now) const;

  const engine::Graph& graph_;
  const OrdinarySignIn& sign_in_;
  engine::KindOf kind_;
  std::uint32_t password_channel_ = 0;
  std::uint32_t sso_channel_ = 0;
  rules::Seconds longest_grace_ = 0;  // after it, and all days overdue, nothing waits any more
  rules::Instant first_admission_ = rules::instant_min;

  const Draft* draft_ = nullptr;
  engine::DecodedFacts facts_;
  unsigned flags_ = 0;        // unknown facts of few values, by bit (account_decisions.cpp)
  engine::ReadMask unknown_;  // the other unknown facts
  bool undecodable_ = false;  // they cannot even be given values one by one
  std::unordered_map<std::string, Standing> memory_;
};

}  // namespace gatecast::simulator
