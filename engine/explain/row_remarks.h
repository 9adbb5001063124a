// What is the case in each of SIGNIN's fourteen rows. Called only for rows that were looked at.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/explain/sign_in_words.h"

namespace gatecast::engine {

// Rows 1 to 9: whether the second factor concerns this sign-in at all.
class ScopeRemarks {
 public:
  ScopeRemarks(SignInWords& words, const Decision& decision) : words_(words), decision_(decision) {}

  std::vector<Remark> row(int row);

 private:
  std::vector<Remark> account();
  std::vector<Remark> lock();
  std::vector<Remark> login_as();
  std::vector<Remark> emergency();
  std::vector<Remark> master_switch();
  std::vector<Remark> then_rules();
  std::vector<Remark> channel();
  std::vector<Remark> stage();
  std::vector<Remark> exclusion();
  // Why rows 8 and 9 let the account through, or not, to the rows below.
  std::string enrolled_users();
  DecidedBy enrolled_users_at() const;

  SignInWords& words_;
  const Decision& decision_;
};

// Rows 10 to 14: enrollment and the challenge.
class FactorRemarks {
 public:
  FactorRemarks(SignInWords& words, const Decision& decision);

  std::vector<Remark> row(int row);

 private:
  std::vector<Remark> may_enroll();
  std::vector<Remark> must_enroll();
  std::vector<Remark> recognized_device();
  // Nothing if enrollment is required of the account, and is not done.
  std::optional<Remark> no_enrollment();
  Remark required();
  Remark proof() const;

  SignInWords& words_;
  const Decision& decision_;
  bool is_recognized_ = false;  // under risk_based
  bool is_waived_ = false;
};

// Why a method cannot be used, or that it can, for each in force.
std::vector<Remark> method_remarks(SignInWords& words, bool all);

}  // namespace gatecast::engine
