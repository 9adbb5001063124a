// Replayed sign-ins for a terminal and for a pull request.
#include <fmt/format.h>

#include "reports/difference_words.h"
#include "reports/format.h"
#include "reports/replay.h"

namespace gatecast::reports {
namespace {

constexpr std::size_t page_columns = 100;
constexpr std::size_t most_groups = 40;

std::string sign_ins(std::uint64_t lines) { return counted(lines, "sign-in", "sign-ins"); }

// `from 2027-02-01 to 2027-02-14`, by the clock of the new policy.
std::string dates(const ReplayGroup& group, const ReplayPlan& plan) {
  const rules::TimeZone& zone = plan.after.policy.zone;
  const std::string first = rules::format_date(zone.local_date(group.first));
  const std::string last = rules::format_date(zone.local_date(group.last));
  return first == last ? "on " + first : fmt::format("from {} to {}", first, last);
}

std::string where(const ReplayPlan& plan, const ReplayExample& example) {
  return fmt::format("{}:{}: {}{}{}", plan.log, example.line, rules::format_instant(example.now),
                     example.account.empty() ? "" : " ", example.account);
}

// One sentence each, without a full stop.
std::vector<std::string> summary(const Replayed& replayed, const ReplayPlan& plan) {
  std::vector<std::string> sentences;
  if (replayed.lines == 0) return {plan.log + ": no sign-ins"};
  sentences.push_back(fmt::format("{}: {}: {} get the same answer, {} another one", plan.log,
                                  counted(replayed.lines, "line", "lines"),
                                  number(static_cast<double>(replayed.same)),
                                  number(static_cast<double>(replayed.changed))));
  if (replayed.uncertain > 0) {
    sentences.push_back(fmt::format(
        "{} could not be replayed for certain, as facts are missing that decide; at the strictest "
        "that these can be, {} of them get another answer",
        sign_ins(replayed.uncertain), number(static_cast<double>(replayed.uncertain_changed))));
  }
  if (replayed.refused > 0) {
    sentences.push_back(counted(replayed.refused, "line", "lines") + " could not be read");
  }
  if (replayed.not_as_logged.lines > 0) {
    sentences.push_back(
        fmt::format("{} had another answer in the log than the old policy gives: it did not write "
                    "that log, or has changed since",
                    sign_ins(replayed.not_as_logged.lines)));
  }
  return sentences;
}

std::string answered_by(const Replayed& replayed) {
  std::string text;
  for (const auto& [by, lines] : replayed.answered_by) {
    text += fmt::format("{}{} revision {}: {}", text.empty() ? "" : "; ", by.first, by.second,
                        number(static_cast<double>(lines)));
  }
  return text;
}

class Text {
 public:
  Text(const Replayed& replayed, const ReplayPlan& plan) : replayed_(replayed), plan_(plan) {}

  std::string write() {
    out_ = "Past sign-ins\n";
    groups(replayed_.changes, {});
    groups(replayed_.uncertain_changes,
           "At the strictest that missing facts can be, and so not for certain");
    for (const ReplayGroup& group : replayed_.limits) {
      line(2, fmt::format("limits: {}: {}, {}", group.what, sign_ins(group.lines),
                          dates(group, plan_)));
    }
    lacking();
    not_as_logged();
    refusals();
    for (const std::string& sentence : summary(replayed_, plan_)) line(2, sentence);
    if (!replayed_.answered_by.empty()) line(2, "answered by " + answered_by(replayed_));
    return std::move(out_);
  }

 private:
  void line(std::size_t indent, const std::string& text) {
    out_ += wrapped(text, page_columns, std::string(indent, ' '), std::string(indent + 2, ' '));
  }
  void named(std::string_view name, const std::string& text) {
    if (!text.empty()) out_ += wrapped(text, page_columns, name, std::string(name.size(), ' '));
  }

  void groups(const std::vector<ReplayGroup>& groups, const std::string& title) {
    if (!title.empty() && !groups.empty()) line(2, title);
    for (std::size_t i = 0; i < groups.size() && i < most_groups; ++i) {
      const ReplayGroup& group = groups[i];
      line(2, fmt::format("{}, {}: {}", sign_ins(group.lines), dates(group, plan_), group.what));
      named("    type   ", counts_words(by_name(group.by_type)));
      named("    role   ", counts_words(group.by_role));
      if (group.administrators > 0) {
        named("    ", counted(group.administrators, "of them is by an administrator",
                              "of them are by administrators"));
      }
      for (const ReplayExample& example : group.examples) {
        line(4, fmt::format("{}: {} -> {}", where(plan_, example), example.before, example.after));
      }
    }
    if (groups.size() > most_groups) {
      line(2,
           fmt::format("and {} more kinds: --format json has them", groups.size() - most_groups));
    }
  }

  void lacking() {
    if (replayed_.lacking.empty()) return;
    line(2, "Facts that could not be replayed");
    for (const auto& [fact, lacking] : replayed_.lacking) {
      line(4, fmt::format("{}: {}; {}", fact, sign_ins(lacking.lines),
                          lacking_words(fact, lacking, plan_)));
    }
  }

  void not_as_logged() {
    const ReplayGroup& group = replayed_.not_as_logged;
    if (group.lines == 0) return;
    line(2, fmt::format("Not the answer that the old policy gives: {}, {}", sign_ins(group.lines),
                        dates(group, plan_)));
    for (const ReplayExample& example : group.examples) {
      line(4, fmt::format("{}: logged {}; the old policy: {}", where(plan_, example),
                          example.before, example.after));
    }
  }

  void refusals() {
    if (replayed_.refused == 0) return;
    line(2, "Lines that could not be read");
    for (const auto& [number, why] : replayed_.refusals) {
      line(4, fmt::format("{}:{}: {}", plan_.log, number, why));
    }
    if (replayed_.refused > replayed_.refusals.size()) {
      line(4, fmt::format("and {} more", replayed_.refused - replayed_.refusals.size()));
    }
  }

  const Replayed& replayed_;
  const ReplayPlan& plan_;
  std::string out_;
};

void table(const std::vector<ReplayGroup>& groups, std::string_view certain, const ReplayPlan& plan,
           std::string& out) {
  for (std::size_t i = 0; i < groups.size() && i < most_groups; ++i) {
    const ReplayGroup& group = groups[i];
    const std::string first =
        group.examples.empty() ? "" : fmt::format("line {}", group.examples.front().line);
    out +=
        fmt::format("| {} | {} | {} | {} | {} | {} |\n", number(static_cast<double>(group.lines)),
                    dates(group, plan), markdown(counts_words(by_name(group.by_type))),
                    markdown(group.what), first, certain);
  }
}

}  // namespace

std::string replay_text(const Replayed& replayed, const ReplayPlan& plan) {
  return Text(replayed, plan).write();
}

std::string replay_markdown(const Replayed& replayed, const ReplayPlan& plan) {
  std::string out = "\n## Past sign-ins\n\n";
  if (!replayed.changes.empty() || !replayed.uncertain_changes.empty()) {
    out += "| sign-ins | dates | types | change | first | certain |\n|---|---|---|---|---|---|\n";
  }
  table(replayed.changes, "yes", plan, out);
  table(replayed.uncertain_changes, "no", plan, out);
  if (out.ends_with("|\n")) out += "\n";
  for (const std::string& sentence : summary(replayed, plan)) out += markdown(sentence) + ".\n";
  const auto list = [&](const std::string& item) { out += "- " + markdown(item) + "\n"; };
  if (!replayed.limits.empty()) out += "\nLimits change:\n\n";
  for (const ReplayGroup& group : replayed.limits) {
    list(fmt::format("{}: {}, {}", group.what, sign_ins(group.lines), dates(group, plan)));
  }
  if (!replayed.lacking.empty()) out += "\nFacts that could not be replayed:\n\n";
  for (const auto& [fact, lacking] : replayed.lacking) {
    list(fmt::format("{}: {}; {}", fact, sign_ins(lacking.lines),
                     lacking_words(fact, lacking, plan)));
  }
  return out;
}

}  // namespace gatecast::reports
