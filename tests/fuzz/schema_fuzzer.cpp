// Any bytes as a policy: what gatecast accepts, an editor that has the schema accepts too.
#include "rules/schema.h"

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/schema_judge.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gatecast;
  static const fuzz::SchemaJudge judge(rules::policy_schema());
  const rules::Source source("fuzz.yaml", fuzz::text_of(data, size));
  if (rules::parse_policy(source).policy) judge.promise_accepts(source);
  return 0;
}
