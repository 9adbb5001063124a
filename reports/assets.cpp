#include "reports/assets.h"

// The assembler reads the files: a megabyte of script as a C++ literal takes the compiler minutes.
#define GATECAST_EMBED(symbol, path)                                                           \
  __asm__(".pushsection .rodata\n.global " #symbol "_begin\n.global " #symbol "_end\n" #symbol \
          "_begin:\n.incbin \"" path "\"\n" #symbol "_end:\n.byte 0\n.popsection\n");          \
  extern "C" const char symbol##_begin[];                                                      \
  extern "C" const char symbol##_end[]

GATECAST_EMBED(gatecast_page_css, GATECAST_PAGE_CSS);
GATECAST_EMBED(gatecast_page_js, GATECAST_PAGE_JS);
GATECAST_EMBED(gatecast_echarts, GATECAST_ECHARTS);

namespace gatecast::reports {
namespace {

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

std::string_view page_css() { return between(gatecast_page_css_begin, gatecast_page_css_end); }
std::string_view page_js() { return between(gatecast_page_js_begin, gatecast_page_js_end); }
std::string_view echarts_js() { return between(gatecast_echarts_begin, gatecast_echarts_end); }

}  // namespace gatecast::reports
