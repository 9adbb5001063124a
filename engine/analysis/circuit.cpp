#include "engine/analysis/circuit.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "engine/graph/conditions.h"
#include "engine/graph/drafts.h"
#include "engine/unknown/strictness.h"

namespace gatecast::engine {

DraftedRows::DraftedRows(const Graph& graph) {
  Diagram diagram;
  const auto& all = graph.variables.all();
  std::unordered_map<std::uint32_t, Node> done;
  const Node leaves = unflatten(
      graph.diagram, graph.rows_root, [&](std::uint32_t v) { return all[v].size; }, diagram, done);
  Conditions conditions(graph.policy, graph.variables, graph.base, graph.choices, diagram);
  const Node rows = draft_rows(graph, leaves, conditions, diagram, drafts);
  too_large = diagram.too_large();
  if (too_large) return;
  std::vector<std::uint32_t> offsets;
  root = flatten(diagram, rows, flat, offsets);

  std::vector<std::uint32_t> order(drafts.size());
  std::iota(order.begin(), order.end(), 0);
  const auto stricter = [&](std::uint32_t a, std::uint32_t b) {
    return is_stricter(drafts[a].decision, drafts[b].decision);
  };
  std::stable_sort(order.begin(), order.end(), stricter);
  strictness.resize(drafts.size());
  for (std::size_t i = 1; i < order.size(); ++i) {
    strictness[order[i]] = strictness[order[i - 1]] + (stricter(order[i - 1], order[i]) ? 1 : 0);
  }
}

Circuit::Circuit(const DraftedRows& rows, View& view, const Account& account)
    : graph_(view.graph()),
      rows_(rows),
      view_(view),
      space_(view.space()),
      solver_(space_.solver()),
      account_(account) {}

// From the roots down, a node when all above it are done: children lie before their parents.
// `visit` is given each edge that may be taken.
template <class Visit>
void Circuit::descend(const FlatDiagram& flat, const Roots& roots, const Visit& visit) {
  std::map<std::uint32_t, Lits, std::greater<>> open;
  const auto reach = [&](std::uint32_t at, Lit lit) {
    if ((at & FlatDiagram::terminal_bit) == 0 && lit != solver_.no()) open[at].push_back(lit);
  };
  for (const auto& [root, lit] : roots) reach(root, lit);
  while (!open.empty()) {
    const std::uint32_t at = open.begin()->first;
    const Lit here = solver_.any(std::move(open.begin()->second));
    open.erase(open.begin());
    const std::uint32_t variable = flat.words[at];
    std::map<std::uint32_t, std::vector<std::uint32_t>> by_child;
    for (std::uint32_t i = 0; i < graph_.variables.all()[variable].size; ++i) {
      by_child[flat.words[at + 1 + i]].push_back(i);
    }
    for (const auto& [child, chosen] : by_child) {
      const Lit lit = solver_.both(here, edge(variable, chosen));
      if (lit == solver_.no()) continue;
      visit(Taken{at, child, lit});
      reach(child, lit);
    }
  }
}

Circuit::Ends Circuit::ends(const FlatDiagram& flat, std::uint32_t root) {
  if ((root & FlatDiagram::terminal_bit) != 0) {
    return {{root & ~FlatDiagram::terminal_bit, solver_.yes()}};
  }
  std::map<std::uint32_t, Lits> found;
  descend(flat, {{root, solver_.yes()}}, [&](const Taken& edge) {
    if ((edge.child & FlatDiagram::terminal_bit) == 0) return;
    found[edge.child & ~FlatDiagram::terminal_bit].push_back(edge.lit);
  });
  Ends all;
  for (auto& [end, lits] : found) {
    const Lit lit = solver_.any(std::move(lits));
    if (lit != solver_.no()) all.emplace(end, lit);
  }
  return all;
}

std::vector<Circuit::Taken> Circuit::taken(const FlatDiagram& flat, const Roots& roots) {
  std::vector<Taken> all;
  descend(flat, roots, [&](const Taken& edge) { all.push_back(edge); });
  return all;
}

Circuit::Roots Circuit::roots(const Contest& contest, Lit where) {
  Roots all{{contest.root, where}};
  for (const Contest::Bucket& bucket : contest.buckets) {
    all.emplace_back(bucket.root, solver_.both(where, has(bucket.name)));
  }
  return all;
}

Lits Circuit::by_value(std::uint32_t variable) {
  Lits lits;
  for (std::uint32_t value = 0; value < size(variable); ++value) {
    lits.push_back(edge(variable, {value}));
  }
  return lits;
}

// Of many values it is shorter to say which it is not.
Lit Circuit::edge(std::uint32_t variable, const std::vector<std::uint32_t>& chosen) {
  const Variable& v = graph_.variables.all()[variable];
  const std::uint32_t size = v.size;
  if (v.asks == Asks::time) return between_cuts(chosen);
  const bool negates = chosen.size() * 2 > size;
  Lits lits;
  std::size_t next = 0;
  for (std::uint32_t value = 0; value < size; ++value) {
    const bool is_chosen = next < chosen.size() && chosen[next] == value;
    if (is_chosen) ++next;
    if (is_chosen != negates) lits.push_back(is(variable, value));
  }
  const Lit any = solver_.any(std::move(lits));
  return negates ? -any : any;
}

// Runs of values, so that it does not matter which other cuts there are.
Lit Circuit::between_cuts(const std::vector<std::uint32_t>& chosen) {
  const auto& cuts = graph_.variables.cuts;
  Lits runs;
  for (std::size_t i = 0; i < chosen.size();) {
    const std::uint32_t first = chosen[i];
    std::uint32_t last = first;
    while (++i < chosen.size() && chosen[i] == last + 1) ++last;
    const Lit begun = first == 0 ? solver_.yes() : space_.at_or_after(cuts[first - 1]);
    const Lit over = last < cuts.size() ? space_.at_or_after(cuts[last]) : solver_.no();
    runs.push_back(solver_.both(begun, -over));
  }
  return solver_.any(std::move(runs));
}

Lit Circuit::holds(const FlatDiagram& flat, std::uint32_t root) {
  const Ends all = ends(flat, root);
  const auto yes = all.find(1);
  return yes == all.end() ? solver_.no() : yes->second;
}

Lit Circuit::is(std::uint32_t variable, std::uint32_t value) {
  const Variable& v = graph_.variables.all()[variable];
  switch (v.asks) {
    case Asks::admin:
      return value == 1 ? account_.administrator : -account_.administrator;
    case Asks::type:
      return account_.type[value];
    case Asks::setting:
    case Asks::then:
    case Asks::overdue:
    case Asks::grace_clock:
      return values(variable)[value];
    default:
      return view_.is(v, value);
  }
}

const Lits& Circuit::values(std::uint32_t variable) {
  if (const auto found = values_.find(variable); found != values_.end()) return found->second;
  const Variable& v = graph_.variables.all()[variable];
  Lits lits;
  if (v.asks == Asks::setting) {
    lits = setting_values(v.a);
  } else if (v.asks == Asks::then) {
    lits = then_values();
  } else if (v.asks == Asks::overdue) {
    lits = overdue_values(v.a);
  } else {
    const Lit over = v.a == absent ? solver_.no() : turned(v.a, 0);
    const Lit skips = v.b == absent ? solver_.yes() : space_.skips_left(v.b);
    const Lit open = solver_.both(-over, skips);
    lits = {-open, open};
  }
  return values_.emplace(variable, std::move(lits)).first->second;
}

Lits Circuit::setting_values(std::uint32_t piece) {
  std::vector<Lits> by_choice(graph_.choices[piece].size());
  for (const auto& [number, lit] : entry(static_cast<Piece>(piece))) {
    by_choice[graph_.settings[piece].choice[number]].push_back(lit);
  }
  Lits lits;
  for (Lits& each : by_choice) lits.push_back(solver_.any(std::move(each)));
  return lits;
}

Lits Circuit::then_values() {
  std::array<Lits, 5> by_value;
  for (const auto& [rank, lit] : then()) by_value[graph_.then_value(rank)].push_back(lit);
  Lits lits;
  for (Lits& each : by_value) lits.push_back(solver_.any(std::move(each)));
  return lits;
}

Lits Circuit::overdue_values(std::uint32_t days) {
  Lits passed{solver_.yes()};
  for (const std::uint32_t more : graph_.variables.overdue_days) {
    passed.push_back(days == absent ? solver_.no() : turned(days, more));
  }
  passed.push_back(solver_.no());
  Lits lits;
  for (std::size_t i = 0; i + 1 < passed.size(); ++i) {
    lits.push_back(solver_.both(passed[i], -passed[i + 1]));
  }
  return lits;
}

const Circuit::Winners& Circuit::entry(Piece piece) {
  const auto i = static_cast<std::size_t>(piece);
  if (!has_entries_[i]) entries_[i] = winners(graph_.settings[i].contest);
  has_entries_[i] = true;
  return entries_[i];
}

const Circuit::Winners& Circuit::then() {
  if (then_.empty()) then_ = winners(graph_.then);
  return then_;
}

// Ranks of a piece are the rules that set it, in order; those of `then:` stand in `then_order`.
Lit Circuit::wins(std::size_t rule) {
  Lits any;
  const auto add = [&](const Winners& winners, std::size_t rank) {
    for (const auto& [other, wins] : winners) {
      if (other == rank) any.push_back(wins);
    }
  };
  const auto& all = graph_.policy.rules;
  for (std::size_t i = 0; i < piece_count; ++i) {
    const auto piece = static_cast<Piece>(i);
    const auto sets_piece = [&](const rules::Rule& r) { return r.set && sets(*r.set, piece); };
    if (piece == Piece::limits || !sets_piece(all[rule])) continue;
    const auto end = all.begin() + static_cast<std::ptrdiff_t>(rule) + 1;
    add(entry(piece), static_cast<std::size_t>(std::count_if(all.begin(), end, sets_piece)));
  }
  const auto& order = graph_.then_order;
  const auto rank = std::find(order.begin() + 1, order.end(), rule);
  if (rank != order.end()) add(then(), static_cast<std::size_t>(rank - order.begin()));
  return solver_.any(std::move(any));
}

Lit Circuit::has(const Name& name) {
  const bool is_bit = name.asks == Asks::role || name.asks == Asks::group;
  if (is_bit) return view_.is({name.asks, name.number, 0, 2}, 1);
  return view_.is({name.asks, 0, 0, 0}, name.number);
}

// The greatest rank of those that everybody's diagram and those of a sign-in's names end in.
Circuit::Winners Circuit::winners(const Contest& contest) {
  std::map<std::uint32_t, Lits, std::greater<>> by_rank;
  for (const auto& [rank, lit] : ends(graph_.diagram, contest.root)) by_rank[rank].push_back(lit);
  for (const Contest::Bucket& bucket : contest.buckets) {
    const Lit named = has(bucket.name);
    for (const auto& [rank, lit] : ends(graph_.diagram, bucket.root)) {
      if (rank > 0) by_rank[rank].push_back(solver_.both(named, lit));
    }
  }
  Winners all;
  Lit open = solver_.yes();
  for (auto& [rank, lits] : by_rank) {
    const Lit entered = rank == 0 ? solver_.yes() : solver_.any(std::move(lits));
    const Lit wins = solver_.both(open, entered);
    if (wins != solver_.no()) all.emplace_back(rank, wins);
    open = solver_.both(open, -entered);
  }
  // Everybody's diagram need not end in 0, and then something else always wins.
  if (by_rank.count(0) == 0 && open != solver_.no()) all.emplace_back(0, open);
  return all;
}

// The earliest step that admits.
const Circuit::Admissions& Circuit::admissions() {
  if (has_admissions_) return admissions_;
  has_admissions_ = true;
  if (!graph_.policy.rollout) {
    admissions_.emplace_back(rules::instant_min, solver_.yes());
    return admissions_;
  }
  std::map<Instant, Lits> by_instant;
  for (std::uint32_t stage = 0; stage < graph_.stage_roots.size(); ++stage) {
    const Lit matches = holds(graph_.diagram, graph_.stage_roots[stage]);
    const bool ramp = graph_.policy.rollout->stages[stage].ramp.has_value();
    const auto& steps = graph_.variables.stage_steps[stage];
    for (std::uint32_t step = 0; step < steps.size(); ++step) {
      const Lit first = ramp ? view_.is({Asks::ramp, stage, 0, 0}, step) : solver_.yes();
      by_instant[steps[step]].push_back(solver_.both(matches, first));
    }
  }
  Lit open = solver_.yes();
  for (auto& [instant, lits] : by_instant) {
    const Lit admits = solver_.any(std::move(lits));
    admissions_.emplace_back(instant, solver_.both(open, admits));
    open = solver_.both(open, -admits);
  }
  return admissions_;
}

Lit Circuit::turned(std::uint32_t days, std::uint32_t more) {
  const auto [entry, is_new] = turned_.try_emplace({days, more}, 0);
  if (!is_new) return entry->second;
  const auto passed = [&](Instant opening) {
    return space_.at_or_after(view_.turn_of(opening, days, more));
  };
  Lits any{view_.stored_turned(days, more)};
  for (const auto& [at, is] : space_.created_at()) {
    Lits computed;
    for (const auto& [admission, lit] : admissions()) {
      computed.push_back(solver_.both(lit, passed(std::max(admission, at))));
    }
    any.push_back(solver_.all({space_.computed_opening(), is, solver_.any(std::move(computed))}));
  }
  for (const Space::CreatedBetween& each : space_.created_between()) {
    any.push_back(
        solver_.all({space_.computed_opening(), each.is, turned_between(each, days, more)}));
  }
  return turned_[{days, more}] = solver_.any(std::move(any));
}

// Of who is created between two dates: from then, or from admission where that is later.
Lit Circuit::turned_between(const Space::CreatedBetween& created, std::uint32_t days,
                            std::uint32_t more) {
  Lits early;
  Lits any;
  for (const auto& [admission, lit] : admissions()) {
    if (admission <= created.between.after) {
      early.push_back(lit);
    } else {
      any.push_back(solver_.both(lit, space_.at_or_after(view_.turn_of(admission, days, more))));
    }
  }
  any.push_back(solver_.both(solver_.any(std::move(early)), view_.created_turned(days, more)));
  return solver_.any(std::move(any));
}

bool Circuit::asks_grace(std::uint32_t days) const {
  const auto& all = graph_.variables.all();
  return std::any_of(all.begin(), all.end(),
                     [&](const Variable& v) { return v.asks == Asks::grace_clock && v.a == days; });
}

Lit Circuit::admitted() {
  Lits any;
  for (const auto& [admission, admits] : admissions()) {
    any.push_back(solver_.both(admits, space_.at_or_after(std::max(admission, space_.created()))));
  }
  return solver_.any(std::move(any));
}

std::map<std::uint32_t, Lit> Circuit::grace_lengths() {
  const auto piece = static_cast<std::size_t>(Piece::grace_days);
  std::map<std::uint32_t, Lits> by_days;
  for (const auto& [number, wins] : entry(Piece::grace_days)) {
    const std::uint32_t choice = graph_.settings[piece].choice[number];
    const std::uint32_t days = graph_.choices[piece][choice].grace_days;
    if (days != absent) by_days[days].push_back(wins);
  }
  std::map<std::uint32_t, Lit> all;
  for (auto& [days, lits] : by_days) all[days] = solver_.any(std::move(lits));
  return all;
}

const Circuit::Reasons& Circuit::reasons() {
  if (!reasons_.empty()) return reasons_;
  std::map<std::string_view, Lits> by_reason;
  for (const auto& [rank, lit] : then()) {
    by_reason[graph_.program.then_reasons[rank]].push_back(lit);
  }
  reasons_.reserve(by_reason.size());
  for (auto& [reason, lits] : by_reason) {
    reasons_.emplace_back(reason, solver_.any(std::move(lits)));
  }
  return reasons_;
}

const std::vector<PossibleAnswer>& Circuit::answers() {
  if (!answers_.empty()) return answers_;
  for (const auto& [number, lit] : ends(rows_.flat, rows_.root)) {
    const Draft& draft = rows_.drafts[number];
    if (!rows_.by_rule(number)) {
      answers_.push_back({lit, number, draft.decision});
      continue;
    }
    for (const auto& [reason, said] : reasons()) {
      PossibleAnswer answer{solver_.both(lit, said), number, draft.decision};
      answer.decision.reason = reason;
      if (answer.where != solver_.no()) answers_.push_back(answer);
    }
  }
  return answers_;
}

}  // namespace gatecast::engine
