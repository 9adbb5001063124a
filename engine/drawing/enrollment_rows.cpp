// Rows 8 to 14: stages, exclusions, enrollment, recognized devices, methods.
#include <fmt/format.h>

#include "engine/drawing/flow.h"
#include "engine/drawing/words.h"

namespace gatecast::engine {
namespace {

Leaf leaf(std::uint8_t row, Outcome outcome, std::size_t index = Leaf::none) {
  return {row, outcome, 0, false, static_cast<std::uint32_t>(index)};
}

Leaf after_skip(std::uint8_t row) { return {10, Outcome::enroll, row, false, Leaf::none}; }

std::string recognition_words(const rules::Policy& policy) {
  const rules::RecognitionSettings& set = policy.two_factor.recognition;
  const auto by = set.by ? set.by->value : rules::Recognition::cookie_or_ip;
  std::string cookie =
      fmt::format("device cookie of {} days",
                  set.cookie_days ? set.cookie_days->value : rules::defaults::cookie_days);
  const std::string ip = fmt::format("address of {} days",
                                     set.ip_days ? set.ip_days->value : rules::defaults::ip_days);
  if (by == rules::Recognition::cookie) return cookie;
  return cookie + (by == rules::Recognition::cookie_or_ip ? " or " : " and ") + ip;
}

std::string ramp_words(const rules::Stage& stage, const std::vector<Instant>& steps,
                       const rules::TimeZone& zone) {
  if (!stage.ramp) return "from " + date_words(zone, steps.front());
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const int percent = stage.ramp->percent_hundredths[i];
    const std::string share = percent % 100 == 0
                                  ? fmt::format("{}%", percent / 100)
                                  : fmt::format("{}.{:02}%", percent / 100, percent % 100);
    parts.push_back(fmt::format("{} from {}", share, date_words(zone, steps[i])));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace

Node Flow::recognized() {
  const Node risk_based = conditions.where({Piece::enforcement}, [](const Settings& s) {
    return s.enforcement == rules::Enforcement::risk_based;
  });
  return diagram.both(risk_based, conditions.asked(Asks::recognized));
}

Node Flow::let_through() {
  const Node as_stage = conditions.where({Piece::enrolled_users}, [](const Settings& s) {
    return s.enrolled_users == rules::EnrolledUsers::as_stage;
  });
  return diagram.either(as_stage,
                        diagram.negate(diagram.either(conditions.enrolled(), conditions.reset())));
}

std::vector<std::string> Flow::let_through_words(std::string_view what) const {
  Lines lines{fmt::format("neither enrolled nor reset?{}", what)};
  if (graph.choices[static_cast<std::size_t>(Piece::enrolled_users)].size() > 1) {
    lines.emplace_back("or `enrolled_users: as_stage` in force");
  }
  return lines;
}

std::size_t Flow::row_11() {
  const Box box = box_of_row(11);
  const Leaf cannot{11, Outcome::deny, 0, true, Leaf::none};
  const std::size_t required = end(box, leaf(11, Outcome::enroll));
  const std::size_t prove =
      ask(box, "proof",
          {"the proof can be given?", "proof: " + list_words(choice_words(graph, Piece::proof))},
          conditions.can_prove(), required, end(box, cannot));
  const Node refuses = conditions.where({Piece::after_grace}, [](const Settings& s) {
    return s.after_grace == rules::AfterGrace::deny;
  });
  return ask(box, "overdue", {"refused when overdue?", "`after_grace: deny`, and not reset"},
             diagram.both(refuses, diagram.negate(conditions.reset())),
             end(box, leaf(11, Outcome::deny)), prove);
}

std::size_t Flow::row_10(std::size_t below, std::size_t forced) {
  const Box box = box_of_row(10);
  const std::size_t other =
      ask(box, "other_method", {"another method is usable?", "whatever `allow_fallback` says"},
          conditions.any_usable(), end(box, after_skip(13), true), end(box, after_skip(14), true));
  const std::size_t waved = ask(box, "skipped_recognized", {"the device is recognized?"},
                                recognized(), end(box, after_skip(12), true), other);
  const std::size_t skipped =
      ask(box, "skipped", {"skipped, at this sign-in?"}, conditions.asked(Asks::skipped), waved,
          end(box, after_skip(13), false));
  std::vector<std::string> grace = choice_words(graph, Piece::grace_days);
  for (std::string& skips : choice_words(graph, Piece::grace_skips)) {
    grace.push_back(std::move(skips));
  }
  const std::size_t in_grace =
      ask(box, "grace", {"in grace, and not reset?", "grace: " + list_words(grace)},
          diagram.both(conditions.in_grace(), diagram.negate(conditions.reset())), skipped, forced);
  const Node must = diagram.both(conditions.required(), diagram.negate(conditions.enrolled()));
  return ask(box, "required", {"enrollment required, and not enrolled?"}, must, in_grace, below);
}

std::size_t Flow::rows_10_to_14() {
  const Box thirteen = box_of_row(13);
  std::size_t at = end(box_of_row(14), leaf(14, Outcome::deny));
  Lines usable{"a method that may be used is usable?"};
  for (const std::string& methods : choice_words(graph, Piece::methods)) {
    if (usable.size() == 4) break;
    usable.push_back("methods: " + methods);
  }
  const std::size_t challenge = end(thirteen, leaf(13, Outcome::challenge));
  at = ask(thirteen, "usable", usable, conditions.challenge_possible(), challenge, at);
  const std::size_t known = end(box_of_row(12), leaf(12, Outcome::allow));
  at = ask(box_of_row(12), "recognized",
           {"risk_based, and the device is recognized?", recognition_words(graph.policy)},
           recognized(), known, at);
  at = row_10(at, row_11());
  const Node waives = conditions.where({Piece::recognized_device_waives}, [](const Settings& s) {
    return s.recognized_device_waives;
  });
  const Node waived =
      diagram.both(diagram.both(waives, recognized()), diagram.negate(conditions.reset()));
  return ask(Box::waiver, "waives",
             {"the device is recognized, and waives the enrollment?",
              "`recognized_device_waives`, risk_based, not reset", recognition_words(graph.policy)},
             waived, end(Box::waiver, leaf(12, Outcome::allow)), at);
}

std::size_t Flow::row_9(std::size_t below) {
  const auto& exclusions = graph.policy.exclusions;
  if (exclusions.empty()) return below;
  const Box box = box_of_row(9);
  const std::size_t through = ask(box, "not_enrolled", let_through_words(""), let_through(),
                                  end(box, leaf(9, Outcome::allow, 0)), below);
  for (std::size_t i = exclusions.size(); i-- > 0;) {
    const rules::Exclusion& exclusion = exclusions[i];
    Lines lines;
    if (exclusion.role) {
      lines.push_back(fmt::format("excluded: role {}?", exclusion.role->value));
      lines.emplace_back("every role of the account is excluded");
    } else {
      lines.push_back(fmt::format("excluded: {}?", condition_words(*exclusion.who, graph.policy)));
    }
    lines.push_back(fmt::format(
        "until {}, {}",
        date_words(graph.policy.zone, graph.policy.zone.midnight(exclusion.expires.value)),
        place_words(graph.source, exclusion.span)));
    lines.push_back(exclusion.reason);
    lines.push_back(
        fmt::format("owner {}, approved by {}", exclusion.owner, exclusion.approved_by));
    below = ask(box, fmt::format("exclusion{}", i), std::move(lines), conditions.exclusion_holds(i),
                through, below);
    steps_[below].series = Step::Series::exclusions;
    steps_[below].index = i;
  }
  return below;
}

std::size_t Flow::row_8(std::size_t below) {
  if (!graph.policy.rollout) return below;
  const Box box = box_of_row(8);
  const auto& stages = graph.policy.rollout->stages;
  Node matches = Diagram::no;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    matches = diagram.either(matches, conditions.stage_matches(i));
  }
  const std::size_t waits =
      ask(box, "some_stage", {"a stage is for this account?"}, matches,
          end(box, leaf(8, Outcome::allow, 0)), end(box, leaf(8, Outcome::allow)));
  std::size_t at = ask(box, "not_enrolled", let_through_words(""), let_through(), waits, below);
  for (std::size_t i = stages.size(); i-- > 0;) {
    const rules::Stage& stage = stages[i];
    const Node admits = diagram.both(conditions.stage_matches(i), conditions.stage_admits(i));
    Lines lines{fmt::format("admitted by stage {}?", stage.name.value),
                stage.who ? condition_words(*stage.who, graph.policy) : "everybody",
                ramp_words(stage, graph.variables.stage_steps[i], graph.policy.zone),
                place_words(graph.source, stage.span)};
    at = ask(box, fmt::format("stage{}", i), std::move(lines), admits, below, at);
    steps_[at].series = Step::Series::stages;
    steps_[at].index = i;
  }
  return at;
}

}  // namespace gatecast::engine
