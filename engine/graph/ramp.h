// The stable share of a ramp: which of 10,000 buckets a user falls into at a stage.
#pragma once

#include <string_view>

namespace gatecast::engine {

// 0 to 9,999; admitted when below the step's percent x 100.
int ramp_bucket(std::string_view policy, std::string_view stage, std::string_view user);

}  // namespace gatecast::engine
