// Unsigned 256-bit integers, four 64-bit words, least significant first: what field elements, scalars and the numbers in
// key and witness files are made of. No reduction here: field.hpp.
#pragma once
#include <cstdint>
#ifdef __x86_64__
#include <immintrin.h>
#endif

using u8 = uint8_t;
using u16 = uint16_t;
using i16 = int16_t;
using u32 = uint32_t;
using u64 = uint64_t;
using i64 = int64_t;
__extension__ using u128 = unsigned __int128;
__extension__ using i128 = __int128;

// Everything in the arithmetic headers is inlined by force: a call would pass field elements through memory.
#define NATIVE_INLINE inline __attribute__((always_inline))

// For code that would be inlined so often that compiling it takes minutes.
#define NATIVE_OUTLINE __attribute__((noinline))

struct U256 {
  u64 word[4];

  friend constexpr bool operator==(const U256&, const U256&) = default;
};

constexpr NATIVE_INLINE bool isZero(const U256& a) {
  return (a.word[0] | a.word[1] | a.word[2] | a.word[3]) == 0;
}

/// a + b + carry; carry becomes 0 or 1. Compilers turn chains of the intrinsic into chains of one instruction each, and
/// make several of sums in 128 bits.
constexpr NATIVE_INLINE u64 addWords(u64 a, u64 b, u8& carry) {
#ifdef __x86_64__
  if (!__builtin_is_constant_evaluated()) {
    unsigned long long sum;
    carry = _addcarry_u64(carry, a, b, &sum);
    return sum;
  }
#endif
  const u128 sum = static_cast<u128>(a) + b + carry;
  carry = static_cast<u8>(sum >> 64);
  return static_cast<u64>(sum);
}

/// a - b - borrow; borrow becomes 0 or 1.
constexpr NATIVE_INLINE u64 subWords(u64 a, u64 b, u8& borrow) {
#ifdef __x86_64__
  if (!__builtin_is_constant_evaluated()) {
    unsigned long long difference;
    borrow = _subborrow_u64(borrow, a, b, &difference);
    return difference;
  }
#endif
  const u128 difference = static_cast<u128>(a) - b - borrow;
  borrow = static_cast<u64>(difference >> 64) != 0;
  return static_cast<u64>(difference);
}

/// sum = a + b mod 2^256; returns the carry.
constexpr NATIVE_INLINE u8 addCarry(const U256& a, const U256& b, U256& sum) {
  u8 carry = 0;
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) sum.word[i] = addWords(a.word[i], b.word[i], carry);
  return carry;
}

/// difference = a - b mod 2^256; returns 1 where b > a.
constexpr NATIVE_INLINE u8 subBorrow(const U256& a, const U256& b, U256& difference) {
  u8 borrow = 0;
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) difference.word[i] = subWords(a.word[i], b.word[i], borrow);
  return borrow;
}

constexpr NATIVE_INLINE bool less(const U256& a, const U256& b) {
  U256 ignored{};
  return subBorrow(a, b, ignored) != 0;
}

/// a where `choose` is 0, b where it is 1: without a branch, for conditions that are coin tosses.
constexpr NATIVE_INLINE U256 select(u64 choose, const U256& a, const U256& b) {
  U256 result{};
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) result.word[i] = choose != 0 ? b.word[i] : a.word[i];
  return result;
}

constexpr NATIVE_INLINE U256 shiftRight(const U256& a, unsigned bits) {
  U256 result = a;
  for (; bits >= 64; bits -= 64) {
    result = {{result.word[1], result.word[2], result.word[3], 0}};
  }
  if (bits != 0) {
    for (int i = 0; i < 3; i++) result.word[i] = result.word[i] >> bits | result.word[i + 1] << (64 - bits);
    result.word[3] >>= bits;
  }
  return result;
}

constexpr NATIVE_INLINE unsigned bitLength(const U256& a) {
  for (int i = 3; i >= 0; i--) {
    if (a.word[i] != 0) return static_cast<unsigned>(64 * (i + 1) - __builtin_clzll(a.word[i]));
  }
  return 0;
}
