// A prime field, eight elements side by side: five limbs of 52 bits, one vector a limb, Montgomery form with R = 2^260.
//
// 260 bits hold 64 times the modulus (254 bits), so that reductions can wait. Ranges, with p for the modulus:
//   reduced  below 2p: what mul and the ...Reduced operations give. In memory four 64-bit words, which hold it.
//   wide     below 4p: what add and sub of reduced values give. May be multiplied, compared with zero, nothing else.
// mul takes factors below 8p: their product is below 64p², and 64p²/R + p < 2p. All limbs of a value between two
// operations are below 2^52 (the multiply-add reads no more of them); carries run once an operation, in `carried`.
#pragma once
#include "field.hpp"

namespace {

/// Limbs of 0 to 7 times a modulus: limb j of k times it is at [j][k].
struct Multiples {
  alignas(64) u64 limb[5][8];
};

template <class M>
constexpr Multiples multiplesOf() {
  constexpr u64 low = (u64{1} << 52) - 1;
  constexpr U256 p = M::value;
  const u64 limbs[5] = {p.word[0] & low, (p.word[0] >> 52 | p.word[1] << 12) & low,
                        (p.word[1] >> 40 | p.word[2] << 24) & low, (p.word[2] >> 28 | p.word[3] << 36) & low,
                        p.word[3] >> 16};
  Multiples result{};
  for (unsigned k = 0; k < 8; k++) {
    u64 carry = 0;
#pragma GCC unroll 5
    for (int j = 0; j < 5; j++) {
      carry += k * limbs[j];
      result.limb[j][k] = j < 4 ? carry & low : carry;
      carry >>= 52;
    }
  }
  return result;
}

template <class Vector, class M>
struct Lanes {
  using Modulus = M;
  using Scalar = Field<M>;
  using V = typename Vector::V;
  using Mask = u8;
  static constexpr int LANES = 8;
  /// Words of eight elements in memory: word k of all lanes, then word k + 1 of all.
  static constexpr int UNIT_WORDS = 32;

  V limb[5];

  static NATIVE_INLINE Lanes zero() { return all({{0, 0, 0, 0}}); }
  static NATIVE_INLINE Lanes one() { return all(ONE); }
  /// The same element in all lanes.
  static NATIVE_INLINE Lanes broadcast(const Scalar& a) {
    return all(Scalar::mul(a, Scalar::raw(ONE)).value);
  }
  /// One lane of a reduced value. Slow: passes through memory.
  NATIVE_INLINE Scalar lane(int i) const {
    V word[4];
    toWords(*this, word);
    alignas(64) u64 memory[4][8];
#pragma GCC unroll 4
    for (int k = 0; k < 4; k++) Vector::store(memory[k], word[k]);
    return fromMemory({{memory[0][i], memory[1][i], memory[2][i], memory[3][i]}});
  }
  /// The element that four words in memory mean.
  static NATIVE_INLINE Scalar fromMemory(const U256& words) {
    return Scalar::mul(Scalar::raw(TO_RADIX_256), Scalar::raw(words));
  }
  static NATIVE_INLINE U256 toMemory(const Scalar& a) {
    return Scalar::mul(a, Scalar::raw(ONE)).value;
  }

  static NATIVE_INLINE Lanes mul(const Lanes& a, const Lanes& b) {
    if constexpr (Vector::IS_REGISTER) return product(a, b);
    else return outlinedProduct(a, b);
  }

  /// Reduced + reduced, wide. (Inside quadratic.hpp also wide + wide: below 8p, for one product.)
  static NATIVE_INLINE Lanes add(const Lanes& a, const Lanes& b) {
    return carried(each([&](int j) { return Vector::add(a.limb[j], b.limb[j]); }));
  }
  /// Reduced - reduced, wide.
  static NATIVE_INLINE Lanes sub(const Lanes& a, const Lanes& b) { return carried(difference<2>(a, b)); }

  // `reduce` wants a value from p to 8p, so that its quotient has no sign: hence one p more than keeps it positive.

  static NATIVE_INLINE Lanes addReduced(const Lanes& a, const Lanes& b) {
    return reduce(each([&](int j) {
      return Vector::add(Vector::add(a.limb[j], b.limb[j]), Vector::broadcast(multiple(1, j)));
    }));
  }
  static NATIVE_INLINE Lanes subReduced(const Lanes& a, const Lanes& b) { return reduce(difference<3>(a, b)); }
  static NATIVE_INLINE Lanes subReduced(const Lanes& a, const Lanes& b, const Lanes& c) {
    const Lanes t = difference<5>(a, b);
    return reduce(each([&](int j) { return Vector::sub(t.limb[j], c.limb[j]); }));
  }
  static NATIVE_INLINE Lanes negate(const Lanes& a) { return subReduced(zero(), a); }

  /// Lanes of a wide value that are 0 mod p.
  static NATIVE_INLINE Mask zeroMask(const Lanes& a) {
    Mask mask = 0;
#pragma GCC unroll 4
    for (int k = 0; k < 4; k++) mask |= Vector::equalMask(a.limb[0], Vector::broadcast(multiple(k, 0)));
    if (__builtin_expect(mask == 0, 1)) return 0;
    Mask equal = 0;
#pragma GCC unroll 4
    for (int k = 0; k < 4; k++) {
      Mask same = mask;
#pragma GCC unroll 5
      for (int j = 0; j < 5; j++) same &= Vector::equalMask(a.limb[j], Vector::broadcast(multiple(k, j)));
      equal |= same;
    }
    return equal;
  }
  /// Lanes whose words are all zero: how a point at infinity has its x.
  static NATIVE_INLINE Mask blankMask(const Lanes& a) {
    V any = a.limb[0];
    for (int j = 1; j < 5; j++) any = Vector::bitOr(any, a.limb[j]);
    return Vector::equalMask(any, Vector::zero());
  }
  /// b in the lanes of the mask, a in the others.
  static NATIVE_INLINE Lanes blend(Mask mask, const Lanes& a, const Lanes& b) {
    return each([&](int j) { return Vector::blend(mask, a.limb[j], b.limb[j]); });
  }

  /// The value below p of a reduced one.
  static NATIVE_INLINE Lanes canonical(const Lanes& a) {
    const Lanes less = carried(each([&](int j) {
      return Vector::sub(a.limb[j], Vector::broadcast(multiple(1, j)));
    }));
    return blend(Vector::negativeMask(less.limb[4]), less, a);
  }
  /// The integers themselves, not in Montgomery form, below p.
  static NATIVE_INLINE Lanes toPlain(const Lanes& a) { return canonical(mul(a, all({{1, 0, 0, 0}}))); }
  /// Integers that are in Montgomery form for R = 2^256, brought to this form; below 2^256 suffices.
  static NATIVE_INLINE Lanes fromRadix256(const Lanes& a) { return mul(a, all(FROM_RADIX_256)); }

  static NATIVE_INLINE Lanes fromWords(V w0, V w1, V w2, V w3) {
    const V mask = Vector::broadcast(LIMB);
    return {{Vector::bitAnd(w0, mask), Vector::bitAnd(join<52, 12>(w0, w1), mask),
             Vector::bitAnd(join<40, 24>(w1, w2), mask), Vector::bitAnd(join<28, 36>(w2, w3), mask),
             Vector::template shiftRight<16>(w3)}};
  }
  static NATIVE_INLINE void toWords(const Lanes& a, V* word) {
    word[0] = Vector::bitOr(a.limb[0], Vector::template shiftLeft<52>(a.limb[1]));
    word[1] = join<12, 40>(a.limb[1], a.limb[2]);
    word[2] = join<24, 28>(a.limb[2], a.limb[3]);
    word[3] = join<36, 16>(a.limb[3], a.limb[4]);
  }
  static NATIVE_INLINE Lanes load(const u64* unit) {
    return fromWords(Vector::load(unit), Vector::load(unit + 8), Vector::load(unit + 16), Vector::load(unit + 24));
  }
  /// @param a  reduced.
  static NATIVE_INLINE void store(u64* unit, const Lanes& a) {
    V word[4];
    toWords(a, word);
#pragma GCC unroll 4
    for (int k = 0; k < 4; k++) Vector::store(unit + 8 * k, word[k]);
  }
  static NATIVE_INLINE void copyUnit(const u64* from, u64* to) {
#pragma GCC unroll 4
    for (int k = 0; k < 4; k++) Vector::store(to + 8 * k, Vector::load(from + 8 * k));
  }
  /// Two elements a lane, from eight words at each of eight addresses (multiples of 64 bytes). Whole cache lines and a
  /// transposition: gathers of single words take several times as long.
  static NATIVE_INLINE void loadTwo(const u64* const* at, Lanes& a, Lanes& b) {
    V row[8];
#pragma GCC unroll 8
    for (int i = 0; i < 8; i++) row[i] = Vector::load(at[i]);
    Vector::transpose(row);
    a = fromWords(row[0], row[1], row[2], row[3]);
    b = fromWords(row[4], row[5], row[6], row[7]);
  }
  static NATIVE_INLINE void storeTwo(u64* const* at, const Lanes& a, const Lanes& b) {
    V row[8];
    toWords(a, row);
    toWords(b, row + 4);
    Vector::transpose(row);
#pragma GCC unroll 8
    for (int i = 0; i < 8; i++) Vector::store(at[i], row[i]);
  }

  /// The words of -a for the words of a reduced value.
  static NATIVE_INLINE U256 negateWords(const U256& a) {
    U256 twice, result;
    addCarry(M::value, M::value, twice);
    subBorrow(twice, a, result);
    return isZero(a) ? a : result;
  }

  /// Lane j of element i becomes lane i of element j.
  static NATIVE_INLINE void transpose(Lanes (&a)[8]) {
#pragma GCC unroll 5
    for (int j = 0; j < 5; j++) {
      V row[8];
#pragma GCC unroll 8
      for (int i = 0; i < 8; i++) row[i] = a[i].limb[j];
      Vector::transpose(row);
#pragma GCC unroll 8
      for (int i = 0; i < 8; i++) a[i].limb[j] = row[i];
    }
  }

 private:
  static constexpr u64 LIMB = (u64{1} << 52) - 1;
  static constexpr u64 INVERSE = negativeInverse<M>() & LIMB;
  static constexpr U256 ONE = powerOfTwo<M>(260);
  /// Factors that bring a Montgomery form to another radix: 2^260 to 2^256 by a product of Field, back by one of Lanes.
  static constexpr U256 TO_RADIX_256 = powerOfTwo<M>(252);
  static constexpr U256 FROM_RADIX_256 = powerOfTwo<M>(264);
  /// floor(R/p): see reduce.
  static constexpr u64 RECIPROCAL = 84;

  static constexpr Multiples MULTIPLES = multiplesOf<M>();

  template <class F>
  static NATIVE_INLINE Lanes each(F f) {
    return {{f(0), f(1), f(2), f(3), f(4)}};
  }

  /// Limb j of k times the modulus.
  static NATIVE_INLINE u64 multiple(unsigned k, int j) { return MULTIPLES.limb[j][k]; }

  /// Four words, the same in all lanes.
  static NATIVE_INLINE Lanes all(const U256& a) {
    return {{Vector::broadcast(a.word[0] & LIMB), Vector::broadcast((a.word[0] >> 52 | a.word[1] << 12) & LIMB),
             Vector::broadcast((a.word[1] >> 40 | a.word[2] << 24) & LIMB),
             Vector::broadcast((a.word[2] >> 28 | a.word[3] << 36) & LIMB), Vector::broadcast(a.word[3] >> 16)}};
  }

  template <int RIGHT, int LEFT>
  static NATIVE_INLINE V join(V low, V high) {
    return Vector::bitOr(Vector::template shiftRight<RIGHT>(low), Vector::template shiftLeft<LEFT>(high));
  }

  /// a - b + K·p, limbs with signs, carries outstanding.
  template <unsigned K>
  static NATIVE_INLINE Lanes difference(const Lanes& a, const Lanes& b) {
    return each([&](int j) {
      return Vector::add(Vector::sub(a.limb[j], b.limb[j]), Vector::broadcast(multiple(K, j)));
    });
  }

  static NATIVE_OUTLINE Lanes outlinedProduct(const Lanes& a, const Lanes& b) { return product(a, b); }
  static NATIVE_INLINE Lanes product(const Lanes& a, const Lanes& b) {
    V t[5] = {Vector::zero(), Vector::zero(), Vector::zero(), Vector::zero(), Vector::zero()};
    const V inverse = Vector::broadcast(INVERSE);
#pragma GCC unroll 5
    for (int i = 0; i < 5; i++) {
#pragma GCC unroll 5
      for (int j = 0; j < 5; j++) t[j] = Vector::maddLow(t[j], a.limb[i], b.limb[j]);
      const V factor = Vector::maddLow(Vector::zero(), t[0], inverse);
#pragma GCC unroll 5
      for (int j = 0; j < 5; j++) t[j] = Vector::maddLow(t[j], factor, Vector::broadcast(multiple(1, j)));
      // The lowest limb is now 0 mod 2^52: what is above goes to the next one, and all move down by a limb.
      t[0] = Vector::add(t[1], Vector::template shiftRight<52>(t[0]));
      t[1] = t[2];
      t[2] = t[3];
      t[3] = t[4];
      t[4] = Vector::zero();
#pragma GCC unroll 5
      for (int j = 0; j < 5; j++) {
        t[j] = Vector::maddHigh(t[j], a.limb[i], b.limb[j]);
        t[j] = Vector::maddHigh(t[j], factor, Vector::broadcast(multiple(1, j)));
      }
    }
    return carried({{t[0], t[1], t[2], t[3], t[4]}});
  }

  /// Limbs below 2^52 of a value that is not negative.
  static NATIVE_INLINE Lanes carried(const Lanes& a) {
    const V mask = Vector::broadcast(LIMB);
    Lanes result;
    V carry = Vector::zero();
#pragma GCC unroll 4
    for (int j = 0; j < 4; j++) {
      const V t = j == 0 ? a.limb[0] : Vector::add(a.limb[j], carry);
      carry = Vector::template shiftRightSigned<52>(t);
      result.limb[j] = Vector::bitAnd(t, mask);
    }
    result.limb[4] = Vector::add(a.limb[4], carry);
    return result;
  }

  /// Below 2p, for p ≤ a < 8p with carries outstanding: a minus a multiple of p, estimated from the top limb alone.
  /// With top·2^208 ≈ a and 84 < R/p = 84.6, floor(top·84 / 2^52) is a/p or less, by less than 1 + 8·0.6/84.6 < 1.1; the
  /// carries still missing move `top` by a few units in 2^45.
  static NATIVE_INLINE Lanes reduce(const Lanes& a) {
    if constexpr (Vector::IS_REGISTER) return reduction(a);
    else return outlinedReduction(a);
  }
  static NATIVE_OUTLINE Lanes outlinedReduction(const Lanes& a) { return reduction(a); }
  static NATIVE_INLINE Lanes reduction(const Lanes& a) {
    const V quotient = Vector::maddHigh(Vector::zero(), a.limb[4], Vector::broadcast(RECIPROCAL));
    return carried(each([&](int j) {
      return Vector::sub(a.limb[j], Vector::lookUp(Vector::load(MULTIPLES.limb[j]), quotient));
    }));
  }
};

}  // namespace
