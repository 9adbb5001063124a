// `gatecast test POLICY [FILE...]`: the tests of a policy, what they reach, and those that are
// missing.
#include <fmt/format.h>

#include <cstdio>

#include "app/commands/commands.h"
#include "app/commands/output_files.h"
#include "app/commands/policy_graph.h"
#include "app/commands/progress_line.h"
#include "app/commands/test_options.h"
#include "app/files.h"
#include "engine/graph/graph.h"
#include "reports/generated_tests.h"
#include "reports/policy_tests.h"
#include "rules/byte_scan.h"

namespace gatecast::app {
namespace {

// Reads and runs them; false where one is wrong or cannot be read, and `code` is how it ends. All
// files are looked at before it gives up.
bool run_files(const TestOptions& options, engine::CoverageMeter& meter,
               reports::TestReport& report, int& code) {
  bool all_right = true;
  for (const std::string& path : options.files) {
    rules::Result<std::string> text = read_whole(path, rules::yaml_bytes_max);
    if (!text) {
      const char* help = options.are_beside ? "; which tests? gatecast test POLICY FILE..., or let "
                                              "--generate write them"
                                            : "";
      code = machine_error("test", text.message() + help);
      return false;
    }
    rules::Source source(input_name(path), std::move(text).value());
    engine::ParsedTests parsed = engine::parse_tests(source, report.graph);
    say(rules::render(source, parsed.diagnostics));
    if (!parsed.file) {
      all_right = false;
      code = exit_no;
      continue;
    }
    auto run = engine::run_tests(report.graph, *parsed.file,
                                 [&](const engine::Answer& answer) { meter.add(answer); });
    if (!run) {
      say(fmt::format("{}: error: {}\n", source.name(), run.message()));
      all_right = false;
      code = exit_no;
      continue;
    }
    report.files.push_back({std::move(source), std::move(*parsed.file), std::move(run).value()});
  }
  return all_right;
}

int write(const std::string& place, const std::string& content) {
  if (place.empty()) {
    fmt::print("{}", content);
    if (std::fflush(stdout) == 0) return exit_done;
    return machine_error("test", "cannot write to standard output");
  }
  OutputFiles files;
  rules::Status written = files.add(place, content);
  if (written) written = files.commit();
  return written ? exit_done : machine_error("test", written.message());
}

int generate(const TestOptions& options, const engine::CoverageMeter& meter) {
  ProgressLine looking("looking at edges", 256, 4096);
  const auto cases = engine::generate_cases(meter, looking.progress());
  if (!cases) {
    say(fmt::format("gatecast test: error: {}\n", cases.message()));
    return exit_no;
  }
  if (cases.value().unsure > 0) {
    say(fmt::format("gatecast test: of {} edges it is not known whether any sign-in takes them\n",
                    cases.value().unsure));
  }
  if (cases.value().cases.empty()) {
    say("gatecast test: these tests take every edge; there is nothing to write\n");
    return exit_done;
  }
  return write(options.output, reports::generated_tests(meter.goals().graph(), cases.value()));
}

bool is_enough(const engine::Coverage& coverage, const TestOptions& options) {
  if (!options.min_tenths) return true;
  return coverage.rules.share() >= *options.min_tenths &&
         coverage.edges.share() >= *options.min_tenths;
}

int run(const TestOptions& options) {
  int code = exit_done;
  const auto graph = read_graph("test", options.policy, code);
  if (!graph) return code;
  engine::CoverageMeter meter(*graph);
  reports::TestReport report{*graph, options.policy, {}, &meter, {}};
  if (!run_files(options, meter, report, code)) return code;
  if (options.generate) return generate(options, meter);
  if (options.coverage || options.min_tenths) {
    ProgressLine looking("looking at edges", 256, 4096);
    const bool shows_all = options.format == "json";
    auto coverage = meter.finish(looking.progress(),
                                 shows_all ? meter.all_small : reports::policy_tests_text_edges);
    if (!coverage) {
      say(fmt::format("gatecast test: error: {}\n", coverage.message()));
      return exit_no;
    }
    report.coverage = std::move(coverage).value();
  }
  if (!options.junit.empty()) {
    if (const int written = write(options.junit, reports::policy_tests_junit(report));
        written != 0) {
      return written;
    }
  }
  const bool is_json = options.format == "json";
  const int written = write("", is_json ? reports::policy_tests_json(report)
                                        : reports::policy_tests_text(report, options.quiet));
  if (written != exit_done) return written;
  if (report.failed() > 0) return exit_no;
  if (!report.coverage || is_enough(*report.coverage, options)) return exit_done;
  say(fmt::format("gatecast test: less than {}.{}% is reached\n", *options.min_tenths / 10,
                  *options.min_tenths % 10));
  return exit_no;
}

}  // namespace

int run_test(const Arguments& arguments) {
  const auto options = parse_test_options(arguments);
  if (!options) return usage_error("test", options.message());
  return run(options.value());
}

}  // namespace gatecast::app
