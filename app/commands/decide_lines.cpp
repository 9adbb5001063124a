#include <fmt/format.h>

#include <algorithm>
#include <istream>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "app/commands/decide.h"
#include "engine/decision_json.h"
#include "engine/explain/explanation.h"
#include "engine/facts_json.h"
#include "engine/unknown/answer.h"
#include "reports/explanation.h"

namespace gatecast::app {
namespace {

// Enough that writing costs little, and little enough that a reader downstream does not wait.
constexpr std::size_t write_bytes = 64 * 1024;

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

class Answers {
 public:
  Answers(const engine::Graph& graph, const DecideOptions& options, const std::string& name,
          std::ostream& out, std::ostream& err)
      : graph_(graph), options_(options), name_(name), out_(out), err_(err) {}

  void answer(std::string_view text, std::size_t line) {
    const rules::Policy& policy = engine::policy_of(graph_);
    engine::Fill fill{policy, {}};
    const auto facts = engine::read_facts(text, options_.fill ? &fill : nullptr);
    if (!facts) return refuse(facts.message(), line);
    if (options_.explain) return explain(facts.value(), fill.filled, line);
    const auto answer = engine::answer(graph_, facts.value());
    if (!answer) return refuse(answer.message(), line);
    engine::write_decision(answer.value().decision, policy,
                           {answer.value().unknown, options_.fill ? &fill.filled : nullptr},
                           buffer_);
    end_line();
  }

  void refuse(const std::string& message, std::size_t line) {
    all_answered_ = false;
    err_ << name_ << ':' << line << ": error: " << message << '\n';
    if (options_.as_text) return;
    engine::write_error(message, buffer_);
    end_line();
  }

  bool finish() {
    write();
    return all_answered_;
  }

 private:
  void explain(const engine::Facts& facts, const std::vector<std::string>& filled,
               std::size_t line) {
    const rules::Policy& policy = engine::policy_of(graph_);
    const auto explained = engine::explain(graph_, facts);
    if (!explained) return refuse(explained.message(), line);
    const engine::Explanation& explanation = explained.value();
    if (options_.as_text) {
      if (has_text_) buffer_ += '\n';
      has_text_ = true;
      buffer_ += reports::explanation_text(explanation, policy, engine::source_of(graph_).name(),
                                           fmt::format("{}:{}", name_, line));
      return flush_if_full();
    }
    engine::write_decision(explanation.decision, policy,
                           {explanation.unknown, options_.fill ? &filled : nullptr}, buffer_);
    buffer_.pop_back();  // the brace, which the explanation comes before
    buffer_ += ", \"explanation\": " + reports::explanation_json(explanation, policy) + '}';
    end_line();
  }

  void end_line() {
    buffer_ += '\n';
    flush_if_full();
  }

  void flush_if_full() {
    if (buffer_.size() >= write_bytes) write();
  }

  void write() {
    out_ << buffer_;
    out_.flush();
    buffer_.clear();
  }

  const engine::Graph& graph_;
  const DecideOptions& options_;
  const std::string& name_;
  std::ostream& out_;
  std::ostream& err_;
  std::string buffer_;
  bool all_answered_ = true;
  bool has_text_ = false;
};

// The lines of a stream. A line without end would fill the memory, so one that is too long is the
// last.
class Lines {
 public:
  explicit Lines(std::istream& in) : in_(in), buffer_(facts_bytes_max + 1) {}

  bool next() {
    if (too_long_) return false;
    in_.getline(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    auto size = static_cast<std::size_t>(in_.gcount());
    if (in_.bad() || size == 0) return false;
    ++number_;
    too_long_ = in_.fail();
    if (!in_.eof() && !too_long_) --size;  // the line end
    text_ = std::string_view(buffer_.data(), size);
    return !too_long_;
  }
  std::string_view text() const { return text_; }  // until the next one
  std::size_t number() const { return number_; }
  bool too_long() const { return too_long_; }
  void stop() { too_long_ = true; }

 private:
  std::istream& in_;
  std::vector<char> buffer_;
  std::string_view text_;
  std::size_t number_ = 0;
  bool too_long_ = false;
};

// The first line is no whole object: either one over several lines begins, or lines of which the
// first is wrong.
void answer_from_first(Lines& lines, Answers& answers) {
  const std::size_t begin = lines.number();
  std::vector<std::string> held{std::string(lines.text())};
  std::size_t size = held[0].size();
  bool is_lines = false;
  while (!is_lines && lines.next()) {
    held.emplace_back(lines.text());
    size += held.back().size();
    is_lines = held.back().starts_with('{');
    if (size > facts_bytes_max) return lines.stop();
  }
  if (lines.too_long()) return;
  if (!is_lines) return answers.answer(fmt::format("{}", fmt::join(held, "\n")), begin);
  for (std::size_t i = 0; i < held.size(); ++i) {
    if (!is_blank(held[i])) answers.answer(held[i], begin + i);
  }
}

}  // namespace

bool decide_lines(const engine::Graph& graph, const DecideOptions& options, std::istream& facts,
                  const std::string& name, std::ostream& out, std::ostream& err) {
  Answers answers(graph, options, name, out, err);
  Lines lines(facts);
  bool is_first = true;
  while (lines.next()) {
    if (is_blank(lines.text())) continue;
    // Only a whole document may be written over several lines, so only its first line decides.
    if (is_first && engine::is_incomplete_json(lines.text())) {
      answer_from_first(lines, answers);
    } else {
      answers.answer(lines.text(), lines.number());
    }
    is_first = false;
  }
  if (lines.too_long()) {
    answers.refuse(
        fmt::format("a sign-in of more than {} bytes; nothing more is read", facts_bytes_max),
        lines.number());
  }
  return answers.finish();
}

}  // namespace gatecast::app
