// The facts of one sign-in, as a caller states them. Read from JSON by facts_json.h.
#pragma once

#include <string>
#include <vector>

#include "engine/account.h"

namespace gatecast::engine {

struct SignIn {
  Fact<std::string> channel;
  Fact<std::string> application;
  Fact<bool> device_cookie;    // from an earlier verified sign-in, within its window
  Fact<bool> known_ip;         // an address this user signed in from before, within its window
  Fact<bool> skipped = false;  // this sign-in skipped the enrollment that it was offered
  Fact<std::string> ip;
  Fact<std::string> country;
  Fact<rules::Risk> risk;
  std::vector<AttributeValue> attributes;
};

struct Environment {
  // Can lower the policy's planned health, never raise it.
  Fact<bool> email_healthy = true;
  Fact<bool> sms_healthy = true;
};

struct Facts {
  Instant now = 0;
  Account user;
  SignIn sign_in;
  Environment environment;
};

}  // namespace gatecast::engine
