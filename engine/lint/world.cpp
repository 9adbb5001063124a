#include "engine/lint/world.h"

#include <algorithm>
#include <set>

#include "engine/graph/decode.h"
#include "engine/unknown/possible.h"

namespace gatecast::engine {
namespace {

// A span of time this long has every weekday at least once without a clock change.
constexpr int sampled_days = 15;
// Values of variables that are worked out one by one: some seconds.
constexpr std::size_t samples_max = 5'000'000;

class World {
 public:
  World(const Graph& graph, Diagram& diagram)
      : graph_(graph), variables_(graph.variables), diagram_(diagram) {}

  Node build() {
    Node world = users();
    world = diagram_.both(world, roles());
    world = diagram_.both(world, networks());
    world = diagram_.both(world, attributes());
    world = diagram_.both(world, times());
    return diagram_.both(world, clocks());
  }

 private:
  // The number of a variable, if conditions or rows ask it.
  std::optional<std::uint32_t> find(Asks asks, std::uint32_t a = 0) const {
    const auto& all = variables_.all();
    for (std::uint32_t i = 0; i < all.size(); ++i) {
      if (all[i].asks == asks && all[i].a == a) return i;
    }
    return std::nullopt;
  }
  Node equals(std::uint32_t number, std::uint32_t value) {
    return diagram_.choose(number, variables_.all()[number].size,
                           [&](std::uint32_t v) { return v == value; });
  }
  // Also for a variable that nothing asks, which has one value, 0.
  Node is(Asks asks, std::uint32_t value, std::uint32_t a = 0) {
    const auto number = find(asks, a);
    if (number) return equals(*number, value);
    return value == 0 ? Diagram::yes : Diagram::no;
  }

  Node users() {
    Node possible = diagram_.both(is(Asks::user, 0), is(Asks::emergency, 0));
    possible = diagram_.both(possible, free_ramps());
    std::set<std::string> ids;
    for (std::string& name : variables_.users.in_order()) ids.insert(std::move(name));
    if (graph_.policy.emergency_access) {
      for (const auto& account : graph_.policy.emergency_access->accounts) {
        ids.insert(account.value);
      }
    }
    for (const std::string& id : ids) {
      if (diagram_.too_large()) break;
      Node one = diagram_.both(is(Asks::user, user_number(graph_, id)),
                               is(Asks::emergency, is_emergency(graph_, id) ? 1 : 0));
      for (std::uint32_t stage = 0; stage < variables_.stage_steps.size(); ++stage) {
        const auto ramp = find(Asks::ramp, stage);
        if (!ramp) continue;
        const std::uint32_t last = variables_.all()[*ramp].size - 1;
        const std::uint32_t step = ramp_step(graph_, stage, id);
        one = diagram_.both(one, equals(*ramp, std::min(step, last)));
      }
      possible = diagram_.either(possible, one);
    }
    return possible;
  }

  // Of a user whom the policy does not name: a step admits somebody if it is higher than the last.
  Node free_ramps() {
    Node possible = Diagram::yes;
    for (std::uint32_t stage = 0; stage < variables_.stage_steps.size(); ++stage) {
      const auto ramp = find(Asks::ramp, stage);
      if (!ramp) continue;
      const auto& percent = graph_.policy.rollout->stages[stage].ramp->percent_hundredths;
      const Node steps =
          diagram_.choose(*ramp, variables_.all()[*ramp].size, [&](std::uint32_t step) {
            if (step >= percent.size()) return percent.back() < 10'000;
            return percent[step] > (step == 0 ? 0 : percent[step - 1]);
          });
      possible = diagram_.both(possible, steps);
    }
    return possible;
  }

  // Declared roles that no condition names, by what they are.
  struct Unnamed {
    bool admin = false;
    bool other = false;
  };
  // What an account has whose roles that no condition names are of this kind.
  Node roles_with(Node named_admin, const Unnamed& unnamed) {
    const Node other = is(Asks::other_role, 1);
    const Node admin = is(Asks::admin, 1);
    const auto constant = [](bool value) { return value ? Diagram::yes : Diagram::no; };
    const Node with_admin = diagram_.ite(named_admin, constant(unnamed.admin || unnamed.other),
                                         constant(unnamed.admin));
    const Node with_none = diagram_.ite(named_admin, Diagram::no, constant(unnamed.other));
    const Node same =
        diagram_.ite(named_admin, admin, diagram_.negate(admin));  // nothing beside the named
    return diagram_.ite(other, diagram_.ite(admin, with_admin, with_none), same);
  }

  Node roles() {
    Node named_admin = Diagram::no;
    Node named_typed = Diagram::no;
    Unnamed all;
    Unnamed typeless;
    for (const rules::Role& role : graph_.policy.roles) {
      if (diagram_.too_large()) break;
      const auto number = variables_.roles.find(role.name.value);
      if (number) {
        const Node has = is(Asks::role, 1, *number);
        if (role.admin) named_admin = diagram_.either(named_admin, has);
        if (role.type) named_typed = diagram_.either(named_typed, has);
        continue;
      }
      (role.admin ? all.admin : all.other) = true;
      if (!role.type) (role.admin ? typeless.admin : typeless.other) = true;
    }
    const Node without_type =
        diagram_.both(diagram_.negate(named_typed), roles_with(named_admin, typeless));
    return diagram_.ite(is(Asks::type, 3), without_type, roles_with(named_admin, all));
  }

  Node networks() {
    Node possible = Diagram::no;
    for (const std::int64_t mask : network_values(graph_)) {
      Node one = Diagram::yes;
      for (std::uint32_t i = 0; i < graph_.policy.networks.size(); ++i) {
        if (!find(Asks::network, i)) continue;
        one = diagram_.both(one, is(Asks::network, (mask >> i) & 1, i));
      }
      possible = diagram_.either(possible, one);
    }
    return possible;
  }

  // No value is left for "another" where conditions name the whole range; null is 0.
  Node attributes() {
    Node possible = Diagram::yes;
    for (std::uint32_t i = 0; i < graph_.policy.attributes.size(); ++i) {
      const rules::Attribute& attribute = graph_.policy.attributes[i];
      if (!find(Asks::attribute, i) || attribute.kind != rules::Attribute::Kind::integer) continue;
      const auto& named = variables_.integers(i);
      const auto width = static_cast<std::size_t>(attribute.high - attribute.low) + 1;
      const bool zero = std::find(named.begin(), named.end(), 0) != named.end();
      if (named.size() < width || !zero) continue;
      possible = diagram_.both(possible, diagram_.negate(is(Asks::attribute, 0, i)));
    }
    return possible;
  }

  // What the variables `asked` say of some facts, as one combination of values.
  Node pattern(const std::vector<std::uint32_t>& asked, const DecodedFacts& facts) {
    Node one = Diagram::yes;
    for (auto number = asked.rbegin(); number != asked.rend(); ++number) {
      one = diagram_.both(equals(*number, variables_.value(*number, facts)), one);
    }
    return one;
  }
  std::vector<std::uint32_t> numbers(const std::vector<Asks>& asks) const {
    std::vector<std::uint32_t> found;
    for (std::uint32_t i = 0; i < variables_.all().size(); ++i) {
      const Asks one = variables_.all()[i].asks;
      if (std::find(asks.begin(), asks.end(), one) != asks.end()) found.push_back(i);
    }
    return found;
  }

  // The minutes of a day at which some hours begin or end.
  std::set<std::uint32_t> minutes() const {
    std::set<std::uint32_t> found{0};
    for (const Variable& variable : variables_.all()) {
      if (variable.asks == Asks::hours) found.insert({variable.a, variable.b});
    }
    return found;
  }

  bool may_sample(std::size_t instants, const std::vector<std::uint32_t>& asked) {
    if (instants * asked.size() > samples_max) diagram_.give_up();
    return !diagram_.too_large();
  }

  // Between two dates of the policy, the weekdays and hours that there are.
  Node times() {
    const std::vector<std::uint32_t> asked = numbers({Asks::time, Asks::weekday, Asks::hours});
    if (asked.empty()) return Diagram::yes;
    const rules::TimeZone& zone = graph_.policy.zone;
    std::vector<Instant> days;
    const auto sample = [&](Instant from, int first, int last) {
      for (int day = first; day <= last; ++day) days.push_back(zone.add_days(from, day));
    };
    if (variables_.cuts.empty()) {
      sample(zone.midnight(*rules::parse_date("2027-01-01")), 0, sampled_days);
    } else {
      sample(variables_.cuts.front(), -sampled_days, -1);
      for (const Instant cut : variables_.cuts) sample(cut, 0, sampled_days);
    }
    const std::set<std::uint32_t> all_minutes = minutes();
    if (!may_sample(days.size() * all_minutes.size(), asked)) return Diagram::no;
    std::set<std::vector<std::uint32_t>> seen;
    Node possible = Diagram::no;
    for (const Instant day : days) {
      for (const std::uint32_t minute : all_minutes) {
        DecodedFacts facts;
        facts.now = zone.to_instant(zone.to_local(day) + std::int64_t{minute} * 60);
        std::vector<std::uint32_t> values;
        values.reserve(asked.size());
        for (const std::uint32_t number : asked) values.push_back(variables_.value(number, facts));
        if (!seen.insert(values).second) continue;
        possible = diagram_.either(possible, pattern(asked, facts));
      }
    }
    return possible;
  }

  // Grace and days overdue count from one opening, and skips are one number.
  Node clocks() {
    const std::vector<std::uint32_t> asked = numbers({Asks::grace_clock, Asks::overdue});
    if (asked.empty()) return Diagram::yes;
    std::set<int> skips{0};
    for (const Variable& variable : variables_.all()) {
      if (variable.asks == Asks::grace_clock && variable.b != absent) {
        skips.insert(static_cast<int>(variable.b));
      }
    }
    Node possible = Diagram::no;
    DecodedFacts facts;
    facts.now = *rules::parse_instant("2027-06-15T12:00:00Z");
    // Openings are sought on both sides of where a clock turns, and each is shown to all clocks.
    std::size_t turns = 0;
    for (const std::uint32_t number : asked) turns += variables_.all()[number].size;
    if (!may_sample(6 * turns * turns, {0})) return Diagram::no;
    const std::vector<std::int64_t> openings = opening_values(graph_, facts.now, false);
    if (!may_sample(openings.size() * skips.size(), asked)) return Diagram::no;
    for (const std::int64_t opening : openings) {
      facts.grace_started = opening;
      for (const int used : skips) {
        facts.skips = used;
        possible = diagram_.either(possible, pattern(asked, facts));
      }
    }
    // Nothing began: created long ago, or never admitted.
    for (const Instant edge : {rules::instant_min, rules::instant_max}) {
      facts.grace_started = rules::instant_min;
      facts.admitted_at = edge;
      for (const int used : skips) {
        facts.skips = used;
        possible = diagram_.either(possible, pattern(asked, facts));
      }
    }
    return possible;
  }

  const Graph& graph_;
  const Variables& variables_;
  Diagram& diagram_;
};

}  // namespace

Node world_of(const Graph& graph, Diagram& diagram) { return World(graph, diagram).build(); }

}  // namespace gatecast::engine
