#include "engine/analysis/holes.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <tuple>

namespace gatecast::engine {
namespace {

// Reasons of rules come where their row is.
std::size_t place_of(std::string_view reason) {
  const auto* begin = std::begin(rules::table_reasons);
  const auto* own = std::find(begin, std::end(rules::table_reasons), reason);
  if (own != std::end(rules::table_reasons)) return static_cast<std::size_t>(own - begin) * 2;
  const auto* next = std::find(begin, std::end(rules::table_reasons), "channel_exempt");
  return static_cast<std::size_t>(next - begin) * 2 - 1;
}

// What sign-ins of a class have in common; `item` is an index of the kind's own.
struct Class {
  std::size_t place;  // of the reason
  std::string_view reason;
  HoleKind kind;
  std::uint32_t item;
  friend bool operator<(const Class& a, const Class& b) {
    return std::tie(a.place, a.reason, a.kind, a.item) <
           std::tie(b.place, b.reason, b.kind, b.item);
  }
};
using Classes = std::map<Class, Lits>;

bool is_hole(const Decision& decision) {
  if (decision.outcome == Outcome::deny) return false;
  return !decision.second_factor || decision.proof == Proof::password;
}

// The answers of one circuit, sorted into classes.
class Sorter {
 public:
  using Wanted = std::function<bool(const Class&)>;
  Sorter(Model& model, Circuit& circuit, Classes& classes, Wanted wanted)
      : model_(model),
        solver_(model.solver()),
        circuit_(circuit),
        classes_(classes),
        wanted_(std::move(wanted)) {}

  // `where` says where the answer is given.
  void sort(const PossibleAnswer& answer, Lit where) {
    answer_ = &answer;
    where_ = where;
    const Decision& d = answer.decision;
    if (!is_hole(d)) return;
    if (d.second_factor) return by_entry(HoleKind::enrollment_by_password, Piece::proof);
    const Leaf& leaf = model_.leaf_of(answer);
    switch (leaf.row) {
      case 4:
        return put(HoleKind::emergency_access, 0, solver_.yes());
      case 5:
        return put(HoleKind::switched_off, 0, solver_.yes());
      case 6:
        for (const auto& [rank, wins] : circuit_.then()) {
          if (model_.graph().program.then_reasons[rank] == d.reason) {
            put(HoleKind::rule, rank, wins);
          }
        }
        return;
      case 7:
        return by_channel();
      case 8:
        return by_stage(leaf);
      case 9:
        return put(HoleKind::exclusion, leaf.index, solver_.yes());
      case 10:
        if (ends_in_grace(d)) return by_entry(HoleKind::grace, Piece::grace_place);
        break;
      default:
        break;
    }
    by_recognition();
  }

 private:
  void put(HoleKind kind, std::uint32_t item, Lit lit) {
    const std::string_view reason = answer_->decision.reason;
    const Class of_class{place_of(reason), reason, kind, item};
    if (!wanted_(of_class)) return;
    const Lit all = solver_.both(where_, lit);
    if (all != solver_.no()) classes_[of_class].push_back(all);
  }

  static bool ends_in_grace(const Decision& d) {
    return (d.if_skipped ? d.if_skipped->reason() : d.reason) == "grace";
  }

  void by_entry(HoleKind kind, Piece piece, Lit lit) {
    for (const auto& [entry, wins] : circuit_.entry(piece)) {
      put(kind, entry, solver_.both(wins, lit));
    }
  }
  void by_entry(HoleKind kind, Piece piece) { by_entry(kind, piece, solver_.yes()); }

  void by_channel() {
    const Graph& graph = model_.graph();
    for (std::uint32_t i = 0; i < graph.channel_exempt.size(); ++i) {
      if (!graph.channel_exempt[i]) continue;
      put(HoleKind::exempt_channel, i, model_.view().is({Asks::channel, 0, 0, 0}, i));
    }
  }

  void by_stage(const Leaf& leaf) {
    if (leaf.index != Leaf::none)
      return put(HoleKind::stage_not_started, leaf.index, solver_.yes());
    const Lit undeclared = model_.view().roles().undeclared;
    put(HoleKind::no_stage, 0, -undeclared);
    put(HoleKind::undeclared_role, 0, undeclared);
  }

  void by_recognition() {
    const Lit cookie = model_.space().cookie();
    by_entry(HoleKind::recognized_device, Piece::enforcement, cookie);
    by_entry(HoleKind::recognized_address, Piece::enforcement, -cookie);
  }

  Model& model_;
  Solver& solver_;
  Circuit& circuit_;
  Classes& classes_;
  Wanted wanted_;
  const PossibleAnswer* answer_ = nullptr;
  Lit where_ = 0;
};

class Finder {
 public:
  explicit Finder(const Graph& graph) : graph_(graph), model_(graph, {}) {}

  rules::Result<std::vector<Hole>> run() {
    if (model_.too_large()) return rules::Failure{"the policy is too large to look for holes"};
    std::map<Class, Hole> found;
    // Of accounts that are not settled by any possibility, strictest or not. That no other class is
    // met costs most, so it is proved of all accounts at once.
    std::set<Class> maybe;
    meet(sorted(), [&](const Class& of_class, Lit where) {
      auto witness = model_.smallest(model_.solver().both(model_.settled(), where));
      if (!witness) {
        maybe.insert(of_class);
        return;
      }
      found.emplace(of_class, hole(of_class, std::move(*witness)));
    });
    if (!maybe.empty()) {
      meet(sorted_unsettled(maybe), [&](const Class& of_class, Lit where) {
        auto witness = model_.smallest(where);
        if (witness) found.emplace(of_class, hole(of_class, std::move(*witness)));
      });
    }
    std::vector<Hole> holes;
    holes.reserve(found.size());
    for (auto& [of_class, hole] : found) holes.push_back(std::move(hole));
    return holes;
  }

 private:
  // By the one circuit; of accounts that are not settled for one of their possibilities.
  Classes sorted() {
    Classes classes;
    Sorter sorter(model_, model_.circuit(), classes, [](const Class&) { return true; });
    for (const PossibleAnswer& answer : model_.circuit().answers()) {
      sorter.sort(answer, answer.where);
    }
    return classes;
  }

  Classes sorted_unsettled(const std::set<Class>& wanted) {
    Classes classes;
    for (const Model::Possibility& each : model_.possibilities()) {
      Sorter sorter(model_, *each.circuit, classes,
                    [&](const Class& of_class) { return wanted.count(of_class) > 0; });
      for (const PossibleAnswer& answer : each.circuit->answers()) {
        if (is_hole(answer.decision)) sorter.sort(answer, model_.given_alone(each, answer));
      }
    }
    return classes;
  }

  // Each class that some sign-in is in, once, with where its sign-ins are.
  void meet(const Classes& classes, const std::function<void(const Class&, Lit)>& take) {
    std::map<Class, Lit> left;
    Lits any;
    for (const auto& [of_class, lits] : classes) {
      any.push_back(left[of_class] = model_.solver().any(lits));
    }
    // What was met is left out by assumptions, so that what was learned stays of use.
    Lits asked{model_.solver().any(std::move(any))};
    while (model_.solver().solve(asked)) {
      std::vector<std::pair<Class, Lit>> met;
      for (const auto& [of_class, where] : left) {
        if (model_.solver().value(where)) met.emplace_back(of_class, where);
      }
      for (const auto& [of_class, where] : met) {
        left.erase(of_class);
        asked.push_back(-where);
        take(of_class, where);
      }
    }
  }

  Hole hole(const Class& of_class, Witness witness) const {
    Hole hole = describe(of_class);
    hole.witness = std::move(witness);
    return hole;
  }

  Hole describe(const Class& of_class) const {
    Hole hole;
    hole.kind = of_class.kind;
    hole.reason = of_class.reason;
    hole.line = line_of(of_class);
    if (hole.kind == HoleKind::exempt_channel) {
      hole.channel = graph_.variables.channels.in_order()[of_class.item];
    }
    const bool none = hole.kind == HoleKind::switched_off || hole.kind == HoleKind::no_stage ||
                      hole.kind == HoleKind::undeclared_role ||
                      hole.kind == HoleKind::recognized_address;
    hole.declared = !none && hole.line.line != 0;
    return hole;
  }

  DecidedBy line_of(const Class& of_class) const {
    const auto entry = [&](Piece piece) {
      return graph_.settings[static_cast<std::size_t>(piece)].rules[of_class.item];
    };
    switch (of_class.kind) {
      case HoleKind::emergency_access:
        return graph_.accounts_rule;
      case HoleKind::switched_off:
        return graph_.enabled_rule;
      case HoleKind::rule:
        return graph_.rule_rules[graph_.then_order[of_class.item]];
      case HoleKind::exempt_channel:
        return graph_.exempt_rule;
      case HoleKind::stage_not_started:
        return graph_.stage_rules[of_class.item];
      case HoleKind::no_stage:
      case HoleKind::undeclared_role:
        return graph_.rollout_rule;
      case HoleKind::exclusion:
        return graph_.exclusion_rules[of_class.item];
      case HoleKind::grace:
        return entry(Piece::grace_place);
      case HoleKind::recognized_device:
      case HoleKind::recognized_address:
        return entry(Piece::enforcement);
      case HoleKind::enrollment_by_password:
        break;
    }
    return entry(Piece::proof);
  }

  const Graph& graph_;
  Model model_;
};

}  // namespace

std::string_view name(HoleKind kind) {
  constexpr std::string_view names[] = {
      "emergency_access",  "switched_off",       "rule",
      "exempt_channel",    "stage_not_started",  "no_stage",
      "undeclared_role",   "exclusion",          "grace",
      "recognized_device", "recognized_address", "enrollment_by_password"};
  return names[static_cast<std::size_t>(kind)];
}

rules::Result<std::vector<Hole>> holes(const Graph& graph) { return Finder(graph).run(); }

}  // namespace gatecast::engine
