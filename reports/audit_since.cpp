#include "reports/audit_since.h"

#include <map>
#include <utility>

#include "engine/graph/graph.h"

namespace gatecast::reports {

rules::Result<std::shared_ptr<const AuditSince>> changes_since(const Audit& audit, SincePlan plan) {
  auto since = std::make_shared<AuditSince>();
  since->before_path = std::move(plan.before_path);
  since->after_path = std::move(plan.after_path);
  since->people_plan.before = {plan.graph, plan.sign_in};
  since->people_plan.after = {audit.plan.graph, audit.plan.sign_in};
  since->people_plan.accounts = audit.plan.accounts;
  since->people_plan.from = audit.plan.at;
  since->people_plan.until = audit.policy().zone.midnight({audit.last_day.days + 1});
  since->people_plan.threads = audit.plan.threads;

  AuditPlan before = audit.plan;
  before.graph = std::move(plan.graph);
  before.sign_in = std::move(plan.sign_in);
  before.policy_digest = std::move(plan.policy_digest);
  auto counted = reports::audit(std::move(before));
  if (!counted) return counted.failure();
  since->before = std::move(counted).value();
  std::map<std::pair<Category, Category>, AccountList> moves;
  for (std::uint32_t i = 0; i < audit.accounts.size(); ++i) {
    const Category from = since->before.accounts[i].now.category;
    const Category to = audit.accounts[i].now.category;
    if (from == to) continue;
    moves[{from, to}].push_back(i);
    ++since->moved;
  }
  for (auto& [move, accounts] : moves) {
    since->moves.push_back({move.first, move.second, std::move(accounts)});
  }
  auto people = people_changes(since->people_plan);
  if (!people) return people.failure();
  since->people = std::move(people).value();
  const DifferenceSides sides = since->sides();
  auto difference = engine::diff(sides.before, sides.after);
  if (!difference) return difference.failure();
  since->difference = std::move(difference).value();
  return std::shared_ptr<const AuditSince>(std::move(since));
}

}  // namespace gatecast::reports
