#include "simulator/replicate.h"

#include <algorithm>
#include <cmath>
#include <queue>
#include <utility>

namespace gatecast::simulator {

namespace {

struct Ticket {
  Moment at;
  std::uint32_t user;
  std::uint32_t place;  // of the waiting traveller
  // The queue's top is the earliest; of two at once the one of the lower user.
  bool operator<(const Ticket& other) const {
    return at != other.at ? at > other.at : user > other.user;
  }
};

HelpDesk open_desk(const World& world, const Traits& numbers) {
  double agents = std::round(numbers.of(Parameter::desk_agents));
  if (agents < 1) {
    // A fixed default would drown in a large population and idle in a small one.
    const auto accounts = static_cast<double>(world.members.size());
    agents = std::ceil(accounts * numbers.of(Parameter::desk_agents_per_10000) / 10'000);
  }
  return HelpDesk(std::max(1, static_cast<int>(agents)),
                  world.calendar.desk_clock(numbers.of(Parameter::desk_opens_hour),
                                            numbers.of(Parameter::desk_closes_hour),
                                            numbers.of(Parameter::desk_open_weekends) >= 0.5));
}

// Those who wait lie far apart in memory: whoever comes next is on his way here meanwhile.
void fetch(const Traveller& traveller) {
  const char* bytes = reinterpret_cast<const char*>(&traveller);
  for (std::size_t i = 0; i < sizeof(Traveller); i += 64) __builtin_prefetch(bytes + i, 1);
}

}  // namespace

Workroom::Workroom(const World& world, LockoutCounts* lockouts)
    : world_(world),
      lockouts_(lockouts),
      outlooks_(world),
      tally_(world.cohorts.size(), world.plan.days),
      silent_(world.calendar, world.cohort_keys),
      regimes_(world, outlooks_, trees_, silent_) {}

// People meet only at the help desk. So each runs ahead to his next ticket, and the desk takes the
// tickets in the order of time: when it takes one, nobody can open an earlier one any more.
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
  HelpDesk desk = open_desk(world, desk_numbers);
  const double handle_seconds = desk_numbers.of(Parameter::handle_minutes) * 60;
  const double patience_seconds = desk_numbers.of(Parameter::patience_hours) * 3600;

  regimes_.begin(traits);
  Journey journey(world, traits, replicate, outlooks_, regimes_, silent_, tally_, lockouts_);
  std::priority_queue<Ticket> tickets;
  waiting_.clear();
  for (std::uint32_t user = 0; user < world.members.size(); ++user) {
    Traveller& traveller = waiting_.emplace_back();
    journey.begin(traveller, user);
    if (const Moment at = journey.run(traveller); at < SlotClock::never) {
      tickets.push({at, user, static_cast<std::uint32_t>(waiting_.size() - 1)});
    } else {
      waiting_.pop_back();
    }
  }
  while (!tickets.empty()) {
    const Ticket ticket = tickets.top();
    tickets.pop();
    if (!tickets.empty()) fetch(waiting_[tickets.top().place]);
    Traveller& traveller = waiting_[ticket.place];
    const std::uint32_t count = traveller.tickets++;
    const double work = handle_seconds * traveller.luck.exponential(Purpose::handling, count);
    const double patience = patience_seconds > 0 ? patience_seconds * traveller.luck.exponential(
                                                                          Purpose::patience, count)
                                                 : 0;
    journey.answer(traveller, ticket.at, desk.open_ticket(ticket.at, work, patience));
    if (const Moment at = journey.run(traveller); at < SlotClock::never) {
      tickets.push({at, ticket.user, ticket.place});
    }
  }
  silent_.draw(seed, replicate, tally_);
  return tally_.by_group(world.cohorts, world.groups.size());
}

}  // namespace gatecast::simulator
