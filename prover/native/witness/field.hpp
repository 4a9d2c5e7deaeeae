// The scalar field of BN254 in plain C++: four 64-bit words, least significant first.
//
// Values are in standard form. `montgomery(a, b)` is a b / 2^256: with a constant in Montgomery form (c 2^256, as
// coefficients lie in a witness program) it is the plain product.
#pragma once

#include <array>
#include <cstdint>

namespace pufeth::witness {

using Element = std::array<std::uint64_t, 4>;

inline constexpr Element fieldOrder = {0x43e1f593f0000001, 0x2833e84879b97091, 0xb85045b68181585d, 0x30644e72e131a029};
inline constexpr Element zero = {0, 0, 0, 0};
inline constexpr Element one = {1, 0, 0, 0};
// 2^512 mod r: a product of two values in standard form needs one more step by it.
inline constexpr Element montgomerySquare = {0x1bb8e645ae216da7, 0x53fe3ab1e35c59e3, 0x8c49833d53bb8085, 0x0216d0b17f4e44a5};
// -1/r mod 2^64
inline constexpr std::uint64_t montgomeryFactor = 0xc2e1f593efffffff;

using Wide = unsigned __int128;

inline bool isBelow(const Element& a, const Element& b) {
  for (int i = 3; i > 0; i--) {
    if (a[i] != b[i]) return a[i] < b[i];
  }
  return a[0] < b[0];
}

inline bool isZero(const Element& a) { return (a[0] | a[1] | a[2] | a[3]) == 0; }

// a - b where that is not negative; the borrow otherwise.
inline std::uint64_t subtractWords(Element& out, const Element& a, const Element& b) {
  std::uint64_t borrow = 0;
  for (int i = 0; i < 4; i++) {
    const Wide difference = static_cast<Wide>(a[i]) - b[i] - borrow;
    out[i] = static_cast<std::uint64_t>(difference);
    borrow = static_cast<std::uint64_t>(difference >> 64) & 1;
  }
  return borrow;
}

inline void addWords(Element& out, const Element& a, const Element& b) {
  std::uint64_t carry = 0;
  for (int i = 0; i < 4; i++) {
    const Wide sum = static_cast<Wide>(a[i]) + b[i] + carry;
    out[i] = static_cast<std::uint64_t>(sum);
    carry = static_cast<std::uint64_t>(sum >> 64);
  }
}

// Twice the order stays below 2^255: no carry leaves the four words.
inline Element add(const Element& a, const Element& b) {
  Element sum;
  addWords(sum, a, b);
  Element reduced;
  return subtractWords(reduced, sum, fieldOrder) == 0 ? reduced : sum;
}

inline Element subtract(const Element& a, const Element& b) {
  Element difference;
  if (subtractWords(difference, a, b) != 0) addWords(difference, difference, fieldOrder);
  return difference;
}

// Coarsely integrated operand scanning (Koç, Acar, Kaliski 1996). The order has two bits to spare, so that the
// running sum needs no sixth word.
inline Element montgomery(const Element& a, const Element& b) {
  std::uint64_t t[5] = {0, 0, 0, 0, 0};
  for (int i = 0; i < 4; i++) {
    Wide sum = 0;
    for (int j = 0; j < 4; j++) {
      sum += static_cast<Wide>(a[j]) * b[i] + t[j];
      t[j] = static_cast<std::uint64_t>(sum);
      sum >>= 64;
    }
    const Wide top = static_cast<Wide>(t[4]) + sum;
    t[4] = static_cast<std::uint64_t>(top);
    const std::uint64_t factor = t[0] * montgomeryFactor;
    sum = (static_cast<Wide>(factor) * fieldOrder[0] + t[0]) >> 64;
    for (int j = 1; j < 4; j++) {
      sum += static_cast<Wide>(factor) * fieldOrder[j] + t[j];
      t[j - 1] = static_cast<std::uint64_t>(sum);
      sum >>= 64;
    }
    const Wide last = static_cast<Wide>(t[4]) + sum;
    t[3] = static_cast<std::uint64_t>(last);
    t[4] = static_cast<std::uint64_t>(last >> 64);
  }
  const Element result = {t[0], t[1], t[2], t[3]};
  Element reduced;
  return subtractWords(reduced, result, fieldOrder) == 0 ? reduced : result;
}

inline Element multiply(const Element& a, const Element& b) {
  return montgomery(montgomery(a, b), montgomerySquare);
}

// 1/a by Fermat. `a` is not 0.
inline Element inverse(const Element& a) {
  Element exponent;
  subtractWords(exponent, fieldOrder, {2, 0, 0, 0});
  Element square = montgomery(a, montgomerySquare);
  Element result = montgomery(one, montgomerySquare);
  for (int bit = 0; bit < 254; bit++) {
    if ((exponent[bit / 64] >> (bit % 64)) & 1) result = montgomery(result, square);
    square = montgomery(square, square);
  }
  return montgomery(result, one);
}

}  // namespace pufeth::witness
