// Facts of the space in the words of a condition.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "engine/analysis/condition.h"
#include "engine/analysis/created_words.h"
#include "engine/facts_writer.h"
#include "engine/unknown/possible.h"

namespace gatecast::engine {
namespace {

class Aspects {
 public:
  explicit Aspects(Space& space) : space_(space), solver_(space.solver()) {}

  std::vector<Aspect> all() {
    for (const FactChoice& choice : space_.choices()) {
      if (choice.fact != "user.created") {
        add(choice);
      } else if (choice.ordinary == 1) {  // of its two choices the other is how long ago
        add_created(choice);
      }
    }
    std::reverse(aspects_.begin(), aspects_.end());
    add_usable();
    add_recognized();
    add_account();
    add_exclusions();
    add_time();
    return std::move(aspects_);
  }

 private:
  void add(const FactChoice& choice) {
    Aspect aspect{choice.fact, choice.piece, {}, choice.choice.is, false};
    for (std::size_t value = 0; value < choice.choice.is.size(); ++value) {
      aspect.labels.push_back(label(choice, value));
    }
    merge(aspect);
    if (aspect.labels.size() > 1) aspects_.push_back(std::move(aspect));
  }

  // By date, and less readable by age.
  void add_created(const FactChoice& choice) {
    add_apart();
    if (choice.choice.is.size() < 2) return;
    Aspect dates{choice.fact, "", created_labels(space_), choice.choice.is, false};
    merge(dates);
    add_created_ages(choice.fact);
    aspects_.push_back(std::move(dates));
  }

  // Of who was created at a date it is as long ago as that, but the earliest stands for others.
  void add_created_ages(const std::string& fact) {
    const GraceClocks& clocks = space_.moments().clocks;
    Aspect ages{fact, "", {}, {}, false, true};
    const auto add = [&](const Age& age, Lit is) {
      if (is == solver_.no()) return;
      ages.labels.push_back(age_label(age, clocks));
      ages.is.push_back(is);
    };
    for (const Age& age : space_.moments().created) {
      add(age, space_.created_if([&](const Age& other) { return other == age; }));
    }
    for (const Space::CreatedAt& each : space_.created_at()) {
      const auto& earliest = space_.creation_dates().earliest;
      if (earliest && each.at <= *earliest) {
        ages.labels.push_back("until " + rules::format_instant(*earliest));
        ages.is.push_back(each.is);
        continue;
      }
      clocks.for_each_cell(each.at, each.at, [&](const GraceClocks::Cell& cell) {
        const bool has_end = cell.until != rules::instant_max;
        add(cell.age, solver_.all({each.is, space_.at_or_after(cell.from),
                                   has_end ? -space_.at_or_after(cell.until + 1) : each.is}));
      });
    }
    merge(ages);
    if (ages.labels.size() > 1) aspects_.push_back(std::move(ages));
  }

  // Grace whose end the two policies see at two instants, as they count days in two zones.
  void add_apart() {
    const auto& shared = space_.moments().clocks.shared();
    for (std::size_t i = 0; i < shared.size(); ++i) {
      const auto is_apart = [&](const Age& age) { return bool{age.apart[i]}; };
      const auto add = [&](const char* grace, Lit is) {
        if (is == solver_.no()) return;
        aspects_.push_back({fmt::format("{} days of {} end later, in each zone at another instant",
                                        shared[i].days, grace),
                            "",
                            {"false", "true"},
                            {-is, is},
                            false});
      };
      add("stored grace", space_.stored_if(is_apart));
      Lits created{space_.created_if(is_apart)};
      for (const Space::CreatedAt& each : space_.created_at()) {
        created.push_back(solver_.both(each.is, is_apart_from(each.at, shared[i])));
      }
      add("grace from creation", solver_.any(std::move(created)));
    }
  }

  Lit is_apart_from(Instant opening, const GraceClocks::Shared& shared) const {
    const GraceClocks& clocks = space_.moments().clocks;
    const Instant one = clocks.turn_of(opening, clocks.turns()[shared.turn]);
    const Instant other = clocks.turn_of(opening, clocks.turns()[shared.other]);
    return one == other ? solver_.no() : -space_.at_or_after(std::min(one, other));
  }

  // Values of one label are one.
  void merge(Aspect& aspect) {
    std::map<std::string, Lits> by_label;
    std::vector<std::string> order;
    for (std::size_t i = 0; i < aspect.labels.size(); ++i) {
      Lits& lits = by_label[aspect.labels[i]];
      if (lits.empty()) order.push_back(aspect.labels[i]);
      lits.push_back(aspect.is[i]);
    }
    aspect.is.clear();
    for (const std::string& label : order) aspect.is.push_back(solver_.any(by_label[label]));
    aspect.labels = std::move(order);
  }

  std::string label(const FactChoice& choice, std::size_t value) const {
    const std::string& fact = choice.fact;
    if (!choice.piece.empty()) return value == 0 ? "no" : "yes";
    if (fact == "user.id") return user(value);
    if (fact == "user.grace_started") return opened(value);
    if (fact == "user.skips") return skips(value);
    if (fact == "sign_in.ip") return networks(choice, value);
    const bool named = fact == "sign_in.application" || fact == "sign_in.country";
    if (named && value == 0) return "another, or none";
    if (fact == "user.account_locked" || fact.starts_with("user.locks.")) {
      return value == 0 ? "no" : "yes";
    }
    if (fact == "user.reset_at") return value == 0 ? "null" : "set";
    const std::string text = written(choice, value);
    return fact.find(".attributes.") == std::string::npos ? text : of_attribute(fact, text);
  }

  // No value is `false`, and 0; integers that nobody names are one.
  std::string of_attribute(const std::string& fact, const std::string& text) const {
    std::string label = text;
    bool named = false;
    for (std::size_t policy = 0; policy < space_.policies(); ++policy) {
      const Graph& graph = space_.view(policy).graph();
      for (std::uint32_t i = 0; i < graph.policy.attributes.size(); ++i) {
        const rules::Attribute& declared = graph.policy.attributes[i];
        const std::string_view on = declared.on == rules::Attribute::On::user ? "user" : "sign_in";
        if (fact != fmt::format("{}.attributes.{}", on, declared.name.value)) continue;
        if (declared.kind == rules::Attribute::Kind::boolean && text == "null")
          label = std::string("false");
        if (declared.kind != rules::Attribute::Kind::integer) named = true;
        if (declared.kind == rules::Attribute::Kind::integer && text == "null")
          label = std::string("0");
        const auto& integers = graph.variables.integers(i);
        for (const std::int64_t each : integers) named = named || label == fmt::format("{}", each);
      }
    }
    return named ? label : std::string("another number");
  }

  // As decide takes it.
  static std::string written(const FactChoice& choice, std::size_t value) {
    Facts facts;
    facts.user.id = std::string("u");
    choice.write(value, facts);
    std::string text;
    const std::vector<std::string> only{choice.fact};
    write_facts(facts, &only, text);
    boost::json::value at = boost::json::parse(text);
    std::string_view path = choice.fact;
    while (!path.empty()) {
      const std::size_t dot = std::min(path.find('.'), path.size());
      at = boost::json::value(at.as_object().at(path.substr(0, dot)));
      path.remove_prefix(std::min(dot + 1, path.size()));
    }
    return boost::json::serialize(at);
  }

  std::string user(std::size_t value) const {
    const KnownIds& known = space_.known_ids();
    if (value >= known.ids.size()) return "another user of whom no name is known";
    if (value >= known.unnamed)
      return boost::json::serialize(boost::json::value(known.ids[value].id));
    std::string text = "another user";
    for (const RampDraw& draw : known.draws) text += share(draw, known.ids[value]);
    return text;
  }

  // Which of the stage's users: of 10,000 shares, as ramps count them.
  std::string share(const RampDraw& draw, const KnownId& id) const {
    std::size_t at = 0;
    for (std::size_t i = 0; i < draw.ranges.size(); ++i) {
      bool same = true;
      for (std::size_t k = 0; k < draw.stages.size(); ++k) {
        const auto& [policy, stage] = draw.stages[k];
        same = same && id.seen[policy].ramp_steps[stage] == draw.ranges[i].steps[k];
      }
      if (same) at = i;
    }
    const auto& [policy, stage] = draw.stages.front();
    const Graph& graph = space_.view(policy).graph();
    const int end = at + 1 < draw.ranges.size() ? draw.ranges[at + 1].first_bucket : 10'000;
    return fmt::format(", in {}% to {}% of stage `{}`", draw.ranges[at].first_bucket / 100.0,
                       end / 100.0, graph.policy.rollout->stages[stage].name.value);
  }

  // Runs of ages get their words where a condition is written down.
  std::string opened(std::size_t value) const {
    if (value == 0) return "null";
    return age_label(space_.moments().stored[value - 1].age, space_.moments().clocks);
  }

  std::string skips(std::size_t value) const {
    const auto& limits = space_.skip_limits();
    if (value + 1 == limits.size()) return fmt::format("{} or more", limits[value]);
    if (limits[value] + 1 == limits[value + 1]) return fmt::format("{}", limits[value]);
    return fmt::format("{} to {}", limits[value], limits[value + 1] - 1);
  }

  // Names of networks that both policies place alike, and where they differ by which it is so.
  std::string networks(const FactChoice& choice, std::size_t value) const {
    Facts facts;
    choice.write(value, facts);
    const std::string* text = facts.sign_in.ip.if_known();
    const auto address = text != nullptr ? rules::parse_address(*text) : std::nullopt;
    // Those that a condition of some policy names; the other may place them all the same.
    std::set<std::string> named;
    for (std::size_t policy = 0; address && policy < space_.policies(); ++policy) {
      const Graph& graph = space_.view(policy).graph();
      const auto mask = static_cast<std::uint64_t>(networks_of(graph, *address));
      for (std::size_t i = 0; i < graph.policy.networks.size(); ++i) {
        if (((mask >> i) & 1) != 0) named.insert(graph.policy.networks[i].name.value);
      }
    }
    std::map<std::string, std::vector<std::size_t>> inside;  // policies, by name
    for (std::size_t policy = 0; policy < space_.policies(); ++policy) {
      for (const rules::Network& network : space_.view(policy).graph().policy.networks) {
        if (named.count(network.name.value) == 0) continue;
        const bool is_in =
            std::any_of(network.blocks.begin(), network.blocks.end(),
                        [&](const auto& block) { return rules::contains(block.value, *address); });
        if (is_in) inside[network.name.value].push_back(policy);
      }
    }
    std::string names;
    for (const auto& [name, policies] : inside) {
      names += fmt::format("{}`{}`", names.empty() ? "in " : " and ", name);
      if (policies.size() == space_.policies()) continue;
      names += policies.front() == 0 ? " by the old policy" : " by the new policy";
    }
    return names.empty() ? "in no network" : names;
  }

  // Set up, not locked, and not ill.
  void add_usable() {
    const View& view = space_.view(0);
    const auto flag = [&](Asks asks, std::uint32_t a = 0) { return view.is({asks, a, 0, 2}, 1); };
    const auto add = [&](Method method, Lit ready) {
      const auto number = static_cast<std::uint32_t>(method);
      const Lit usable = solver_.both(ready, -flag(Asks::locked, number));
      aspects_.push_back({fmt::format("{} usable", rules::name(method)),
                          "",
                          {"false", "true"},
                          {-usable, usable},
                          false});
    };
    constexpr auto enrolled = static_cast<std::uint32_t>(rules::AuthenticatorState::enrolled);
    add(Method::authenticator, view.is({Asks::authenticator, 0, 0, 3}, enrolled));
    add(Method::passkey, flag(Asks::passkey));
    add(Method::email, solver_.both(flag(Asks::email), flag(Asks::email_healthy)));
    add(Method::sms, solver_.both(flag(Asks::phone), flag(Asks::sms_healthy)));
  }

  // Whether all of an account's roles are among those that an exclusion names by a policy.
  void add_exclusions() {
    std::set<std::string> done;
    for (std::size_t policy = 0; policy < space_.policies(); ++policy) {
      for (const rules::Exclusion& exclusion : space_.view(policy).graph().policy.exclusions) {
        if (!exclusion.role || !done.insert(exclusion.role->value).second) continue;
        Lit has = solver_.no();
        Lits others;
        for (const FactChoice& choice : space_.choices()) {
          if (choice.fact != "user.roles") continue;
          const bool is_it = choice.piece == exclusion.role->value;
          (is_it ? has : others.emplace_back()) = choice.choice.is[1];
        }
        const Lit alone = solver_.both(has, -solver_.any(std::move(others)));
        aspects_.push_back(
            {"no role but", exclusion.role->value, {"no", "yes"}, {-alone, alone}, false});
      }
    }
  }

  void add_recognized() {
    const auto by = [&](std::size_t policy) {
      const auto& set = space_.view(policy).graph().policy.two_factor.recognition.by;
      return set ? set->value : rules::Recognition::cookie_or_ip;
    };
    for (std::size_t i = 1; i < space_.policies(); ++i) {
      if (by(i) != by(0)) return;
    }
    const Lit recognized = space_.view(0).is({Asks::recognized, 0, 0, 0}, 1);
    aspects_.push_back({"recognized", "", {"false", "true"}, {-recognized, recognized}, false});
  }

  // What an account and its roles say, where they say the same to all policies.
  void add_account() {
    const auto declared = [&](std::size_t policy) {
      std::map<std::string, std::pair<std::optional<rules::AccountType>, bool>> all;
      for (const rules::Role& role : space_.view(policy).graph().policy.roles) {
        all[role.name.value] = {role.type, role.admin};
      }
      return all;
    };
    for (std::size_t i = 1; i < space_.policies(); ++i) {
      if (declared(i) != declared(0)) return;
    }
    const View::Roles& roles = space_.view(0).roles();
    aspects_.push_back({"administrator",
                        "",
                        {"false", "true"},
                        {-roles.administrator, roles.administrator},
                        false});
    const Lit settled = space_.view(0).settled();
    Aspect type{"type", "", {}, {}, false};
    Lits none{settled, space_.own_type(3)};
    constexpr std::string_view names[] = {"\"internal\"", "\"partner\"", "\"customer\""};
    for (std::uint32_t t = 0; t < 3; ++t) {
      const Lit is =
          solver_.either(space_.own_type(t), solver_.both(space_.own_type(3), roles.typed[t]));
      type.labels.emplace_back(names[t]);
      type.is.push_back(solver_.both(settled, is));
      none.push_back(-roles.typed[t]);
    }
    type.labels.emplace_back("null");
    type.is.push_back(solver_.all(std::move(none)));
    type.labels.emplace_back("not known, as roles are not declared or disagree");
    type.is.push_back(-settled);
    aspects_.push_back(std::move(type));
  }

  void add_time() {
    const Moments& moments = space_.moments();
    add_days();
    Aspect now{"now", "", {}, {}, true};
    for (std::size_t i = 0; i < moments.begins.size(); ++i) {
      Lits within;
      for (std::size_t n = 0; n < moments.instants.size(); ++n) {
        const bool is_in =
            (i == 0 || moments.instants[n] >= moments.begins[i]) &&
            (i + 1 == moments.begins.size() || moments.instants[n] < moments.begins[i + 1]);
        if (is_in) within.push_back(space_.now().is[n]);
      }
      now.labels.push_back(rules::format_instant(moments.begins[i]));
      now.is.push_back(solver_.any(std::move(within)));
    }
    if (now.labels.size() > 1) aspects_.push_back(std::move(now));
  }

  // Weekdays and hours, of each zone and each range once.
  void add_days() {
    std::map<std::string, Aspect> days;
    for (std::size_t policy = 0; policy < space_.policies(); ++policy) {
      const View& view = space_.view(policy);
      const bool several = space_.moments().clocks.zones().size() > 1;
      const std::string zone =
          several ? fmt::format(" in {}", view.graph().policy.zone.name()) : std::string{};
      for (const Variable& v : view.graph().variables.all()) {
        Aspect aspect;
        if (v.asks == Asks::weekday) {
          aspect.fact = fmt::format("weekday{}", zone);
          aspect.labels = {"monday", "tuesday",  "wednesday", "thursday",
                           "friday", "saturday", "sunday"};
        } else if (v.asks == Asks::hours) {
          aspect.fact = fmt::format("hours {:02}:{:02}-{:02}:{:02}{}", v.a / 60, v.a % 60, v.b / 60,
                                    v.b % 60, zone);
          aspect.labels = {"false", "true"};
        } else {
          continue;
        }
        for (std::uint32_t i = 0; i < aspect.labels.size(); ++i) aspect.is.push_back(view.is(v, i));
        days.emplace(aspect.fact, aspect);
      }
    }
    for (auto& [name, aspect] : days) aspects_.push_back(std::move(aspect));
  }

  Space& space_;
  Solver& solver_;
  std::vector<Aspect> aspects_;
};

}  // namespace

std::vector<Aspect> aspects_of(Space& space) { return Aspects(space).all(); }

}  // namespace gatecast::engine
