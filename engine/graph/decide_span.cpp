#include "engine/graph/decide_span.h"

#include <algorithm>
#include <initializer_list>

#include "engine/graph/completion.h"
#include "engine/graph/graph.h"

namespace gatecast::engine {
namespace {

// Follows the same diagrams as a decision and notes, at each node, which fact it asked and when
// time would lead to another child.
class Trace {
 public:
  Trace(const Graph& graph, const DecodedFacts& facts)
      : graph_(graph), variables_(graph.variables), facts_(facts) {}

  DecisionSpan run() {
    span_.decision = decide(graph_, facts_);
    const Leaf& leaf = graph_.leaves[walk(graph_.rows_root)];
    entry(Piece::limits);
    follow_rule(leaf);
    follow_completion(leaf);
    return span_;
  }

 private:
  void read(std::initializer_list<ReadFact> facts) {
    for (const ReadFact fact : facts) span_.read.add(fact);
  }
  void ends_at(Instant instant) {
    if (instant > facts_.now) span_.until = std::min(span_.until, instant);
  }

  std::uint32_t walk(std::uint32_t at) {
    while ((at & FlatDiagram::terminal_bit) == 0) {
      const std::uint32_t* node = graph_.diagram.words.data() + at;
      const std::uint32_t value = ask(node);
      at = node[1 + value];
    }
    return at & ~FlatDiagram::terminal_bit;
  }

  // The value of a node's variable, noted.
  std::uint32_t ask(const std::uint32_t* node) {
    const Variable& v = variables_.all()[node[0]];
    if (v.asks == Asks::setting) {
      const auto piece = static_cast<Piece>(v.a);
      return graph_.settings[v.a].choice[entry(piece)];
    }
    if (v.asks == Asks::then) return graph_.then_value(winner(graph_.then));
    const std::uint32_t value = variables_.value(node[0], facts_);
    note_fact(v);
    note_time(v, node + 1, value);
    return value;
  }

  std::uint32_t entry(Piece piece) {
    return winner(graph_.settings[static_cast<std::size_t>(piece)].contest);
  }

  std::uint32_t winner(const Contest& contest) {
    std::uint32_t best = walk(contest.root);
    for (const Contest::Bucket& bucket : contest.buckets) {
      note_name(bucket.name.asks);
      if (variables_.has(bucket.name, facts_)) best = std::max(best, walk(bucket.root));
    }
    return best;
  }

  void note_name(Asks asks) {
    switch (asks) {
      case Asks::role:
        return read({ReadFact::roles});
      case Asks::group:
        return read({ReadFact::groups});
      case Asks::user:
        return read({ReadFact::user});
      case Asks::application:
        return read({ReadFact::application});
      default:
        return read({ReadFact::country});
    }
  }

  void note_recognized() {
    const auto& by = graph_.policy.two_factor.recognition.by;
    read({ReadFact::device_cookie});
    if (!by || by->value != rules::Recognition::cookie) read({ReadFact::known_ip});
  }

  void note_fact(const Variable& v) {
    switch (v.asks) {
      case Asks::active:
        return read({ReadFact::active});
      case Asks::account_locked:
        return read({ReadFact::account_lock_until});
      case Asks::emergency:
        return read({ReadFact::emergency});
      case Asks::channel:
        return read({ReadFact::channel});
      case Asks::admin:
        return read({ReadFact::admin});
      case Asks::type:
        return read({ReadFact::type});
      case Asks::user:
      case Asks::role:
      case Asks::group:
      case Asks::application:
      case Asks::country:
        return note_name(v.asks);
      case Asks::other_role:
        return read({ReadFact::other_role});
      case Asks::network:
        return read({ReadFact::networks});
      case Asks::risk:
        return read({ReadFact::risk});
      case Asks::attribute:
        return read({ReadFact::attributes});
      case Asks::ramp:
        return read({ReadFact::ramp_steps});
      case Asks::recognized:
        return note_recognized();
      case Asks::authenticator:
        return read({ReadFact::authenticator});
      case Asks::passkey:
        return read({ReadFact::passkey});
      case Asks::reset:
        return read({ReadFact::reset});
      case Asks::email:
        return read({ReadFact::email});
      case Asks::phone:
        return read({ReadFact::phone});
      case Asks::locked:
        return read({ReadFact::lock_until});
      case Asks::email_healthy:
        return read({ReadFact::email_healthy});
      case Asks::sms_healthy:
        return read({ReadFact::sms_healthy});
      case Asks::grace_clock:
        read({ReadFact::skips});
        [[fallthrough]];
      case Asks::overdue:
        return note_opening();
      case Asks::skipped:
        return read({ReadFact::skipped});
      case Asks::time:
      case Asks::weekday:
      case Asks::hours:
      case Asks::setting:
      case Asks::then:
        return;
    }
  }

  // What grace counts from.
  void note_opening() { read({ReadFact::grace_started, ReadFact::admitted_at, ReadFact::created}); }

  // When the variable takes a value that leads elsewhere.
  void note_time(const Variable& v, const std::uint32_t* children, std::uint32_t value) {
    switch (v.asks) {
      case Asks::account_locked:
        return ends_at(facts_.account_lock_until);
      case Asks::locked:
        return ends_at(facts_.lock_until[v.a]);
      case Asks::time:
        for (std::uint32_t next = value + 1; next < v.size; ++next) {
          if (children[next] != children[value]) return ends_at(variables_.cuts[next - 1]);
        }
        return;
      case Asks::weekday:
        for (std::uint32_t ahead = 1; ahead < 7; ++ahead) {
          if (children[(value + ahead) % 7] != children[value]) return ends_at(midnight_in(ahead));
        }
        return;
      case Asks::hours:
        return note_hours(v);
      case Asks::grace_clock:
        return ends_at(variables_.grace_deadline(facts_, v.a));
      case Asks::overdue:
        for (std::uint32_t next = value + 1; next < v.size; ++next) {
          if (children[next] == children[value]) continue;
          return ends_at(overdue_by(v.a, variables_.overdue_days[next - 1]));
        }
        return;
      default:
        return;
    }
  }

  Instant midnight_in(std::uint32_t days) const {
    const rules::TimeZone& zone = graph_.policy.zone;
    return zone.midnight(rules::Date{zone.local_date(facts_.now).days + static_cast<int>(days)});
  }

  Instant overdue_by(std::uint32_t grace_days, std::uint32_t days) const {
    const Instant deadline = variables_.grace_deadline(facts_, grace_days);
    if (deadline == rules::instant_min || deadline == rules::instant_max) return deadline;
    return graph_.policy.zone.add_days(deadline, days);
  }

  // The next of the two edges. Where the clock is changed before it, nothing is promised beyond
  // that.
  void note_hours(const Variable& v) {
    const rules::TimeZone& zone = graph_.policy.zone;
    const rules::LocalSeconds local = zone.to_local(facts_.now);
    const rules::LocalSeconds second = ((local % day) + day) % day;
    rules::LocalSeconds wait = day;
    for (const std::uint32_t minute : {v.a, v.b}) {
      const rules::LocalSeconds edge = rules::LocalSeconds{minute} * 60;
      wait = std::min(wait, edge > second ? edge - second : edge + day - second);
    }
    ends_at(std::min(facts_.now + wait, zone.next_change(facts_.now)));
  }

  // Where the line stands that `rule` shows.
  void follow_rule(const Leaf& leaf) {
    switch (leaf.row) {
      case 3:
        return read({ReadFact::admin});
      case 6:
        winner(graph_.then);
        return;
      case 10:
        entry(Piece::grace_place);
        return;
      case 11:
        for (const Piece piece : {Piece::authenticator, Piece::proof, Piece::after_grace}) {
          entry(piece);
        }
        return;
      case 12:
      case 13:
        entry(Piece::enforcement);
        return;
      case 14:
        entry(Piece::methods);
        return;
      default:
        return;
    }
  }

  // What the methods, the proof and the deadline are made of.
  void follow_completion(const Leaf& leaf) {
    if (leaf.row == 2) return read({ReadFact::account_lock_until});
    if (leaf.row == 10) {
      read({ReadFact::skipped});
      note_opening();
      entry(Piece::grace_days);
      entry(Piece::grace_skips);
    }
    const Decision& decision = span_.decision;
    const bool proves = decision.outcome == Outcome::enroll;
    const bool offers = decision.outcome == Outcome::challenge ||
                        (decision.if_skipped && decision.if_skipped->outcome == Outcome::challenge);
    if (!offers && !proves) return;
    for (const Piece piece : {Piece::default_method, Piece::allow_fallback, Piece::proof}) {
      entry(piece);
    }
    const auto methods = static_cast<std::size_t>(Piece::methods);
    const std::uint32_t set_last = entry(Piece::methods);
    const MethodList& in_force =
        graph_.choices[methods][graph_.settings[methods].choice[set_last]].methods;
    for (std::size_t i = 0; i < rules::method_count; ++i) {
      const auto method = static_cast<Method>(i);
      const bool enrolls = method == Method::authenticator || method == Method::passkey;
      // One that is not in force is what an enrollment may be proved by.
      if (in_force.contains(method) ? offers
                                    : proves && enrolls && graph_.base.methods.contains(method)) {
        note_method(method);
      }
    }
    if (offers && in_force.contains(Method::authenticator)) read({ReadFact::backup_codes});
  }

  // Whether it is set up, locked, and can be sent.
  void note_method(Method method) {
    read({ReadFact::lock_until});
    ends_at(facts_.lock_until[static_cast<std::size_t>(method)]);
    switch (method) {
      case Method::authenticator:
        return read({ReadFact::authenticator});
      case Method::email:
        return read({ReadFact::email, ReadFact::email_healthy});
      case Method::sms:
        return read({ReadFact::phone, ReadFact::sms_healthy});
      case Method::passkey:
        return read({ReadFact::passkey});
    }
  }

  static constexpr rules::LocalSeconds day = rules::day_seconds;
  const Graph& graph_;
  const Variables& variables_;
  const DecodedFacts& facts_;
  DecisionSpan span_;
};

}  // namespace

DecisionSpan decide_span(const Graph& graph, const DecodedFacts& facts) {
  return Trace(graph, facts).run();
}

}  // namespace gatecast::engine
