// Points of BN254 in G1 and G2, for every coordinate field: y² = x³ + 3 over Fp, y² = x³ + 3/(9 + u) over Fp2.
//
// In memory a point is affine and fills whole cache lines. Infinity is all zero words, as in a zkey: neither curve has a
// point with x = 0, since neither 3 nor 3/(9 + u) is a square. Neither has a point with y = 0: both orders are odd.
#pragma once
#include "field.hpp"
#include "quadratic.hpp"

using Fp2 = Quadratic<Fp>;

/// x, y: four words each.
struct alignas(64) G1Words {
  u64 word[8];
};
/// x, y: c0 and c1 of four words each.
struct alignas(64) G2Words {
  u64 word[16];
};

/// An index of a point; with SIGN_BIT, of its negative.
constexpr u32 SIGN_BIT = u32{1} << 31;

template <class F>
struct Affine {
  F x, y;
};

/// Homogeneous: (x/z, y/z). Infinity is (0, 1, 0).
template <class F>
struct Projective {
  F x, y, z;
};

using G1 = Projective<Fp>;
using G2 = Projective<Fp2>;

/// What belongs to a coordinate field: the words of a point, the prime field below, b of the curve equation.
template <class F>
struct PointOf {
  using Words = G1Words;
  using Coordinate = F;
  static NATIVE_INLINE Fp constant() { return Fp::fromPlain({{3, 0, 0, 0}}); }
};
template <class F>
struct PointOf<Quadratic<F>> {
  using Words = G2Words;
  using Coordinate = F;
  static NATIVE_INLINE Fp2 constant() {
    // 3/(9 + u) = 3·(9 - u)/82, plain.
    constexpr U256 c0{{0x3267e6dc24a138e5, 0xb5b4c5e559dbefa3, 0x81be18991be06ac3, 0x2b149d40ceb8aaae}};
    constexpr U256 c1{{0xe4a2bd0685c315d2, 0xa74fa084e52d1852, 0xcd2cafadeed8fdf4, 0x009713b03af0fed4}};
    return {Fp::fromPlain(c0), Fp::fromPlain(c1)};
  }
};

/// b of y² = x³ + b, in all lanes.
template <class F>
NATIVE_INLINE F curveConstant() {
  return F::broadcast(PointOf<F>::constant());
}
template <class F>
NATIVE_INLINE F threeTimesCurveConstant() {
  using Scalar = typename F::Scalar;
  const Scalar b = PointOf<F>::constant();
  return F::broadcast(Scalar::addReduced(Scalar::addReduced(b, b), b));
}

template <class F>
NATIVE_INLINE Projective<F> infinity() {
  return {F::zero(), F::one(), F::zero()};
}

/// Complete addition for a = 0 (J. Renes, C. Costello, L. Batina, "Complete addition formulas for prime order elliptic
/// curves", IACR ePrint 2015/1060, algorithm 7): equal and opposite points and infinity need no case of their own.
/// @param b3  threeTimesCurveConstant<F>()
template <class F>
NATIVE_OUTLINE Projective<F> add(const Projective<F>& p, const Projective<F>& q, const F& b3) {
  const F xx = F::mul(p.x, q.x), yy = F::mul(p.y, q.y);
  const F zz = F::mul(p.z, q.z), zzB = F::mul(b3, zz);
  const F xy = F::subReduced(F::mul(F::add(p.x, p.y), F::add(q.x, q.y)), xx, yy);
  const F xx3 = F::addReduced(F::addReduced(xx, xx), xx);
  const F yz = F::subReduced(F::mul(F::add(p.y, p.z), F::add(q.y, q.z)), yy, zz);
  const F xz = F::mul(b3, F::subReduced(F::mul(F::add(p.x, p.z), F::add(q.x, q.z)), xx, zz));
  const F sum = F::add(yy, zzB), difference = F::sub(yy, zzB);
  return {F::subReduced(F::mul(xy, difference), F::mul(yz, xz)),
          F::addReduced(F::mul(difference, sum), F::mul(xz, xx3)),
          F::addReduced(F::mul(sum, yz), F::mul(xx3, xy))};
}

template <class F>
NATIVE_INLINE Projective<F> toProjective(const Affine<F>& a) {
  const typename F::Mask infinite = F::blankMask(a.x);
  return {a.x, F::blend(infinite, a.y, F::one()), F::blend(infinite, F::one(), F::zero())};
}

/// -a in the lanes of the mask.
template <class F>
NATIVE_INLINE Affine<F> negateIf(typename F::Mask mask, const Affine<F>& a) {
  return {a.x, F::blend(mask, a.y, F::negate(a.y))};
}

// Points between memory and lanes: one address a lane, each of a G1Words or G2Words.

template <class M, class W>
NATIVE_INLINE void loadPoints(const u64* const* at, Affine<Field<M, W>>& a) {
#pragma GCC unroll 4
  for (int k = 0; k < 4; k++) {
    a.x.value.word[k] = at[0][k];
    a.y.value.word[k] = at[0][4 + k];
  }
}
template <class M, class W>
NATIVE_INLINE void storePoints(u64* const* at, const Affine<Field<M, W>>& a) {
#pragma GCC unroll 4
  for (int k = 0; k < 4; k++) {
    at[0][k] = a.x.value.word[k];
    at[0][4 + k] = a.y.value.word[k];
  }
}
template <class F>
NATIVE_INLINE void loadPoints(const u64* const* at, Affine<F>& a) {
  F::loadTwo(at, a.x, a.y);
}
template <class F>
NATIVE_INLINE void storePoints(u64* const* at, const Affine<F>& a) {
  F::storeTwo(at, a.x, a.y);
}
template <class F>
NATIVE_INLINE void loadPoints(const u64* const* at, Affine<Quadratic<F>>& a) {
  Affine<F> x, y;
  const u64* upper[F::LANES];
  for (int i = 0; i < F::LANES; i++) upper[i] = at[i] + 8;
  loadPoints(at, x);
  loadPoints(upper, y);
  a = {{x.x, x.y}, {y.x, y.y}};
}
template <class F>
NATIVE_INLINE void storePoints(u64* const* at, const Affine<Quadratic<F>>& a) {
  u64* upper[F::LANES];
  for (int i = 0; i < F::LANES; i++) upper[i] = at[i] + 8;
  storePoints(at, Affine<F>{a.x.c0, a.x.c1});
  storePoints(upper, Affine<F>{a.y.c0, a.y.c1});
}
