#include "simulator/challenge_tree.h"

#include <algorithm>

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

// Answers by a list of what was answered before, and goes on with `true`; afterwards the last
// `true` is turned into `false`, until every way was gone.
class Explorer {
 public:
  explicit Explorer(const SlipShares& shares) : shares_(shares) {}

  bool operator()(Slip slip) {
    const auto which = static_cast<std::size_t>(slip);
    if (certain(shares_[which])) return shares_[which] >= 1;
    if (depth_ == way_.size()) way_.push_back({which, true});
    const Turn& turn = way_[depth_++];
    return turn.yes;
  }

  void begin() { depth_ = 0; }
  void count(Ending& ending) const {
    for (const Turn& turn : way_) ++(turn.yes ? ending.yes : ending.no)[turn.slip];
  }
  // False: there is no other way.
  bool next() {
    while (!way_.empty() && !way_.back().yes) way_.pop_back();
    if (way_.empty()) return false;
    way_.back().yes = false;
    return true;
  }

 private:
  struct Turn {
    std::size_t slip;
    bool yes;
  };
  const SlipShares& shares_;
  std::vector<Turn> way_;
  std::size_t depth_ = 0;
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
  text.append(ending.yes.begin(), ending.yes.end());
  text.append(ending.no.begin(), ending.no.end());
  return text;
}

bool finite(Instant instant) {
  return instant != rules::instant_min && instant != rules::instant_max;
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
  std::unordered_map<std::string, std::size_t> alike;
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
    explorer.count(ending);
    const auto [known, is_new] = alike.try_emplace(text_of(ending), tree->endings.size());
    if (!is_new) {
      ++tree->endings[known->second].ways;
      continue;
    }
    tree->endings.push_back(ending);
    if (ending.is_silent()) {
      tree->most_wrong_codes = std::max<int>(tree->most_wrong_codes, ending.walk.wrong_codes);
    }
  } while (explorer.next());
  const auto traced = std::stable_partition(tree->endings.begin(), tree->endings.end(),
                                            [](const Ending& e) { return e.is_silent(); });
  tree->silent = static_cast<std::size_t>(traced - tree->endings.begin());
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
      8 * key.at_hand.number_current + 16 * key.at_hand.codes_saved + 32 * key.has_codes);
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

SlipShares slip_shares(const Traits& traits) {
  SlipShares shares{};
  const auto set = [&](Slip slip, Parameter parameter) {
    shares[static_cast<std::size_t>(slip)] = traits.of(parameter);
  };
  set(Slip::code_mistyped, Parameter::code_mistyped_share);
  set(Slip::sms_not_delivered, Parameter::sms_not_delivered_share);
  set(Slip::email_not_delivered, Parameter::email_not_delivered_share);
  set(Slip::resend, Parameter::resend_share);
  set(Slip::phone_not_at_hand, Parameter::phone_not_at_hand_share);
  set(Slip::gives_up, Parameter::gives_up_share);
  return shares;
}

ChallengeTable ChallengeTrees::table(const ChallengeKey& key, const SlipShares& shares) {
  const auto [place, is_new] = trees_.try_emplace(text_of(key, shares));
  std::shared_ptr<const ChallengeTree>& tree = place->second;
  if (is_new) tree = grow(key, shares);
  ChallengeTable table;
  table.tree = tree;
  if (!tree) return table;
  table.silent_chances.assign(static_cast<std::size_t>(tree->most_wrong_codes) + 1, 0.0);
  double sum = 0;
  for (const Ending& ending : tree->endings) {
    double chance = ending.ways;
    for (std::size_t slip = 0; slip < slip_count; ++slip) {
      for (int i = 0; i < ending.yes[slip]; ++i) chance *= shares[slip];
      for (int i = 0; i < ending.no[slip]; ++i) chance *= 1 - shares[slip];
    }
    sum += chance;
    table.up_to.push_back(sum);
    if (!ending.is_silent()) continue;
    table.silent = sum;
    table.silent_chances[ending.walk.wrong_codes] += chance;
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
