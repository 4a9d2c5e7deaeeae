// Eight 64-bit lanes in one AVX-512 register. Only for a translation unit that is compiled for AVX-512 with IFMA, and
// only called after the processor was asked for both (path.cpp). vector-emulated.hpp has the same functions for others.
#pragma once
#include <immintrin.h>

#include "u256.hpp"

namespace {

struct IfmaVector {
  using V = __m512i;
  using Mask = u8;
  /// Whether a vector is worth keeping in a register, so that everything is inlined.
  static constexpr bool IS_REGISTER = true;

  static NATIVE_INLINE V zero() { return _mm512_setzero_si512(); }
  static NATIVE_INLINE V broadcast(u64 a) { return _mm512_set1_epi64(static_cast<i64>(a)); }
  static NATIVE_INLINE V load(const u64* a) { return _mm512_load_si512(a); }
  static NATIVE_INLINE void store(u64* to, V a) { _mm512_store_si512(to, a); }

  static NATIVE_INLINE V add(V a, V b) { return _mm512_add_epi64(a, b); }
  static NATIVE_INLINE V sub(V a, V b) { return _mm512_sub_epi64(a, b); }
  static NATIVE_INLINE V bitAnd(V a, V b) { return _mm512_and_si512(a, b); }
  static NATIVE_INLINE V bitOr(V a, V b) { return _mm512_or_si512(a, b); }
  template <int BITS>
  static NATIVE_INLINE V shiftLeft(V a) {
    return _mm512_slli_epi64(a, BITS);
  }
  template <int BITS>
  static NATIVE_INLINE V shiftRight(V a) {
    return _mm512_srli_epi64(a, BITS);
  }
  template <int BITS>
  static NATIVE_INLINE V shiftRightSigned(V a) {
    return _mm512_srai_epi64(a, BITS);
  }

  /// sum + the lower 52 bits of the 104-bit product of the lower 52 bits of a and b.
  static NATIVE_INLINE V maddLow(V sum, V a, V b) { return _mm512_madd52lo_epu64(sum, a, b); }
  /// sum + the upper 52 bits of that product.
  static NATIVE_INLINE V maddHigh(V sum, V a, V b) { return _mm512_madd52hi_epu64(sum, a, b); }

  static NATIVE_INLINE Mask equalMask(V a, V b) { return _mm512_cmpeq_epi64_mask(a, b); }
  static NATIVE_INLINE Mask negativeMask(V a) { return _mm512_movepi64_mask(a); }
  /// b in the lanes of the mask.
  static NATIVE_INLINE V blend(Mask mask, V a, V b) { return _mm512_mask_blend_epi64(mask, a, b); }
  /// table[index mod 8], lane by lane.
  static NATIVE_INLINE V lookUp(V table, V index) { return _mm512_permutexvar_epi64(index, table); }

  /// Lane j of row i becomes lane i of row j.
  static NATIVE_INLINE void transpose(V (&row)[8]) {
    V pair[8], quad[8];
#pragma GCC unroll 4
    for (int i = 0; i < 8; i += 2) {
      pair[i] = _mm512_unpacklo_epi64(row[i], row[i + 1]);
      pair[i + 1] = _mm512_unpackhi_epi64(row[i], row[i + 1]);
    }
#pragma GCC unroll 2
    for (int i = 0; i < 8; i += 4) {
#pragma GCC unroll 2
      for (int k = 0; k < 2; k++) {
        quad[i + k] = _mm512_shuffle_i64x2(pair[i + k], pair[i + k + 2], 0x88);
        quad[i + k + 2] = _mm512_shuffle_i64x2(pair[i + k], pair[i + k + 2], 0xdd);
      }
    }
#pragma GCC unroll 4
    for (int k = 0; k < 4; k++) {
      row[k] = _mm512_shuffle_i64x2(quad[k], quad[k + 4], 0x88);
      row[k + 4] = _mm512_shuffle_i64x2(quad[k], quad[k + 4], 0xdd);
    }
  }
};

}  // namespace
