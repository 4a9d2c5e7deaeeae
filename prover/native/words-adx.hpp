// The product of field.hpp for processors with BMI2 and ADX: a multiplication that leaves the flags alone and two chains of
// carries side by side. No compiler writes this from C++.
#pragma once
#include "field.hpp"

namespace {

struct AdxWords {
  /// Montgomery product, below twice the modulus: see PlainWords.
  template <class M>
  static NATIVE_INLINE U256 product(const U256& a, const U256& b, u64 inverse) {
    u64 t[5] = {0, 0, 0, 0, 0};
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
      addProduct(t, a, b.word[i]);
      addProduct(t, M::value, t[0] * inverse);
      // The lowest word is now 0: the others move down.
#pragma GCC unroll 4
      for (int j = 0; j < 4; j++) t[j] = t[j + 1];
      t[4] = 0;
    }
    return {{t[0], t[1], t[2], t[3]}};
  }

 private:
  /// t += a·b
  static NATIVE_INLINE void addProduct(u64 (&t)[5], const U256& a, u64 b) {
    u64 low, high;
    __asm__(
        "xorl %k[low], %k[low]\n\t"  // clears both carries
        "mulxq %[a0], %[low], %[high]\n\t"
        "adcxq %[low], %[t0]\n\t"
        "adoxq %[high], %[t1]\n\t"
        "mulxq %[a1], %[low], %[high]\n\t"
        "adcxq %[low], %[t1]\n\t"
        "adoxq %[high], %[t2]\n\t"
        "mulxq %[a2], %[low], %[high]\n\t"
        "adcxq %[low], %[t2]\n\t"
        "adoxq %[high], %[t3]\n\t"
        "mulxq %[a3], %[low], %[high]\n\t"
        "adcxq %[low], %[t3]\n\t"
        "adoxq %[high], %[t4]\n\t"
        "movl $0, %k[low]\n\t"
        "adcxq %[low], %[t4]"
        : [t0] "+r"(t[0]), [t1] "+r"(t[1]), [t2] "+r"(t[2]), [t3] "+r"(t[3]), [t4] "+r"(t[4]), [low] "=&r"(low),
          [high] "=&r"(high)
        : "d"(b), [a0] "rm"(a.word[0]), [a1] "rm"(a.word[1]), [a2] "rm"(a.word[2]), [a3] "rm"(a.word[3])
        : "cc");
  }
};

}  // namespace
