# Writes a C++ file whose function returns the text of another file.
# cmake -DINPUT=... -DOUTPUT=... -DFUNCTION=... -DHEADER=... -P embed_text.cmake
cmake_minimum_required(VERSION 3.25)
file(READ "${INPUT}" text)
file(WRITE "${OUTPUT}" "// Generated from a file of rules/.
#include \"${HEADER}\"

namespace gatecast::rules {

std::string_view ${FUNCTION}() { return R\"embedded(${text})embedded\"; }

}  // namespace gatecast::rules
")
