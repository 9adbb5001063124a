#include "simulator/way_in.h"

#include <algorithm>
#include <vector>

namespace gatecast::simulator {

namespace {

using engine::ChallengeState;
using engine::Decision;
using engine::DecodedFacts;
using engine::EventKind;
using engine::Phase;
using engine::StepVerdict;
using rules::Instant;
using rules::Method;
using rules::Outcome;

constexpr rules::Seconds hour = 3600;
// Of one challenge, before nobody is taken to get through it. As many as a tree is walked for.
constexpr int most_ways = 200'000;

// Way after way through what luck decides, until all were gone; first that on which luck helps.
class Ways {
 public:
  explicit Ways(const SlipShares& shares) : shares_(shares) {}

  bool operator()(Slip slip) {
    const double share = shares_[static_cast<std::size_t>(slip)];
    if (share <= 0 || share >= 1) return share >= 1;
    const bool helps = slip == Slip::resend || slip == Slip::late_code_waited;
    if (depth_ == way_.size()) way_.push_back({helps, false});
    return way_[depth_++].answer;
  }

  // False: there is no other way.
  bool next() {
    depth_ = 0;
    while (!way_.empty() && way_.back().is_second) way_.pop_back();
    if (way_.empty()) return false;
    way_.back() = {!way_.back().answer, true};
    return true;
  }

 private:
  struct Turn {
    bool answer;
    bool is_second;
  };
  const SlipShares& shares_;
  std::vector<Turn> way_;
  std::size_t depth_ = 0;
};

// What a challenge begins with is what it would begin with, were it the first.
bool leaves_no_trace(const engine::Credentials& credentials, Instant now) {
  return std::none_of(credentials.methods.begin(), credentials.methods.end(), [&](const auto& c) {
    const bool sent = c.sends_this_hour != 0 && now < c.hour_begin + hour;
    return sent || c.consecutive_failures != 0 || c.lockouts != 0 || c.hard || now < c.lock_until;
  });
}

// The rest of an enrollment, from the secret on.
bool enrolls(const ChallengeState& state, const Trying& who, const engine::Limits& limits,
             Instant now) {
  const engine::MethodList& methods = state.enroll_in;
  // Without a smartphone a passkey, which `step` refuses where the policy has none.
  const Method method = enrolls_in(who.person.has_smartphone, methods);
  if (!(method == Method::passkey ? who.sets_up_passkey : who.sets_up_app)) return false;
  engine::Step done =
      engine::step(state, {EventKind::enroll_begin, false, method, nullptr}, limits, now);
  done = engine::step(done.state, {EventKind::enroll_confirm, true, {}, nullptr}, limits, now);
  return done.verdict == StepVerdict::enrolled;
}

// Whether any way through the challenge or the enrollment ends with him in.
bool some_way_ends_well(const Decision& decision, const Trying& who, Instant now) {
  const engine::Limits& limits = *decision.limits;
  ChallengeState before;
  before.credentials = who.credentials;
  const engine::Step begun =
      engine::step(before, {EventKind::begin, false, {}, &decision}, limits, now);
  if (begun.state.phase == Phase::enroll) return enrolls(begun.state, who, limits, now);
  Ways ways(who.how.shares);
  for (int tried = 0; tried < most_ways; ++tried) {
    ChallengeState state = begun.state;
    CodeEntry entry(who.person.at_hand, who.how.delays, state, limits, now, ways);
    const Walk walk = entry.run(begun.verdict == StepVerdict::ok);
    if (walk.done && (state.phase != Phase::enroll || enrolls(state, who, limits, now)))
      return true;
    if (!ways.next()) return false;
  }
  return false;
}

}  // namespace

// The answer to a sign-in that is not asked to enroll, or has skipped that (where it is asked all
// the same, it is not let in).
bool WayIn::passes(const Decision& decision, const DecodedFacts& facts, const Trying& who) {
  if (decision.outcome != Outcome::challenge) return decision.outcome == Outcome::allow;
  if (leaves_no_trace(who.credentials, facts.now)) {
    const ChallengeKey key{decision.methods, decision.backup_code, facts.emergency,
                           decision.limits,  who.person.at_hand,   who.credentials.backup_codes > 0,
                           who.how.delays};
    if (const auto tree = trees_.tree(key, who.how.shares)) return tree->lets_in;
  }
  return some_way_ends_well(decision, who, facts.now);
}

bool WayIn::exists(const engine::Graph& graph, DecodedFacts& facts, const Trying& who) {
  facts.skipped = false;
  const Decision decision = engine::decide(graph, facts);
  if (decision.outcome != Outcome::enroll) return passes(decision, facts, who);
  // One that may be skipped names its proof even where it cannot be given.
  const bool tries =
      !decision.may_skip || (who.accepts && who.person.willing &&
                             can_enroll(who.person.has_smartphone, decision.enroll_in) &&
                             engine::enrollment_proof(graph, facts));
  if (tries && some_way_ends_well(decision, who, facts.now)) return true;
  if (!decision.may_skip) return false;
  facts.skipped = true;
  const Decision after = engine::decide(graph, facts);
  facts.skipped = false;
  return passes(after, facts, who);
}

}  // namespace gatecast::simulator
