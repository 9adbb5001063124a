#include "engine/analysis/paired_walk.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "engine/unknown/strictness.h"

namespace gatecast::engine {
namespace {

constexpr std::size_t most_pairs = 100'000;

// Where a variable is asked: those of the old policy by number, those that only the new one has
// between them.
using Position = std::pair<std::uint32_t, std::uint32_t>;
constexpr Position at_an_end{0xFFFF'FFFF, 0};

bool is_end(std::uint32_t at) { return (at & FlatDiagram::terminal_bit) != 0; }

// One of the diagrams: its nodes, and what makes one the same as one of the other.
struct Side {
  Side(Circuit& of, std::vector<std::uint32_t> of_drafts)
      : circuit(of), flat(of.rows().flat), meanings(std::move(of_drafts)) {
    std::vector<std::uint32_t> open{root()};
    while (!open.empty()) {
      const std::uint32_t at = open.back();
      open.pop_back();
      if (is_end(at) || !ids.try_emplace(at, 0).second) continue;
      for (std::uint32_t i = 0; i < size(at); ++i) open.push_back(child(at, i));
    }
  }

  std::uint32_t root() const { return circuit.rows().root; }
  std::uint32_t variable(std::uint32_t at) const { return flat.words[at]; }
  std::uint32_t size(std::uint32_t at) const { return circuit.size(variable(at)); }
  std::uint32_t child(std::uint32_t at, std::uint32_t i) const { return flat.words[at + 1 + i]; }
  std::uint32_t id(std::uint32_t at) const {
    return is_end(at) ? meanings[at & ~FlatDiagram::terminal_bit] : ids.at(at);
  }
  Position position(std::uint32_t at) const {
    return is_end(at) ? at_an_end : positions.at(variable(at));
  }

  Circuit& circuit;
  const FlatDiagram& flat;
  std::vector<std::uint32_t> meanings;          // by draft
  std::map<std::uint32_t, std::uint32_t> ids;   // by node, children before their parents
  std::map<std::uint32_t, Position> positions;  // by variable
};

class Walk {
 public:
  Walk(Side before, Side after)
      : solver_(before.circuit.solver()), before_(std::move(before)), after_(std::move(after)) {
    place_variables();
    for (const Side* side : {&before_, &after_}) {
      for (const std::uint32_t meaning : side->meanings) last_id_ = std::max(last_id_, meaning);
    }
    name_nodes(before_);
    name_nodes(after_);
  }

  // By pair of drafts that walks end in. False: there are too many.
  bool run(std::map<std::pair<std::uint32_t, std::uint32_t>, Lits>& ends) {
    reach(before_.root(), after_.root(), solver_.yes());
    std::size_t pairs = 0;
    while (!open_.empty()) {
      if (++pairs > most_pairs) return false;
      auto first = open_.extract(open_.begin());
      const auto& [position, before, after] = first.key();
      leave(position, before, after, solver_.any(std::move(first.mapped())));
    }
    ends = std::move(ends_);
    return true;
  }

 private:
  // A variable of both has the same formula for each value, whatever its number.
  void place_variables() {
    std::map<Lits, std::uint32_t> known;
    for (const std::uint32_t variable : variables(before_)) {
      before_.positions[variable] = {variable + 1, 0};
      known.try_emplace(before_.circuit.by_value(variable), variable + 1);
    }
    Position last{0, 0};
    for (const std::uint32_t variable : variables(after_)) {
      const auto same = known.find(after_.circuit.by_value(variable));
      const bool is_shared = same != known.end() && Position{same->second, 0} > last;
      last = is_shared ? Position{same->second, 0} : Position{last.first, variable + 1};
      after_.positions[variable] = last;
    }
  }

  // In order.
  static std::set<std::uint32_t> variables(const Side& side) {
    std::set<std::uint32_t> all;
    for (const auto& [at, id] : side.ids) all.insert(side.variable(at));
    return all;
  }

  // Nodes that ask the same and lead to the same have one name in both diagrams.
  void name_nodes(Side& side) {
    for (auto& [at, id] : side.ids) {
      const Position position = side.position(at);
      std::vector<std::uint32_t> same{position.first, position.second};
      bool asks = false;
      for (std::uint32_t i = 0; i < side.size(at); ++i) {
        same.push_back(side.id(side.child(at, i)));
        asks = asks || same.back() != same[2];
      }
      const auto [entry, is_new] = names_.try_emplace(std::move(same), last_id_ + 1);
      if (is_new) ++last_id_;
      id = asks ? entry->second : entry->first[2];
    }
  }

  void reach(std::uint32_t before, std::uint32_t after, Lit where) {
    if (where == solver_.no() || before_.id(before) == after_.id(after)) return;
    const Position position = std::min(before_.position(before), after_.position(after));
    if (position == at_an_end) {
      ends_[{before & ~FlatDiagram::terminal_bit, after & ~FlatDiagram::terminal_bit}].push_back(
          where);
    } else {
      open_[{position, before, after}].push_back(where);
    }
  }

  // To the children of the one that asks first, or of both.
  void leave(Position position, std::uint32_t before, std::uint32_t after, Lit here) {
    const bool old_asks = before_.position(before) == position;
    const bool new_asks = after_.position(after) == position;
    const Side& asking = old_asks ? before_ : after_;
    const std::uint32_t at = old_asks ? before : after;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::uint32_t>> chosen;
    for (std::uint32_t i = 0; i < asking.size(at); ++i) {
      chosen[{old_asks ? before_.child(before, i) : before,
              new_asks ? after_.child(after, i) : after}]
          .push_back(i);
    }
    for (const auto& [children, values] : chosen) {
      const Lit taken = asking.circuit.edge(asking.variable(at), values);
      reach(children.first, children.second, solver_.both(here, taken));
    }
  }

  Solver& solver_;
  Side before_, after_;
  std::uint32_t last_id_ = 0;
  std::map<std::vector<std::uint32_t>, std::uint32_t> names_;
  // Pairs of nodes that are reached, those that ask first in front.
  std::map<std::tuple<Position, std::uint32_t, std::uint32_t>, Lits> open_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, Lits> ends_;
};

// A number for each answer, but for what rules say of their own.
class Meanings {
 public:
  // `policy`: where rules may say other reasons in each of them, what they say is never the same.
  std::vector<std::uint32_t> of(const DraftedRows& rows, std::string_view policy) {
    std::vector<std::uint32_t> all;
    for (std::uint32_t number = 0; number < rows.drafts.size(); ++number) {
      std::string key = answer_key(rows.drafts[number].decision);
      if (rows.by_rule(number)) key += " by rule " + std::string(policy);
      all.push_back(
          numbers_.try_emplace(key, static_cast<std::uint32_t>(numbers_.size())).first->second);
    }
    return all;
  }

 private:
  std::map<std::string, std::uint32_t> numbers_;
};

// By what a caller sees of it: the answers that a draft is, with where it is each of them.
std::map<std::string, Lit> answers_of(Circuit& circuit, std::uint32_t number) {
  const Draft& draft = circuit.rows().drafts[number];
  if (!circuit.rows().by_rule(number)) {
    return {{answer_key(draft.decision), circuit.solver().yes()}};
  }
  std::map<std::string, Lit> all;
  Decision decision = draft.decision;
  for (const auto& [reason, said] : circuit.reasons()) {
    decision.reason = reason;
    all.emplace(answer_key(decision), said);
  }
  return all;
}

// Where walks that end so have one answer all the same, as a rule says just that.
Lit same_answer(Circuit& before, std::uint32_t old_draft, Circuit& after, std::uint32_t new_draft) {
  const auto old_answers = answers_of(before, old_draft);
  Lits same;
  for (const auto& [key, said] : answers_of(after, new_draft)) {
    const auto found = old_answers.find(key);
    if (found != old_answers.end()) same.push_back(before.solver().both(found->second, said));
  }
  return before.solver().any(std::move(same));
}

}  // namespace

std::optional<std::vector<PairedAnswers>> paired_answers(Circuit& before, Circuit& after) {
  // Where the same rules say the same, it is enough that rules decide.
  const bool same_reasons = before.reasons() == after.reasons();
  Meanings meanings;
  Side old_side(before, meanings.of(before.rows(), same_reasons ? "" : "before"));
  Side new_side(after, meanings.of(after.rows(), same_reasons ? "" : "after"));
  std::map<std::pair<std::uint32_t, std::uint32_t>, Lits> ends;
  if (!Walk(std::move(old_side), std::move(new_side)).run(ends)) return std::nullopt;
  Solver& solver = before.solver();
  std::vector<PairedAnswers> all;
  for (auto& [pair, lits] : ends) {
    const auto [old_draft, new_draft] = pair;
    const bool by_rule = before.rows().by_rule(old_draft) || after.rows().by_rule(new_draft);
    Lit where = solver.any(std::move(lits));
    if (by_rule) where = solver.both(where, -same_answer(before, old_draft, after, new_draft));
    if (where == solver.no()) continue;
    all.push_back(
        {before.rows().drafts[old_draft], after.rows().drafts[new_draft], by_rule, where});
  }
  return all;
}

}  // namespace gatecast::engine
