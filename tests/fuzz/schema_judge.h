// A schema as an editor applies it. The judge is valijson, which shares no code with our parsers,
// over the YAML as the core schema of YAML 1.2 reads it: what editors do.
#pragma once

#include <memory>
#include <string_view>

#include "rules/source.h"

namespace gatecast::fuzz {

class SchemaJudge {
 public:
  // Breaks a promise where the schema has a keyword that is not judged.
  explicit SchemaJudge(std::string_view schema);
  ~SchemaJudge();
  SchemaJudge(const SchemaJudge&) = delete;
  SchemaJudge& operator=(const SchemaJudge&) = delete;

  // Of a text that our parser accepts: breaks a promise where the schema does not.
  void promise_accepts(const rules::Source& source) const;

 private:
  struct Schema;
  std::unique_ptr<Schema> schema_;
};

}  // namespace gatecast::fuzz
