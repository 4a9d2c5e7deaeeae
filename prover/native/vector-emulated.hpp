// The functions of vector-ifma.hpp in plain C++: slow, but the code above them is the same, so that a machine without IFMA
// tests what a machine with it runs. Nothing is inlined: eight times as much code would take minutes to compile.
#pragma once
#include "u256.hpp"

namespace {

struct EmulatedVector {
  struct V {
    u64 lane[8];
  };
  using Mask = u8;
  static constexpr bool IS_REGISTER = false;

  template <class F>
  static NATIVE_INLINE V each(F f) {
    V result;
    for (int i = 0; i < 8; i++) result.lane[i] = f(i);
    return result;
  }
  template <class F>
  static NATIVE_INLINE Mask maskOf(F f) {
    unsigned mask = 0;
    for (int i = 0; i < 8; i++) mask |= static_cast<unsigned>(f(i)) << i;
    return static_cast<Mask>(mask);
  }

  static NATIVE_OUTLINE V zero() { return broadcast(0); }
  static NATIVE_OUTLINE V broadcast(u64 a) {
    return each([&](int) { return a; });
  }
  static NATIVE_OUTLINE V load(const u64* a) {
    return each([&](int i) { return a[i]; });
  }
  static NATIVE_OUTLINE void store(u64* to, const V& a) {
    for (int i = 0; i < 8; i++) to[i] = a.lane[i];
  }

  static NATIVE_OUTLINE V add(const V& a, const V& b) {
    return each([&](int i) { return a.lane[i] + b.lane[i]; });
  }
  static NATIVE_OUTLINE V sub(const V& a, const V& b) {
    return each([&](int i) { return a.lane[i] - b.lane[i]; });
  }
  static NATIVE_OUTLINE V bitAnd(const V& a, const V& b) {
    return each([&](int i) { return a.lane[i] & b.lane[i]; });
  }
  static NATIVE_OUTLINE V bitOr(const V& a, const V& b) {
    return each([&](int i) { return a.lane[i] | b.lane[i]; });
  }
  template <int BITS>
  static NATIVE_OUTLINE V shiftLeft(const V& a) {
    return each([&](int i) { return a.lane[i] << BITS; });
  }
  template <int BITS>
  static NATIVE_OUTLINE V shiftRight(const V& a) {
    return each([&](int i) { return a.lane[i] >> BITS; });
  }
  template <int BITS>
  static NATIVE_OUTLINE V shiftRightSigned(const V& a) {
    return each([&](int i) { return static_cast<u64>(static_cast<i64>(a.lane[i]) >> BITS); });
  }

  static NATIVE_OUTLINE V maddLow(const V& sum, const V& a, const V& b) {
    return each([&](int i) { return sum.lane[i] + static_cast<u64>(product(a.lane[i], b.lane[i]) & LOW); });
  }
  static NATIVE_OUTLINE V maddHigh(const V& sum, const V& a, const V& b) {
    return each([&](int i) { return sum.lane[i] + static_cast<u64>(product(a.lane[i], b.lane[i]) >> 52); });
  }

  static NATIVE_OUTLINE Mask equalMask(const V& a, const V& b) {
    return maskOf([&](int i) { return a.lane[i] == b.lane[i]; });
  }
  static NATIVE_OUTLINE Mask negativeMask(const V& a) {
    return maskOf([&](int i) { return static_cast<i64>(a.lane[i]) < 0; });
  }
  static NATIVE_OUTLINE V blend(Mask mask, const V& a, const V& b) {
    return each([&](int i) { return mask >> i & 1 ? b.lane[i] : a.lane[i]; });
  }
  static NATIVE_OUTLINE V lookUp(const V& table, const V& index) {
    return each([&](int i) { return table.lane[index.lane[i] & 7]; });
  }

  static NATIVE_OUTLINE void transpose(V (&row)[8]) {
    for (int i = 0; i < 8; i++) {
      for (int j = 0; j < i; j++) {
        const u64 a = row[i].lane[j];
        row[i].lane[j] = row[j].lane[i];
        row[j].lane[i] = a;
      }
    }
  }

 private:
  static constexpr u64 LOW = (u64{1} << 52) - 1;

  static NATIVE_INLINE u128 product(u64 a, u64 b) { return static_cast<u128>(a & LOW) * (b & LOW); }
};

}  // namespace
