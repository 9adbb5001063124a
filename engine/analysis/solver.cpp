#include "engine/analysis/solver.h"

#include <algorithm>
#include <cadical.hpp>

#include "rules/check.h"

namespace gatecast::engine {

struct Solver::Backend {
  CaDiCaL::Solver solver;
};

namespace {

constexpr int satisfiable = 10;
constexpr int unsatisfiable = 20;

}  // namespace

Solver::Solver() : backend_(std::make_unique<Backend>()) {
  backend_->solver.set("quiet", 1);
  // Many questions of one formula, most of them easy: it pays not to rework it between two.
  backend_->solver.set("inprocessing", 0);
  add({yes()});
}

Solver::~Solver() = default;

Lit Solver::fresh() {
  operands_.push_back(nullptr);
  return ++last_;
}

void Solver::add(const Lits& clause) {
  for (const Lit lit : clause) backend_->solver.add(lit);
  backend_->solver.add(0);
}

void Solver::require(const Lits& clause) {
  required_.push_back(clause);
  add(clause);
}

Solver::Threshold Solver::threshold(int variable) const {
  const auto found = thresholds_.find(variable);
  return found == thresholds_.end() ? Threshold{} : found->second;
}

std::size_t Solver::Hash::operator()(const Lits& lits) const {
  std::uint64_t hash = lits.size();
  for (const Lit lit : lits)
    hash = (hash ^ static_cast<std::uint32_t>(lit)) * 0x9E37'79B9'7F4A'7C15;
  return hash ^ (hash >> 32);
}

Lit Solver::all(Lits of) {
  std::sort(of.begin(), of.end());
  of.erase(std::unique(of.begin(), of.end()), of.end());
  of.erase(std::remove(of.begin(), of.end(), yes()), of.end());
  if (of.empty()) return yes();
  for (const Lit lit : of) {
    if (lit == no() || std::binary_search(of.begin(), of.end(), -lit)) return no();
  }
  if (of.size() == 1) return of.front();
  const auto [entry, is_new] = gates_.try_emplace(of, 0);
  if (!is_new) return entry->second;
  const Lit result = entry->second = fresh();
  operands_.back() = &entry->first;
  Lits back{result};
  for (const Lit lit : of) {
    add({-result, lit});
    back.push_back(-lit);
  }
  add(back);
  return result;
}

Lit Solver::any(Lits of) {
  for (Lit& lit : of) lit = -lit;
  return -all(std::move(of));
}

Choice Solver::choice(std::size_t values) {
  GATECAST_CHECK(values > 0);
  Choice choice;
  choice.at_least.push_back(yes());
  const auto number = static_cast<std::uint32_t>(choices_.size());
  for (std::size_t i = 1; i < values; ++i) {
    choice.at_least.push_back(fresh());
    thresholds_[last_] = {number, static_cast<std::uint32_t>(i)};
    if (i > 1) add({-choice.at_least[i], choice.at_least[i - 1]});
  }
  for (std::size_t i = 0; i < values; ++i) {
    const Lit later = i + 1 < values ? choice.at_least[i + 1] : no();
    choice.is.push_back(both(choice.at_least[i], -later));
  }
  choices_.push_back(choice);
  return choice;
}

Lits Solver::more_than(const Lits& of, std::size_t most) {
  Lits counts;  // more than i of those so far
  for (const Lit lit : of) {
    if (counts.size() < most) counts.push_back(no());
    for (std::size_t i = counts.size(); i-- > 0;) {
      const Lit fewer = i == 0 ? yes() : counts[i - 1];
      counts[i] = either(counts[i], both(fewer, lit));
    }
  }
  counts.resize(most, no());
  return counts;
}

void Solver::prefer(Lit lit) {
  preferred_.push_back(lit);
  backend_->solver.phase(lit);
}

bool Solver::solve(const Lits& assumptions) {
  for (const Lit lit : assumptions) backend_->solver.assume(lit);
  const int result = backend_->solver.solve();
  GATECAST_CHECK(result == satisfiable || result == unsatisfiable);
  return result == satisfiable;
}

Lits Solver::needed(const Lits& assumptions) const {
  Lits core;
  for (const Lit lit : assumptions) {
    if (backend_->solver.failed(lit)) core.push_back(lit);
  }
  return core;
}

std::vector<signed char> Solver::settled() {
  // Unit propagation, and nothing is tried out.
  backend_->solver.limit("decisions", 0);
  if (backend_->solver.solve() == unsatisfiable) return {};
  std::vector<signed char> values(variables() + 1);
  for (std::size_t i = 1; i < values.size(); ++i) {
    values[i] = static_cast<signed char>(backend_->solver.fixed(static_cast<Lit>(i)));
  }
  return values;
}

bool Solver::value(Lit lit) const { return backend_->solver.val(lit) > 0; }

}  // namespace gatecast::engine
