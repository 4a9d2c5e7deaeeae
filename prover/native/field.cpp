#include "field.hpp"

#include <algorithm>
#include <utility>

namespace {

// One outer step of the binary GCD below halves this many times.
constexpr int STEP = 31;
constexpr u64 STEP_MASK = (u64{1} << STEP) - 1;

/// A signed 320-bit number: the sum of two 256-bit numbers times 32-bit factors.
struct Wide {
  u64 word[5];
};

/// a·f + b·g, |f| + |g| at most 2^31.
Wide combine(const U256& a, i64 f, const U256& b, i64 g) {
  Wide result;
  i128 carry = 0;
  for (int i = 0; i < 4; i++) {
    carry += static_cast<i128>(a.word[i]) * f + static_cast<i128>(b.word[i]) * g;
    result.word[i] = static_cast<u64>(carry);
    carry >>= 64;
  }
  result.word[4] = static_cast<u64>(carry);
  return result;
}

bool isNegative(const Wide& a) { return static_cast<i64>(a.word[4]) < 0; }

U256 shiftDown(const Wide& a) {
  U256 result;
  for (int i = 0; i < 4; i++) result.word[i] = a.word[i] >> STEP | a.word[i + 1] << (64 - STEP);
  return result;
}

/// |a| / 2^31 for a multiple of 2^31; `negative` says whether a was below zero.
U256 halveMagnitude(const Wide& a, bool& negative) {
  negative = isNegative(a);
  const U256 quotient = shiftDown(a);
  if (!negative) return quotient;
  U256 magnitude;
  subBorrow(U256{}, quotient, magnitude);
  return magnitude;
}

/// a / 2^31 mod the modulus, for |a| below 2^31 times the modulus.
template <class M>
U256 halveMod(Wide a) {
  const u64 factor = a.word[0] * negativeInverse<M>() & STEP_MASK;
  i128 carry = 0;
  for (int i = 0; i < 4; i++) {
    carry += static_cast<i128>(static_cast<u128>(M::value.word[i]) * factor) + a.word[i];
    a.word[i] = static_cast<u64>(carry);
    carry >>= 64;
  }
  a.word[4] += static_cast<u64>(carry);
  U256 quotient = shiftDown(a), corrected;
  if (isNegative(a)) {
    addCarry(quotient, M::value, corrected);
    return corrected;
  }
  return subBorrow(quotient, M::value, corrected) != 0 ? quotient : corrected;
}

/// The highest 33 bits of an `bits`-bit window and the lowest 31 of a: enough to steer 31 steps of the GCD.
u64 approximate(const U256& a, unsigned bits) {
  if (bits <= 64) return a.word[0];
  return shiftRight(a, bits - 33).word[0] << STEP | (a.word[0] & STEP_MASK);
}

/// Binary GCD with 31 steps at a time on 64-bit approximations (T. Pornin, "Optimized Binary GCD for Modular Inversion",
/// IACR ePrint 2020/972, algorithm 2). Holds a ≡ value·u and b ≡ value·v mod the modulus. 0 has the inverse 0.
template <class M>
U256 invert(const U256& value) {
  U256 a = value, b = M::value, u{{1, 0, 0, 0}}, v{};
  while (!isZero(a)) {
    const unsigned bits = std::max(bitLength(a), bitLength(b));
    u64 x = approximate(a, bits), y = approximate(b, bits);
    i64 f0 = 1, g0 = 0, f1 = 0, g1 = 1;
    for (int i = 0; i < STEP; i++) {
      // By masks: these branches would be mispredicted every other time.
      const u64 odd = 0 - (x & 1);
      const u64 exchange = odd & (0 - static_cast<u64>(x < y));
      const auto exchanged = [exchange](u64& p, u64& q) {
        const u64 difference = (p ^ q) & exchange;
        p ^= difference;
        q ^= difference;
      };
      const auto exchangedFactors = [exchange](i64& p, i64& q) {
        const i64 difference = (p ^ q) & static_cast<i64>(exchange);
        p ^= difference;
        q ^= difference;
      };
      exchanged(x, y);
      exchangedFactors(f0, f1);
      exchangedFactors(g0, g1);
      x = (x - (y & odd)) >> 1;
      f0 -= f1 & static_cast<i64>(odd);
      g0 -= g1 & static_cast<i64>(odd);
      f1 *= 2;
      g1 *= 2;
    }
    bool negative0, negative1;
    const U256 nextA = halveMagnitude(combine(a, f0, b, g0), negative0);
    b = halveMagnitude(combine(a, f1, b, g1), negative1);
    a = nextA;
    if (negative0) f0 = -f0, g0 = -g0;
    if (negative1) f1 = -f1, g1 = -g1;
    const U256 nextU = halveMod<M>(combine(u, f0, v, g0));
    v = halveMod<M>(combine(u, f1, v, g1));
    u = nextU;
  }
  return v;
}

}  // namespace

template <class M, class Words>
Field<M, Words> Field<M, Words>::inverse(const Field& a) {
  // 1/(aR), then times R^3 / R^1 by one Montgomery product: R/a.
  constexpr U256 cube = powerOfTwo<M>(768);
  return mul({invert<M>(a.value)}, {cube});
}

template <class M>
Field<M> power(const Field<M>& base, const U256& exponent) {
  Field<M> result = Field<M>::one();
  for (int i = static_cast<int>(bitLength(exponent)) - 1; i >= 0; i--) {
    result = Field<M>::mul(result, result);
    if (exponent.word[i / 64] >> (i % 64) & 1) result = Field<M>::mul(result, base);
  }
  return result;
}

template Fp Fp::inverse(const Fp&);
template Fr Fr::inverse(const Fr&);
template Fp power(const Fp&, const U256&);
template Fr power(const Fr&, const U256&);
