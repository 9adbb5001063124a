// The pictures of the portal's example, byte for byte. GATECAST_UPDATE_GOLDEN=1 writes them anew.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "reports/drawing.h"
#include "tests/drawing/pictures.h"

namespace gatecast::drawing {
namespace {

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void expect_golden(const std::string& name, const std::string& text) {
  const std::string path = GATECAST_ROOT "/tests/drawing/golden/" + name;
  if (std::getenv("GATECAST_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  EXPECT_EQ(read(path), text) << "see " << path;
}

TEST(Golden, Portal) {
  const std::string portal = GATECAST_ROOT "/examples/portal/";
  const auto graph = compiled_file(portal + "policy.yaml");
  ASSERT_NE(graph, nullptr);
  const engine::Drawing drawing = drawn(*graph);
  expect_golden("portal.dot", reports::drawing_dot(drawing));
  expect_golden("portal.mmd", reports::drawing_mermaid(drawing));
  const engine::Drawing path = highlighted(*graph, answered(*graph, read(portal + "facts.json")));
  expect_golden("portal-path.json", reports::drawing_json(path));
}

}  // namespace
}  // namespace gatecast::drawing
