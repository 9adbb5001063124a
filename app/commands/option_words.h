// The words of verbs with many options, which have a policy without a name in front.
#pragma once

#include <boost/program_options.hpp>
#include <string>
#include <vector>

#include "rules/result.h"

namespace gatecast::app {

// Fails with what is wrong with the words. The policy is `policy` among what is given; what else
// has no name in front is refused, or `rest` of those verbs that take more files.
rules::Result<boost::program_options::variables_map> read_words(
    const std::vector<std::string>& words,
    const boost::program_options::options_description& described, bool takes_rest = false);

// Leaves `out` alone where the option is not given; otherwise gives what is wrong with it, or an
// empty text.
std::string take_number(const boost::program_options::variables_map& given, const char* name,
                        int low, int high, int& out);

// Empty where the option is not given.
std::string text_of(const boost::program_options::variables_map& given, const char* name);

}  // namespace gatecast::app
