#include "multi-scalar.hpp"

#include <algorithm>

namespace {

/// Entries of a window are only split where there are more threads than windows, and not below this many.
constexpr u32 MIN_PART = 1 << 15;

template <class Point>
Point noPoint() {
  return infinity<decltype(Point::x)>();
}

template <class Point>
struct Part {
  size_t request;
  unsigned window;
  u32 begin, end;
  Point sum;
};

template <class Point, class Request>
std::vector<Part<Point>> partsOf(const std::vector<Request>& requests, unsigned threads) {
  std::vector<Part<Point>> parts;
  for (size_t r = 0; r < requests.size(); r++) {
    const Digits& digits = *requests[r].digits;
    for (unsigned window = 0; window < digits.windows(); window++) {
      const u32 entries = digits.entries(window);
      const u32 wanted = (2 * threads + digits.windows() - 1) / digits.windows();
      const u32 count = std::max(u32{1}, std::min(wanted, entries / MIN_PART));
      for (u32 i = 0; i < count; i++) {
        const auto border = [&](u32 k) { return static_cast<u32>(u64{entries} * k / count); };
        parts.push_back({r, window, border(i), border(i + 1), noPoint<Point>()});
      }
    }
  }
  return parts;
}

/// Σ 2^(bits·window)·(sum of the window), from the last window down.
template <class Point, class Request>
void joinWindows(std::vector<Request>& requests, const std::vector<Part<Point>>& parts) {
  for (Request& request : requests) request.result = noPoint<Point>();
  for (size_t i = parts.size(); i-- > 0;) {
    const Part<Point>& part = parts[i];
    Request& request = requests[part.request];
    const bool isFirstOfWindow = i + 1 == parts.size() || parts[i + 1].request != part.request || parts[i + 1].window != part.window;
    if (isFirstOfWindow) {
      for (unsigned bit = 0; bit < request.digits->bits(); bit++) request.result = sum(request.result, request.result);
    }
    request.result = sum(request.result, part.sum);
  }
}

}  // namespace

void multiplyScalars(const Kernels& kernels, std::vector<G1Request>& g1, std::vector<G2Request>& g2, Threads& threads,
                     Scratch* scratches) {
  auto parts1 = partsOf<G1>(g1, threads.count());
  auto parts2 = partsOf<G2>(g2, threads.count());
  const auto input = [](const auto& request, const auto& part) {
    const Query& query = *request.query;
    return request.digits->input(part.window, part.begin, part.end, query.points.template as<u8>(), query.infinite.template as<u8>());
  };
  // G2 first: its items take longest.
  threads.each(parts2.size() + parts1.size(), [&](size_t item, unsigned worker) {
    if (item < parts2.size()) {
      auto& part = parts2[item];
      kernels.windowG2(input(g2[part.request], part), scratches[worker], part.sum);
    } else {
      auto& part = parts1[item - parts2.size()];
      kernels.windowG1(input(g1[part.request], part), scratches[worker], part.sum);
    }
  });
  joinWindows(g1, parts1);
  joinWindows(g2, parts2);
}
