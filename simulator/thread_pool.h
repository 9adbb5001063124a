// Work by index over a few threads: the one file of this room that knows threads.
//
// The work may not depend on which thread takes an index, nor on when.
#pragma once

#include <functional>

namespace gatecast::simulator {

// Calls `work(index, worker)` once for each index in [0, count); `worker` in [0, threads) names the
// memory that the call may use alone. `progress(done, count)` runs after each, one call at a time;
// false stops the handing out of work. Either function throwing is the program's end.
// threads 0: as many as the machine has. Returns whether everything was done.
bool for_each_index(int count, int threads, const std::function<void(int, int)>& work,
                    const std::function<bool(int, int)>& progress);
// How many workers `for_each_index` will use.
int worker_count(int count, int threads);

}  // namespace gatecast::simulator
