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
  /// Montgomery product, below twice the modulus: each word of b in turn, and what makes the lowest word 0, in one pass. The
  /// modulus leaves two bits of the top word free, so the running sum, below a + modulus, never carries out of it, and the
  /// two chains of carries end in one word.
  template <class M>
  static NATIVE_INLINE U256 product(const U256& a, const U256& b, u64 inverse) {
    U256 t{};
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
      u128 sum = multiplyAdd(a.word[0], b.word[i], t.word[0], 0);
      const u64 factor = static_cast<u64>(sum) * inverse;
      u128 reduced = multiplyAdd(M::value.word[0], factor, static_cast<u64>(sum), 0);
#pragma GCC unroll 3
      for (int j = 1; j < 4; j++) {
        sum = multiplyAdd(a.word[j], b.word[i], t.word[j], static_cast<u64>(sum >> 64));
        reduced = multiplyAdd(M::value.word[j], factor, static_cast<u64>(sum), static_cast<u64>(reduced >> 64));
        t.word[j - 1] = static_cast<u64>(reduced);
      }
      t.word[3] = static_cast<u64>(sum >> 64) + static_cast<u64>(reduced >> 64);
    }
    return t;
  }

 private:
  /// a·b + c + d: fits always.
  static NATIVE_INLINE u128 multiplyAdd(u64 a, u64 b, u64 c, u64 d) {
    return static_cast<u128>(a) * b + c + d;
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

  /// Montgomery product. Only a must be below the modulus; b may be any 256 bits.
  static NATIVE_INLINE Field mul(const Field& a, const Field& b) {
    return {once(Words::template product<M>(a.value, b.value, INVERSE))};
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
