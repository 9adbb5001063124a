// The part of `gatecast diff` that replays a log of decisions.
#pragma once

#include <cstddef>
#include <optional>

#include "app/commands/diff_options.h"
#include "app/commands/output_files.h"
#include "reports/replay.h"

namespace gatecast::app {

// Of a line: facts of a sign-in and their answer.
inline constexpr std::size_t log_line_bytes_max = 2'000'000;

// Nothing where the log cannot be read or its list be written: why is on standard error. The first
// lines that are refused are, too. `plan` gets the name of the log; the list is `files`' to commit.
std::optional<reports::Replayed> replay_log(const DiffOptions& options, reports::ReplayPlan& plan,
                                            OutputFiles& files);

}  // namespace gatecast::app
