// The quadratic extension Fp[u]/(u² + 1), in which points of G2 have their coordinates, over Field or Lanes. The names and
// ranges (reduced, wide) are those of lanes.hpp.
#pragma once
#include "u256.hpp"

template <class F>
struct Quadratic {
  using Base = F;
  using Scalar = Quadratic<typename F::Scalar>;
  using Mask = typename F::Mask;
  static constexpr int LANES = F::LANES;

  /// c0 + c1·u
  F c0, c1;

  static NATIVE_INLINE Quadratic zero() { return {F::zero(), F::zero()}; }
  static NATIVE_INLINE Quadratic one() { return {F::one(), F::zero()}; }
  static NATIVE_INLINE Quadratic broadcast(const Scalar& a) {
    return {F::broadcast(a.c0), F::broadcast(a.c1)};
  }
  NATIVE_INLINE Scalar lane(int i) const { return {c0.lane(i), c1.lane(i)}; }

  friend constexpr bool operator==(const Quadratic&, const Quadratic&) = default;

  /// Three products. Sums of two wide values are below 8p, the most that F::mul takes.
  static NATIVE_OUTLINE Quadratic mul(const Quadratic& a, const Quadratic& b) {
    const F low = F::mul(a.c0, b.c0);
    const F high = F::mul(a.c1, b.c1);
    const F both = F::mul(F::add(a.c0, a.c1), F::add(b.c0, b.c1));
    return {F::subReduced(low, high), F::subReduced(both, low, high)};
  }

  static NATIVE_INLINE Quadratic add(const Quadratic& a, const Quadratic& b) {
    return {F::add(a.c0, b.c0), F::add(a.c1, b.c1)};
  }
  static NATIVE_INLINE Quadratic sub(const Quadratic& a, const Quadratic& b) {
    return {F::sub(a.c0, b.c0), F::sub(a.c1, b.c1)};
  }
  static NATIVE_INLINE Quadratic addReduced(const Quadratic& a, const Quadratic& b) {
    return {F::addReduced(a.c0, b.c0), F::addReduced(a.c1, b.c1)};
  }
  static NATIVE_INLINE Quadratic subReduced(const Quadratic& a, const Quadratic& b) {
    return {F::subReduced(a.c0, b.c0), F::subReduced(a.c1, b.c1)};
  }
  static NATIVE_INLINE Quadratic subReduced(const Quadratic& a, const Quadratic& b, const Quadratic& c) {
    return {F::subReduced(a.c0, b.c0, c.c0), F::subReduced(a.c1, b.c1, c.c1)};
  }
  static NATIVE_INLINE Quadratic negate(const Quadratic& a) { return {F::negate(a.c0), F::negate(a.c1)}; }

  static NATIVE_INLINE Mask zeroMask(const Quadratic& a) {
    const Mask first = F::zeroMask(a.c0);
    return first == 0 ? first : static_cast<Mask>(first & F::zeroMask(a.c1));
  }
  static NATIVE_INLINE Mask blankMask(const Quadratic& a) {
    return static_cast<Mask>(F::blankMask(a.c0) & F::blankMask(a.c1));
  }
  static NATIVE_INLINE Quadratic blend(Mask mask, const Quadratic& a, const Quadratic& b) {
    return {F::blend(mask, a.c0, b.c0), F::blend(mask, a.c1, b.c1)};
  }

  /// 1/a = conjugate(a) / norm(a), and 0 for 0. For one element, not for lanes.
  static Quadratic inverse(const Quadratic& a) {
    const F norm = F::add(F::mul(a.c0, a.c0), F::mul(a.c1, a.c1));
    const F inverse = F::inverse(norm);
    return {F::mul(a.c0, inverse), F::negate(F::mul(a.c1, inverse))};
  }
};
