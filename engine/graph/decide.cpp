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
  decision.deadline = end;
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
  if (draft.lock_deadline || draft.grace_deadline) {
    fill_deadlines(graph, draft, ends, facts, decision);
  }
}

Decision decide_at_once(const Graph& graph, const DecodedFacts& facts) {
  const Program& program = graph.program;
  Numbers numbers;
  number_facts(graph, facts, numbers);
  std::array<std::uint32_t, 1> at{program.fused.starts[facts.account_class]};
  program.fused.run(numbers, 0, program.fused.block_count, at);
  const Draft& draft = program.drafts[finish(graph, at[0], facts)];
  Decision decision = draft.decision;
  decision.backup_code = offers_codes(draft, facts);
  if (!draft.is_open) return decision;
  if (draft.rule_end == Draft::admin_role_end) {
    decision.rule = &draft.rules[admin_rule(program, facts)];
  }
  fill_in(graph, draft, nullptr, facts, decision);
  return decision;
}

// One piece after the other, for so many rows: what the first blocks of later pieces ask is known
// from the start, so these are walked before they are due, and nobody has to wait for them.
template <std::size_t count>
class Parts {
 public:
  using Rows = std::array<std::uint32_t, count>;

  Parts(const Graph& graph, const DecodedFacts& facts, const Rows& rows)
      : graph_(graph), program_(graph.program), facts_(facts), rows_(rows) {}

  Decision decide() {
    number_facts(graph_, facts_, numbers_);
    Rows settings = start(program_.settings);
    Rows then = start(program_.then);
    std::array<std::uint32_t, 1> last{program_.rows.starts[facts_.account_class]};
    program_.rows.run(numbers_, 0, program_.rows.early_blocks, last);
    end_settings(settings);
    end_then(then);
    end(program_.rows, last);
    return decision(program_.drafts[last[0]]);
  }

 private:
  Rows start(const Layout& layout) const {
    Rows at;
    for (std::size_t i = 0; i < count; ++i) at[i] = layout.starts[rows_[i]];
    layout.run(numbers_, 0, layout.early_blocks, at);
    return at;
  }

  // The blocks that are left, and what lies below: terminals.
  template <std::size_t size>
  void end(const Layout& layout, std::array<std::uint32_t, size>& at) const {
    layout.run(numbers_, layout.early_blocks, layout.block_count, at);
    for (std::uint32_t& word : at) word = finish(graph_, word, facts_);
  }

  std::uint32_t end_of(const Layout& layout, std::uint32_t row) const {
    std::array<std::uint32_t, 1> at{layout.starts[row]};
    layout.run(numbers_, 0, layout.block_count, at);
    return finish(graph_, at[0], facts_);
  }

  void end_settings(Rows& at) {
    end(program_.settings, at);
    ends_.fill(0);
    const std::size_t size = program_.pieces.size();
    const std::uint32_t* tuples = program_.tuples.data();
    for (std::size_t i = 0; i < size; ++i) {
      std::uint32_t best = 0;
      for (const std::uint32_t tuple : at) best = std::max(best, tuples[tuple * size + i]);
      for (const std::uint32_t row : more_rows()) {
        best = std::max(best, tuples[end_of(program_.settings, row) * size + i]);
      }
      ends_[program_.pieces[i]] = best;
    }
    with_width(program_, [&](auto width) {
      Adder<decltype(width)::value> sum(program_, numbers_);
      for (const std::uint32_t piece : program_.pieces) {
        std::uint32_t& end = ends_[piece];
        sum.add(source::setting + piece, [&] { return end % Program::max_choices; });
        end /= Program::max_choices;
      }
      sum.store(numbers_);
    });
  }

  void end_then(Rows& at) {
    end(program_.then, at);
    std::uint32_t best = 0;
    for (const std::uint32_t rank : at) best = std::max(best, rank);
    for (const std::uint32_t row : more_rows()) {
      best = std::max(best, end_of(program_.then, row));
    }
    ends_[Draft::then_end] = best;
    with_width(program_, [&](auto width) {
      Adder<decltype(width)::value> sum(program_, numbers_);
      sum.add(source::then, [&] { return program_.then_values[best]; });
      sum.store(numbers_);
    });
  }

  const std::vector<std::uint32_t>& more_rows() const { return facts_.more_name_rows; }

  Decision decision(const Draft& draft) {
    ends_[Draft::admin_role_end] = admin_rule(program_, facts_);
    Decision decision = draft.decision;
    decision.reason = draft.reasons[ends_[draft.reason_end]];
    decision.rule = &draft.rules[ends_[draft.rule_end]];
    decision.limits = &graph_.limits[ends_[static_cast<std::size_t>(Piece::limits)]];
    decision.backup_code = offers_codes(draft, facts_);
    if (draft.is_open) fill_in(graph_, draft, ends_.data(), facts_, decision);
    return decision;
  }

  const Graph& graph_;
  const Program& program_;
  const DecodedFacts& facts_;
  const Rows& rows_;
  Numbers numbers_;
  std::array<std::uint32_t, Draft::end_count> ends_;
};

}  // namespace

Decision decide(const Graph& graph, const DecodedFacts& facts) {
  if (graph.program.is_fused) return decide_at_once(graph, facts);
  if (!graph.variables.is_split()) return Parts<1>(graph, facts, {facts.account_class}).decide();
  // Most sign-ins have five rows at most, and which they are nobody can foresee; so these five are
  // walked together, whether there are rules in them or not.
  const NameRows& names = graph.program.names;
  return Parts<5>(graph, facts,
                  {NameRows::everybody, names.applications[facts.application],
                   names.countries[facts.country], facts.name_rows[0], facts.name_rows[1]})
      .decide();
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
