// The two primes of BN254 (EIP-196; alt_bn128) and the constants of Montgomery arithmetic that follow from each.
#pragma once
#include "u256.hpp"

/// p: coordinates of points.
struct BaseModulus {
  static constexpr U256 value{{0x3c208c16d87cfd47, 0x97816a916871ca8d, 0xb85045b68181585d, 0x30644e72e131a029}};
};

/// r: the order of the groups, so scalars and witness values.
struct ScalarModulus {
  static constexpr U256 value{{0x43e1f593f0000001, 0x2833e84879b97091, 0xb85045b68181585d, 0x30644e72e131a029}};
};

template <class M>
constexpr U256 doubleMod(const U256& a) {
  U256 twice{}, less_modulus{};
  addCarry(a, a, twice);
  return subBorrow(twice, M::value, less_modulus) != 0 ? twice : less_modulus;
}

/// 2^exponent mod the modulus.
template <class M>
constexpr U256 powerOfTwo(unsigned exponent) {
  U256 result{{1, 0, 0, 0}};
  for (unsigned i = 0; i < exponent; i++) result = doubleMod<M>(result);
  return result;
}

/// -1/modulus mod 2^64.
template <class M>
constexpr u64 negativeInverse() {
  u64 inverse = 1;
  for (int i = 0; i < 6; i++) inverse *= 2 - M::value.word[0] * inverse;
  return 0 - inverse;
}
