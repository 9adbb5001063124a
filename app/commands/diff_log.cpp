#include "app/commands/diff_log.h"

#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "app/commands/commands.h"
#include "app/files.h"
#include "app/lines.h"

namespace gatecast::app {
namespace {

// A log of something else is refused line by line; nobody reads a million of them.
constexpr std::uint64_t refusals_shown = 10;

}  // namespace

std::optional<reports::Replayed> replay_log(const DiffOptions& options, reports::ReplayPlan& plan,
                                            OutputFiles& files) {
  const auto in = open_lines(options.log);
  if (!in) {
    machine_error("diff", in.message());
    return std::nullopt;
  }
  plan.log = input_name(options.log);
  std::unique_ptr<PieceWriter> list;
  if (!options.log_csv.empty()) {
    list = std::make_unique<PieceWriter>(files.begin(options.log_csv), options.log_csv);
    plan.csv = [&](std::string_view bytes) { list->write(bytes); };
  }
  std::uint64_t refused = 0;
  const auto say_refused = [&](std::size_t line, const std::string& why) {
    if (++refused <= refusals_shown) say(fmt::format("{}:{}: error: {}\n", plan.log, line, why));
  };
  reports::LogReplay replay(plan);
  Lines lines(*in.value(), log_line_bytes_max);
  while (lines.next()) {
    if (lines.is_blank()) continue;
    const std::string why = replay.take(lines.text(), lines.number());
    if (!why.empty()) say_refused(lines.number(), why);
  }
  if (lines.too_long()) {
    const std::string why =
        fmt::format("a line of more than {} bytes; nothing more is read", log_line_bytes_max);
    replay.refuse(lines.number(), why);
    say_refused(lines.number(), why);
  }
  if (refused > refusals_shown) {
    say(fmt::format("{}: error: {} more lines could not be read\n", plan.log,
                    refused - refusals_shown));
  }
  plan.csv = {};
  if (in.value()->bad()) {
    machine_error("diff", fmt::format("cannot read `{}`", plan.log));
    return std::nullopt;
  }
  if (list != nullptr) {
    if (const rules::Status written = list->close(); !written) {
      machine_error("diff", written.message());
      return std::nullopt;
    }
  }
  return replay.result();
}

}  // namespace gatecast::app
