// When the grace of accounts ends, by two policies: where it ends at another time by the one than
// by the other.
#pragma once

#include <map>
#include <tuple>
#include <vector>

#include "engine/analysis/circuit.h"
#include "engine/analysis/model.h"

namespace gatecast::engine {

// Compares both policies, of one space, for each that grace may count from.
class Deadlines {
 public:
  Deadlines(Model& before, Model& after);

  // Of accounts that are in grace by both policies, and of which it is known what they are.
  Lit differ_if_settled();
  // Of one thing that others may be.
  Lit differ_if(std::size_t possibility);
  // Of any, by what they are given: of an account that is left open it is the earliest of those
  // that go with that answer.
  Lit differ(const Model::Given& before, const Model::Given& after);

 private:
  // What grace counts from: admission or creation at a date, or a time that is stored or between
  // two dates.
  struct Start {
    enum class Kind : std::uint8_t { stored, at, between } kind;
    std::size_t number;
    Lit is;
  };
  // In order of time, of one policy.
  struct End {
    Instant at;                          // if it counts from that time, only for the order
    std::int64_t days_after_start = -1;  // if it does
    friend bool operator<(const End& a, const End& b) {
      return std::tie(a.at, a.days_after_start) < std::tie(b.at, b.days_after_start);
    }
  };
  using Ends = std::map<End, Lit>;

  Ends ends(Circuit& circuit, const Start& start);
  Ends ends_given(Model& model, const Model::Given& given, const Start& start);
  // Of one start and two policies; but for days that two zones count otherwise.
  static bool is_same(const End& a, const End& b);
  Lit differ(const Start& start, const Ends& a, const Ends& b);
  Lit apart(const Start& start, std::int64_t days);
  template <class EndsOf>
  Lit anywhere(const EndsOf& ends_of);

  Model& before_;
  Model& after_;
  Space& space_;
  Solver& solver_;
  std::vector<Start> starts_;
};

}  // namespace gatecast::engine
