#include <fmt/format.h>

#include <algorithm>
#include <istream>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "app/commands/decide.h"
#include "app/lines.h"
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

// JSON that may be written over several lines, on one: in JSON a line end is nothing but space.
void append_on_one_line(std::string_view json, std::string& out) {
  const std::size_t begin = json.find_first_not_of(" \t\r\n");
  const std::size_t end = json.find_last_not_of(" \t\r\n");
  for (const char c : json.substr(begin, end - begin + 1)) out += c == '\n' || c == '\r' ? ' ' : c;
}

class Answers {
 public:
  Answers(const engine::Graph& graph, const DecideOptions& options, const std::string& name,
          std::ostream& out, std::ostream& err)
      : graph_(graph), options_(options), name_(name), out_(out), err_(err) {}

  void answer(std::string_view text, std::size_t line) {
    const rules::Policy& policy = engine::policy_of(graph_);
    std::string completed;
    engine::Fill fill{policy, {}, options_.with_facts ? &completed : nullptr};
    const auto facts = engine::read_facts(text, options_.fill ? &fill : nullptr);
    if (!facts) return refuse(facts.message(), line);
    given_ = completed.empty() ? text : completed;
    if (options_.explain) return explain(facts.value(), fill.filled, line);
    const auto answer = engine::answer(graph_, facts.value());
    if (!answer) return refuse(answer.message(), line);
    begin_line();
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
    buffer_ += '\n';
    flush_if_full();
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
    begin_line();
    engine::write_decision(explanation.decision, policy,
                           {explanation.unknown, options_.fill ? &filled : nullptr}, buffer_);
    buffer_.pop_back();  // the brace, which the explanation comes before
    buffer_ += ", \"explanation\": " + reports::explanation_json(explanation, policy) + '}';
    end_line();
  }

  void begin_line() {
    if (!options_.with_facts) return;
    buffer_ += "{\"facts\": ";
    append_on_one_line(given_, buffer_);
    buffer_ += ", \"answer\": ";
  }

  void end_line() {
    if (options_.with_facts) buffer_ += '}';
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
  std::string_view given_;  // the facts of this line, as they are decided
  bool all_answered_ = true;
  bool has_text_ = false;
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
  Lines lines(facts, facts_bytes_max);
  bool is_first = true;
  while (lines.next()) {
    if (lines.is_blank()) continue;
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
