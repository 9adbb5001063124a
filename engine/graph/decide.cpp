// Walks the laid-out graph and fills in what differs from sign-in to sign-in. No allocation and no
// string is made here, and hardly a branch depends on the sign-in.
#include "engine/graph/decide.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "engine/graph/graph.h"
#include "engine/graph/sources.h"

namespace gatecast::engine {
namespace {

// The settings of grace that are in force, from the ends of a walk; nothing if it was fused.
Instant grace_end(const Graph& graph, const std::uint32_t* ends, const DecodedFacts& facts) {
  const Program& program = graph.program;
  const auto value = [&](Piece piece) -> const Settings& {
    const auto i = static_cast<std::size_t>(piece);
    if (graph.choices[i].size() == 1) return graph.choices[i].front();
    if (ends == nullptr)
      return graph.choices[i][graph.settings[i].choice[graph.entry(piece, facts)]];
    const auto& pieces = program.pieces;
    const auto place =
        static_cast<std::size_t>(std::find(pieces.begin(), pieces.end(), i) - pieces.begin());
    // That of no rule, if none that sets it ever wins.
    if (place == pieces.size()) return graph.choices[i][graph.settings[i].choice[0]];
    return graph.choices[i][program.rankings[place].choices[ends[place]]];
  };
  const std::uint32_t days = value(Piece::grace_days).grace_days;
  const bool skips = value(Piece::grace_skips).grace_skips != absent;
  return graph.variables.grace_deadline(facts, days == absent && !skips ? 0 : days);
}

bool offers_codes(const Draft& draft, const DecodedFacts& facts) {
  return (static_cast<unsigned>(draft.decision.backup_code) &
          static_cast<unsigned>(facts.backup_codes > 0)) != 0;
}

std::uint32_t admin_rule(const Program& program, const DecodedFacts& facts) {
  const auto last = static_cast<std::uint32_t>(program.admin_rules.size() - 1);
  return std::min(facts.admin_role, last);
}

// By masks, since no processor foresees which decisions show a deadline.
void fill_deadline(const Program& program, const Draft& draft, const DecodedFacts& facts,
                   Instant opening, Decision& decision) {
  const Seconds lasts = program.grace_lasts;
  const Instant grace = std::min(opening, rules::instant_max - lasts) + lasts;
  decision.deadline = (facts.account_lock_until & draft.shows_lock) | (grace & draft.shows_grace) |
                      draft.shows_none;
}

// What even a final draft leaves open. `ends` is nothing if the walk was fused.
void fill_in(const Graph& graph, const Draft& draft, const std::uint32_t* ends,
             const DecodedFacts& facts, Decision& decision) {
  if (draft.skip_offers_codes && facts.backup_codes <= 0) decision.if_skipped->backup_code = false;
  if (!draft.grace_deadline) return;
  decision.deadline = grace_end(graph, ends, facts);
}

// The facts of a sign-in as numbers, and rows that are walked by them. Three steps: the blocks that
// ask for facts alone; then what asks for the settings in force; then the rest.
template <std::size_t width>
class Walk {
 public:
  template <std::size_t count>
  using Rows = std::array<std::uint32_t, count>;

  Walk(const Graph& graph, const DecodedFacts& facts)
      : graph_(graph), facts_(facts), opening_(number_facts<width>(graph, facts, numbers_)) {}

  template <std::size_t count>
  Rows<count> start(const Layout& layout, const Rows<count>& rows) const {
    Rows<count> at;
    for (std::size_t i = 0; i < count; ++i) at[i] = layout.starts[rows[i]];
    layout.run(numbers_, 0, layout.early_blocks, at);
    return at;
  }
  template <std::size_t count>
  void go_on(const Layout& layout, Rows<count>& at) const {
    layout.run(numbers_, layout.early_blocks, layout.middle_blocks, at);
  }
  // The blocks that are left from there on, and what lies below: terminals.
  template <std::size_t count>
  void end(const Layout& layout, std::size_t first, Rows<count>& at, std::uint32_t more = 0) const {
    layout.run(numbers_, first, layout.block_count, at, more);
    if (layout.is_complete) return;
    for (std::uint32_t& word : at) word = graph_.walk(word, facts_) * layout.scale;
  }
  std::uint32_t end_of(const Layout& layout, std::uint32_t row) const {
    Rows<1> at{layout.starts[row]};
    end(layout, 0, at);
    return at[0];
  }

  Numbers<width>& numbers() { return numbers_; }
  Instant opening() const { return opening_; }  // of grace

 private:
  const Graph& graph_;
  const DecodedFacts& facts_;
  Numbers<width> numbers_;
  Instant opening_;
};

template <std::size_t width>
[[gnu::noinline]] Decision decide_at_once(const Graph& graph, const DecodedFacts& facts) {
  const Program& program = graph.program;
  const Walk<width> walk(graph, facts);
  const Draft& draft = program.drafts[walk.end_of(program.fused, facts.account_class)];
  Decision decision = draft.decision;
  decision.backup_code = offers_codes(draft, facts);
  fill_deadline(program, draft, facts, walk.opening(), decision);
  if (!draft.is_open) return decision;
  if (draft.rule_end == Draft::admin_role_end) {
    decision.rule = draft.rules[admin_rule(program, facts)];
  }
  fill_in(graph, draft, nullptr, facts, decision);
  return decision;
}

// One piece after the other, for so many rows: what the first blocks of later pieces ask is known
// from the start, so these are walked before they are due, and nobody has to wait for them.
template <std::size_t count, std::size_t width, class Rank>
class Parts {
 public:
  using Rows = std::array<std::uint32_t, count>;

  Parts(const Graph& graph, const DecodedFacts& facts, const Rows& rows)
      : graph_(graph), program_(graph.program), facts_(facts), rows_(rows), walk_(graph, facts) {}

  Decision decide(const std::vector<Rank>& tuples) {
    Rows settings = walk_.start(program_.settings, rows_);
    Rows then = walk_.start(program_.then, rows_);
    auto last = walk_.start(program_.rows, std::array{facts_.account_class});
    end_settings(settings, tuples.data());
    walk_.go_on(program_.rows, last);
    end_then(then);
    walk_.end(program_.rows, program_.rows.middle_blocks, last,
              program_.then_numbers[ends_[Draft::then_end]]);
    return decision(program_.drafts[last[0]]);
  }

 private:
  void end_settings(Rows& at, const Rank* tuples) {
    walk_.end(program_.settings, program_.settings.early_blocks, at);
    for (std::uint32_t part = 0; part < program_.tuple_size; part += Program::tuple_part) {
      Ranks best;
      std::memcpy(&best, tuples + at[0] + part, sizeof best);
      for (std::size_t row = 1; row < count; ++row) take_greater(tuples + at[row] + part, best);
      if (facts_.has_more_names) [[unlikely]] {
        for (const std::uint32_t row : facts_.more_name_rows) {
          take_greater(tuples + walk_.end_of(program_.settings, row) + part, best);
        }
      }
      const auto ends = __builtin_convertvector(best, Ends);
      std::memcpy(&ends_[part], &ends, sizeof ends);
    }
    Adder<width> sum(program_, walk_.numbers());
    for (const LateSource& late : program_.late) {
      sum.add_entry(late.table + late.choices[ends_[late.end]] * width);
    }
    sum.store(walk_.numbers());
  }

  // One register, or a few.
  typedef Rank Ranks __attribute__((vector_size(Program::tuple_part * sizeof(Rank))));
  typedef std::uint32_t Ends __attribute__((vector_size(Program::tuple_part * 4)));

  static void take_greater(const Rank* tuple, Ranks& best) {
    Ranks ranks;
    std::memcpy(&ranks, tuple, sizeof ranks);
    best = best > ranks ? best : ranks;
  }

  void end_then(Rows& at) {
    walk_.end(program_.then, program_.then.early_blocks, at);
    std::uint32_t best = 0;
    for (const std::uint32_t rank : at) best = std::max(best, rank);
    if (facts_.has_more_names) [[unlikely]] {
      for (const std::uint32_t row : facts_.more_name_rows) {
        best = std::max(best, walk_.end_of(program_.then, row));
      }
    }
    ends_[Draft::then_end] = best;
  }

  Decision decision(const Draft& draft) {
    ends_[Draft::admin_role_end] = admin_rule(program_, facts_);
    ends_[Draft::no_end] = 0;
    Decision decision = draft.decision;
    decision.reason = draft.reasons[ends_[draft.reason_end]];
    decision.rule = draft.rules[ends_[draft.rule_end]];
    decision.limits = program_.limits[ends_[program_.limits_end]];
    decision.backup_code = offers_codes(draft, facts_);
    fill_deadline(program_, draft, facts_, walk_.opening(), decision);
    if (draft.is_open) fill_in(graph_, draft, ends_.data(), facts_, decision);
    return decision;
  }

  const Graph& graph_;
  const Program& program_;
  const DecodedFacts& facts_;
  const Rows& rows_;
  Walk<width> walk_;
  std::array<std::uint32_t, Draft::end_count> ends_;
};

template <std::size_t width, class Rank>
[[gnu::noinline]] Decision decide_parts(const Graph& graph, const DecodedFacts& facts,
                                        const std::vector<Rank>& tuples) {
  if (!graph.variables.is_split()) {
    return Parts<1, width, Rank>(graph, facts, {facts.account_class}).decide(tuples);
  }
  // Most sign-ins have five rows at most, and which they are nobody can foresee; so these five are
  // walked together, whether there are rules in them or not.
  const NameRows& names = graph.program.names;
  if (names.countries_have_everybody) {
    return Parts<4, width, Rank>(
               graph, facts,
               {names.applications[facts.application], names.countries[facts.country],
                facts.name_rows[0], facts.name_rows[1]})
        .decide(tuples);
  }
  return Parts<5, width, Rank>(
             graph, facts,
             {NameRows::everybody, names.applications[facts.application],
              names.countries[facts.country], facts.name_rows[0], facts.name_rows[1]})
      .decide(tuples);
}

}  // namespace

Decision decide(const Graph& graph, const DecodedFacts& facts) {
  const Program& program = graph.program;
  constexpr std::size_t few = Lanes::few_words;
  constexpr std::size_t most = Lanes::most_words;
  if (program.is_fused) {
    if (program.width == 1) return decide_at_once<1>(graph, facts);
    if (program.width == few) return decide_at_once<few>(graph, facts);
    return decide_at_once<most>(graph, facts);
  }
  if (program.width == few) return decide_parts<few>(graph, facts, program.tuples);
  if (program.wide_tuples.empty()) return decide_parts<most>(graph, facts, program.tuples);
  return decide_parts<most>(graph, facts, program.wide_tuples);
}

void classify_account(const Graph& graph, DecodedFacts& facts) {
  facts.account_class = graph.walk(graph.program.account_root, facts);
  facts.name_rows.fill(NameRows::nobody);
  facts.has_more_names = false;
  facts.more_name_rows.clear();
  if (!graph.variables.is_split()) return;
  const NameRows& names = graph.program.names;
  std::size_t count = 0;
  const auto add = [&](std::uint32_t row) {
    if (row == NameRows::nobody) return;
    if (count < facts.name_rows.size()) {
      facts.name_rows[count] = row;
    } else {
      facts.has_more_names = true;
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
