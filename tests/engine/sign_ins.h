// The example sign-in of SIGNIN, for tests to vary.
#pragma once

namespace gatecast::engine {

inline constexpr const char* example_facts = R"({
  "now": "2027-02-02T14:00:00Z",
  "user": {"id": "u-1042", "type": "partner", "roles": ["Partner Manager"], "groups": [],
           "active": true, "created": "2025-05-01T00:00:00Z", "authenticator": "enrolled",
           "passkey": false, "email": true, "phone": false, "backup_codes": 4,
           "grace_started": null, "skips": 0, "reset_at": null, "account_locked": null,
           "locks": {}, "attributes": {}},
  "sign_in": {"channel": "password", "application": "portal", "device_cookie": false,
              "known_ip": true, "skipped": false, "ip": "198.51.100.7", "country": "US",
              "risk": "low", "attributes": {}},
  "environment": {"email_healthy": true, "sms_healthy": true}})";

}  // namespace gatecast::engine
