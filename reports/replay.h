// Past sign-ins answered by two policies: how many get another answer, of which kind, and which
// could not be answered as they were. Line by line, in little memory, however long the log is.
//
//   LogReplay replay({before, after});
//   for (each line) replay.take(text, number);
//   replay_text(replay.result(), plan);
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/graph/graph.h"
#include "reports/account_kinds.h"

namespace gatecast::reports {

struct ReplayPlan {
  const engine::Graph& before;
  const engine::Graph& after;
  std::string log;                // its name, for a person
  std::size_t most_examples = 5;  // of lines that are alike, and of lines that are refused
  // Gets the list as CSV, piece by piece: each line with another answer, with one that is uncertain
  // or not as logged, or refused. May be empty.
  std::function<void(std::string_view)> csv = {};
};

struct ReplayExample {
  std::uint64_t line = 0;
  rules::Instant now = 0;
  std::string account;  // empty: the line does not say
  std::string before, after;
};

// Lines that are alike.
struct ReplayGroup {
  std::string what;  // in the words of the difference
  std::uint64_t lines = 0;
  rules::Instant first = rules::instant_max, last = rules::instant_min;
  std::uint64_t administrators = 0;
  TypeCounts by_type{};
  NamedCounts by_role;                  // by the new policy
  std::vector<ReplayExample> examples;  // the first
};

// A fact that changes answers, and that lines lack or state in a way that means nothing to a
// policy.
struct LackingFact {
  std::uint64_t lines = 0, old_asks = 0, new_asks = 0;
  NamedCounts values;  // that mean nothing: the first few
};

struct Replayed {
  std::uint64_t lines = 0;  // but for blank ones
  // Each line is one of these four. An answer is uncertain where it is the strictest of several
  // that facts give which the line lacks; it is compared all the same.
  std::uint64_t refused = 0;
  std::uint64_t same = 0, changed = 0;
  std::uint64_t uncertain = 0;
  std::uint64_t uncertain_changed = 0;                          // of them
  std::vector<ReplayGroup> changes, uncertain_changes, limits;  // the most lines first
  // The log has another answer than the old policy gives: `before` is the log's.
  ReplayGroup not_as_logged;
  std::map<std::pair<std::string, std::int64_t>, std::uint64_t> answered_by;  // policy, revision
  std::map<std::string, LackingFact> lacking;
  std::vector<std::pair<std::uint64_t, std::string>> refusals;  // the first: line, why
};

class LogReplay {
 public:
  // Both graphs must outlive it.
  explicit LogReplay(ReplayPlan plan);

  // Returns why the line was refused; empty: it was not.
  std::string take(std::string_view line, std::uint64_t number);
  // A line that could not even be read.
  void refuse(std::uint64_t number, const std::string& why);
  Replayed result() const;

 private:
  struct Line;
  using Groups = std::map<std::string, ReplayGroup>;

  void compare(const Line& line);
  void compare_with_log(const Line& line);
  void note_limits(const Line& line);
  void note_lacking(const Line& line);
  void add(const Line& line, std::string before, std::string after, ReplayGroup& group) const;
  void list(const Line& line, std::string_view what, std::string_view before,
            std::string_view after, std::string_view note);

  ReplayPlan plan_;
  Replayed result_;
  Groups changes_, uncertain_changes_, limits_;
};

std::string replay_text(const Replayed& replayed, const ReplayPlan& plan);
std::string replay_json(const Replayed& replayed, const ReplayPlan& plan);
std::string replay_markdown(const Replayed& replayed, const ReplayPlan& plan);
// What a line lacks, in a sentence: which policy asks for the fact, and what was said instead.
std::string lacking_words(const std::string& fact, const LackingFact& lacking,
                          const ReplayPlan& plan);

}  // namespace gatecast::reports
