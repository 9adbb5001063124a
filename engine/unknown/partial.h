// A sign-in of which some facts are unknown, while values for some of these are assumed.
//
// `decide` walks the graph until it has an answer or needs a piece that is neither known nor
// assumed; so only what the answer depends on is ever assumed.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/graph/strictness.h"
#include "engine/unknown/possible.h"

namespace gatecast::engine {

class Partial {
 public:
  enum class State : std::uint8_t { answered, wants, too_mild };
  struct Assumed {
    std::uint32_t atom;
    std::int64_t value;
  };

  Partial(const Graph& graph, const Possible& possible);

  // too_mild: no answer under these assumptions is as strict as `least`.
  State decide(Strictness least);
  const Decision& decision() const { return decision_; }  // once answered
  std::uint32_t wanted() const { return wanted_; }        // the atom that it wants

  // Whether the value goes with what is assumed. Only roles depend on one another.
  bool may_be(std::uint32_t atom, std::int64_t value);
  void assume(std::uint32_t atom, std::int64_t value);
  void forget_last();
  // In the order in which they were assumed.
  const std::vector<Assumed>& assumed() const { return assumed_; }
  void assume_all(const std::vector<Assumed>& assumed);
  void forget_all();

 private:
  bool walk(std::uint32_t root, const std::vector<Strictness>* strictest, std::uint32_t& end);
  bool ready(std::uint32_t variable);
  bool has(Part part, std::uint32_t index = 0);
  bool has_type();
  bool has_type_of_unknown_roles();
  bool has_ramp(std::uint32_t stage);
  bool has_recognition();
  bool has_opening(std::uint32_t days);
  bool has_admission();
  bool has_clock(std::uint32_t days, std::uint32_t skips);
  bool has_completion(const Leaf& leaf, const Settings& settings);
  bool has_set_up(Method method);
  bool has_methods(const Settings& settings);
  bool has_proof(const Settings& settings);

  void apply(const Atom& atom, std::int64_t value);
  void apply_account(const Atom& atom, std::int64_t value);
  void apply_sign_in(const Atom& atom, std::int64_t value);
  void apply_id(std::int64_t value);
  bool is_no(Part part, std::uint32_t index) const;
  bool is_yes(Part part, std::uint32_t index) const;
  bool is_allowed(const RoleParts& role) const;
  bool roles_are_possible() const;

  const Graph& graph_;
  const Possible& possible_;
  DecodedFacts facts_;
  std::vector<bool> is_assumed_;      // by atom
  std::vector<std::int64_t> values_;  // by atom, while it is assumed
  std::vector<Assumed> assumed_;
  Decision decision_;
  std::uint32_t wanted_ = 0;
  Strictness least_ = least_strict;
  bool too_mild_ = false;
};

}  // namespace gatecast::engine
