#include <fmt/format.h>

#include <algorithm>
#include <istream>
#include <iterator>
#include <ostream>
#include <string_view>

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

  void refuse(const std::string& message, std::size_t line) {
    all_answered_ = false;
    err_ << name_ << ':' << line << ": error: " << message << '\n';
    if (options_.as_text) return;
    engine::write_error(message, buffer_);
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

}  // namespace

bool decide_lines(const engine::Graph& graph, const DecideOptions& options, std::istream& facts,
                  const std::string& name, std::ostream& out, std::ostream& err) {
  Answers answers(graph, options, name, out, err);
  std::string line;
  std::size_t number = 0;
  bool is_first = true;
  while (std::getline(facts, line)) {
    ++number;
    if (is_blank(line)) continue;
    // Only a whole document may be written over several lines, so only its first line decides.
    if (is_first && engine::is_incomplete_json(line)) {
      const std::size_t begin = number;
      std::string rest{std::istreambuf_iterator<char>(facts), {}};
      const std::string document = line + "\n" + rest;
      const bool is_lines = rest.find("\n{") != std::string::npos || rest.rfind('{', 0) == 0;
      if (!is_lines) {
        answers.answer(document, begin);
        return answers.finish();
      }
      answers.answer(line, number);
      for (std::size_t at = 0; at < rest.size();) {
        const std::size_t end = std::min(rest.find('\n', at), rest.size());
        ++number;
        const std::string_view next = std::string_view(rest).substr(at, end - at);
        if (!is_blank(next)) answers.answer(next, number);
        at = end + 1;
      }
      return answers.finish();
    }
    is_first = false;
    answers.answer(line, number);
  }
  return answers.finish();
}

}  // namespace gatecast::app
