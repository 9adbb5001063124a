# Writes a C++ file that holds the policies of a folder, each under its name.
# cmake -DINPUTS=a.yaml,b.yaml -DOUTPUT=... -P embed.cmake
cmake_minimum_required(VERSION 3.25)
string(REPLACE "," ";" inputs "${INPUTS}")
set(entries "")
foreach(input IN LISTS inputs)
  file(READ "${input}" text)
  cmake_path(GET input STEM LAST_ONLY name)
  string(APPEND entries "    {\"${name}\", R\"embedded(${text})embedded\"},\n")
endforeach()
file(WRITE "${OUTPUT}" "// Generated from the policies of rules/library.
#include \"rules/library.h\"

namespace gatecast::rules {

std::span<const ShippedText> shipped_texts() {
  static constexpr ShippedText texts[] = {
${entries}  };
  return texts;
}

}  // namespace gatecast::rules
")
