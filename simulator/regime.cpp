#include "simulator/regime.h"

#include <algorithm>

namespace gatecast::simulator {

namespace {

using engine::Decision;
using rules::Method;
using rules::Outcome;

// Rows of SIGNIN's table that a person feels.
constexpr std::uint8_t row_locked = 2;
constexpr std::uint8_t row_required = 11;

}  // namespace

bool can_enroll(bool has_smartphone, const engine::MethodList& methods) {
  return (has_smartphone && methods.contains(Method::authenticator)) ||
         methods.contains(Method::passkey);
}

Method enrolls_in(bool has_smartphone, const engine::MethodList& methods) {
  const bool app = has_smartphone && methods.contains(Method::authenticator);
  return app ? Method::authenticator : Method::passkey;
}

Parameter setup_success(Method method) {
  return method == Method::passkey ? Parameter::passkey_setup_success_share
                                   : Parameter::setup_success_share;
}

Cause cause_of(const Decision& denial, bool locked) {
  const bool no_method = denial.reason == "no_usable_method";
  if (denial.row == row_locked) return Cause::attempts;
  if (denial.row == row_required && !no_method) return Cause::overdue;
  if (no_method) return locked ? Cause::attempts : Cause::no_usable_method;
  return Cause::none;  // refused on purpose (a `then:` rule, say); nobody to call about it
}

// Follows the answers of one outlook, situation by situation.
class Regimes::Builder {
 public:
  Builder(Regimes& regimes, std::uint32_t kind, const Outlook& outlook, const PersonState& state,
          const PersonTraits& person)
      : regimes_(regimes),
        kind_(regimes.kinds_[kind]),
        traits_((*regimes.traits_)[kind_.traits]),
        outlook_(outlook),
        state_(state),
        person_(person) {}

  Regime build() {
    const double sso = std::clamp(kind_.sso_share, 0.0, 1.0);
    const double device = traits_.of(Parameter::new_device_share);
    const double address = traits_.of(Parameter::new_address_share);
    const std::array<double, 4> places = {(1 - device) * (1 - address), device * (1 - address),
                                          (1 - device) * address, device * address};
    take(Situation::sso, sso, places);
    take(Situation::usual, 1 - sso, places);
    regime_.verified_lanes = static_cast<std::uint16_t>(verified_.size());
    regime_.lanes = std::move(verified_);
    regime_.lanes.insert(regime_.lanes.end(), unverified_.begin(), unverified_.end());
    regime_.complete();
    return std::move(regime_);
  }

 private:
  const Decision& decision(std::uint32_t number) const {
    return regimes_.outlooks_.decision(number);
  }

  // Sign-ins of a channel, by where they come from if that makes a difference.
  void take(Situation channel, double share, const std::array<double, 4>& places) {
    const Seen* seen = &outlook_.seen[static_cast<std::size_t>(channel)];
    const bool alike = std::all_of(seen, seen + 4, [&](const Seen& s) { return s == seen[0]; });
    // A sign-in by password may be verified, and then it matters from where it came.
    if (!outlook_.recognizes || (alike && by_sso(channel))) return take(channel, share, true);
    for (std::size_t p = 0; p < places.size(); ++p) {
      const auto place = static_cast<std::size_t>(channel) + p;
      take(static_cast<Situation>(place), share * places[p], false);
    }
  }

  void take(Situation situation, double share, bool any_device) {
    if (share <= 0) return;
    branch_ = {};
    branch_.situation = situation;
    branch_.any_device = any_device;
    const Seen& seen = outlook_.seen[static_cast<std::size_t>(situation)];
    const Decision& first = decision(seen.decision);
    branch_.decision = &first;
    if (first.outcome == Outcome::enroll && can_enroll(person_.has_smartphone, first.enroll_in)) {
      branch_.enrolling = regimes_.enrolling(first, state_, person_, kind_.facts.emergency);
    }
    if (first.outcome != Outcome::enroll) return follow(first, share, {});
    if (!first.may_skip) return must_enroll(first, share);
    branch_.after = &decision(seen.after);
    if (person_.willing && can_enroll(person_.has_smartphone, first.enroll_in)) {
      const double accepts = share * traits_.of(Parameter::prompt_accept_share);
      matters(Matter::accept, accepts);
      share -= accepts;
    }
    branch_.skips = true;
    if (regimes_.world_.skips_matter) return matters(Matter::other, share);
    LaneKind lane;
    lane.prompted = true;
    follow(decision(seen.after), share, lane);
  }

  void matters(Matter matter, double share) {
    if (share <= 0) return;
    branch_.matter = matter;
    branch_.share = share;
    regime_.matters[static_cast<std::size_t>(matter)] += share;
    regime_.branches.push_back(branch_);
  }

  void silent(const LaneKind& lane, double share, bool verified) {
    if (share <= 0) return;
    const LaneShare part{regimes_.counts_.lane(kind_.cohort, lane), share};
    (verified ? verified_ : unverified_).push_back(part);
  }

  void follow(const Decision& decision, double share, LaneKind lane) {
    switch (decision.outcome) {
      case Outcome::allow:
        // Who had no way in has one now.
        if (person_.out) return matters(Matter::other, share);
        lane.recognized = decision.reason == "recognized_device";
        return silent(lane, share, false);
      case Outcome::challenge:
        return challenge(decision, share, lane);
      case Outcome::deny:
        lane.refused = true;
        lane.blocked = cause_of(decision, false);
        if (lane.blocked != Cause::none && !nothing_left_to_do()) break;
        return silent(lane, share, false);
      case Outcome::enroll:
        break;
    }
    matters(Matter::other, share);
  }

  void challenge(const Decision& decision, double share, LaneKind lane) {
    // Who comes in after all calls again when he next cannot.
    if (person_.dirty || person_.out || person_.hopeless) return matters(Matter::other, share);
    const NumberedTable& numbered = regimes_.numbered_table(
        kind_.traits, decision, person_, outlook_.delays, state_.has_codes, kind_.facts.emergency);
    const ChallengeTable& table = numbered.table;
    if (!table.tree) return matters(Matter::other, share);
    branch_.table = &table;
    // Where a device can be recognized, one verified sign-in changes what the next ones get.
    branch_.in_any_case = outlook_.recognizes;
    const double traceless = outlook_.recognizes ? 0 : std::min(table.silent, 1.0);
    matters(Matter::trouble, share * (1 - traceless));
    lane.table = &table;
    lane.table_number = numbered.number;
    lane.table_key = numbered.key;
    lane.spent_seconds = traits_.of(Parameter::challenge_seconds);
    silent(lane, share * traceless, regimes_.world_.recognition_matters);
  }

  void must_enroll(const Decision& decision, double share) {
    const bool tries = can_enroll(person_.has_smartphone, decision.enroll_in) ||
                       decision.proof != engine::Proof::password;
    if (tries || !nothing_left_to_do()) return matters(Matter::other, share);
    LaneKind lane;
    lane.prompted = lane.refused = true;
    lane.blocked = Cause::overdue;
    silent(lane, share, false);
  }

  // Refused once more, and it is known already whether there is another way in.
  bool nothing_left_to_do() const {
    if (!person_.hopeless) return false;
    bool way_in = allows(Situation::usual);
    if (kind_.sso_share > 0) way_in |= allows(Situation::sso);
    return person_.out != way_in;
  }

  bool allows(Situation situation) const {
    const Seen& seen = outlook_.seen[static_cast<std::size_t>(situation)];
    const Decision& first = decision(seen.decision);
    if (first.outcome == Outcome::enroll && first.may_skip) {
      return decision(seen.after).outcome == Outcome::allow;
    }
    return first.outcome == Outcome::allow;
  }

  Regimes& regimes_;
  const Kind& kind_;
  const Traits& traits_;
  const Outlook& outlook_;
  const PersonState& state_;
  const PersonTraits& person_;
  Regime regime_;
  std::vector<LaneShare> verified_, unverified_;
  Branch branch_;
};

const Enrolling* Regimes::enrolling(const Decision& decision, const PersonState& state,
                                    const PersonTraits& person, bool emergency) {
  if (person.dirty || decision.proof != engine::Proof::password) return nullptr;
  const std::uint32_t code =
      state.code() << 2U | std::uint32_t{person.has_smartphone} << 1U | std::uint32_t{emergency};
  const auto [place, is_new] = enrollings_.try_emplace({&decision, code});
  Enrolling& result = place->second;
  if (!is_new) return &result;
  using engine::EventKind;
  const Method method = enrolls_in(person.has_smartphone, decision.enroll_in);
  result.method = method;
  engine::ChallengeState before;
  before.credentials.authenticator = state.authenticator;
  before.credentials.passkey = state.passkey;
  before.credentials.backup_codes = state.has_codes ? 1 : 0;
  before.credentials.reset = state.reset;
  before.credentials.emergency = emergency;
  const engine::Limits& limits = *decision.limits;
  const rules::Instant now = 0;
  engine::Step step = engine::step(before, {EventKind::begin, false, {}, &decision}, limits, now);
  step = engine::step(step.state, {EventKind::enroll_begin, false, method, nullptr}, limits, now);
  result.begun = step.state.credentials;
  step = engine::step(step.state, {EventKind::enroll_confirm, true, {}, nullptr}, limits, now);
  result.confirmed = step.state.credentials;
  result.succeeds = step.verdict == engine::StepVerdict::enrolled;
  result.issues_codes = result.confirmed.backup_codes != before.credentials.backup_codes;
  return &result;
}

void Regimes::begin(const std::vector<Traits>& traits) {
  traits_ = &traits;
  regimes_.clear();
  courses_.clear();
  found_.fill(nullptr);
  for (std::vector<Known>& known : known_courses_) known.clear();
  tables_.clear();
}

Course& Regimes::find(std::uint32_t kind, const PersonState& state, const PersonTraits& person) {
  const std::uint64_t code = Course::code_of(state, person);
  if (kind >= known_courses_.size()) known_courses_.resize(kind + std::size_t{1});
  for (const Known& known : known_courses_[kind]) {
    if (known.code == code) return *known.course;
  }
  return make(kind, state, person);
}

Course& Regimes::make(std::uint32_t kind, const PersonState& state, const PersonTraits& person) {
  Course& course = courses_.emplace_back();
  course.code = Course::code_of(state, person);
  course.kind = kind;
  course.state = state;
  course.person = person;
  course.timeline = &outlooks_.of(kind, state);
  for (const Outlook& outlook : course.timeline->spans) {
    course.steps.push_back({outlook.until_moment, outlook.until_point, nullptr});
  }
  known_courses_[kind].push_back({course.code, &course});
  return course;
}

const Regime& Regimes::make(const Course& course, Course::Step& step) {
  const Outlook& outlook =
      course.timeline->spans[static_cast<std::size_t>(&step - course.steps.data())];
  Regime& regime = regimes_.emplace_back(
      Builder(*this, course.kind, outlook, course.state, course.person).build());
  std::array<int, matter_count> branches{};
  for (const Branch& branch : regime.branches) {
    const auto m = static_cast<std::size_t>(branch.matter);
    regime.only[m] = ++branches[m] == 1 ? &branch : nullptr;
  }
  step.regime = &regime;
  return regime;
}

const Regimes::NumberedTable& Regimes::numbered_table(std::uint32_t traits,
                                                      const Decision& decision,
                                                      const PersonTraits& person,
                                                      const Delays& drilled, bool has_codes,
                                                      bool emergency) {
  std::uint64_t packed = traits;
  for (const Method method : decision.methods) {
    packed = packed << 2U | static_cast<std::uint64_t>(method);
  }
  packed = packed << 3U | decision.methods.size();
  packed = packed << 3U | (person.code() >> 2U & 7U);
  packed = packed << 1U | std::uint64_t{person.at_hand.clock_off};
  packed = packed << 3U | (std::uint64_t{decision.backup_code} << 2U |
                           std::uint64_t{has_codes} << 1U | std::uint64_t{emergency});
  // Different limits are at different places of the graph, for as long as it lives.
  std::unique_ptr<NumberedTable>& numbered =
      tables_[{packed, decision.limits, drilled.sms, drilled.email}];
  if (!numbered) {
    const Handling handling = simulator::handling((*traits_)[traits], drilled);
    const ChallengeKey challenge{decision.methods, decision.backup_code, emergency,
                                 decision.limits,  person.at_hand,       has_codes,
                                 handling.delays};
    const auto number = static_cast<std::uint32_t>(tables_.size()) - 1;
    numbered = std::make_unique<NumberedTable>(
        NumberedTable{trees_.table(challenge, handling.shares), number,
                      key_of(challenge) ^ world_.trait_classes[traits].key});
  }
  return *numbered;
}

}  // namespace gatecast::simulator
