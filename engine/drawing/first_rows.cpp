// Rows 1 to 7: the account, the switch, what rules decide, exempt channels.
#include <fmt/format.h>

#include "engine/drawing/flow.h"
#include "engine/drawing/words.h"

namespace gatecast::engine {

std::size_t Flow::first_rows(std::size_t below) {
  const auto leaf = [](std::uint8_t row, Outcome outcome) {
    return Leaf{row, outcome, 0, false, Leaf::none};
  };
  const rules::Policy& policy = graph.policy;
  const auto& enabled = policy.two_factor.enabled;
  const Node off = enabled && enabled->value ? Diagram::no : Diagram::yes;
  const std::string where =
      enabled ? place_words(graph.source, enabled->span) : "`enabled` is left out";
  std::size_t at = ask(box_of_row(5), "switch", {"master switch off?", where}, off,
                       end(box_of_row(5), leaf(5, Outcome::allow)), below);

  Lines emergency{"emergency access account?"};
  if (const auto& access = policy.emergency_access) {
    std::vector<std::string> ids;
    for (const auto& account : access->accounts) ids.push_back(account.value);
    emergency.push_back(list_words(ids));
    emergency.push_back(
        fmt::format("owner {}, approved by {}", access->owner, access->approved_by));
    if (access->review_by) {
      emergency.push_back("review by " + rules::format_date(access->review_by->value));
    }
  }
  at = ask(box_of_row(4), "emergency", emergency, conditions.asked(Asks::emergency),
           end(box_of_row(4), leaf(4, Outcome::allow)), at);

  const Node login_as =
      conditions.equals(Asks::channel, *graph.variables.channels.find("login_as"));
  const Node impersonates = diagram.both(login_as, conditions.asked(Asks::admin));
  std::vector<std::string> admins;
  for (const rules::Role& role : policy.roles) {
    if (role.admin) admins.push_back(role.name.value);
  }
  at = ask(box_of_row(3), "login_as",
           {"channel login_as, into the account of an administrator?",
            "administrators: " + list_words(admins)},
           impersonates, end(box_of_row(3), leaf(3, Outcome::deny)), at);
  at = ask(box_of_row(2), "locked", {"account locked?"}, conditions.asked(Asks::account_locked),
           end(box_of_row(2), leaf(2, Outcome::deny)), at);
  return ask(box_of_row(1), "inactive", {"account inactive?"},
             diagram.negate(conditions.asked(Asks::active)),
             end(box_of_row(1), leaf(1, Outcome::deny)), at);
}

// Where a sign-in goes that a `then:` rule decides.
std::size_t Flow::by_then(std::size_t rule) {
  const rules::ThenOutcome& then = *graph.policy.rules[rule].then;
  const Leaf leaf{6, then.outcome, 0, false, Leaf::none};
  const Leaf denied{6, Outcome::deny, 0, true, Leaf::none};
  const Box box = box_of_row(6);
  const std::size_t ends = end(rule, leaf);
  if (then.outcome == Outcome::deny || then.outcome == Outcome::allow) return ends;
  // One question for all rules that go to the same end.
  const std::string id = "to_" + steps_[ends].id;
  const auto known = by_id_.find(id);
  if (known != by_id_.end()) return known->second;
  Node can = conditions.challenge_possible();
  Lines lines{"a method that may be used is usable?"};
  if (then.outcome == Outcome::enroll) {
    can = diagram.both(
        conditions.where({Piece::methods}, [](const Settings& s) { return s.can_enroll(); }),
        conditions.can_prove());
    lines = {"something to enroll in, and the proof can be given?"};
  }
  const std::size_t otherwise = end(box, denied);
  const std::size_t asked = ask(box, id, std::move(lines), can, ends, otherwise);
  by_id_.emplace(id, asked);
  return asked;
}

std::size_t Flow::then_rule(std::uint32_t rank, std::size_t below) {
  const std::size_t index = graph.then_order[rank];
  const rules::Rule& rule = graph.policy.rules[index];
  const rules::ThenOutcome& then = *rule.then;
  Lines lines{rule_words(rule, graph.source), condition_words(rule.when, graph.policy)};
  if (then.outcome == Outcome::allow) {
    lines.push_back(fmt::format("owner {}, approved by {}", then.owner, then.approved_by));
    if (then.expires) {
      const Instant end_of = graph.policy.zone.midnight(*then.expires);
      lines.push_back("until " + date_words(graph.policy.zone, end_of));
    }
  }
  if (then.outcome == Outcome::enroll) lines.emplace_back("and not enrolled");
  const std::size_t yes = by_then(index);
  const Node holds = conditions.equals(Asks::then, 1 + static_cast<std::uint32_t>(then.outcome));
  const std::size_t at =
      ask(box_of_row(6), fmt::format("rule{}", index), std::move(lines), holds, yes, below);
  steps_[at].series = Step::Series::then;
  steps_[at].index = index;
  steps_[at].rank = rank;
  return at;
}

// Ranks count from the last rule back.
std::size_t Flow::row_6(std::size_t below) {
  for (std::uint32_t rank = 1; rank < graph.then_order.size(); ++rank) {
    below = then_rule(rank, below);
  }
  return below;
}

std::size_t Flow::row_7(std::size_t below) {
  const std::uint32_t number = graph.variables.number(Asks::channel);
  const Node exempt = diagram.choose(number, graph.variables.all()[number].size,
                                     [&](auto channel) { return graph.channel_exempt[channel]; });
  std::vector<std::string> names;
  const std::vector<std::string> channels = graph.variables.channels.in_order();
  for (std::size_t i = 0; i < channels.size(); ++i) {
    if (graph.channel_exempt[i]) names.push_back(channels[i]);
  }
  const Leaf leaf{7, Outcome::allow, 0, false, Leaf::none};
  return ask(box_of_row(7), "exempt", {"channel exempt?", list_words(names)}, exempt,
             end(box_of_row(7), leaf), below);
}

}  // namespace gatecast::engine
