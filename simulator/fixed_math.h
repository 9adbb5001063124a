// log, exp and the normal quantile from additions and multiplications in a fixed order, because the
// standard library's differ in the last bit between machines and would end "same bytes everywhere".
#pragma once

namespace gatecast::simulator::fixed {

// Of 0: minus infinity. Never of a negative number.
double log(double x);
// Infinity above 709.7, 0 below -708.
double exp(double x);
// base^exponent for a base above 0.
double power(double base, double exponent);
// x with the given share of a standard normal below it; share in (0, 1).
double normal_quantile(double share);

// log(p / (1 - p)) for p in (0, 1), and back.
double logit(double share);
double logistic(double x);

}  // namespace gatecast::simulator::fixed
