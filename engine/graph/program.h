// The graph laid out to be walked fast. It says what the diagrams say, in other words.
//
// A layout cuts the order of variables into a few blocks. The values of a block's variables make
// one number, whatever the diagram looks like, so that a step through the block is one load:
// `at = words[at + number]`. What lies below the last block (names, where they are many) is walked
// node by node in the flat diagram.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/decision.h"
#include "engine/graph/contest.h"
#include "engine/graph/diagram.h"
#include "engine/graph/variables.h"

namespace gatecast::engine {

class Graph;

// Where numbers of a sign-in lie before a walk: four bytes of small facts, then these.
namespace source {
inline constexpr std::uint32_t bytes = 0;  // account and sign-in; more of these; type; locks
inline constexpr std::uint32_t channel = 4;
inline constexpr std::uint32_t application = 5;
inline constexpr std::uint32_t country = 6;
inline constexpr std::uint32_t time = 7;
inline constexpr std::uint32_t setting = 8;  // by piece: its entry
inline constexpr std::uint32_t then = setting + piece_count;
inline constexpr std::uint32_t elapsed = then + 1;   // days since grace opened, see most_days
inline constexpr std::uint32_t other = elapsed + 1;  // as Program::others says
inline constexpr std::uint32_t count = 64;
}  // namespace source
// Where a day always has 86,400 seconds, all clocks of grace are read from the days that have
// passed since it opened: 0 for less than none, 1 + so many, at most this.
inline constexpr std::uint32_t most_elapsed = 1500;
using Sources = std::array<std::uint32_t, source::count>;

class Layout {
 public:
  struct Input {
    std::uint32_t source;
    std::uint32_t table;  // where its numbers begin
  };
  // Four blocks, whose numbers are the sixteen bits each of one word: so a source is looked up
  // once.
  struct Group {
    std::uint32_t first_input, end_input;
  };
  static constexpr std::size_t in_group = 4;
  static constexpr std::size_t max_blocks = 16;
  using Numbers = std::array<std::uint64_t, max_blocks / in_group>;

  // For every row.
  void fill(const Sources& sources, Numbers& numbers) const {
    for (std::size_t g = 0; g < groups.size(); ++g) {
      std::uint64_t sum = 0;
      for (std::uint32_t i = groups[g].first_input; i < groups[g].end_input; ++i) {
        sum += tables[inputs[i].table + sources[inputs[i].source]];
      }
      numbers[g] = sum;
    }
  }
  static std::uint32_t number(const Numbers& numbers, std::size_t block) {
    return static_cast<std::uint32_t>(numbers[block / in_group] >> (block % in_group * 16)) &
           0xFFFF;
  }

  // A terminal, or the offset of a node in the flat diagram.
  std::uint32_t run(const Numbers& numbers, std::uint32_t row) const {
    std::uint32_t at = starts[row];
    for (std::size_t b = 0; b < block_count; ++b) {
      // A node that does not ask this block is one word, whatever the number.
      const std::uint32_t asks = (at >> 31) - 1;
      at = words[(at & ~passes) + (number(numbers, b) & asks)];
    }
    return at;
  }

  // The same for several rows at once, so that none waits for another.
  template <std::size_t count>
  void run(const Numbers& numbers, const std::array<std::uint32_t, count>& rows,
           std::array<std::uint32_t, count>& ends) const {
    for (std::size_t i = 0; i < count; ++i) ends[i] = starts[rows[i]];
    for (std::size_t b = 0; b < block_count; ++b) {
      const std::uint32_t of_block = number(numbers, b);
      for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t asks = (ends[i] >> 31) - 1;
        ends[i] = words[(ends[i] & ~passes) + (of_block & asks)];
      }
    }
  }

  static constexpr std::uint32_t passes = 0x8000'0000;
  std::vector<std::uint32_t> starts;  // by row
  std::size_t block_count = 0;
  std::vector<Group> groups;
  std::vector<Input> inputs;
  std::vector<std::uint64_t> tables;
  std::vector<std::uint32_t> words;
};

// Where a walk of the rows ends. What is left to say follows from the settings and the facts.
struct Leaf {
  static constexpr std::uint32_t none = 0xFFFF'FFFF;
  std::uint8_t row = 0;
  Outcome outcome = Outcome::deny;
  std::uint8_t after_skip_row = 0;  // of row 10: 12, 13, or 14 where nothing is usable
  bool no_usable_method = false;    // a denial of rows 6 and 11 for want of a method or a proof
  std::uint32_t index = none;       // of the stage (8) or the exclusion (9)
};

// Where a policy is split: the row of each name, by its number, in the layouts of settings and
// `then`. Row 0 is for every sign-in, row 1 for nobody; there a name is that has no rules.
struct NameRows {
  static constexpr std::uint32_t everybody = 0;
  static constexpr std::uint32_t nobody = 1;
  std::vector<std::uint32_t> roles, groups, users, applications, countries;
};

// A decision but for what differs from sign-in to sign-in.
struct Draft {
  // Which end of a walk picks the rule and the reason: that of a piece, or one of these.
  static constexpr std::uint8_t then_end = piece_count;
  static constexpr std::uint8_t admin_role_end = piece_count + 1;
  static constexpr std::uint8_t no_end = piece_count + 2;  // always the first
  static constexpr std::size_t end_count = piece_count + 3;

  Decision decision;
  Leaf leaf;
  const DecidedBy* rules = nullptr;
  const std::string_view* reasons = nullptr;
  std::uint8_t rule_end = no_end;
  std::uint8_t reason_end = no_end;
  bool lock_deadline = false;      // the end of the account's lock
  bool grace_deadline = false;     // that of grace
  bool skip_deadline = false;      // that of grace, in `if_skipped`
  bool skip_offers_codes = false;  // codes in `if_skipped`, unless none is left
  bool is_open = false;            // any of these, or the rule is the role of an administrator
  // In the fused layout, rule, reason and limits are in the decision: of these entries.
  bool is_final = false;
  std::uint32_t rule_entry = 0;
  std::uint32_t limits_entry = 0;
};

// How a variable is read that has no source of its own.
struct Other {
  enum class Kind : std::uint8_t { attribute, grace_clock, overdue, any };
  Kind kind = Kind::any;
  std::uint32_t index = 0;  // of the attribute; days of grace
  std::uint32_t skips = absent;
};

struct Program {
  // Which class an account belongs to: accounts of one class are alike to every layout. Ends in the
  // class; one class where names are asked last.
  std::uint32_t account_root = FlatDiagram::terminal_bit;
  std::vector<std::uint32_t> others;  // variables, from source::other on
  std::vector<Other> readers;         // how each of them is read
  bool reads_elapsed = false;
  // Where it is small enough, all in one: it ends in drafts that nothing is left to say of but
  // deadlines. Otherwise the three, one after the other.
  bool is_fused = false;
  Layout fused;
  Layout settings, then, rows;
  NameRows names;
  std::vector<std::uint8_t> pieces;  // those that rules set
  // What the layout of settings ends in: so many entries, one for each of the pieces.
  std::vector<std::uint32_t> tuples;
  std::vector<Draft> drafts;  // where rows end
  // Of all layouts.
  std::size_t words() const {
    return fused.words.size() + settings.words.size() + then.words.size() + rows.words.size();
  }

  std::deque<DecidedBy> fixed_rules;  // what drafts point to
  std::deque<std::string_view> fixed_reasons;
  std::vector<DecidedBy> admin_rules;  // by declared role; last, for one that it does not declare
  std::vector<DecidedBy> then_rules;   // by rank
  std::vector<std::string_view> then_reasons;  // by rank
};

// The roots of what is to be laid out.
struct ProgramRoots {
  std::array<ContestNodes, piece_count> settings;
  ContestNodes then;
  Node rows = Diagram::no;  // ends in a number of Program::drafts
  // Nothing, or settings, `then` and rows in one.
  std::optional<Node> fused;
};
// Fills all but `drafts` and what they point to; false if that takes too many nodes.
bool build_program(Diagram& diagram, const ProgramRoots& roots, Graph& graph,
                   std::vector<std::uint32_t>& offsets);

}  // namespace gatecast::engine
