// A file that a report is made of, before it is written.
#pragma once

#include <string>

namespace gatecast::reports {

struct NamedFile {
  std::string name;
  std::string content;
};

}  // namespace gatecast::reports
