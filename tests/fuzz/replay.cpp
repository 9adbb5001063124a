// Runs a fuzz target over files: what the fuzzer once found, and every input of the other tests.
//   policy_fuzzer_replay FILE|DIR...     a folder: its files whose names end in `SUFFIX`
//   options: --suffix SUFFIX (all); --lines (each line of a file is an input of its own)
// Each input is also tried cut short, so that every end of text is met.
#include <algorithm>
#include <filesystem>
#include <sstream>
#include <vector>

#include "tests/fuzz/fuzz.h"

namespace {

namespace fs = std::filesystem;

struct Options {
  std::string suffix;
  bool lines = false;
  std::vector<fs::path> files;
};

void run(const std::string& input) {
  std::vector<std::uint8_t> bytes(input.begin(), input.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  // Eight cuts: enough to meet an end inside every kind of token over a whole corpus.
  for (std::size_t part = 1; part <= 8; ++part) {
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size() * part / 9);
  }
}

std::size_t run_file(const fs::path& path, const Options& options) {
  const std::string text = gatecast::fuzz::read_file(path.string());
  if (!options.lines) {
    run(text);
    return 1;
  }
  std::istringstream lines(text);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) run(line);
  return count;
}

void add(const fs::path& path, Options& options) {
  if (!fs::is_directory(path)) {
    options.files.push_back(path);
    return;
  }
  std::vector<fs::path> inside;
  for (const auto& entry : fs::directory_iterator(path)) {
    if (entry.is_regular_file() && entry.path().string().ends_with(options.suffix)) {
      inside.push_back(entry.path());
    }
  }
  std::sort(inside.begin(), inside.end());
  options.files.insert(options.files.end(), inside.begin(), inside.end());
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--lines") {
      options.lines = true;
    } else if (word == "--suffix" && i + 1 < argc) {
      options.suffix = argv[++i];
    } else {
      add(word, options);
    }
  }
  std::size_t inputs = 0;
  for (const fs::path& file : options.files) inputs += run_file(file, options);
  std::printf("%zu inputs of %zu files, nine ways each\n", inputs, options.files.size());
  // An empty replay would pass whatever the target did.
  return inputs > 0 ? 0 : 1;
}
