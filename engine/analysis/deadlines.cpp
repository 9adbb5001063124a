#include "engine/analysis/deadlines.h"

#include <algorithm>
#include <utility>

namespace gatecast::engine {

Deadlines::Deadlines(Model& before, Model& after)
    : before_(before), after_(after), space_(before.space()), solver_(before.solver()) {
  starts_.push_back({Start::Kind::stored, 0, -space_.computed_opening()});
  for (std::size_t i = 0; i < space_.created_at().size(); ++i) {
    const Lit is = solver_.both(space_.computed_opening(), space_.created_at()[i].is);
    starts_.push_back({Start::Kind::at, i, is});
  }
  for (std::size_t i = 0; i < space_.created_between().size(); ++i) {
    const Lit is = solver_.both(space_.computed_opening(), space_.created_between()[i].is);
    starts_.push_back({Start::Kind::between, i, is});
  }
}

// No end of grace that counts from between two dates is one that counts from an admission, nor
// does any time between them change which comes first.
Deadlines::Ends Deadlines::ends(Circuit& circuit, const Start& start) {
  std::map<End, Lits> all;
  for (const auto& [days, lasts] : circuit.grace_lengths()) {
    if (start.kind == Start::Kind::stored) {
      all[{0, days}].push_back(lasts);
      continue;
    }
    for (const auto& [admission, admits] : circuit.admissions()) {
      const Lit is = solver_.both(admits, lasts);
      const auto from = [&circuit, length = days](Instant opening) {
        return circuit.view().turn_of(opening, length, 0);
      };
      if (start.kind == Start::Kind::at) {
        const Instant created = space_.created_at()[start.number].at;
        all[{from(std::max(admission, created)), -1}].push_back(is);
        continue;
      }
      const auto [after, before] = space_.created_between()[start.number].between;
      if (admission > after) {
        all[{from(admission), -1}].push_back(is);
      } else if (from(after) == from(before)) {  // the clocks are put forward then
        all[{from(after), -1}].push_back(is);
      } else {
        all[{from(before - 1), days}].push_back(is);
      }
    }
  }
  Ends ends;
  for (auto& [end, lits] : all) ends[end] = solver_.any(std::move(lits));
  return ends;
}

// The earliest of all that it may be, where that gives this answer.
Deadlines::Ends Deadlines::ends_given(Model& model, const Model::Given& given, const Start& start) {
  std::map<End, Lits> possible;
  for (std::size_t i = 0; i < given.possible.size(); ++i) {
    if (given.possible[i] == solver_.no()) continue;
    for (const auto& [end, lit] : ends(*model.possibilities()[i].circuit, start)) {
      possible[end].push_back(solver_.both(given.possible[i], lit));
    }
  }
  Ends earliest;
  Lit open = -model.settled();
  for (auto& [end, lits] : possible) {
    const Lit any = solver_.any(std::move(lits));
    earliest[end] = solver_.both(open, any);
    open = solver_.both(open, -any);
  }
  for (const auto& [end, lit] : ends(model.settled_circuit(), start)) {
    Lit& all = earliest.try_emplace(end, solver_.no()).first->second;
    all = solver_.either(all, solver_.both(model.settled(), lit));
  }
  return earliest;
}

bool Deadlines::is_same(const End& a, const End& b) {
  if (a.days_after_start >= 0) return a.days_after_start == b.days_after_start;
  return b.days_after_start < 0 && a.at == b.at;
}

Lit Deadlines::differ(const Start& start, const Ends& a, const Ends& b) {
  Lits any;
  const auto add = [&](const Ends& one, const Ends& other) {
    for (const auto& [end, lit] : one) {
      const auto found =
          std::find_if(other.begin(), other.end(),
                       [&, &end = end](const auto& each) { return is_same(end, each.first); });
      if (found == other.end()) {
        any.push_back(lit);
        continue;
      }
      const Lit is_other = solver_.either(-found->second, apart(start, end.days_after_start));
      any.push_back(solver_.both(lit, is_other));
    }
  };
  add(a, b);
  add(b, a);
  return solver_.any(std::move(any));
}

// Where grace of so many days ends at another instant by each of two zones.
Lit Deadlines::apart(const Start& start, std::int64_t days) {
  const auto& shared = space_.moments().clocks.shared();
  const auto found = std::find_if(shared.begin(), shared.end(),
                                  [&](const auto& each) { return each.days == days; });
  if (found == shared.end()) return solver_.no();
  const auto number = static_cast<std::size_t>(found - shared.begin());
  const auto is_apart = [&](const Age& age) { return age.apart[number]; };
  if (start.kind == Start::Kind::stored) return space_.stored_if(is_apart);
  return space_.created_if(is_apart);
}

template <class EndsOf>
Lit Deadlines::anywhere(const EndsOf& ends_of) {
  Lits any;
  for (const Start& start : starts_) {
    const auto [a, b] = ends_of(start);
    any.push_back(solver_.both(start.is, differ(start, a, b)));
  }
  return solver_.any(std::move(any));
}

Lit Deadlines::differ_if_settled() {
  const Lit differ = anywhere([&](const Start& start) {
    return std::pair{ends(before_.settled_circuit(), start), ends(after_.settled_circuit(), start)};
  });
  return solver_.all({before_.settled(), after_.settled(), differ});
}

Lit Deadlines::differ_if(std::size_t possibility) {
  return anywhere([&](const Start& start) {
    return std::pair{ends(*before_.possibilities()[possibility].circuit, start),
                     ends(*after_.possibilities()[possibility].circuit, start)};
  });
}

Lit Deadlines::differ(const Model::Given& before, const Model::Given& after) {
  return anywhere([&](const Start& start) {
    return std::pair{ends_given(before_, before, start), ends_given(after_, after, start)};
  });
}

}  // namespace gatecast::engine
