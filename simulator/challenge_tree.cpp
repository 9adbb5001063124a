#include "simulator/challenge_tree.h"

#include <algorithm>
#include <cmath>
#include <compare>
#include <map>
#include <utility>

#include "rules/check.h"

namespace gatecast::simulator {

namespace {

using engine::ChallengeState;
using engine::EventKind;
using engine::MethodCounters;
using rules::Instant;

// Any instant will do: only spans of time matter in a challenge.
constexpr Instant tree_begin = 1'000'000'000;
// Some thousands come of the largest policies that people write; this is walked in half a second.
constexpr int most_ways = 200'000;

bool certain(double share) { return share <= 0 || share >= 1; }

// Where a way goes on: an ending or a turn.
struct Place {
  bool is_turn = false;
  std::uint32_t number = 0;
  friend bool operator==(const Place&, const Place&) = default;
  friend auto operator<=>(const Place&, const Place&) = default;
};

struct PlacedTurn {
  Slip slip{};
  Place yes, no;
  friend auto operator<=>(const PlacedTurn&, const PlacedTurn&) = default;
};

// Answers by a list of what was answered before, and goes on with `true`; afterwards the last
// `true` is turned into `false`, until every way was gone.
class Explorer {
 public:
  explicit Explorer(const SlipShares& shares) : shares_(shares) {}

  bool operator()(Slip slip) {
    const double share = shares_[static_cast<std::size_t>(slip)];
    if (certain(share)) return share >= 1;
    if (depth_ == way_.size()) way_.push_back({slip, true, {}});
    return way_[depth_++].yes;
  }

  void begin() { depth_ = 0; }
  // `ending` is where the way led. False: there is no other way.
  bool next(std::uint32_t ending) {
    Place place{false, ending};
    while (!way_.empty() && !way_.back().yes) {
      place = turn({way_.back().slip, way_.back().yes_leads_to, place});
      way_.pop_back();
    }
    if (way_.empty()) return false;
    way_.back().yes = false;
    way_.back().yes_leads_to = place;
    return true;
  }
  // In the order in which they were gone for good: what follows one comes before it.
  const std::vector<PlacedTurn>& turns() const { return turns_; }

 private:
  struct Answer {
    Slip slip;
    bool yes;
    Place yes_leads_to;  // once that is known
  };

  Place turn(const PlacedTurn& turn) {
    if (turn.yes == turn.no) return turn.yes;
    const auto next = static_cast<std::uint32_t>(turns_.size());
    const auto [known, is_new] = known_.try_emplace(turn, next);
    if (is_new) turns_.push_back(turn);
    return {true, known->second};
  }

  const SlipShares& shares_;
  std::vector<Answer> way_;
  std::size_t depth_ = 0;
  std::vector<PlacedTurn> turns_;
  std::map<PlacedTurn, std::uint32_t> known_;
};

bool same(const MethodCounters& a, const MethodCounters& b) {
  return a.consecutive_failures == b.consecutive_failures && a.lockouts == b.lockouts &&
         a.lock_until == b.lock_until && a.hard == b.hard &&
         a.sends_this_hour == b.sends_this_hour && a.hour_begin == b.hour_begin;
}

// What tells one ending from another.
std::string text_of(const Ending& ending) {
  std::string text;
  const auto add = [&](std::int64_t n) {
    text.append(reinterpret_cast<const char*>(&n), sizeof n);
  };
  const Walk& walk = ending.walk;
  add(walk.done + 2 * walk.lasting + 4 * walk.phone_elsewhere + 8 * walk.exhausted +
      16 * ending.backup_code_used);
  add(static_cast<int>(walk.cause) * 256 + walk.wrong_codes);
  for (const MethodCounters& c : ending.methods) {
    for (const std::int64_t n : {std::int64_t{c.consecutive_failures}, std::int64_t{c.lockouts},
                                 std::int64_t{c.lock_until}, std::int64_t{c.hard},
                                 std::int64_t{c.sends_this_hour}, std::int64_t{c.hour_begin}}) {
      add(n);
    }
  }
  return text;
}

bool finite(Instant instant) {
  return instant != rules::instant_min && instant != rules::instant_max;
}

// Silent endings to the front, and turns that know where they are.
void arrange(ChallengeTree& tree, const std::vector<PlacedTurn>& turns) {
  std::vector<std::uint32_t> place(tree.endings.size());
  std::vector<Ending> endings;
  for (const bool silent : {true, false}) {
    for (std::size_t e = 0; e < place.size(); ++e) {
      if (tree.endings[e].is_silent() != silent) continue;
      place[e] = static_cast<std::uint32_t>(endings.size());
      endings.push_back(tree.endings[e]);
    }
    if (silent) tree.silent = endings.size();
  }
  tree.endings = std::move(endings);
  const auto of = [&](const Place& to) {
    const auto first_turn = static_cast<std::uint32_t>(place.size());
    return to.is_turn ? first_turn + to.number : place[to.number];
  };
  for (const PlacedTurn& turn : turns) {
    tree.turns.push_back({turn.slip, of(turn.yes), of(turn.no)});
  }
}

// Nothing where there are too many ways.
std::shared_ptr<const ChallengeTree> grow(const ChallengeKey& key, const SlipShares& shares) {
  engine::Decision decision;
  decision.outcome = rules::Outcome::challenge;
  decision.methods = key.methods;
  decision.backup_code = key.backup_code;
  decision.limits = key.limits;
  ChallengeState before;
  before.credentials.backup_codes = key.has_codes ? 1 : 0;
  before.credentials.emergency = key.emergency;
  auto tree = std::make_shared<ChallengeTree>();
  std::unordered_map<std::string, std::uint32_t> alike;
  std::uint32_t led_to = 0;
  Explorer explorer(shares);
  int ways = 0;
  do {
    if (++ways > most_ways) return nullptr;
    explorer.begin();
    engine::Step begun =
        engine::step(before, {EventKind::begin, false, {}, &decision}, *key.limits, tree_begin);
    ChallengeState& state = begun.state;
    CodeEntry entry(key.at_hand, key.delays, state, *key.limits, tree_begin, explorer);
    Ending ending;
    ending.walk = entry.run(begun.verdict == engine::StepVerdict::ok);
    ending.backup_code_used = state.credentials.backup_codes != before.credentials.backup_codes;
    for (std::size_t m = 0; m < rules::method_count; ++m) {
      MethodCounters& counters = ending.methods[m];
      counters = state.credentials.methods[m];
      ending.leaves_counters |= !same(counters, MethodCounters{});
      if (finite(counters.lock_until)) counters.lock_until -= tree_begin;
      if (finite(counters.hour_begin)) counters.hour_begin -= tree_begin;
    }
    const auto next = static_cast<std::uint32_t>(tree->endings.size());
    const auto [known, is_new] = alike.try_emplace(text_of(ending), next);
    led_to = known->second;
    if (!is_new) continue;
    tree->endings.push_back(ending);
    tree->lets_in |= ending.walk.done;
    if (ending.is_silent()) {
      tree->most_wrong_codes = std::max<int>(tree->most_wrong_codes, ending.walk.wrong_codes);
    }
  } while (explorer.next(led_to));
  arrange(*tree, explorer.turns());
  return tree;
}

std::string text_of(const ChallengeKey& key) {
  std::string text;
  const auto add = [&](std::int64_t n) {
    text.append(reinterpret_cast<const char*>(&n), sizeof n);
  };
  for (const rules::Method m : key.methods) add(static_cast<int>(m));
  add(-1);
  add(key.backup_code + 2 * key.emergency + 4 * key.at_hand.has_secret +
      8 * key.at_hand.number_current + 16 * key.at_hand.codes_saved + 32 * key.has_codes +
      64 * key.at_hand.clock_off);
  const engine::Limits& l = *key.limits;
  for (const std::int64_t n :
       {std::int64_t{l.code_ttl}, std::int64_t{l.challenge_ttl}, std::int64_t{l.attempts},
        std::int64_t{l.resends}, std::int64_t{l.resend_cooldown}, std::int64_t{l.sends_per_hour},
        std::int64_t{l.method_lock_after}, std::int64_t{l.lockout}, std::int64_t{l.lockout_max},
        std::int64_t{l.hard_lock_after}}) {
    add(n);
  }
  if (key.delays.sms > 0 || key.delays.email > 0) {
    add(key.delays.sms);
    add(key.delays.email);
  }
  return text;
}

// And which luck decides at all.
std::string text_of(const ChallengeKey& key, const SlipShares& shares) {
  std::string text = text_of(key);
  for (const double share : shares) text += certain(share) ? (share >= 1 ? '1' : '0') : '?';
  return text;
}

}  // namespace

std::uint64_t key_of(const ChallengeKey& key) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;  // FNV-1a
  for (const char c : text_of(key))
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash;
}

Handling handling(const Traits& traits, const Delays& drilled) {
  Handling result;
  SlipShares& shares = result.shares;
  const auto set = [&](Slip slip, Parameter parameter) {
    shares[static_cast<std::size_t>(slip)] = traits.of(parameter);
  };
  set(Slip::code_mistyped, Parameter::code_mistyped_share);
  set(Slip::sms_not_delivered, Parameter::sms_not_delivered_share);
  set(Slip::email_not_delivered, Parameter::email_not_delivered_share);
  set(Slip::resend, Parameter::resend_share);
  set(Slip::phone_not_at_hand, Parameter::phone_not_at_hand_share);
  set(Slip::gives_up, Parameter::gives_up_share);
  set(Slip::sms_late, Parameter::sms_late_share);
  set(Slip::email_late, Parameter::email_late_share);
  set(Slip::late_code_waited, Parameter::late_code_waited_share);
  const auto delay = [&](Slip slip, Parameter minutes, rules::Seconds in_drill) {
    double& late = shares[static_cast<std::size_t>(slip)];
    if (in_drill > 0) late = 1;
    if (late <= 0) return rules::Seconds{0};
    // Whole minutes, so that ranges do not make a tree for each replicate.
    return in_drill > 0 ? in_drill : rules::Seconds{60} * std::lround(traits.of(minutes));
  };
  result.delays.sms = delay(Slip::sms_late, Parameter::sms_late_minutes, drilled.sms);
  result.delays.email = delay(Slip::email_late, Parameter::email_late_minutes, drilled.email);
  return result;
}

std::shared_ptr<const ChallengeTree> ChallengeTrees::tree(const ChallengeKey& key,
                                                          const SlipShares& shares) {
  const auto [place, is_new] = trees_.try_emplace(text_of(key, shares));
  if (is_new) place->second = grow(key, shares);
  return place->second;
}

ChallengeTable ChallengeTrees::table(const ChallengeKey& key, const SlipShares& shares) {
  ChallengeTable table;
  table.tree = this->tree(key, shares);
  const std::shared_ptr<const ChallengeTree>& tree = table.tree;
  if (!tree) return table;
  table.silent_chances.assign(static_cast<std::size_t>(tree->most_wrong_codes) + 1, 0.0);
  // Of being there: first in front of the challenge, then at each turn, at last at an ending.
  std::vector<double> chances(tree->endings.size() + tree->turns.size(), 0.0);
  chances.back() = 1;
  for (std::size_t i = tree->turns.size(); i-- > 0;) {
    const Turn& turn = tree->turns[i];
    const double here = chances[tree->endings.size() + i];
    const double share = shares[static_cast<std::size_t>(turn.slip)];
    chances[turn.yes] += here * share;
    chances[turn.no] += here * (1 - share);
  }
  table.up_to.reserve(tree->endings.size());
  double sum = 0;
  for (std::size_t e = 0; e < tree->endings.size(); ++e) {
    const Ending& ending = tree->endings[e];
    sum += chances[e];
    table.up_to.push_back(sum);
    if (!ending.is_silent()) continue;
    table.silent = sum;
    table.silent_chances[ending.walk.wrong_codes] += chances[e];
  }
  return table;
}

const Ending& ChallengeTable::draw(double uniform, bool of_all) const {
  const double from = of_all ? 0 : silent;
  const double at = from + uniform * (up_to.back() - from);
  const auto first = up_to.begin() + (of_all ? 0 : static_cast<std::ptrdiff_t>(tree->silent));
  const auto found = std::upper_bound(first, up_to.end() - 1, at);
  return tree->endings[static_cast<std::size_t>(found - up_to.begin())];
}

void apply_ending(const Ending& ending, Instant begin, engine::Credentials& credentials) {
  for (std::size_t m = 0; m < rules::method_count; ++m) {
    MethodCounters counters = ending.methods[m];
    if (finite(counters.lock_until)) counters.lock_until += begin;
    if (finite(counters.hour_begin)) counters.hour_begin += begin;
    credentials.methods[m] = counters;
  }
  if (ending.backup_code_used) --credentials.backup_codes;
}

}  // namespace gatecast::simulator
