#!/bin/sh
# Makes the accounts of this example: 300 internal, 2,700 partners, 9,000 customers, as CSV.
#   sh make_accounts.sh > accounts.csv        the file as shipped
#   sh make_accounts.sh 12 > other.csv        the same mixture with other luck
#   sh make_accounts.sh 11 1000000 > all.csv  a million accounts in the same proportions
# The same seed gives the same bytes on every machine: the generator is the minimal standard one of
# Park and Miller, whose products stay below 2^53, the whole numbers that awk computes exactly.
set -eu
LC_ALL=C awk -v seed="${1:-11}" -v accounts="${2:-12000}" '
function uniform() { state = (state * 16807) % 2147483647; return state / 2147483647 }
function chance(share) { return uniform() < share }

# A rate a day, spread over people like a log-normal; the sum of twelve uniforms stands for a normal.
function rate(median, sigma,   i, sum) {
  for (i = 0; i < 12; i++) sum += uniform()
  return sprintf("%.2f", median * exp(sigma * (sum - 6)))
}

# A day from 2019 to 2026; every month has at least 28.
function created() {
  return sprintf("%04d-%02d-%02dT%02d:00:00Z", 2019 + int(uniform() * 8), 1 + int(uniform() * 12),
                 1 + int(uniform() * 28), int(uniform() * 24))
}

function yes(value) { return value ? "true" : "false" }

# One account; shares are chances.
function account(id, type, roles, enrolled, pending, email, phone, dormant, sso, median, sigma, clearance,
                 state_of, codes, draw, active, made, per_day) {
  draw = uniform()
  state_of = draw < enrolled ? "enrolled" : draw < enrolled + pending ? "pending" : "not_started"
  draw = uniform()
  codes = draw < 0.04 ? 0 : draw < 0.10 ? 1 + (draw < 0.07) : 8 + int(uniform() * 3)
  if (state_of != "enrolled") codes = 0
  active = !chance(0.01)
  made = created()
  email = chance(email)
  phone = chance(phone)
  per_day = rate(median, sigma)
  if (chance(dormant)) per_day = 0
  draw = uniform()
  # Of those who use single sign-on, two thirds use nothing else.
  sso = draw < sso * 2 / 3 ? "true" : draw < sso ? "0.4" : "false"
  print id, type, roles, "-", yes(active), made, state_of, "false", yes(email), yes(phone), codes,
        "-", 0, "-", sso, per_day, "portal", clearance
}

BEGIN {
  OFS = ","
  state = seed * 7919 + 1
  if (state <= 1 || state >= 2147483647) { print "error: the seed is a whole number from 1 to 271000" > "/dev/stderr"; exit 2 }
  for (i = 0; i < 20; i++) uniform()
  print "id", "type", "roles", "groups", "active", "created", "authenticator", "passkey", "email", "phone",
        "backup_codes", "grace_started", "skips", "reset_at", "sso", "sign_ins_per_day", "application",
        "attributes.clearance"

  print "break-glass-1", "internal", "Administrator", "-", "true", "2019-01-07T09:00:00Z", "not_started", "false",
        "false", "false", 0, "-", 0, "-", "false", 0, "portal", 5
  if (accounts < 12000) { print "error: the number of accounts is at least 12000" > "/dev/stderr"; exit 2 }
  internal = int(accounts * 300 / 12000) - 1
  partners = int(accounts * 2700 / 12000)
  customers = accounts - 1 - internal - partners
  for (n = 1; n <= int(internal * 11 / 299); n++)
    account(sprintf("i-%04d", n), "internal", "Administrator;Employee", 0.8, 0, 1, 0.95, 0, 0, 2.0, 0.5, 4)
  for (; n <= int(internal * 19 / 299); n++)
    account(sprintf("i-%04d", n), "internal", "Legacy Service", 0, 0, 0, 0, 0, 0, 4.0, 0.3, 0)
  for (; n <= internal; n++)
    account(sprintf("i-%04d", n), "internal", "Employee", 0.35, 0.03, 0.995, 0.85, 0.02, 0.04, 1.2, 0.8, int(uniform() * 4))
  for (n = 1; n <= partners; n++)
    if (n % 15 == 0)
      account(sprintf("p-%04d", n), "partner", "Partner Manager", 0.12, 0.02, 0.98, 0.75, 0.06, 0.15, 0.7, 1.0, "-")
    else
      account(sprintf("p-%04d", n), "partner", "Partner User", 0.06, 0.01, 0.97, 0.62, 0.12, 0.15, 0.4, 1.1, "-")
  for (n = 1; n <= customers; n++)
    account(sprintf("c-%04d", n), "customer", "Customer", 0.04, 0.01, 0.98, 0.61, 0.22, 0.05, 0.2, 1.1, "-")
}'
