#include "simulator/outlook.h"

#include <algorithm>
#include <utility>

namespace gatecast::simulator {

namespace {

using engine::DecodedFacts;
using rules::Instant;

}  // namespace

void set_facts(const PersonState& state, DecodedFacts& facts) {
  facts.authenticator = state.authenticator;
  facts.passkey = state.passkey;
  facts.backup_codes = state.has_codes ? 1 : 0;
  facts.reset = state.reset;
  facts.skips = static_cast<int>(state.skips);
}

void set_facts(const engine::Credentials& credentials, int skips, DecodedFacts& facts) {
  facts.authenticator = credentials.authenticator;
  facts.passkey = credentials.passkey;
  facts.backup_codes = credentials.backup_codes;
  facts.reset = credentials.reset;
  facts.skips = skips;
  for (std::size_t m = 0; m < rules::method_count; ++m) {
    facts.lock_until[m] = credentials.methods[m].lock_until;
  }
}

void set_health(const Era& era, DecodedFacts& facts) {
  facts.email_healthy = era.email_healthy;
  facts.sms_healthy = era.sms_healthy;
}

void set_situation(const World& world, Situation situation, bool cookie, bool address,
                   DecodedFacts& facts) {
  facts.channel = by_sso(situation) ? world.exempt_channel : world.password_channel;
  facts.skipped = false;
  facts.device_cookie = cookie && !on_new_device(situation);
  facts.known_ip = address && !at_new_address(situation);
}

// All that a person can tell one decision from another by, but for the deadline.
std::uint32_t Outlooks::number(const engine::Decision& d) {
  std::string key;
  const auto add = [&](auto value) {
    key.append(reinterpret_cast<const char*>(&value), sizeof value);
  };
  const auto add_methods = [&](const engine::MethodList& methods) {
    for (const rules::Method m : methods) add(m);
    add('.');
  };
  add(d.outcome);
  add(d.row);
  add(d.may_skip);
  add(d.backup_code);
  add_methods(d.methods);
  add_methods(d.enroll_in);
  add(d.proof ? static_cast<int>(*d.proof) : -1);
  add(d.limits);
  key += d.reason;
  const auto next = static_cast<std::uint32_t>(decisions_.size());
  const auto [place, is_new] = numbers_.try_emplace(std::move(key), next);
  if (is_new) decisions_.push_back(d);
  return place->second;
}

// The answer, and once it is skipped; `until`: no later than they may change by time.
Seen Outlooks::look(const engine::Graph& graph, DecodedFacts& facts, Instant& until) {
  facts.skipped = false;
  const engine::DecisionSpan span = engine::decide_span(graph, facts);
  Seen seen;
  seen.decision = number(span.decision);
  until = std::min(until, span.until);
  if (span.decision.outcome == rules::Outcome::enroll && span.decision.may_skip) {
    facts.skipped = true;
    const engine::DecisionSpan after = engine::decide_span(graph, facts);
    seen.after = number(after.decision);
    until = std::min(until, after.until);
    facts.skipped = false;
  }
  return seen;
}

std::unique_ptr<const Timeline> Outlooks::make(std::uint32_t kind, const PersonState& state) {
  const Calendar& calendar = world_.calendar;
  DecodedFacts facts;
  const Instant end = calendar.instant(calendar.end());
  auto timeline = std::make_unique<Timeline>();
  for (Instant now = calendar.instant(0); now < end;) {
    Outlook outlook;
    outlook.until = std::min(end, world_.era_end(now));
    const Era& era = world_.era_at(now);
    const engine::Graph& graph = *world_.policies[era.policy].graph;
    if (timeline->spans.empty() || world_.policies.size() > 1) {
      facts = kinds_[kind].facts_under(era.policy);
      // Those that they began with may have been lifted; who has one is not skipped ahead.
      facts.lock_until.fill(rules::instant_min);
      set_facts(state, facts);
    }
    set_health(era, facts);
    outlook.delays = era.delays;
    // Nobody asks what single sign-on gets who has none.
    const bool has_sso = kinds_[kind].sso_share > 0;
    const std::size_t situations = has_sso ? situation_count : by_password_count;
    for (std::size_t s = 0; s < situations; ++s) {
      set_situation(world_, static_cast<Situation>(s), state.cookie, state.address, facts);
      facts.now = now;
      outlook.seen[s] = look(graph, facts, outlook.until);
    }
    // Whether a device that is known would get another answer than one that is not.
    for (const Situation channel : {Situation::usual, Situation::sso}) {
      if (channel == Situation::sso && !has_sso) continue;
      std::array<Seen, 4> known;
      for (std::size_t k = 0; k < known.size(); ++k) {
        set_situation(world_, channel, (k & 1U) != 0, (k & 2U) != 0, facts);
        facts.now = now;
        known[k] = look(graph, facts, outlook.until);
        outlook.recognizes |= !(known[k] == known[0]);
      }
    }
    outlook.until_moment = calendar.moment(outlook.until);
    outlook.until_point = calendar.point(outlook.until_moment);
    now = outlook.until;
    timeline->spans.push_back(std::move(outlook));
  }
  return timeline;
}

}  // namespace gatecast::simulator
