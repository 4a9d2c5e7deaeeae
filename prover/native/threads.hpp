// A fixed number of threads that share the items of one job at a time.
#pragma once
#include <cstddef>
#include <exception>

#include "u256.hpp"

/// One item of a job. @param worker  below Threads::count(): for scratch memory of its own.
using JobFunction = void (*)(void* context, size_t item, unsigned worker);

class Threads {
 public:
  explicit Threads(unsigned count);
  ~Threads();
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;

  unsigned count() const;
  /// Returns when all items are done; the calling thread does its share. Items start in order.
  /// @throws what an item threw; items that had not begun then are left out.
  void run(size_t items, JobFunction function, void* context);

  /// The same for a callable of (item, worker).
  template <class F>
  NATIVE_INLINE void each(size_t items, F&& f) {
    run(items, &call<F>, &f);
  }

 private:
  template <class F>
  static void call(void* f, size_t item, unsigned worker) {
    (*static_cast<F*>(f))(item, worker);
  }

  struct State;
  State* state_;
};
