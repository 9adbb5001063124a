#include "reports/graphviz.h"

#include <graphviz/gvc.h>

#include <memory>

namespace gatecast::reports {
namespace {

struct FreeContext {
  void operator()(GVC_t* context) const { gvFreeContext(context); }
};
struct FreeGraph {
  GVC_t* context;
  void operator()(Agraph_t* graph) const {
    gvFreeLayout(context, graph);
    agclose(graph);
  }
};

rules::Failure failure(const char* what) {
  return rules::Failure{std::string("Graphviz cannot ") + what +
                        "; is the package libgvc6 complete? --format dot needs no Graphviz"};
}

}  // namespace

rules::Result<std::string> lay_out_svg(const std::string& dot) {
  const std::unique_ptr<GVC_t, FreeContext> context(gvContext());
  if (!context) return failure("begin");
  agseterr(AGMAX);  // its messages are for whoever wrote DOT by hand; we say what failed
  const std::unique_ptr<Agraph_t, FreeGraph> graph(agmemread(dot.c_str()), {context.get()});
  if (!graph) return failure("read the picture");
  if (gvLayout(context.get(), graph.get(), "dot") != 0) return failure("lay out the picture");
  char* rendered = nullptr;
  unsigned int length = 0;
  if (gvRenderData(context.get(), graph.get(), "svg", &rendered, &length) != 0 ||
      rendered == nullptr) {
    return failure("write SVG");
  }
  std::string svg(rendered, length);
  gvFreeRenderData(rendered);
  return svg;
}

}  // namespace gatecast::reports
