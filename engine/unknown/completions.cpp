#include "engine/unknown/completions.h"

#include <algorithm>

#include "engine/graph/completion.h"
#include "engine/unknown/strictness.h"

namespace gatecast::engine {
namespace {

void set_up(Method method, bool value, DecodedFacts& facts) {
  switch (method) {
    case Method::authenticator:
      facts.authenticator =
          value ? rules::AuthenticatorState::enrolled : rules::AuthenticatorState::not_started;
      break;
    case Method::email:
      facts.email = value;
      break;
    case Method::sms:
      facts.phone = value;
      break;
    case Method::passkey:
      facts.passkey = value;
      break;
  }
}

}  // namespace

Node Completions::is_set_up(Method method) {
  const DecodedFacts& known = possible_.known;
  constexpr auto enrolled = rules::AuthenticatorState::enrolled;
  switch (method) {
    case Method::authenticator:
      return restriction_.is(Part::authenticator, 0, static_cast<std::int64_t>(enrolled),
                             known.authenticator == enrolled);
    case Method::email:
      return restriction_.is(Part::email, 0, 1, known.email);
    case Method::sms:
      return restriction_.is(Part::phone, 0, 1, known.phone);
    case Method::passkey:
      break;
  }
  return restriction_.is(Part::passkey, 0, 1, known.passkey);
}

// Set up, not locked, and not ill; whether its health is planned is left to the completion.
Node Completions::is_ready(Method method) {
  const DecodedFacts& known = possible_.known;
  const auto index = static_cast<std::uint32_t>(method);
  Node ready = diagram_.both(
      is_set_up(method),
      diagram_.negate(restriction_.is(Part::lock, index, 1, known.now < known.lock_until[index])));
  if (method == Method::email) {
    ready = diagram_.both(ready, restriction_.is(Part::email_healthy, 0, 1, known.email_healthy));
  }
  if (method == Method::sms) {
    ready = diagram_.both(ready, restriction_.is(Part::sms_healthy, 0, 1, known.sms_healthy));
  }
  return ready;
}

Completions::Completing Completions::looks_at(const Settings& settings, const Leaf& leaf,
                                              std::uint32_t then) const {
  Completing result{settings, leaf, then, {}};
  result.may_skip = leaf.row == 10;
  result.offers = leaf.row == 13 || (leaf.row == 10 && leaf.after_skip_row == 13) ||
                  (leaf.row == 6 && leaf.outcome == Outcome::challenge);
  const bool proves = leaf.outcome == Outcome::enroll;
  const MethodList& in_force = settings.methods;
  if (leaf.no_usable_method) return result;
  if (result.offers) result.methods.assign(in_force.begin(), in_force.end());
  for (const Method method : {Method::authenticator, Method::passkey}) {
    const bool is_apart = graph_.base.methods.contains(method) && !in_force.contains(method);
    if (proves && is_apart) result.methods.push_back(method);
  }
  return result;
}

Node Completions::answer(const Leaf& leaf) {
  if (leaf.row != 6) return answer(leaf, 0);
  return restriction_.compose_contest(graph_.then, [&](std::uint32_t then) {
    return then == 0 ? Diagram::no : answer(leaf, then);  // without a rule, no sign-in gets there
  });
}

Node Completions::answer(const Leaf& leaf, std::uint32_t then) {
  const std::vector<Piece> pieces{Piece::methods, Piece::default_method, Piece::allow_fallback,
                                  Piece::proof};
  return restriction_.over_settings(pieces, [&](const Settings& settings) {
    DecodedFacts facts = possible_.known;
    facts.email_healthy = true;
    facts.sms_healthy = true;
    return by_method(looks_at(settings, leaf, then), 0, facts);
  });
}

// A method is not set up, set up but not ready, or ready; nothing else of it is looked at.
Node Completions::by_method(const Completing& completing, std::size_t at, DecodedFacts& facts) {
  if (at == completing.methods.size()) return by_codes(completing, facts);
  const Method method = completing.methods[at];
  const Node has = is_set_up(method);
  const Node ready = is_ready(method);
  const auto with = [&](bool is_set_up, bool is_locked) {
    set_up(method, is_set_up, facts);
    facts.lock_until[static_cast<std::size_t>(method)] =
        is_locked ? rules::instant_max : rules::instant_min;
    return by_method(completing, at + 1, facts);
  };
  Node result = Diagram::no;
  if (has != Diagram::yes) result = with(false, false);
  if (has != ready) result = diagram_.ite(has, with(true, true), result);
  if (ready != Diagram::no) result = diagram_.ite(ready, with(true, false), result);
  return result;
}

Node Completions::by_codes(const Completing& completing, DecodedFacts& facts) {
  if (!completing.offers) return by_skipping(completing, facts);
  const Node has_codes =
      diagram_.negate(restriction_.is(Part::backup_codes, 0, 0, possible_.known.backup_codes == 0));
  facts.backup_codes = 0;
  const Node without = by_skipping(completing, facts);
  facts.backup_codes = 1;
  return diagram_.ite(has_codes, by_skipping(completing, facts), without);
}

Node Completions::by_skipping(const Completing& completing, DecodedFacts& facts) {
  const auto end = [&] {
    Decision decision =
        complete(graph_, completing.settings, completing.leaf, completing.then, facts);
    return diagram_.terminal(number(decision));
  };
  if (!completing.may_skip) return end();
  facts.skipped = false;
  const Node stays = end();
  facts.skipped = true;
  return diagram_.ite(restriction_.is(Part::skipped, 0, 1, possible_.known.skipped), end(), stays);
}

Node Completions::deadline(const Leaf& leaf) {
  if (leaf.row != 10) return diagram_.terminal(0);
  const auto with = [&](const Settings& settings, bool skipped) {
    return restriction_.map(restriction_.opening(), [&](auto opening) {
      DecodedFacts facts = restriction_.opened(opening);
      facts.skipped = skipped;
      return number_of_deadline(complete(graph_, settings, leaf, 0, facts));
    });
  };
  const Node skipped = restriction_.is(Part::skipped, 0, 1, possible_.known.skipped);
  return restriction_.over_settings(
      {Piece::grace_days, Piece::grace_skips}, [&](const Settings& settings) {
        if (skipped == Diagram::yes) return with(settings, true);
        return diagram_.ite(skipped, with(settings, true), with(settings, false));
      });
}

std::uint32_t Completions::number(const Decision& decision) {
  Decision without = decision;
  if (decision.row == 10) without.deadline.reset();
  std::string key = answer_key(without);
  key += static_cast<char>(decision.row);
  const auto [entry, is_new] =
      numbers_.try_emplace(std::move(key), static_cast<std::uint32_t>(answers_.size()));
  if (is_new) answers_.push_back(without);
  return entry->second;
}

std::uint32_t Completions::number_of_deadline(const Decision& decision) {
  const auto shown = shown_deadline(decision);
  const auto found = std::find(deadlines_.begin(), deadlines_.end(), shown);
  const auto number = static_cast<std::uint32_t>(found - deadlines_.begin());
  if (found == deadlines_.end()) deadlines_.push_back(shown);
  return number;
}

}  // namespace gatecast::engine
