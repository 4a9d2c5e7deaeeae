// A prime field, one element at a time: four 64-bit words in Montgomery form with R = 2^256, the form of points and
// coefficients in a zkey. Values are always below the modulus, so equal elements are equal words.
//
// The operations have the names that all coordinate fields share (lanes.hpp, quadratic.hpp), so that curve.hpp, msm.hpp and
// ntt.hpp are written once. Lanes keep values below multiples of the modulus; here every result is reduced:
//   reduced  what mul and the ...Reduced operations give; may be stored
//   wide     what add and sub give; may only be multiplied or compared with zero
#pragma once
#include "modulus.hpp"

/// The part of a product that depends on the processor: here for any. words-adx.hpp has it for some.
struct PlainWords {
  /// t += a·b: lower words of the four products, then upper ones, one chain of carries each.
  static NATIVE_INLINE void addProduct(u64 (&t)[5], const U256& a, u64 b) {
    u64 low[4]{}, high[4]{};
#pragma GCC unroll 4
    for (int j = 0; j < 4; j++) {
      const u128 product = static_cast<u128>(a.word[j]) * b;
      low[j] = static_cast<u64>(product);
      high[j] = static_cast<u64>(product >> 64);
    }
    u8 carry = 0;
#pragma GCC unroll 4
    for (int j = 0; j < 4; j++) t[j] = addWords(t[j], low[j], carry);
    t[4] += carry;
    carry = 0;
#pragma GCC unroll 4
    for (int j = 0; j < 4; j++) t[j + 1] = addWords(t[j + 1], high[j], carry);
  }
};

template <class M, class Words = PlainWords>
struct Field {
  using Modulus = M;
  using Scalar = Field<M>;
  /// One bit a lane.
  using Mask = u8;
  static constexpr int LANES = 1;

  U256 value;

  static constexpr NATIVE_INLINE Field zero() { return {}; }
  static constexpr NATIVE_INLINE Field one() { return {ONE}; }
  /// The element whose Montgomery form is `words`, below the modulus.
  static constexpr NATIVE_INLINE Field raw(const U256& words) { return {words}; }
  static NATIVE_INLINE Field fromPlain(const U256& plain) { return mul({plain}, {SQUARE}); }
  NATIVE_INLINE U256 plain() const { return mul(*this, {U256{{1, 0, 0, 0}}}).value; }

  // As in lanes.hpp: here memory has the form of the key.
  static constexpr int UNIT_WORDS = 4;
  static NATIVE_INLINE Scalar fromMemory(const U256& words) { return Scalar::raw(words); }
  static NATIVE_INLINE U256 toMemory(const Scalar& a) { return a.value; }
  static NATIVE_INLINE Field load(const u64* unit) { return {{{unit[0], unit[1], unit[2], unit[3]}}}; }
  static NATIVE_INLINE void store(u64* unit, const Field& a) {
    for (int k = 0; k < 4; k++) unit[k] = a.value.word[k];
  }
  static NATIVE_INLINE U256 negateWords(const U256& a) { return negate({a}).value; }
  static NATIVE_INLINE Field fromRadix256(const Field& a) { return a; }
  static NATIVE_INLINE Field toPlain(const Field& a) { return {a.plain()}; }

  static constexpr NATIVE_INLINE Field broadcast(const Scalar& a) { return {a.value}; }
  NATIVE_INLINE Scalar lane(int) const { return Scalar::raw(value); }

  friend constexpr bool operator==(const Field&, const Field&) = default;

  /// Montgomery product, words interleaved with their reduction. The modulus leaves two bits of the top word free, so the
  /// running sum, below a + modulus, never carries out of it. Only a must be below the modulus; b may be any 256 bits.
  static NATIVE_INLINE Field mul(const Field& a, const Field& b) {
    u64 t[5] = {0, 0, 0, 0, 0};
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
      Words::addProduct(t, a.value, b.value.word[i]);
      Words::addProduct(t, M::value, t[0] * INVERSE);
      // The lowest word is now 0: the others move down.
#pragma GCC unroll 4
      for (int j = 0; j < 4; j++) t[j] = t[j + 1];
      t[4] = 0;
    }
    return {once({{t[0], t[1], t[2], t[3]}})};
  }

  static constexpr NATIVE_INLINE Field add(const Field& a, const Field& b) {
    U256 sum{};
    addCarry(a.value, b.value, sum);
    return {once(sum)};
  }

  static constexpr NATIVE_INLINE Field sub(const Field& a, const Field& b) {
    U256 difference{}, corrected{};
    const u8 borrow = subBorrow(a.value, b.value, difference);
    addCarry(difference, select(borrow, U256{}, M::value), corrected);
    return {corrected};
  }

  static NATIVE_INLINE Field addReduced(const Field& a, const Field& b) { return add(a, b); }
  static NATIVE_INLINE Field subReduced(const Field& a, const Field& b) { return sub(a, b); }
  static NATIVE_INLINE Field subReduced(const Field& a, const Field& b, const Field& c) {
    return sub(sub(a, b), c);
  }
  static NATIVE_INLINE Field negate(const Field& a) { return sub(zero(), a); }

  static NATIVE_INLINE Mask zeroMask(const Field& a) { return isZero(a.value); }
  /// Lanes whose words are all zero: how a point at infinity has its x.
  static NATIVE_INLINE Mask blankMask(const Field& a) { return isZero(a.value); }
  /// b in the lanes of the mask, a in the others.
  static NATIVE_INLINE Field blend(Mask mask, const Field& a, const Field& b) {
    return {select(mask, a.value, b.value)};
  }

  /// 1/a, and 0 for 0. In time that depends on a.
  static Field inverse(const Field& a);

 private:
  static constexpr u64 INVERSE = negativeInverse<M>();
  static constexpr U256 ONE = powerOfTwo<M>(256);
  static constexpr U256 SQUARE = powerOfTwo<M>(512);

  /// Below the modulus, of a value below twice the modulus.
  static constexpr NATIVE_INLINE U256 once(const U256& a) {
    U256 reduced{};
    const u8 borrow = subBorrow(a, M::value, reduced);
    return select(borrow, reduced, a);
  }
};

using Fp = Field<BaseModulus>;
using Fr = Field<ScalarModulus>;

/// base^exponent.
template <class M>
Field<M> power(const Field<M>& base, const U256& exponent);
