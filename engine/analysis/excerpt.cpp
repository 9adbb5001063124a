#include "engine/analysis/excerpt.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace gatecast::engine {
namespace {

// Wider disjunctions than this say little about any single choice.
constexpr std::size_t widest = 256;

}  // namespace

bool Implied::is_done(Lit lit) const {
  return done_[static_cast<std::size_t>(std::abs(lit))][lit > 0 ? 1 : 0];
}

// Operands come before what they are operands of.
const Implied::Values& Implied::of(Lit formula) {
  done_.resize(std::max(done_.size(), whole_.variables() + 1));
  const int last = std::abs(formula);
  std::vector<std::array<bool, 2>> wanted(static_cast<std::size_t>(last) + 1);
  const auto want = [&](Lit lit) {
    if (!is_done(lit)) wanted[static_cast<std::size_t>(std::abs(lit))][lit > 0 ? 1 : 0] = true;
  };
  want(formula);
  for (int variable = last; variable > 0; --variable) {
    const auto& is_wanted = wanted[static_cast<std::size_t>(variable)];
    const Lits* operands = whole_.operands(variable);
    if (operands == nullptr || (!is_wanted[0] && !is_wanted[1])) continue;
    for (const Lit operand : *operands) {
      if (is_wanted[1]) want(operand);
      if (is_wanted[0] && operands->size() <= widest) want(-operand);
    }
  }
  for (int variable = 1; variable <= last; ++variable) {
    const auto& is_wanted = wanted[static_cast<std::size_t>(variable)];
    if (is_wanted[0]) find(-variable);
    if (is_wanted[1]) find(variable);
  }
  return restricts_[formula];
}

void Implied::find(Lit lit) {
  done_[static_cast<std::size_t>(std::abs(lit))][lit > 0 ? 1 : 0] = true;
  const Lits* operands = whole_.operands(std::abs(lit));
  Values values;
  if (operands == nullptr) {
    values = of_fresh(lit);
  } else if (lit > 0) {
    for (const Lit operand : *operands) narrow(values, operand);
  } else if (operands->size() <= widest) {
    const auto first = restricts_.find(-operands->front());
    if (first != restricts_.end()) values = first->second;
    for (std::size_t i = 1; i < operands->size() && !values.empty(); ++i) {
      join(values, -(*operands)[i]);
    }
  }
  if (!values.empty()) restricts_[lit] = std::move(values);
}

Implied::Values Implied::of_fresh(Lit lit) const {
  const Solver::Threshold threshold = whole_.threshold(std::abs(lit));
  if (threshold.choice == Solver::Threshold::none) return {};
  std::vector<bool> may(whole_.choices()[threshold.choice].is.size());
  for (std::size_t i = 0; i < may.size(); ++i) may[i] = (i >= threshold.value) == (lit > 0);
  return {{threshold.choice, std::move(may)}};
}

// Where all operands hold, each choice has a value that all allow.
void Implied::narrow(Values& values, Lit operand) const {
  const auto found = restricts_.find(operand);
  if (found == restricts_.end()) return;
  for (const auto& [choice, allowed] : found->second) {
    const auto [entry, is_new] = values.try_emplace(choice, allowed);
    if (is_new) continue;
    for (std::size_t i = 0; i < allowed.size(); ++i) {
      entry->second[i] = entry->second[i] && allowed[i];
    }
  }
}

// Where one of several holds, one that any of them allows.
void Implied::join(Values& values, Lit operand) const {
  const auto found = restricts_.find(operand);
  if (found == restricts_.end()) return values.clear();
  for (auto entry = values.begin(); entry != values.end();) {
    const auto other = found->second.find(entry->first);
    bool restricts = false;
    if (other != found->second.end()) {
      for (std::size_t i = 0; i < entry->second.size(); ++i) {
        entry->second[i] = entry->second[i] || other->second[i];
        restricts = restricts || !entry->second[i];
      }
    }
    entry = restricts ? std::next(entry) : values.erase(entry);
  }
}

Excerpt::Excerpt(Implied& implied, Lit formula)
    : whole_(implied.whole()), values_(implied.of(formula)) {
  begin(formula);
}

void Excerpt::begin(Lit formula) {
  own_ = std::make_unique<Solver>();
  choices_.clear();
  copies_.assign(whole_.variables() + 1, 0);
  copies_[1] = own_->yes();
  for (std::size_t i = 2; i < settled_.size(); ++i) {
    if (settled_[i] != 0) copies_[i] = settled_[i] > 0 ? own_->yes() : own_->no();
  }
  for (const Lits& clause : whole_.required()) {
    Lits own;
    own.reserve(clause.size());
    for (const Lit lit : clause) own.push_back(copy(lit));
    own_->require(own);
  }
  for (const Lit lit : whole_.preferred()) {
    const Lit own = copy(lit);
    if (std::abs(own) != own_->yes()) own_->prefer(own);
  }
  copy(formula);
}

Excerpt Excerpt::where(Implied& implied, Lit formula) {
  Excerpt excerpt(implied, formula);
  excerpt.own_->require({excerpt.copied(formula)});
  while (excerpt.settle()) {
    excerpt.begin(formula);
    excerpt.require_settled();
  }
  return excerpt;
}

// What follows at once from all that is required, of the variables that were copied. Whether it
// is enough to copy them anew.
bool Excerpt::settle() {
  const std::vector<signed char> own = own_->settled();
  if (own.empty()) return false;
  settled_.resize(copies_.size());
  std::size_t more = 0;
  for (std::size_t i = 2; i < copies_.size(); ++i) {
    if (copies_[i] == 0 || settled_[i] != 0) continue;
    const signed char is = own[static_cast<std::size_t>(std::abs(copies_[i]))];
    if (is == 0) continue;
    const bool holds = (is > 0) == (copies_[i] > 0);
    const Solver::Threshold threshold = whole_.threshold(static_cast<int>(i));
    if (threshold.choice != Solver::Threshold::none) {
      more += settle_choice(threshold, holds) ? 1 : 0;
      continue;
    }
    settled_[i] = holds ? 1 : -1;
    if (std::abs(copies_[i]) != own_->yes()) ++more;
  }
  return more * 50 > own_->variables();
}

bool Excerpt::settle_choice(Solver::Threshold threshold, bool at_least) {
  auto& may = values_[threshold.choice];
  may.resize(whole_.choices()[threshold.choice].is.size(), true);
  bool changes = false;
  for (std::size_t i = 0; i < may.size(); ++i) {
    if (!may[i] || (i >= threshold.value) == at_least) continue;
    may[i] = false;
    changes = true;
  }
  return changes;
}

// Gates whose value is settled are not copied; one that is false needs an operand that is.
void Excerpt::require_settled() {
  for (std::size_t i = 2; i < settled_.size(); ++i) {
    const Lits* operands = whole_.operands(static_cast<int>(i));
    if (settled_[i] >= 0 || operands == nullptr) continue;
    Lits clause;
    bool is_met = false;
    for (const Lit operand : *operands) is_met = is_met || copied(operand) == own_->no();
    if (is_met) continue;
    for (const Lit operand : *operands) clause.push_back(-copy(operand));
    own_->require(clause);
  }
}

Lit Excerpt::copied(Lit lit) const {
  const auto variable = static_cast<std::size_t>(std::abs(lit));
  if (variable >= copies_.size()) return 0;
  return lit > 0 ? copies_[variable] : -copies_[variable];
}

Lit Excerpt::copy(Lit lit) {
  if (copies_.size() <= whole_.variables()) copies_.resize(whole_.variables() + 1);
  if (const Lit own = copied(lit); own != 0) return own;
  std::vector<int> open{std::abs(lit)};
  while (!open.empty()) {
    const int variable = open.back();
    const Lits* operands = whole_.operands(variable);
    bool ready = true;
    bool is_false = false;
    if (operands != nullptr && copied(variable) == 0) {
      for (const Lit operand : *operands) is_false = is_false || copied(operand) == own_->no();
      for (const Lit operand : *operands) {
        if (is_false || copied(operand) != 0) continue;
        open.push_back(std::abs(operand));
        ready = false;
      }
    }
    if (!ready) continue;
    open.pop_back();
    if (copied(variable) != 0) continue;
    copies_[static_cast<std::size_t>(variable)] = is_false ? own_->no() : copy_variable(variable);
  }
  return copied(lit);
}

// Of which all operands are there.
Lit Excerpt::copy_variable(int variable) {
  if (const Lits* operands = whole_.operands(variable)) {
    Lits all;
    all.reserve(operands->size());
    for (const Lit operand : *operands) all.push_back(copied(operand));
    return own_->all(std::move(all));
  }
  const Solver::Threshold threshold = whole_.threshold(variable);
  return threshold.choice == Solver::Threshold::none ? own_->fresh() : copy_threshold(threshold);
}

// A choice among the values that are left.
Lit Excerpt::copy_threshold(Solver::Threshold threshold) {
  const auto restricted = values_.find(threshold.choice);
  auto own = choices_.find(threshold.choice);
  if (own == choices_.end()) {
    const std::size_t size = whole_.choices()[threshold.choice].is.size();
    // With none at all the formula is false, whatever the choice.
    const auto left =
        restricted == values_.end()
            ? size
            : std::max<std::size_t>(
                  1, static_cast<std::size_t>(
                         std::count(restricted->second.begin(), restricted->second.end(), true)));
    own = choices_.emplace(threshold.choice, own_->choice(left)).first;
  }
  std::size_t first = threshold.value;
  if (restricted != values_.end()) {
    const auto end = restricted->second.begin() + threshold.value;
    first = static_cast<std::size_t>(std::count(restricted->second.begin(), end, true));
  }
  return first < own->second.at_least.size() ? own->second.at_least[first] : own_->no();
}

bool Excerpt::solve(const Lits& assumptions) {
  Lits own;
  needed_.clear();
  for (const Lit lit : assumptions) {
    own.push_back(copy(lit));
    if (own.back() != own_->no()) continue;
    needed_.push_back(lit);
    return false;
  }
  if (own_->solve(own)) {
    model_.assign(own_->variables() + 1, false);
    for (std::size_t i = 1; i < model_.size(); ++i) model_[i] = own_->value(static_cast<Lit>(i));
    return true;
  }
  const Lits core = own_->needed(own);
  for (std::size_t i = 0; i < own.size(); ++i) {
    if (std::find(core.begin(), core.end(), own[i]) != core.end())
      needed_.push_back(assumptions[i]);
  }
  return false;
}

// What was copied only now is made of what was there, or as it is ordinarily.
bool Excerpt::value(Lit lit) {
  const Lit own = copy(lit);
  while (model_.size() <= own_->variables()) {
    const Lits* operands = own_->operands(static_cast<int>(model_.size()));
    const bool all =
        operands != nullptr && std::all_of(operands->begin(), operands->end(),
                                           [&](Lit operand) { return holds(operand); });
    model_.push_back(all);
  }
  return holds(own);
}

}  // namespace gatecast::engine
