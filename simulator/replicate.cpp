#include "simulator/replicate.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "simulator/priority_desk.h"
#include "simulator/tickets.h"

namespace gatecast::simulator {

namespace {

int agents_of(const World& world, const Traits& numbers) {
  double agents = std::round(numbers.of(Parameter::desk_agents));
  if (agents < 1) {
    // A fixed default would drown in a large population and idle in a small one.
    const auto accounts = static_cast<double>(world.members.size());
    agents = std::ceil(accounts * numbers.of(Parameter::desk_agents_per_10000) / 10'000);
  }
  return std::max(1, static_cast<int>(agents));
}

// What the next ticket of somebody takes of the desk, and of him.
struct Call {
  double work = 0;
  double patience = 0;
};

Call next_call(Traveller& traveller, const Traits& numbers) {
  const std::uint32_t count = traveller.tickets++;
  const Luck& luck = traveller.luck;
  const double handle_seconds = numbers.of(Parameter::handle_minutes) * 60;
  const double patience_seconds = numbers.of(Parameter::patience_hours) * 3600;
  return {handle_seconds * luck.exponential(Purpose::handling, count),
          patience_seconds > 0 ? patience_seconds * luck.exponential(Purpose::patience, count) : 0};
}

// Those who wait lie far apart in memory: whoever comes next is on his way here meanwhile.
void fetch(const Traveller& traveller) {
  const char* bytes = reinterpret_cast<const char*>(&traveller);
  for (std::size_t i = 0; i < sizeof(Traveller); i += 64) __builtin_prefetch(bytes + i, 1);
}

// The desk takes the tickets in the order of time: when it takes one, nobody can open an earlier
// one any more.
void answer_in_order(const World& world, const Kinds&, const Traits& numbers,
                     const SlotClock& clock, Tickets& tickets, std::vector<Traveller>& waiting,
                     Journey& journey) {
  HelpDesk desk(agents_of(world, numbers), clock);
  while (!tickets.empty()) {
    const Ticket ticket = tickets.top();
    tickets.pop();
    if (const Ticket* soon = tickets.soon(2)) fetch(waiting[soon->place]);
    Traveller& traveller = waiting[ticket.place];
    const Call call = next_call(traveller, numbers);
    journey.answer(traveller, ticket.at, desk.open_ticket(ticket.at, call.work, call.patience));
    if (const Moment at = journey.run(traveller); at < SlotClock::never) {
      tickets.push({at, ticket.user, ticket.place});
    }
  }
}

// Whoever waits opens no other ticket, so he stays where he is until his answer is settled.
void answer_administrators_first(const World& world, const Kinds& kinds, const Traits& numbers,
                                 const SlotClock& clock, Tickets& tickets,
                                 std::vector<Traveller>& waiting, Journey& journey) {
  PriorityDesk desk(agents_of(world, numbers), clock);
  for (;;) {
    const Moment next = tickets.empty() ? SlotClock::never : tickets.top().at;
    if (const auto settled = desk.next(next)) {
      const std::uint32_t place = settled->ticket.caller;
      Traveller& traveller = waiting[place];
      journey.answer(traveller, settled->ticket.at, settled->answer);
      if (const Moment at = journey.run(traveller); at < SlotClock::never) {
        tickets.push({at, traveller.user, place});
      }
      continue;
    }
    if (tickets.empty()) return;
    const Ticket ticket = tickets.top();
    tickets.pop();
    Traveller& traveller = waiting[ticket.place];
    const Call call = next_call(traveller, numbers);
    const bool first = kinds[traveller.kind].facts.admin;
    desk.open_ticket({ticket.place, ticket.at, first, call.work, call.patience});
  }
}

}  // namespace

const SlotClock& DeskClock::of(const Traits& numbers) {
  const Hours hours{numbers.of(Parameter::desk_opens_hour), numbers.of(Parameter::desk_closes_hour),
                    numbers.of(Parameter::desk_open_weekends) >= 0.5};
  if (hours_ != hours) {
    hours_ = hours;
    clock_ = calendar_.desk_clock(hours.opens, hours.closes, hours.weekends);
  }
  return *clock_;
}

Workroom::Workroom(const World& world, LockoutCounts* lockouts, AdministratorsIn* administrators)
    : world_(world),
      lockouts_(lockouts),
      kinds_(world),
      outlooks_(world, kinds_),
      tally_(world.cohorts.size(), world.plan.days),
      silent_(world.calendar, world.cohort_keys),
      regimes_(world, kinds_, outlooks_, trees_, silent_),
      desk_clock_(world.calendar) {
  if (administrators != nullptr) probe_.emplace(world, *administrators);
}

// People meet only at the help desk. So each runs ahead to his next ticket.
std::vector<std::uint32_t> Workroom::run_replicate(std::uint32_t replicate) {
  const World& world = world_;
  tally_.clear();
  silent_.clear();
  const std::uint64_t seed = world.plan.seed;
  std::vector<Traits> traits;
  for (const TraitClass& people : world.trait_classes) {
    traits.push_back(draw_traits(people, seed, replicate));
  }
  const Traits desk_numbers = draw_traits(world.desk, seed, replicate);

  regimes_.begin(traits);
  if (probe_) probe_->begin(replicate);
  Journey journey(world, kinds_, traits, replicate, regimes_, silent_, tally_,
                  {lockouts_, probe_ ? &*probe_ : nullptr});
  Tickets tickets;
  waiting_.clear();
  Traveller traveller;
  const auto go = [&] {
    if (const Moment at = journey.run(traveller); at < SlotClock::never) {
      tickets.push({at, traveller.user, static_cast<std::uint32_t>(waiting_.size())});
      copy(traveller, waiting_.emplace_back());
    }
  };
  const bool others_join = std::any_of(traits.begin(), traits.end(), [](const Traits& people) {
    return people.of(Parameter::joiners_per_year) > 0;
  });
  for (std::uint32_t user = 0; user < world.members.size(); ++user) {
    journey.begin(traveller, user);
    go();
    if (!others_join) continue;
    Moment at = journey.joins(user, 0, 0);
    for (std::uint32_t number = 0; at < world.calendar.end(); ++number) {
      journey.begin_joiner(traveller, user, number, at);
      go();
      at = journey.joins(user, number + 1, at);
    }
  }
  tickets.sort(world.calendar.end());
  const bool by_rank = desk_numbers.of(Parameter::desk_administrators_first) >= 0.5;
  const auto answer = by_rank ? answer_administrators_first : answer_in_order;
  answer(world, kinds_, desk_numbers, desk_clock_.of(desk_numbers), tickets, waiting_, journey);
  journey.end();
  silent_.draw(seed, replicate, tally_);
  return tally_.by_group(world.cohorts, world.groups.size());
}

}  // namespace gatecast::simulator
