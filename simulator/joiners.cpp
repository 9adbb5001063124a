#include "simulator/joiners.h"

#include <algorithm>

namespace gatecast::simulator {

namespace {

using engine::DecodedFacts;
using rules::Instant;

// Grace opens at the admission or at `created`, and no lock is on record.
DecodedFacts created_at(DecodedFacts facts, Instant created) {
  facts.created = created;
  facts.grace_started = rules::instant_min;
  facts.account_lock_until = rules::instant_min;
  facts.lock_until.fill(rules::instant_min);
  return facts;
}

// Whoever is created before he is admitted gets the same answers whenever that was.
void simplify(DecodedFacts& facts) {
  if (facts.created <= facts.admitted_at) facts.created = rules::instant_min;
}

}  // namespace

std::uint32_t Kinds::joining(std::uint32_t like, int day) {
  const rules::Date date{world_.plan.start.days + day};
  const Instant created = world_.policy.zone.midnight(date);
  const Kind& before = (*this)[like];
  // Under every policy that a drill puts in force, too.
  bool early = created <= before.facts.admitted_at;
  for (const UnderPolicy& under : before.later) early &= created <= under.facts.admitted_at;
  const auto next = static_cast<std::uint32_t>(world_.kinds.size() + joiners_.size());
  const auto key = std::pair(like, early && before.later.empty() ? rules::instant_min : created);
  const auto [place, is_new] = numbers_.try_emplace(key, next);
  if (!is_new) return place->second;
  Kind kind = before;
  kind.facts = created_at(before.facts, created);
  DecodedFacts last = kind.facts;
  simplify(kind.facts);
  for (std::size_t p = 0; p < kind.later.size(); ++p) {
    DecodedFacts& facts = kind.later[p].facts;
    facts = created_at(facts, created);
    open_grace(last, world_.policies[p + 1].since, facts);
    last = facts;
    simplify(facts);
  }
  set_dates(world_, kind);
  joiners_.push_back(std::move(kind));
  return next;
}

bool has_joiners(const Kind& kind) {
  return kind.facts.active && kind.joins <= 0 && !kind.facts.emergency && kind.facts.user == 0;
}

}  // namespace gatecast::simulator
