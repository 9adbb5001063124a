#include <fmt/format.h>

#include "engine/explain/row_remarks.h"

namespace gatecast::engine {

std::vector<Remark> method_remarks(SignInWords& words, bool all) {
  const Settings& s = words.settings();
  const DecidedBy where = words.set_at(Piece::methods);
  std::vector<Remark> remarks;
  // Who may not fall back has the default alone; it is the first that is set up.
  std::optional<Method> only;
  if (!s.allow_fallback && !all) {
    const auto is_set_up = [&](Method m) {
      return s.methods.contains(m) && words.holds(words.conditions().set_up(m));
    };
    if (s.default_method && is_set_up(*s.default_method)) only = s.default_method;
    for (const Method method : s.methods) {
      if (!only && is_set_up(method)) only = method;
    }
  }
  for (const Method method : s.methods) {
    std::string text = words.method(method);
    const bool is_left_out =
        only && method != *only && words.holds(words.conditions().usable(method));
    if (is_left_out) {
      text = fmt::format("{}: not the default, and `allow_fallback` is off", name(method));
    }
    remarks.push_back({std::move(text), is_left_out ? words.set_at(Piece::allow_fallback) : where});
  }
  return remarks;
}

FactorRemarks::FactorRemarks(SignInWords& words, const Decision& decision)
    : words_(words), decision_(decision) {
  const Settings& s = words.settings();
  const auto& by = words.policy().two_factor.recognition.by;
  const DecodedFacts& facts = words.facts();
  is_recognized_ = s.enforcement == rules::Enforcement::risk_based &&
                   recognized(by ? by->value : rules::Recognition::cookie_or_ip,
                              facts.device_cookie, facts.known_ip);
  is_waived_ =
      is_recognized_ && s.recognized_device_waives && !words.holds(words.conditions().reset());
}

std::vector<Remark> FactorRemarks::row(int row) {
  switch (row) {
    case 10:
      return may_enroll();
    case 11:
      return must_enroll();
    case 12:
      return recognized_device();
    default:
      return method_remarks(words_, false);
  }
}

Remark FactorRemarks::required() {
  if (words_.settings().authenticator != rules::Requirement::required) {
    return {"enrollment is required: the account was reset", words_.set_at(Piece::after_reset)};
  }
  return {"enrollment is required", words_.set_at(Piece::authenticator)};
}

std::optional<Remark> FactorRemarks::no_enrollment() {
  if (is_waived_) {
    return Remark{"the device is recognized, which waives the enrollment",
                  words_.set_at(Piece::recognized_device_waives)};
  }
  if (!words_.holds(words_.conditions().required())) {
    if (words_.settings().can_enroll()) {
      return Remark{"enrollment is not required", words_.set_at(Piece::authenticator)};
    }
    return Remark{"there is nothing to enroll in among the methods", words_.set_at(Piece::methods)};
  }
  if (words_.holds(words_.conditions().enrolled())) return Remark{words_.enrolled(), {}};
  return std::nullopt;
}

std::vector<Remark> FactorRemarks::may_enroll() {
  if (auto none = no_enrollment()) return {*none};
  const Remark grace{words_.grace(Conditions::Reads::in_force), words_.set_at(Piece::grace_place)};
  if (decision_.row != 10) return {grace};
  std::vector<Remark> remarks{required(), {words_.enrolled(), {}}, grace};
  if (words_.facts().skipped) remarks.push_back({"the enrollment was skipped", {}});
  if (is_recognized_) {
    remarks.push_back({"skipping it is enough: the device is recognized, " + words_.device(),
                       words_.set_at(Piece::enforcement)});
    return remarks;
  }
  for (Remark& method : method_remarks(words_, true)) remarks.push_back(std::move(method));
  return remarks;
}

Remark FactorRemarks::proof() const {
  if (!decision_.proof) {
    return {"what must be proved before an enrollment cannot be", words_.set_at(Piece::proof)};
  }
  return {fmt::format("to be proved first: {}", name(*decision_.proof)),
          words_.set_at(Piece::proof)};
}

std::vector<Remark> FactorRemarks::must_enroll() {
  if (auto none = no_enrollment()) return {*none};
  std::vector<Remark> remarks{
      required(),
      {words_.enrolled(), {}},
      {words_.grace(Conditions::Reads::in_force), words_.set_at(Piece::grace_place)}};
  if (decision_.reason == "enrollment_overdue") {
    remarks.push_back({"`after_grace: deny`", words_.set_at(Piece::after_grace)});
  } else {
    remarks.push_back(proof());
  }
  return remarks;
}

std::vector<Remark> FactorRemarks::recognized_device() {
  const DecidedBy where = words_.set_at(Piece::enforcement);
  if (words_.settings().enforcement == rules::Enforcement::every_login) {
    return {{"every sign-in is verified, recognized device or not", where}};
  }
  const auto& by = words_.policy().two_factor.recognition.by;
  const DecidedBy rule = words_.at(by ? by->span : rules::Span{});
  return {{fmt::format("the device is {}: {}", is_recognized_ ? "recognized" : "not recognized",
                       words_.device()),
           is_recognized_ ? where : rule}};
}

}  // namespace gatecast::engine
