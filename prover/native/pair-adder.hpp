// Many additions of two affine points each, all of which share inversions: 5 products, 1 square and 3 products for the
// share of an inversion. Exact for every input: equal points are doubled, opposite ones give infinity, infinity is neutral.
#pragma once
#include "curve.hpp"
#include "invert-all.hpp"
#include "kernels.hpp"

template <class F>
class PairAdder {
 public:
  using Words = typename PointOf<F>::Words;
  /// Pairs that share one inversion: enough that it weighs little, few enough that their points stay in the second level
  /// of cache (2 · 64 bytes a pair in G1) between the way there and the way back.
  static constexpr u32 BATCH_UNITS = 4096 / F::LANES;
  static constexpr u64 SCRATCH_BYTES = BATCH_UNITS * sizeof(F);

  /// @param to      where the sums go; `unused` is an index in it that may be overwritten
  /// @param prefix  SCRATCH_BYTES, aligned to 64
  static void run(const Words* from, Words* to, PairList& pairs, u32 unused, F* prefix) {
    if (pairs.count == 0) return;
    constexpr u32 step = CHAINS * F::LANES;
    static_assert(step <= PAIR_PADDING);
    u32 count = pairs.count;
    for (; count % step != 0; count++) {
      pairs.first[count] = pairs.first[0];
      pairs.second[count] = pairs.second[0];
      pairs.to[count] = unused;
    }
    for (u32 start = 0; start < count; start += BATCH_UNITS * F::LANES) {
      const u32 left = (count - start) / F::LANES;
      batch(from, to, pairs, start, left < BATCH_UNITS ? left : BATCH_UNITS, prefix);
    }
  }

 private:
  using Mask = typename F::Mask;
  static constexpr int LANES = F::LANES;
  /// Independent chains of products side by side: one would wait for the latency of each product.
  static constexpr u32 CHAINS = 2;
  /// Units between the prefetch of a point and its use.
  static constexpr u32 PREFETCH = 6;

  /// λ = rise / run
  struct Slope {
    F rise, run;
    Mask special;
  };

  static void batch(const Words* from, Words* to, const PairList& pairs, u32 start, u32 units, F* prefix) {
    F product[CHAINS];
    for (u32 c = 0; c < CHAINS; c++) product[c] = F::one();
    const u32* first = pairs.first + start;
    const u32* second = pairs.second + start;
    for (u32 unit = 0; unit < units; unit += CHAINS) {
      if (unit + PREFETCH < units) {
        for (u32 i = (unit + PREFETCH) * LANES; i < (unit + PREFETCH + CHAINS) * LANES; i++) {
          prefetch(from + (first[i] & ~SIGN_BIT));
          prefetch(from + (second[i] & ~SIGN_BIT));
        }
      }
#pragma GCC unroll 2
      for (u32 c = 0; c < CHAINS; c++) {
        const F run = denominator(from, first + (unit + c) * LANES, second + (unit + c) * LANES);
        prefix[unit + c] = product[c];
        product[c] = F::mul(product[c], run);
      }
    }
    invertAll(product, CHAINS);
    const u32* target = pairs.to + start;
    for (u32 unit = units; unit > 0;) {
      unit -= CHAINS;
      Affine<F> sum[CHAINS];
#pragma GCC unroll 2
      for (u32 c = 0; c < CHAINS; c++) {
        const Affine<F> p = load(from, first + (unit + c) * LANES), q = load(from, second + (unit + c) * LANES);
        const Slope slope = slopeOf(p, q);
        const F slopeValue = F::mul(slope.rise, F::mul(product[c], prefix[unit + c]));
        product[c] = F::mul(product[c], slope.run);
        sum[c].x = F::subReduced(F::mul(slopeValue, slopeValue), p.x, q.x);
        sum[c].y = F::subReduced(F::mul(slopeValue, F::sub(p.x, sum[c].x)), p.y);
        if (__builtin_expect(slope.special != 0, 0)) replaceInfinities(p, q, sum[c]);
      }
      for (u32 c = 0; c < CHAINS; c++) store(to, target + (unit + c) * LANES, sum[c]);
    }
  }

  static NATIVE_INLINE void prefetch(const Words* point) {
    const char* address = reinterpret_cast<const char*>(point);
    for (u64 line = 0; line < sizeof(Words); line += 64) __builtin_prefetch(address + line);
  }

  static NATIVE_INLINE Affine<F> load(const Words* from, const u32* index) {
    const u64* at[LANES];
    u32 signs = 0;
#pragma GCC unroll 8
    for (int i = 0; i < LANES; i++) {
      at[i] = from[index[i] & ~SIGN_BIT].word;
      signs |= index[i] >> 31 << i;
    }
    Affine<F> a;
    loadPoints(at, a);
    return signs == 0 ? a : negateIf(static_cast<Mask>(signs), a);
  }

  static NATIVE_INLINE void store(Words* to, const u32* index, const Affine<F>& a) {
    u64* at[LANES];
#pragma GCC unroll 8
    for (int i = 0; i < LANES; i++) at[i] = to[index[i]].word;
    storePoints(at, a);
  }

  /// Lanes in which the two are equal, opposite, or one is infinity.
  static NATIVE_INLINE Mask specialMask(const Affine<F>& p, const Affine<F>& q, const F& run) {
    return F::zeroMask(run) | F::blankMask(p.x) | F::blankMask(q.x);
  }

  /// Only what the way there needs of slopeOf: never 0.
  static NATIVE_INLINE F denominator(const Words* from, const u32* first, const u32* second) {
    const Affine<F> p = load(from, first), q = load(from, second);
    const F run = F::sub(q.x, p.x);
    if (__builtin_expect(specialMask(p, q, run) == 0, 1)) return run;
    return slopeOf(p, q).run;
  }

  static NATIVE_INLINE Slope slopeOf(const Affine<F>& p, const Affine<F>& q) {
    Slope slope{F::sub(q.y, p.y), F::sub(q.x, p.x), 0};
    slope.special = specialMask(p, q, slope.run);
    if (__builtin_expect(slope.special != 0, 0)) makeSpecial(p, q, slope);
    return slope;
  }

  /// Tangents where the points are equal; any slope where the sum is infinity or one of the points.
  static NATIVE_OUTLINE void makeSpecial(const Affine<F>& p, const Affine<F>& q, Slope& slope) {
    const Mask doubled = doubledMask(p, q, slope.special);
    const F square = F::mul(p.x, p.x);
    slope.rise = F::blend(doubled, slope.rise, F::addReduced(F::addReduced(square, square), square));
    slope.run = F::blend(doubled, slope.run, F::add(p.y, p.y));
    slope.run = F::blend(static_cast<Mask>(slope.special & ~doubled), slope.run, F::one());
  }

  static NATIVE_OUTLINE void replaceInfinities(const Affine<F>& p, const Affine<F>& q, Affine<F>& sum) {
    const Mask noFirst = F::blankMask(p.x), noSecond = F::blankMask(q.x);
    const Mask sameX = F::zeroMask(F::sub(q.x, p.x));
    const Mask opposite = static_cast<Mask>(sameX & ~doubledMask(p, q, sameX) & ~noFirst & ~noSecond);
    const auto replace = [&sum](Mask mask, const F& x, const F& y) {
      sum = {F::blend(mask, sum.x, x), F::blend(mask, sum.y, y)};
    };
    replace(noSecond, p.x, p.y);
    replace(noFirst, q.x, q.y);
    replace(opposite, F::zero(), F::zero());
    // A sum of infinities has got a y of -0 where a sign was asked for.
    replace(static_cast<Mask>(noFirst & noSecond), F::zero(), F::zero());
  }

  /// Of the lanes of a mask, those with equal points that are not infinity.
  static NATIVE_INLINE Mask doubledMask(const Affine<F>& p, const Affine<F>& q, Mask among) {
    const Mask equal = F::zeroMask(F::sub(q.x, p.x)) & F::zeroMask(F::sub(q.y, p.y));
    return static_cast<Mask>(among & equal & ~F::blankMask(p.x) & ~F::blankMask(q.x));
  }
};
