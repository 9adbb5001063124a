# Writes a C++ file with the pages of rules/diagnostics, in the order of their names.
# cmake -DFOLDER=... -DOUTPUT=... -P embed_pages.cmake
cmake_minimum_required(VERSION 3.25)
file(GLOB pages "${FOLDER}/*.md")
list(SORT pages)
set(rows "")
foreach(page IN LISTS pages)
  file(READ "${page}" text)
  get_filename_component(code "${page}" NAME_WE)
  string(APPEND rows "    {\"${code}\", R\"page(${text})page\"},\n")
endforeach()
file(WRITE "${OUTPUT}" "// Generated from rules/diagnostics.
#include \"rules/lint/pages.h\"

namespace gatecast::rules {
namespace {
constexpr Page embedded[] = {
${rows}};
}  // namespace

std::span<const Page> pages() { return embedded; }

}  // namespace gatecast::rules
")
