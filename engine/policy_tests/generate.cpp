#include "engine/policy_tests/generate.h"

#include <algorithm>
#include <map>
#include <optional>
#include <queue>
#include <set>

#include "engine/policy_tests/smaller.h"
#include "engine/unknown/strictness.h"
#include "rules/check.h"

namespace gatecast::engine {
namespace {

class Generator {
 public:
  Generator(const CoverageMeter& meter, const GoalSearch& search)
      : goals_(meter.goals()),
        reached_(meter.reached()),
        search_(search),
        open_(goals_.count()),
        times_(goals_.count()) {}

  GeneratedCases run() {
    choose();
    drop_needless();
    for (std::size_t i = 0; i < chosen_.size(); ++i) shrink(i);
    drop_needless();
    GeneratedCases all;
    for (Chosen& each : chosen_) {
      auto answered = answer(goals_.graph(), each.facts);
      GATECAST_CHECK(answered.ok());
      all.cases.push_back({std::move(each.facts), std::move(answered).value()});
    }
    for (Goal goal = 0; goal < times_.size(); ++goal) {
      if (goals_.is_edge(goal) && times_[goal] > 0) ++all.edges;
    }
    all.unsure = search_.unsure().size();
    return all;
  }

 private:
  using Shows = std::function<bool(const Answer&)>;
  struct Chosen {
    Facts facts;
    std::vector<Goal> goals;  // that no test at hand reaches, sorted
  };

  std::size_t gain(const Candidate& candidate) const {
    return static_cast<std::size_t>(std::count_if(candidate.goals.begin(), candidate.goals.end(),
                                                  [&](Goal goal) { return open_[goal]; }));
  }

  // Again and again the candidate that reaches most of what is left, and from it on to one that
  // reaches more still. (Fewest of all would take forever to find.)
  void choose() {
    for (Goal goal = 0; goal < open_.size(); ++goal) {
      open_[goal] = search_.found_by()[goal] != GoalSearch::none;
    }
    const std::vector<Candidate>& candidates = search_.candidates();
    std::priority_queue<std::pair<std::size_t, std::size_t>> best;  // gain, candidate
    for (std::size_t i = 0; i < candidates.size(); ++i) best.emplace(gain(candidates[i]), i);
    while (!best.empty()) {
      const auto [promised, index] = best.top();
      best.pop();
      const std::size_t now = gain(candidates[index]);
      if (now == 0) continue;
      if (now < promised) {
        best.emplace(now, index);
        continue;
      }
      Candidate chosen = climbed(candidates[index]);
      for (const Goal goal : chosen.goals) open_[goal] = false;
      add(search_.facts_of(chosen), std::move(chosen.goals));
      // What it left of the candidate it came from may still be needed.
      best.emplace(gain(candidates[index]), index);
    }
  }

  Candidate climbed(const Candidate& from) {
    Candidate best = from;
    std::size_t most = gain(best);
    for (bool higher = true; higher && climbs_ < most_climbs;) {
      higher = false;
      const Candidate at = best;
      search_.each_neighbour(at, [&](const Candidate& neighbour) {
        const std::size_t its = gain(neighbour);
        if (its > most) {
          most = its;
          best = neighbour;
          higher = true;
        }
        return ++climbs_ < most_climbs;
      });
    }
    return best;
  }

  void add(Facts facts, std::vector<Goal> goals) {
    std::erase_if(goals, [&](Goal goal) { return reached_[goal]; });
    for (const Goal goal : goals) ++times_[goal];
    chosen_.push_back({std::move(facts), std::move(goals)});
  }

  // From the last on: those reach the least.
  void drop_needless() {
    std::vector<Chosen> kept;
    for (std::size_t i = chosen_.size(); i-- > 0;) {
      Chosen& each = chosen_[i];
      if (std::any_of(each.goals.begin(), each.goals.end(),
                      [&](Goal goal) { return times_[goal] == 1; })) {
        kept.push_back(std::move(each));
      } else {
        for (const Goal goal : each.goals) --times_[goal];
      }
    }
    std::reverse(kept.begin(), kept.end());
    chosen_ = std::move(kept);
  }

  // Moves it to the first or the last second of a date at which its answer changes, so that it sees
  // when somebody moves the date: the date that fewest others look at. False if there is none.
  bool sharpen(Facts& facts, const Shows& shows) {
    std::optional<Instant> best;
    std::size_t fewest = 0;
    for (const Instant date : search_.dates()) {
      Facts before = facts;
      before.now = date - 1;
      Facts after = facts;
      after.now = date;
      const auto early = answer(goals_.graph(), before);
      const auto late = answer(goals_.graph(), after);
      GATECAST_CHECK(early.ok() && late.ok());
      if (answer_key(early.value().decision) == answer_key(late.value().decision)) continue;
      for (const Answer* each : {&early.value(), &late.value()}) {
        const Instant now = each == &early.value() ? date - 1 : date;
        if (!shows(*each) || (best && looked_at_[now] >= fewest)) continue;
        best = now;
        fewest = looked_at_[now];
      }
    }
    if (!best) return false;
    facts.now = *best;
    ++looked_at_[*best];
    return true;
  }

  // A time that others have.
  void share_time(Facts& facts, const Shows& shows) {
    for (const Instant now : nows_) {
      Facts tried = facts;
      tried.now = now;
      const auto answered = answer(goals_.graph(), tried);
      GATECAST_CHECK(answered.ok());
      if (!shows(answered.value())) continue;
      make_smaller(goals_.graph(), tried, shows);
      facts = std::move(tried);
      return;
    }
  }

  // Fewer facts, as long as it reaches what no other one does; and a time that says more.
  void shrink(std::size_t index) {
    Chosen& chosen = chosen_[index];
    std::vector<Goal> needed;
    for (const Goal goal : chosen.goals) {
      if (times_[goal] == 1) needed.push_back(goal);
    }
    const auto shows = [&](const Answer& answer) {
      const std::vector<Goal> goals = goals_.of(goals_.walker().walk(answer.facts));
      return std::includes(goals.begin(), goals.end(), needed.begin(), needed.end());
    };
    make_smaller(goals_.graph(), chosen.facts, shows);
    if (!sharpen(chosen.facts, shows)) share_time(chosen.facts, shows);
    nows_.insert(chosen.facts.now);
    for (const Goal goal : chosen.goals) --times_[goal];
    const auto answered = answer(goals_.graph(), chosen.facts);
    GATECAST_CHECK(answered.ok());
    chosen.goals = goals_.of(goals_.walker().walk(answered.value().facts));
    std::erase_if(chosen.goals, [&](Goal goal) { return reached_[goal]; });
    for (const Goal goal : chosen.goals) ++times_[goal];
  }

  // Sign-ins looked at to reach more with fewer, some seconds' worth.
  static constexpr std::size_t most_climbs = 1'000'000;
  const Goals& goals_;
  const std::vector<bool>& reached_;
  const GoalSearch& search_;
  std::vector<bool> open_;          // by goal
  std::vector<std::size_t> times_;  // by goal: how many of those chosen reach it
  std::vector<Chosen> chosen_;
  std::set<Instant> nows_;
  std::map<Instant, std::size_t> looked_at_;  // by second next to a date: how many cases
  std::size_t climbs_ = 0;
};

}  // namespace

rules::Result<GeneratedCases> generate_cases(const CoverageMeter& meter, const Progress& progress) {
  GoalSearch search(meter.goals(), meter.reached());
  if (search.too_large()) return rules::Failure{"the policy is too large to write tests for"};
  search.run(progress);
  return Generator(meter, search).run();
}

}  // namespace gatecast::engine
