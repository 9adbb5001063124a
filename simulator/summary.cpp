#include "simulator/summary.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "simulator/gates.h"
#include "simulator/measures.h"
#include "simulator/quantiles.h"
#include "simulator/thread_pool.h"

namespace gatecast::simulator {

namespace {

// What describing one metric of one group needs, kept from one to the next.
struct Room {
  std::vector<std::uint32_t> counts;  // [day][replicate]
  std::vector<std::uint32_t> of;      // the same of a share's denominator
  std::vector<std::uint32_t> column;  // one day, sorted
  std::vector<std::uint32_t> sorting;
  std::vector<double> values;
};

class Summary {
 public:
  explicit Summary(const Measured& measured)
      : measured_(measured), table_(static_cast<int>(measured.replicates())) {}

  void describe(std::size_t group, const Measure& measure, Series& series, Total& total, Peak& peak,
                Room& room) const {
    const std::size_t replicates = measured_.replicates();
    by_day(group, measure.numerator, room.counts);
    if (measure.denominator) by_day(group, *measure.denominator, room.of);
    series.days.reserve(measured_.days());
    for (std::size_t day = 0; day < measured_.days(); ++day) {
      series.days.push_back(measure.denominator ? shares(day, room)
                                                : multiples(day, measure.unit, room));
    }
    room.values.resize(replicates);
    for (std::size_t r = 0; r < replicates; ++r) {
      room.values[r] = measured_.total(r, group, measure);
    }
    total.value = quantiles(table_, room.values);

    std::vector<std::uint32_t>& peak_days = room.column;
    peak_days.resize(replicates);
    for (std::size_t r = 0; r < replicates; ++r) {
      const PeakDay highest = measured_.peak(r, group, measure);
      room.values[r] = highest.value;
      peak_days[r] = static_cast<std::uint32_t>(highest.day);
    }
    sort_counts(peak_days, room.sorting);
    peak.value = quantiles(table_, room.values);
    peak.day_p50 = static_cast<int>(peak_days[quantile_place(replicates, 50)]);
  }

 private:
  // A day's counts of all replicates side by side.
  void by_day(std::size_t group, std::size_t metric, std::vector<std::uint32_t>& out) const {
    const std::size_t replicates = measured_.replicates();
    out.resize(measured_.days() * replicates);
    for (std::size_t r = 0; r < replicates; ++r) {
      const std::uint32_t* row = measured_.row(r, group, metric);
      for (std::size_t day = 0; day < measured_.days(); ++day) {
        out[day * replicates + r] = row[day];
      }
    }
  }

  const std::uint32_t* column(const std::vector<std::uint32_t>& counts, std::size_t day) const {
    return counts.data() + day * measured_.replicates();
  }

  void sort_day(std::size_t day, Room& room) const {
    const std::uint32_t* counts = column(room.counts, day);
    room.column.assign(counts, counts + measured_.replicates());
    sort_counts(room.column, room.sorting);
  }

  Quantiles multiples(std::size_t day, double unit, Room& room) const {
    sort_day(day, room);
    std::uint64_t sum = 0;
    for (const std::uint32_t count : room.column) sum += count;
    const double mean =
        static_cast<double>(sum) * unit / static_cast<double>(measured_.replicates());
    return table_.of(mean, [&](std::size_t place) { return room.column[place] * unit; });
  }

  Quantiles shares(std::size_t day, Room& room) const {
    const std::size_t replicates = measured_.replicates();
    const std::uint32_t* counts = column(room.counts, day);
    const std::uint32_t* of = column(room.of, day);
    room.values.resize(replicates);
    double sum = 0;
    bool same = true;
    for (std::size_t r = 0; r < replicates; ++r) {
      room.values[r] = of[r] > 0 ? static_cast<double>(counts[r]) / of[r] : 0;
      sum += room.values[r];
      same = same && of[r] == of[0];
    }
    if (!same) return quantiles(table_, room.values);
    // Shares of one number stand in the order of their counts.
    sort_day(day, room);
    const double whole = of[0];
    return table_.of(sum / static_cast<double>(replicates),
                     [&](std::size_t place) { return whole > 0 ? room.column[place] / whole : 0; });
  }

  const Measured& measured_;
  QuantileTable table_;
};

}  // namespace

double bytes_kept(const Outline& outline, int replicates) {
  const double counts = static_cast<double>(outline.cells()) * sizeof(std::uint32_t);
  const double bands = static_cast<double>(outline.groups.size() * measures().size()) *
                       outline.run.days * sizeof(Quantiles);
  return counts * replicates + bands;
}

Forecast summarize(const Outline& outline, const Counts& counts, int replicates, int threads) {
  const Measured measured(outline, counts, replicates);
  const std::vector<Measure> all = measures();
  const std::size_t described = outline.groups.size() * all.size();
  Forecast forecast;
  forecast.run = outline.run;
  forecast.run.replicates = replicates;
  forecast.groups = outline.groups;
  for (const Measure& measure : all) forecast.metrics.push_back(measure.name);
  forecast.daily.resize(described);
  forecast.totals.resize(described);
  forecast.peaks.resize(described);

  const Summary summary(measured);
  const int count = static_cast<int>(described);
  std::vector<Room> rooms(static_cast<std::size_t>(worker_count(count, threads)));
  for_each_index(count, threads,
                 [&](int item, int worker) {
                   const auto at = static_cast<std::size_t>(item);
                   const std::size_t group = at / all.size();
                   const Measure& measure = all[at % all.size()];
                   Series& series = forecast.daily[at];
                   Total& total = forecast.totals[at];
                   Peak& peak = forecast.peaks[at];
                   series.group = total.group = peak.group = outline.groups[group];
                   series.metric = total.metric = peak.metric = measure.name;
                   summary.describe(group, measure, series, total, peak,
                                    rooms[static_cast<std::size_t>(worker)]);
                 },
                 {});
  forecast.gates = judge_gates(outline, measured);
  forecast.assumptions = outline.assumptions;
  forecast.stages = outline.stages;
  forecast.announced = outline.announced;
  forecast.notes = outline.notes;
  return forecast;
}

}  // namespace gatecast::simulator
