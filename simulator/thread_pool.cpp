#include "simulator/thread_pool.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

namespace gatecast::simulator {

int worker_count(int count, int threads) {
  const int machine = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  return std::max(1, std::min(count, threads > 0 ? threads : machine));
}

bool for_each_index(int count, int threads, const std::function<void(int, int)>& work,
                    const std::function<bool(int, int)>& progress) {
  std::atomic<int> next = 0;
  std::atomic<bool> stopped = false;
  std::mutex mutex;
  int done = 0;
  const auto run = [&](int worker) noexcept {
    while (!stopped) {
      const int index = next.fetch_add(1);
      if (index >= count) return;
      work(index, worker);
      const std::lock_guard lock(mutex);
      ++done;
      // Once told to stop, the caller is not asked again by work that was under way.
      if (!stopped && progress && !progress(done, count)) stopped = true;
    }
  };
  {
    std::vector<std::jthread> pool;
    const int workers = worker_count(count, threads);
    for (int worker = 1; worker < workers; ++worker) pool.emplace_back(run, worker);
    run(0);
  }
  return done == count;
}

}  // namespace gatecast::simulator
