// Parts of a forecast as files: what `merge` reads, and the folder from which a run goes on.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "rules/result.h"
#include "simulator/merge.h"

namespace gatecast::app {

// What may be kept in memory for one forecast: 8 GB, or all that the machine has.
double memory_limit();
// `43 MB`, `1.2 GB`
std::string megabytes(double bytes);

// Whole parts of one plan, in this order; fails on the first that is not.
rules::Result<std::vector<simulator::NamedPart>> read_parts(const std::vector<std::string>& paths);

// A folder of parts in which one run at a time works: `FIRST-END.part` each. Whatever lies there
// under another name is left alone.
class PartFolder {
 public:
  // Makes the folder if need be. Fails where another run has it.
  static rules::Result<PartFolder> open(const std::string& path);
  PartFolder(PartFolder&& other) noexcept;
  PartFolder& operator=(PartFolder&&) = delete;
  ~PartFolder();

  struct Found {
    int parts = 0;
    int replicates = 0;
    std::vector<std::string> notes;  // on what was set aside
  };
  // Puts what the finished parts hold into `counts`. A damaged part gets another name, ending in
  // `.damaged`. Fails on parts of another plan than `outline`, and on what is no part.
  rules::Result<Found> load(const simulator::Outline& outline, simulator::Counts& counts) const;

  // On the disk, under its own name, when this returns; or not at all.
  rules::Status write(const simulator::Outline& outline, const simulator::Range& range,
                      int replicates, const simulator::Counts& counts) const;

 private:
  PartFolder(std::filesystem::path path, int descriptor);

  std::filesystem::path path_;
  int descriptor_;  // of the folder, and holds the lock on it
};

}  // namespace gatecast::app
