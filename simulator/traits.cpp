#include "simulator/traits.h"

#include <algorithm>
#include <cmath>

#include "simulator/luck.h"

namespace gatecast::simulator {

namespace {

constexpr double z95 = 1.6448536269514722;

// FNV-1a: the same on every machine, and short names do not collide by accident of order.
std::uint32_t hash(std::uint32_t seed, const std::string& text) {
  std::uint32_t h = seed;
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 16777619U;
  return (h ^ 0xffU) * 16777619U;
}

}  // namespace

TraitClass organization_class(const Behavior& behavior) {
  TraitClass result;
  for (std::size_t i = 0; i < parameter_count; ++i) result.values[i] = &behavior.values[i];
  return result;
}

TraitClass trait_class(const Behavior& behavior, std::optional<rules::AccountType> type,
                       const std::vector<std::string>& roles) {
  TraitClass result;
  for (std::size_t i = 0; i < parameter_count; ++i) {
    result.values[i] = &value_for(behavior, static_cast<Parameter>(i), type, roles);
  }
  std::vector<std::string> sorted = roles;
  std::sort(sorted.begin(), sorted.end());
  std::uint32_t key = hash(2166136261U, type ? std::string(rules::name(*type)) : std::string());
  for (const std::string& role : sorted) key = hash(key, role);
  // 0 is the organisation's.
  result.key = std::max(key, 1U);
  return result;
}

double within_range(const ParameterValue& value, ParameterKind kind, double z) {
  const double bound = z < 0 ? value.low : value.high;
  if (bound == value.value || value.value <= 0) return value.value;
  if (kind == ParameterKind::share) {
    if (value.value >= 1) return value.value;
    const double middle = fixed::logit(value.value);
    // A bound of exactly 0 or 1 would lie infinitely far away.
    const double edge = fixed::logit(std::clamp(bound, 1e-6, 1 - 1e-6));
    return fixed::logistic(middle + std::abs(edge - middle) / z95 * z);
  }
  const double middle = fixed::log(value.value);
  const double edge = fixed::log(std::max(bound, value.value * 1e-3));
  return fixed::exp(middle + std::abs(edge - middle) / z95 * z);
}

Traits draw_traits(const TraitClass& people, std::uint64_t seed, std::uint32_t replicate) {
  const Luck organization(seed, replicate, 0);
  const Luck own(seed, replicate, people.key);
  // Together a standard normal, so that the range stays the range of what is drawn.
  const double whole = 1 / std::sqrt(1 + 1.0 / 9);
  Traits traits;
  for (std::size_t i = 0; i < parameter_count; ++i) {
    double z = organization.normal(Purpose::parameter, static_cast<std::uint32_t>(i));
    if (people.key != 0)
      z = (z + own.normal(Purpose::class_parameter, static_cast<std::uint32_t>(i)) / 3) * whole;
    const auto parameter = static_cast<Parameter>(i);
    traits.values[i] = within_range(*people.values[i], info(parameter).kind, z);
  }
  return traits;
}

}  // namespace gatecast::simulator
