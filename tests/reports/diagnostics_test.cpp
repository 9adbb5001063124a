// Diagnostics of a line that the author's file does not have.
#include "reports/diagnostics.h"

#include <gtest/gtest.h>

namespace gatecast::reports {
namespace {

TEST(Diagnostics, NameTheShippedPolicyThatALineIsOf) {
  const rules::Source source("p.yaml",
                             "policy: p\nrevision: 1\ntime_zone: UTC\nextends: everyone-now");
  const auto checked = engine::check_policy(source, *rules::parse_date("2027-01-04"));
  const std::string json = diagnostics_json(source, checked);
  EXPECT_NE(json.find("\"line\": 17, \"column\": 28, \"end_line\": 17, \"end_column\": 33, "
                      "\"extends\": \"everyone-now\""),
            std::string::npos)
      << json;
  const std::string sarif = diagnostics_sarif(source, checked, "1");
  EXPECT_NE(sarif.find("\"uri\": \"library/everyone-now.yaml\""), std::string::npos) << sarif;
}

}  // namespace
}  // namespace gatecast::reports
