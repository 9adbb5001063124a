// Walks the laid-out graph and fills in what differs from sign-in to sign-in. No allocation and no
// string is made here, and hardly a branch depends on the sign-in.
#include "engine/graph/decide.h"

#include <algorithm>
#include <array>

#include "engine/graph/graph.h"
#include "engine/graph/sources.h"

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
    if (graph.choices[i].size() == 1) return graph.choices[i].front();
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

bool offers_codes(const Draft& draft, const DecodedFacts& facts) {
  return (static_cast<unsigned>(draft.decision.backup_code) &
          static_cast<unsigned>(facts.backup_codes > 0)) != 0;
}

std::uint32_t admin_rule(const Program& program, const DecodedFacts& facts) {
  const auto last = static_cast<std::uint32_t>(program.admin_rules.size() - 1);
  return std::min(facts.admin_role, last);
}

// What even a final draft leaves open. `ends` is nothing if the walk was fused.
void fill_in(const Graph& graph, const Draft& draft, const std::uint32_t* ends,
             const DecodedFacts& facts, Decision& decision) {
  if (draft.skip_offers_codes && facts.backup_codes <= 0) decision.if_skipped->backup_code = false;
  if (draft.lock_deadline || draft.grace_deadline || draft.skip_deadline) {
    fill_deadlines(graph, draft, ends, facts, decision);
  }
}

// Calls `use` with the end of every row that the sign-in has. Most have five at most, and which
// they are nobody can foresee; so these five are walked together, whether there are rules in them
// or not.
template <class Use>
void for_each_end(const Graph& graph, const Layout& layout, const Sources& sources,
                  const DecodedFacts& facts, const Use& use) {
  Layout::Numbers numbers;
  layout.fill(sources, numbers);
  if (!graph.variables.is_split()) {
    return use(finish(graph, layout.run(numbers, facts.account_class), facts));
  }
  const NameRows& names = graph.program.names;
  const std::array<std::uint32_t, 5> rows{
      NameRows::everybody, names.applications[facts.application], names.countries[facts.country],
      facts.name_rows[0], facts.name_rows[1]};
  std::array<std::uint32_t, 5> ends;
  layout.run(numbers, rows, ends);
  for (const std::uint32_t end : ends) use(finish(graph, end, facts));
  for (const std::uint32_t row : facts.more_name_rows) {
    use(finish(graph, layout.run(numbers, row), facts));
  }
}

// One piece after the other.
Decision decide_in_parts(const Graph& graph, Sources& sources, const DecodedFacts& facts) {
  const Program& program = graph.program;
  std::uint32_t* ends = sources.data() + source::setting;
  std::fill(ends, ends + piece_count, 0);
  const std::size_t size = program.pieces.size();
  std::array<std::uint32_t, piece_count> best{};
  for_each_end(graph, program.settings, sources, facts, [&](std::uint32_t end) {
    const std::uint32_t* tuple = program.tuples.data() + end * size;
    for (std::size_t i = 0; i < size; ++i) best[i] = std::max(best[i], tuple[i]);
  });
  for (std::size_t i = 0; i < size; ++i) ends[program.pieces[i]] = best[i];
  static_assert(source::setting + Draft::then_end == source::then);
  std::uint32_t then = 0;
  for_each_end(graph, program.then, sources, facts,
               [&](std::uint32_t rank) { then = std::max(then, rank); });
  ends[Draft::then_end] = then;
  Layout::Numbers numbers;
  program.rows.fill(sources, numbers);
  const std::uint32_t end = program.rows.run(numbers, facts.account_class);
  const Draft& draft = program.drafts[finish(graph, end, facts)];

  ends[Draft::admin_role_end] = admin_rule(program, facts);
  ends[Draft::no_end] = 0;
  Decision decision = draft.decision;
  decision.reason = draft.reasons[ends[draft.reason_end]];
  decision.rule = draft.rules[ends[draft.rule_end]];
  constexpr auto limits = static_cast<std::size_t>(Piece::limits);
  decision.limits = &graph.limits[ends[limits]];
  decision.backup_code = offers_codes(draft, facts);
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
  const std::uint32_t end = program.fused.run(numbers, facts.account_class);
  const Draft& draft = program.drafts[finish(graph, end, facts)];
  Decision decision = draft.decision;
  decision.backup_code = offers_codes(draft, facts);
  if (!draft.is_open) return decision;
  if (draft.rule_end == Draft::admin_role_end)
    decision.rule = draft.rules[admin_rule(program, facts)];
  fill_in(graph, draft, nullptr, facts, decision);
  return decision;
}

void classify_account(const Graph& graph, DecodedFacts& facts) {
  facts.account_class = graph.walk(graph.program.account_root, facts);
  facts.name_rows.fill(NameRows::nobody);
  facts.more_name_rows.clear();
  if (!graph.variables.is_split()) return;
  const NameRows& names = graph.program.names;
  std::size_t count = 0;
  const auto add = [&](std::uint32_t row) {
    if (row == NameRows::nobody) return;
    if (count < facts.name_rows.size()) {
      facts.name_rows[count] = row;
    } else {
      facts.more_name_rows.push_back(row);
    }
    ++count;
  };
  const auto add_all = [&](const std::vector<std::uint32_t>& rows,
                           const std::vector<std::uint64_t>& bits) {
    for (std::size_t i = 0; i < rows.size() && i / 64 < bits.size(); ++i) {
      if (((bits[i / 64] >> (i % 64)) & 1) != 0) add(rows[i]);
    }
  };
  add(names.users[facts.user]);
  add_all(names.roles, facts.roles);
  add_all(names.groups, facts.groups);
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
const rules::Source& source_of(const Graph& graph) { return graph.source; }

Instant grace_deadline(const Graph& graph, const DecodedFacts& facts) {
  const Settings s = graph.settings_of(facts);
  const bool reset = facts.reset && s.after_reset == rules::AfterReset::required;
  const bool required = s.authenticator == rules::Requirement::required || reset;
  if (!s.can_enroll() || !required) return rules::instant_max;
  return graph.variables.grace_deadline(facts, s.days());
}

}  // namespace gatecast::engine
