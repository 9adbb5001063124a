// Facts of a sign-in with assumed values in place of its unknown facts.
#pragma once

#include <cstdint>

#include "engine/unknown/possible.h"

namespace gatecast::engine {

class Assumption {
 public:
  explicit Assumption(const Possible& possible);

  // In the order of the atoms, each once at most.
  void assume(const Atom& atom, std::int64_t value);
  // Once all is assumed: what stages make of the account.
  void admit(const Graph& graph);

  const DecodedFacts& facts() const { return facts_; }

 private:
  void assume_of_account(const Atom& atom, std::int64_t value);
  void assume_of_sign_in(const Atom& atom, std::int64_t value);
  void assume_id(std::int64_t value);
  void assume_role(const RoleParts& role);

  const Possible* possible_;
  DecodedFacts facts_;
  bool is_named_ = false;      // the user is one whom the policy names
  bool type_is_open_ = false;  // roles do not settle it
  std::uint32_t types_ = 0;    // bit i: has a role of the type
};

}  // namespace gatecast::engine
