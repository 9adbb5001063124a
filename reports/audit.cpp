// Counts: decides every account on all cores, then gathers lists, roles, dates and changes in the
// order of the population, so that threads change nothing.
#include "reports/audit.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "engine/graph/graph.h"
#include "reports/audit_dates.h"
#include "simulator/account_decisions.h"
#include "simulator/thread_pool.h"

namespace gatecast::reports {
namespace {

using rules::Instant;
using simulator::AccountDecisions;

constexpr std::size_t accounts_at_once = 4096;

AuditState state_of(const simulator::Standing& standing) {
  const engine::Decision& decision = standing.decision;
  AuditState state;
  state.category = standing.certain() ? category_of(decision) : Category::unknown;
  state.outcome = decision.outcome;
  state.methods = decision.methods;
  if (decision.if_skipped) state.methods = decision.if_skipped->methods;
  state.reason = decision.reason;
  // Long ago is no deadline to show.
  if (decision.deadline != rules::instant_min) state.deadline = decision.deadline;
  state.rule = decision.rule;
  return state;
}

// A run of accounts; what it finds is put together later, in order.
struct Piece {
  std::vector<std::vector<std::string>> unknown_sets;  // numbered from 1 in the accounts
  std::vector<AccountChange> changes;
  std::uint64_t changing_often = 0;
  std::optional<rules::Failure> failure;
};

class Counting {
 public:
  explicit Counting(Audit& audit)
      : audit_(audit), graph_(*audit.plan.graph), people_(*audit.plan.accounts) {
    const rules::TimeZone& zone = graph_.policy.zone;
    audit_.last_day = {zone.local_date(audit.plan.at).days + audit_days};
    until_ = zone.midnight({audit_.last_day.days + 1});
    audit_.accounts.resize(people_.size());
    admissions_.resize(people_.size());
  }

  rules::Status decide() {
    const auto count = static_cast<int>((people_.size() + accounts_at_once - 1) / accounts_at_once);
    std::vector<Piece> pieces(static_cast<std::size_t>(count));
    const int threads = audit_.plan.threads;
    std::vector<std::unique_ptr<AccountDecisions>> workers(
        static_cast<std::size_t>(simulator::worker_count(count, threads)));
    for (auto& worker : workers) {
      worker = std::make_unique<AccountDecisions>(
          graph_, audit_.plan.sign_in, [](const engine::Decision& decision) {
            return static_cast<std::uint32_t>(category_of(decision));
          });
    }
    simulator::for_each_index(count, threads,
                              [&](int index, int worker) {
                                const auto number = static_cast<std::size_t>(index);
                                decide_piece(number * accounts_at_once,
                                             *workers[static_cast<std::size_t>(worker)],
                                             pieces[number]);
                              },
                              {});
    return put_together(pieces);
  }

  const std::vector<Admission>& admissions() const { return admissions_; }
  const std::vector<AccountChange>& changes() const { return changes_; }

 private:
  void decide_piece(std::size_t begin, AccountDecisions& decisions, Piece& piece) {
    const std::size_t end = std::min(begin + accounts_at_once, people_.size());
    simulator::Course course;
    simulator::Draft draft;
    std::map<std::vector<std::string>, std::uint32_t> numbers;
    for (std::size_t i = begin; i < end; ++i) {
      people_.read(i, draft);
      decisions.take(draft);
      const rules::Status done =
          decisions.over(audit_.plan.at, until_, most_changes_each + 1, course);
      if (!done) {
        piece.failure = done.failure();
        return;
      }
      note_course(static_cast<std::uint32_t>(i), course, piece);
      const simulator::Standing& now = course.periods.front().standing;
      if (!now.certain()) {
        const auto next = static_cast<std::uint32_t>(numbers.size() + 1);
        const auto [at, is_new] = numbers.try_emplace(now.unknown, next);
        if (is_new) piece.unknown_sets.push_back(now.unknown);
        audit_.accounts[i].unknown = at->second;
      }
      admissions_[i].at = decisions.admitted_at(admissions_[i].stage);
    }
  }

  void note_course(std::uint32_t index, const simulator::Course& course, Piece& piece) {
    AuditedAccount& account = audit_.accounts[index];
    AuditState before = state_of(course.periods.front().standing);
    account.now = before;
    const bool is_cut = course.until < until_;
    const bool is_full = course.periods.size() == most_changes_each + 1;
    account.is_dated = !is_cut || is_full;
    if (is_cut && is_full) ++piece.changing_often;
    for (std::size_t i = 1; i < course.periods.size(); ++i) {
      const AuditState after = state_of(course.periods[i].standing);
      const Instant at = course.periods[i].from;
      if (i == 1) account.changes_at = at;
      if (i == 1) account.next = after;
      piece.changes.push_back({index, at, before, after});
      before = after;
    }
  }

  rules::Status put_together(const std::vector<Piece>& pieces) {
    audit_.unknown_sets.assign(1, {});
    std::map<std::vector<std::string>, std::uint32_t> numbers;
    for (std::size_t p = 0; p < pieces.size(); ++p) {
      if (pieces[p].failure) return *pieces[p].failure;
      changes_.insert(changes_.end(), pieces[p].changes.begin(), pieces[p].changes.end());
      audit_.changing_often += pieces[p].changing_often;
      std::vector<std::uint32_t> moved{0};
      for (const auto& names : pieces[p].unknown_sets) {
        const auto next = static_cast<std::uint32_t>(audit_.unknown_sets.size());
        const auto [at, is_new] = numbers.try_emplace(names, next);
        if (is_new) audit_.unknown_sets.push_back(names);
        moved.push_back(at->second);
      }
      const std::size_t begin = p * accounts_at_once;
      const std::size_t end = std::min(begin + accounts_at_once, people_.size());
      for (std::size_t i = begin; i < end; ++i) {
        audit_.accounts[i].unknown = moved[audit_.accounts[i].unknown];
      }
    }
    return rules::Done{};
  }

  Audit& audit_;
  const engine::Graph& graph_;
  const simulator::AccountColumns& people_;
  Instant until_ = 0;
  std::vector<Admission> admissions_;
  std::vector<AccountChange> changes_;
};

void list_categories(Audit& audit) {
  for (std::uint32_t i = 0; i < audit.accounts.size(); ++i) {
    const AuditedAccount& account = audit.accounts[i];
    const auto category = static_cast<std::size_t>(account.now.category);
    audit.lists[category].push_back(i);
    ++audit.counts[category];
    if (!account.is_dated) ++audit.undated;
    const std::optional<double> sso_share = audit.plan.accounts->sso_share(i);
    if (simulator::signs_in_by_sso(sso_share)) {
      ++audit.by_sso;
    } else if (sso_share.value_or(0) > 0) {
      ++audit.partly_by_sso;
    }
  }
}

void list_roles(Audit& audit) {
  std::map<std::string, std::size_t> places;
  for (const rules::Role& role : audit.policy().roles) {
    places.emplace(role.name.value, audit.roles.size());
    audit.roles.push_back({role.name.value, role.type, role.admin, {}, {}});
  }
  const auto place = [&](const std::string& name) {
    const auto [at, is_new] = places.try_emplace(name, audit.roles.size());
    if (is_new) audit.roles.push_back({name, std::nullopt, false, {}, {}});
    return at->second;
  };
  // Of each set of roles; sets are numbered as they appear, so their roles come in that order too.
  const simulator::AccountColumns& accounts = *audit.plan.accounts;
  std::vector<std::vector<std::size_t>> places_of_set;
  for (std::uint32_t set = 0; set < accounts.role_sets(); ++set) {
    const auto roles = accounts.roles_of(set);
    auto& of_set = places_of_set.emplace_back();
    for (const std::string& name : roles.value_or({})) of_set.push_back(place(name));
    if (of_set.empty()) of_set.push_back(place(roles.is_unknown() ? "?" : ""));
  }
  for (std::uint32_t i = 0; i < audit.accounts.size(); ++i) {
    const AuditedAccount& account = audit.accounts[i];
    for (const std::size_t at : places_of_set[accounts.role_set(i)]) {
      AuditedRole& role = audit.roles[at];
      ++role.counts[static_cast<std::size_t>(account.now.category)];
      if (account.exception >= 0) ++role.exceptions[account.exception];
    }
  }
}

void list_unknown_facts(Audit& audit) {
  std::vector<std::uint64_t> uses(audit.unknown_sets.size());
  for (const AuditedAccount& account : audit.accounts) ++uses[account.unknown];
  std::map<std::string, std::uint64_t> facts;
  for (std::size_t i = 0; i < uses.size(); ++i) {
    for (const std::string& fact : audit.unknown_sets[i]) facts[fact] += uses[i];
  }
  for (const auto& [fact, accounts] : facts) audit.unknown_facts.push_back({fact, accounts});
  std::stable_sort(audit.unknown_facts.begin(), audit.unknown_facts.end(),
                   [](const auto& a, const auto& b) { return a.accounts > b.accounts; });
}

}  // namespace

rules::Result<Audit> audit(AuditPlan plan) {
  Audit audit;
  audit.plan = std::move(plan);
  Counting counting(audit);
  if (const rules::Status decided = counting.decide(); !decided) return decided.failure();
  list_categories(audit);
  list_unknown_facts(audit);
  list_exceptions(audit);
  list_roles(audit);
  list_dates(counting.admissions(), audit);
  list_changes(counting.changes(), audit);
  return audit;
}

}  // namespace gatecast::reports
