#include "rules/lint/pages.h"

#include <algorithm>

namespace gatecast::rules {

const Page* find_page(std::string_view code) {
  const std::span<const Page> all = pages();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Page& page) { return page.code == code; });
  return found == all.end() ? nullptr : &*found;
}

bool is_warning(const Page& page) {
  return page.text.find("\n**Warning**") != std::string_view::npos;
}

}  // namespace gatecast::rules
