#include "threads.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

struct Threads::State {
  std::vector<std::thread> threads;
  std::mutex mutex;
  std::condition_variable started, finished;
  // One job at a time; `generation` tells a waiting thread that there is a new one.
  u64 generation = 0;
  unsigned busy = 0;
  bool stopping = false;
  JobFunction function = nullptr;
  void* context = nullptr;
  size_t items = 0;
  std::atomic<size_t> next{0};
  std::exception_ptr failure;

  void work(unsigned worker) {
    for (size_t item; (item = next.fetch_add(1)) < items;) {
      try {
        function(context, item, worker);
      } catch (...) {
        next = items;
        const std::lock_guard lock(mutex);
        if (!failure) failure = std::current_exception();
      }
    }
  }

  void loop(unsigned worker) {
    u64 seen = 0;
    for (;;) {
      {
        std::unique_lock lock(mutex);
        started.wait(lock, [&] { return stopping || generation != seen; });
        if (stopping) return;
        seen = generation;
      }
      work(worker);
      const std::lock_guard lock(mutex);
      if (--busy == 0) finished.notify_one();
    }
  }

  void stop() {
    {
      const std::lock_guard lock(mutex);
      stopping = true;
    }
    started.notify_all();
    for (auto& thread : threads) thread.join();
  }
};

Threads::Threads(unsigned count) : state_(new State) {
  try {
    for (unsigned worker = 1; worker < count; worker++) {
      state_->threads.emplace_back([state = state_, worker] { state->loop(worker); });
    }
  } catch (...) {
    state_->stop();
    delete state_;
    throw;
  }
}

Threads::~Threads() {
  state_->stop();
  delete state_;
}

unsigned Threads::count() const { return static_cast<unsigned>(state_->threads.size()) + 1; }

void Threads::run(size_t items, JobFunction function, void* context) {
  if (items == 0) return;
  State& state = *state_;
  {
    const std::lock_guard lock(state.mutex);
    state.function = function;
    state.context = context;
    state.items = items;
    state.next = 0;
    state.failure = nullptr;
    state.busy = static_cast<unsigned>(state.threads.size());
    state.generation++;
  }
  state.started.notify_all();
  state.work(0);
  std::unique_lock lock(state.mutex);
  state.finished.wait(lock, [&] { return state.busy == 0; });
  if (state.failure) std::rethrow_exception(state.failure);
}
