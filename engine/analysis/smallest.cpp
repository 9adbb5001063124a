#include "engine/analysis/smallest.h"

#include <utility>

namespace gatecast::engine {
namespace {

class Search {
 public:
  Search(Space& space, Lit target)
      : space_(space),
        excerpt_(Excerpt::where(space.implied(), space.solver().both(target, -space.nameless()))) {}

  std::optional<std::vector<std::size_t>> run(std::size_t below) {
    const Lits& more = space_.more_differ();
    if (below <= more.size()) assumptions_.push_back(-more[below - 1]);
    if (!solve()) return std::nullopt;
    fix_fewest();
    assumptions_.push_back(space_.usual());
    if (!solve()) assumptions_.pop_back();
    const auto& choices = space_.choices();
    fix_least(space_.now(), choices.size());
    for (std::size_t i = 0; i < choices.size(); ++i) fix_least(choices[i].choice, i);
    return std::move(values_);
  }

 private:
  // Whether the assumptions can hold together; then `values_` are those of a model.
  bool solve() {
    if (!excerpt_.solve(assumptions_)) return false;
    values_ = space_.read_values([&](Lit lit) { return excerpt_.value(lit); });
    return true;
  }

  void fix_fewest() {
    const std::size_t most = space_.differing(values_).size();
    const Lits& more = space_.more_differ();
    for (std::size_t i = 0; i < more.size(); ++i) {
      assumptions_.push_back(-more[i]);
      // The model at hand shows that so many suffice.
      if (i == most || solve()) return;
      assumptions_.back() = more[i];
    }
  }

  // Fixes the least value of the choice that is possible; `at` is its place among the values.
  // Models are small from the beginning, so mostly nothing is less, or the first one is possible.
  void fix_least(const Choice& choice, std::size_t at) {
    std::size_t least = 0;
    const auto ask_before = [&](std::size_t value) {
      assumptions_.push_back(choice.before(value));
      if (!solve()) least = value;
      assumptions_.pop_back();
    };
    if (values_[at] > 0) ask_before(values_[at]);
    if (values_[at] > least + 1) ask_before(least + 1);
    while (least < values_[at]) ask_before(least + (values_[at] - least + 1) / 2);
    assumptions_.push_back(choice.is[values_[at]]);
  }

  Space& space_;
  Excerpt excerpt_;
  Lits assumptions_;
  std::vector<std::size_t> values_;
};

}  // namespace

std::optional<std::vector<std::size_t>> smallest_values(Space& space, Lit target,
                                                        std::size_t below) {
  if (target == space.solver().no() || below == 0) return std::nullopt;
  return Search(space, target).run(below);
}

}  // namespace gatecast::engine
