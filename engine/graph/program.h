// The graph laid out to be walked fast. It says what the diagrams say, in other words.
//
// A layout cuts the order of variables into a few blocks. The values of a block's variables make
// one number, whatever the diagram looks like, so that a step through the block is one load:
// `at = words[at + number]`. What lies below the last block (names, where they are many) is walked
// node by node in the flat diagram.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
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

// The raw numbers of a sign-in: four bytes of small facts, then these.
namespace source {
inline constexpr std::uint32_t bytes = 0;  // account and sign-in; more of these; type; locks
inline constexpr std::uint32_t channel = 4;
inline constexpr std::uint32_t application = 5;
inline constexpr std::uint32_t country = 6;
inline constexpr std::uint32_t time = 7;
inline constexpr std::uint32_t elapsed = 8;  // days since grace opened, see most_elapsed
inline constexpr std::uint32_t setting = 9;  // by piece: the number of the choice in force
inline constexpr std::uint32_t then = setting + piece_count;  // Graph::then_value
inline constexpr std::uint32_t other = then + 1;              // as Program::others says
inline constexpr std::uint32_t count = 64;
}  // namespace source
// Where a day always has 86,400 seconds, all clocks of grace are read from the days that have
// passed since it opened: 0 for less than none, 1 + so many, at most this.
inline constexpr std::uint32_t most_elapsed = 1500;

// The numbers of a sign-in for the blocks of all layouts of a program: sixteen bits each, so that
// one look at a source adds to them all.
struct Lanes {
  static constexpr std::size_t in_word = 4;
  static constexpr std::size_t most_lanes = 48;  // of three layouts
  static constexpr std::size_t most_words = most_lanes / in_word;
  // How many words they take is one of a few numbers, so that adding can be unrolled.
  static constexpr std::size_t few_words = 4;
};

// In so many words.
template <std::size_t width>
struct Numbers {
  std::uint32_t operator[](std::size_t lane) const {
    if constexpr (width == 1)
      return (words[0] >> (16 * lane)) & 0xFFFF;  // without a way through memory
    std::uint16_t number = 0;  // read as it lies: a shift by the lane would take longer
    std::memcpy(&number, reinterpret_cast<const char*>(words.data()) + 2 * lane, sizeof number);
    return number;
  }

  std::array<std::uint64_t, width> words;
};

class Layout {
 public:
  static constexpr std::size_t max_blocks = 16;

  // `at` through blocks `first` to `end`, for several rows at once, so that none waits for another;
  // begins with starts[row]. `more` is added to the first number. After the last block: a terminal,
  // or the offset of a node in the flat diagram.
  template <std::size_t count, std::size_t width>
  void run(const Numbers<width>& numbers, std::size_t first, std::size_t end,
           std::array<std::uint32_t, count>& at, std::uint32_t more = 0) const {
    for (std::size_t b = first; b < end; ++b) {
      const std::uint32_t number = numbers[first_lane + b] + more + asks;
      more = 0;
      for (std::uint32_t& word : at) {
        // A node that does not ask this block is one word, whatever the number.
        const auto mask = static_cast<std::uint32_t>(static_cast<std::int32_t>(word) >> 31);
        word = words[word + (number & mask)];
      }
    }
  }

  // Before a block: where its words begin, and whether the node asks the block at all.
  static constexpr std::uint32_t asks = 0x8000'0000;
  std::vector<std::uint32_t> starts;  // by row
  std::uint32_t first_lane = 0;
  std::size_t block_count = 0;
  std::size_t early_blocks = 0;   // the first ones, which ask neither settings nor `then`
  std::size_t middle_blocks = 0;  // and the next ones, which do not ask `then`
  // It ends in plain numbers of terminals, times `scale`; else in words of the flat diagram.
  bool is_complete = false;
  std::uint32_t scale = 1;
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
  bool countries_have_everybody = false;  // the rows of countries hold what is in that of everybody
};

// A decision but for what differs from sign-in to sign-in.
struct Draft {
  // Which end of a walk picks the rule and the reason: that of a piece, by its place in
  // Program::pieces, or one of these.
  static constexpr std::uint8_t then_end = 16;
  static constexpr std::uint8_t admin_role_end = 17;
  static constexpr std::uint8_t no_end = 18;  // always the first
  static constexpr std::size_t end_count = 19;

  Decision decision;
  Leaf leaf;
  const DecidedBy* const* rules = nullptr;
  const std::string_view* reasons = nullptr;
  // Which deadline it shows, as masks, of which one has bits: that of the account's lock, that of
  // grace where it lasts as long for everybody and all days are equal, or instant_max for none.
  Instant shows_lock = 0;
  Instant shows_grace = 0;
  Instant shows_none = rules::instant_max;
  std::uint8_t rule_end = no_end;
  std::uint8_t reason_end = no_end;
  bool grace_deadline = false;     // that of any other grace
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
  std::uint32_t variable = 0;
  std::uint32_t index = 0;  // of the attribute; days of grace
  std::uint32_t skips = absent;
};

// The winners of a piece, by rank.
struct Ranking {
  std::vector<std::uint32_t> entries;
  std::vector<std::uint16_t> choices;
  std::vector<const DecidedBy*> rules;
};

// What a piece in force adds to the numbers of the blocks that ask it.
struct LateSource {
  std::uint32_t end = 0;                   // place of the piece
  const std::uint16_t* choices = nullptr;  // by rank
  const std::uint64_t* table = nullptr;    // by choice, as Program::table_of
};

struct Program {
  // Which class an account belongs to: accounts of one class are alike to every layout. Ends in the
  // class; one class where names are asked last.
  std::uint32_t account_root = FlatDiagram::terminal_bit;
  std::vector<std::uint32_t> others;  // variables, from source::other on
  std::vector<Other> readers;         // how each of them is read
  // Variables::cuts by fours, the last four filled up with what has passed for ever.
  std::vector<std::array<Instant, 4>> cuts;
  // By source: what each raw number of it adds to the numbers of all blocks, `width` words each;
  // null: no layout reads the source.
  std::array<const std::uint64_t*, source::count> table_of{};
  std::uint32_t width = 1;
  std::vector<std::uint64_t> tables;
  // Where it is small enough, all in one: it ends in drafts that nothing is left to say of but
  // deadlines. Otherwise the three, one after the other.
  bool is_fused = false;
  Layout fused;
  Layout settings, then, rows;
  NameRows names;
  // What the layout of settings ends in: a tuple of the ranks of all pieces that rules set. Ranks
  // are the entries that are in any tuple, numbered anew, so that they fit into sixteen bits and a
  // processor takes the greatest of eight at once.
  static constexpr std::uint32_t tuple_part = 8;
  static constexpr std::uint32_t max_choices = 4096;
  std::vector<std::uint8_t> pieces;       // those that rules set
  std::vector<Ranking> rankings;          // of each
  std::uint32_t tuple_size = tuple_part;  // of a tuple: the pieces, and zeros up to the next part
  std::vector<std::int16_t> tuples;
  std::vector<std::int32_t> wide_tuples;  // in place of those, where there are too many ranks
  std::vector<LateSource> late;           // those of the settings
  std::uint8_t limits_end = Draft::no_end;
  std::vector<const Limits*> limits;  // by rank
  // By what Graph::then_value says, and by rank: what `then` adds to the number of the first block
  // of the rows that asks it, and no other does.
  std::array<std::uint16_t, 5> numbers_of_then{};
  std::vector<std::uint16_t> then_numbers;
  Seconds grace_lasts = 0;    // where that is the same for all: see Draft::shows_grace
  std::vector<Draft> drafts;  // where rows end
  // Of all layouts.
  std::size_t words() const {
    return fused.words.size() + settings.words.size() + then.words.size() + rows.words.size();
  }

  std::deque<DecidedBy> fixed_rules;  // what drafts point to
  std::deque<const DecidedBy*> fixed_picks;
  std::deque<std::string_view> fixed_reasons;
  // By declared role; last, for one that it does not declare.
  std::vector<const DecidedBy*> admin_rules;
  std::vector<const DecidedBy*> then_rules;    // by rank
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
