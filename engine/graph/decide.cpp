// Walks the laid-out graph and fills in what differs from sign-in to sign-in. No allocation and no
// string is made here, and hardly a branch depends on the sign-in.
#include "engine/graph/decide.h"

#include <algorithm>
#include <bit>

#include "engine/graph/graph.h"

namespace gatecast::engine {
namespace {

// What lies below the last block of a layout.
std::uint32_t finish(const Graph& graph, std::uint32_t end, const DecodedFacts& facts) {
  if ((end & FlatDiagram::terminal_bit) != 0) return end & ~FlatDiagram::terminal_bit;
  return graph.walk(end, facts);
}

// The settings of grace that are in force, from the ends of a walk; nothing if it was fused.
Instant grace_end(const Graph& graph, const std::uint32_t* ends, const DecodedFacts& facts) {
  const auto value = [&](Piece piece) -> const Settings& {
    const auto i = static_cast<std::size_t>(piece);
    const std::uint32_t entry = ends != nullptr ? ends[i] : graph.entry(piece, facts);
    return graph.choices[i][graph.settings[i].choice[entry]];
  };
  const std::uint32_t days = value(Piece::grace_days).grace_days;
  const bool skips = value(Piece::grace_skips).grace_skips != absent;
  return graph.variables.grace_deadline(facts, days == absent && !skips ? 0 : days);
}

void fill_deadlines(const Graph& graph, const Draft& draft, const std::uint32_t* ends,
                    const DecodedFacts& facts, Decision& decision) {
  if (draft.lock_deadline) {
    if (facts.account_lock_until != rules::instant_max) {
      decision.deadline = facts.account_lock_until;
    }
    return;
  }
  const Instant end = grace_end(graph, ends, facts);
  if (end == rules::instant_max) return;
  if (draft.grace_deadline) decision.deadline = end;
  if (draft.skip_deadline) decision.if_skipped->deadline = end;
}

// What even a final draft leaves open. `ends` is nothing if the walk was fused.
void fill_in(const Graph& graph, const Draft& draft, const std::uint32_t* ends,
             const DecodedFacts& facts, Decision& decision) {
  if (draft.offers_codes && facts.backup_codes <= 0) {
    decision.backup_code = false;
    if (decision.if_skipped) decision.if_skipped->backup_code = false;
  }
  if (draft.lock_deadline || draft.grace_deadline || draft.skip_deadline) {
    fill_deadlines(graph, draft, ends, facts, decision);
  }
}

void run_row(const Graph& graph, const Layout& layout, const Layout::Numbers& numbers,
             std::uint32_t row, const DecodedFacts& facts, std::uint32_t* best) {
  std::uint32_t ends[piece_count];
  layout.run(numbers, row, ends);
  for (std::uint32_t r = 0; r < layout.roots; ++r) {
    best[r] = std::max(best[r], finish(graph, ends[r], facts));
  }
}

// The rows of the names that lie in these bits.
void run_names(const Graph& graph, const Layout& layout, const Layout::Numbers& numbers,
               const std::vector<std::uint64_t>& bits, const std::vector<std::uint32_t>& rows,
               const DecodedFacts& facts, std::uint32_t* best) {
  for (std::size_t word = 0; word < bits.size(); ++word) {
    for (std::uint64_t left = bits[word]; left != 0; left &= left - 1) {
      const std::size_t number = word * 64 + static_cast<std::size_t>(std::countr_zero(left));
      if (rows[number] != 0) run_row(graph, layout, numbers, rows[number], facts, best);
    }
  }
}

// The best of all rows that the sign-in has, by root.
void run_contests(const Graph& graph, const Layout& layout, const Sources& sources,
                  const DecodedFacts& facts, std::uint32_t* best) {
  Layout::Numbers numbers;
  layout.fill(sources, numbers);
  std::fill(best, best + layout.roots, 0);
  run_row(graph, layout, numbers, graph.variables.is_split() ? 0 : facts.account_class, facts,
          best);
  if (!graph.variables.is_split()) return;
  const auto run = [&](const std::vector<std::uint32_t>& rows, std::uint32_t number) {
    if (rows[number] != 0) run_row(graph, layout, numbers, rows[number], facts, best);
  };
  run(layout.applications, facts.application);
  run(layout.countries, facts.country);
  run(layout.users, facts.user);
  run_names(graph, layout, numbers, facts.roles, layout.roles, facts, best);
  run_names(graph, layout, numbers, facts.groups, layout.groups, facts, best);
}

// One piece after the other.
Decision decide_in_parts(const Graph& graph, Sources& sources, const DecodedFacts& facts) {
  const Program& program = graph.program;
  std::uint32_t* ends = sources.data() + source::setting;
  std::fill(ends, ends + piece_count, 0);
  std::uint32_t found[piece_count];
  run_contests(graph, program.settings, sources, facts, found);
  for (std::size_t i = 0; i < program.pieces.size(); ++i) ends[program.pieces[i]] = found[i];
  run_contests(graph, program.then, sources, facts, found);
  static_assert(source::setting + Draft::then_end == source::then);
  ends[Draft::then_end] = found[0];
  Layout::Numbers numbers;
  program.rows.fill(sources, numbers);
  program.rows.run(numbers, facts.account_class, found);
  const Draft& draft = program.drafts[finish(graph, found[0], facts)];

  ends[Draft::admin_role_end] = facts.admin_role;
  ends[Draft::no_end] = 0;
  Decision decision = draft.decision;
  decision.reason = draft.reasons[ends[draft.reason_end]];
  decision.rule = draft.rules[ends[draft.rule_end]];
  constexpr auto limits = static_cast<std::size_t>(Piece::limits);
  decision.limits = &graph.limits[ends[limits]];
  if (draft.is_open) fill_in(graph, draft, ends, facts, decision);
  return decision;
}

}  // namespace

Decision decide(const Graph& graph, const DecodedFacts& facts) {
  const Program& program = graph.program;
  Sources sources;
  fill_sources(graph, facts, sources);
  if (!program.is_fused) return decide_in_parts(graph, sources, facts);
  Layout::Numbers numbers;
  program.fused.fill(sources, numbers);
  std::uint32_t end = 0;
  program.fused.run(numbers, facts.account_class, &end);
  const Draft& draft = program.drafts[finish(graph, end, facts)];
  Decision decision = draft.decision;
  if (!draft.is_open) return decision;
  if (draft.rule_end == Draft::admin_role_end) decision.rule = draft.rules[facts.admin_role];
  fill_in(graph, draft, nullptr, facts, decision);
  return decision;
}

void classify_account(const Graph& graph, DecodedFacts& facts) {
  facts.account_class = graph.walk(graph.program.account_root, facts);
}

std::uint32_t channel_number(const Graph& graph, std::string_view channel) {
  const auto number = graph.variables.channels.find(channel);
  GATECAST_CHECK(number.has_value());
  return *number;
}

bool channel_exempt(const Graph& graph, std::uint32_t channel) {
  return channel < graph.channel_exempt.size() && graph.channel_exempt[channel];
}

std::uint32_t application_number(const Graph& graph, std::string_view application) {
  const auto number = graph.variables.applications.find(application);
  return number ? *number + 1 : 0;
}

int stage_of(const Graph& graph, const DecodedFacts& account) {
  int first = -1;
  Instant earliest = rules::instant_max;
  for (std::size_t i = 0; i < graph.stage_roots.size(); ++i) {
    if (graph.walk(graph.stage_roots[i], account) == 0) continue;
    const auto& steps = graph.variables.stage_steps[i];
    const std::size_t step = account.ramp_steps[i];
    const Instant admits = step < steps.size() ? steps[step] : rules::instant_max;
    if (first < 0 || admits < earliest) {
      first = static_cast<int>(i);
      earliest = admits;
    }
  }
  return first;
}

const rules::Policy& policy_of(const Graph& graph) { return graph.policy; }

Instant grace_deadline(const Graph& graph, const DecodedFacts& facts) {
  const Settings s = graph.settings_of(facts);
  const bool reset = facts.reset && s.after_reset == rules::AfterReset::required;
  const bool required = s.authenticator == rules::Requirement::required || reset;
  if (!s.can_enroll() || !required) return rules::instant_max;
  return graph.variables.grace_deadline(facts, s.days());
}

}  // namespace gatecast::engine
