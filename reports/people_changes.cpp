#include "reports/people_changes.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

#include "engine/analysis/diff.h"
#include "engine/graph/graph.h"
#include "engine/unknown/strictness.h"
#include "reports/difference_words.h"
#include "simulator/account_decisions.h"
#include "simulator/thread_pool.h"

namespace gatecast::reports {
namespace {

using rules::Instant;
using simulator::AccountDecisions;
using simulator::Course;
using simulator::Standing;

constexpr std::size_t accounts_at_once = 4096;
// Rules with hours may bring two a day, for a year.
constexpr std::size_t most_periods = 1000;

using Key = std::tuple<Instant, Instant, std::string, std::string>;

// A run of accounts; put together later, in order.
struct Piece {
  std::map<Key, PeopleChange> changes;
  std::uint64_t people = 0;
  std::uint64_t cut = 0;
  std::optional<rules::Failure> failure;
};

std::uint32_t kind_number(const engine::Decision& decision) {
  return static_cast<std::uint32_t>(std::hash<std::string>{}(engine::answer_key(decision)));
}

// A span of time in which an account gets two answers.
struct Segment {
  bool differs = false;
  bool uncertain = false;
  Instant from = 0, until = 0;
  std::string before, after;
};

// Of each side one, for one worker.
struct Pair {
  explicit Pair(const PeoplePlan& plan)
      : before(*plan.before.graph, plan.before.sign_in, kind_number),
        after(*plan.after.graph, plan.after.sign_in, kind_number) {}
  AccountDecisions before, after;
  simulator::Draft draft;
  Course old_course, new_course;
};

class Comparing {
 public:
  Comparing(const PeoplePlan& plan, Piece& piece) : plan_(plan), piece_(piece) {}

  // False where that fails.
  bool compare(std::uint32_t index, Pair& pair) {
    plan_.accounts->read(index, pair.draft);
    pair.before.take(pair.draft);
    pair.after.take(pair.draft);
    const auto follow = [&](AccountDecisions& decisions, Course& course) {
      const rules::Status done = decisions.over(plan_.from, plan_.until, most_periods, course);
      if (!done) piece_.failure = done.failure();
      return done.ok();
    };
    if (!follow(pair.before, pair.old_course) || !follow(pair.after, pair.new_course)) {
      return false;
    }
    const Instant end = std::min({plan_.until, pair.old_course.until, pair.new_course.until});
    if (end < plan_.until) ++piece_.cut;
    int stage = -1;
    stage_is_known_ = pair.after.admitted_at(stage).has_value();
    stage_ = stage;
    walk(index, pair.old_course, pair.new_course, end);
    return true;
  }

 private:
  // From change to change of either; neighbours of the same words are one.
  void walk(std::uint32_t index, const Course& a, const Course& b, Instant end) {
    std::set<Instant> dates{plan_.from, end};
    for (const Course* course : {&a, &b}) {
      for (const simulator::Period& period : course->periods) {
        if (period.from > plan_.from && period.from < end) dates.insert(period.from);
      }
    }
    Segment open;
    bool any = false;
    const auto close = [&](Instant at) {
      if (!open.differs) return;
      open.until = at;
      note(index, open);
      any = true;
    };
    std::size_t i = 0;
    std::size_t k = 0;
    for (const Instant at : dates) {
      // Who cannot be followed at all is compared at the first instant alone.
      if (at == end && end > plan_.from) break;
      while (i + 1 < a.periods.size() && a.periods[i + 1].from <= at) ++i;
      while (k + 1 < b.periods.size() && b.periods[k + 1].from <= at) ++k;
      Segment here = compared(a.periods[i].standing, b.periods[k].standing);
      const bool continues =
          here.differs && open.differs && here.before == open.before && here.after == open.after;
      if (continues) {
        open.uncertain = open.uncertain || here.uncertain;
        continue;
      }
      close(at);
      open = std::move(here);
      open.from = at;
    }
    close(end);
    if (any) ++piece_.people;
  }

  static Segment compared(const Standing& before, const Standing& after) {
    using What = engine::ChangedAnswer::What;
    const auto what = engine::what_changes(before.decision, after.decision);
    Segment segment;
    segment.differs = what.has_value();
    if (!what) return segment;
    segment.before = kind_words(before.decision);
    segment.after = *what == What::deadline  ? "the same, with another deadline"
                    : *what == What::details ? "the same, with other methods or the like"
                                             : kind_words(after.decision);
    segment.uncertain = !before.certain() || !after.certain();
    return segment;
  }

  void note(std::uint32_t index, const Segment& found) {
    PeopleChange& change = piece_.changes[{found.from, found.until, found.before, found.after}];
    if (change.accounts.empty()) {
      change.from = found.from;
      change.until = found.until;
      change.before = found.before;
      change.after = found.after;
    }
    change.accounts.push_back(index);
    change.uncertain += found.uncertain ? 1 : 0;
    const rules::Policy& policy = engine::policy_of(*plan_.after.graph);
    plan_.accounts->read(index, account_);
    const AccountKind kind = kind_of(account_, policy);
    if (const auto* roles = account_.roles.if_known()) {
      for (const std::string& name : *roles) ++change.by_role[name];
    }
    ++change.by_type[kind.type];
    change.administrators += kind.admin ? 1 : 0;
    ++change.by_stage[stage_name(policy)];
  }

  std::string stage_name(const rules::Policy& policy) const {
    if (!stage_is_known_) return "not known";
    if (stage_ < 0 || !policy.rollout) return "none";
    return policy.rollout->stages[static_cast<std::size_t>(stage_)].name.value;
  }

  const PeoplePlan& plan_;
  engine::Account account_;  // its memory is used again
  Piece& piece_;
  int stage_ = -1;
  bool stage_is_known_ = true;
};

void add(const std::map<std::string, std::uint64_t>& from,
         std::map<std::string, std::uint64_t>& to) {
  for (const auto& [name, number] : from) to[name] += number;
}

void put_together(PeopleChange& all, const PeopleChange& piece) {
  if (all.accounts.empty()) {
    all = piece;
    return;
  }
  all.accounts.insert(all.accounts.end(), piece.accounts.begin(), piece.accounts.end());
  all.administrators += piece.administrators;
  all.uncertain += piece.uncertain;
  for (std::size_t t = 0; t < all.by_type.size(); ++t) all.by_type[t] += piece.by_type[t];
  add(piece.by_role, all.by_role);
  add(piece.by_stage, all.by_stage);
}

}  // namespace

rules::Result<PeopleChanges> people_changes(const PeoplePlan& plan) {
  const std::size_t people = plan.accounts->size();
  const auto count = static_cast<int>((people + accounts_at_once - 1) / accounts_at_once);
  std::vector<Piece> pieces(static_cast<std::size_t>(count));
  std::vector<std::unique_ptr<Pair>> workers(
      static_cast<std::size_t>(simulator::worker_count(count, plan.threads)));
  for (auto& worker : workers) worker = std::make_unique<Pair>(plan);
  const auto work = [&](int index, int worker) {
    const auto number = static_cast<std::size_t>(index);
    Comparing comparing(plan, pieces[number]);
    const std::size_t end = std::min((number + 1) * accounts_at_once, people);
    for (std::size_t i = number * accounts_at_once; i < end; ++i) {
      Pair& pair = *workers[static_cast<std::size_t>(worker)];
      if (!comparing.compare(static_cast<std::uint32_t>(i), pair)) return;
    }
  };
  simulator::for_each_index(count, plan.threads, work, {});
  PeopleChanges result;
  result.accounts = people;
  std::map<Key, PeopleChange> all;
  for (const Piece& piece : pieces) {
    if (piece.failure) return *piece.failure;
    result.people += piece.people;
    result.cut += piece.cut;
    for (const auto& [key, change] : piece.changes) put_together(all[key], change);
  }
  for (auto& [key, change] : all) result.changes.push_back(std::move(change));
  std::stable_sort(result.changes.begin(), result.changes.end(),
                   [](const PeopleChange& a, const PeopleChange& b) {
                     if (a.from != b.from) return a.from < b.from;
                     return a.accounts.size() > b.accounts.size();
                   });
  return result;
}

}  // namespace gatecast::reports
