// One inversion for several elements, and for all lanes of them: Montgomery's trick down to a single field element.
#pragma once
#include "quadratic.hpp"

/// Replaces `count` elements, none of them 0, at most 32 in all lanes together.
template <class M, class Words>
NATIVE_INLINE void invertAll(Field<M, Words>* a, int count) {
  using F = Field<M, Words>;
  F prefix[32];
  F product = F::one();
  for (int i = 0; i < count; i++) {
    prefix[i] = product;
    product = F::mul(product, a[i]);
  }
  F inverse = F::broadcast(Field<M>::inverse(product.lane(0)));
  for (int i = count - 1; i >= 0; i--) {
    const F next = F::mul(inverse, a[i]);
    a[i] = F::mul(inverse, prefix[i]);
    inverse = next;
  }
}

template <class F>
NATIVE_INLINE void invertAll(F* a, int count) {
  constexpr int LANES = F::LANES;
  typename F::Scalar scalars[32];
  for (int i = 0; i < count; i++) {
    alignas(64) u64 unit[F::UNIT_WORDS];
    F::store(unit, a[i]);
    for (int lane = 0; lane < LANES; lane++) {
      scalars[i * LANES + lane] =
          F::fromMemory({{unit[lane], unit[LANES + lane], unit[2 * LANES + lane], unit[3 * LANES + lane]}});
    }
  }
  invertAll(scalars, count * LANES);
  for (int i = 0; i < count; i++) {
    alignas(64) u64 unit[F::UNIT_WORDS];
    for (int lane = 0; lane < LANES; lane++) {
      const U256 words = F::toMemory(scalars[i * LANES + lane]);
      for (int k = 0; k < 4; k++) unit[k * LANES + lane] = words.word[k];
    }
    a[i] = F::load(unit);
  }
}

/// 1/a = conjugate(a) / norm(a)
template <class F>
NATIVE_INLINE void invertAll(Quadratic<F>* a, int count) {
  F norm[4];
  for (int i = 0; i < count; i++) norm[i] = F::addReduced(F::mul(a[i].c0, a[i].c0), F::mul(a[i].c1, a[i].c1));
  invertAll(norm, count);
  for (int i = 0; i < count; i++) a[i] = {F::mul(a[i].c0, norm[i]), F::negate(F::mul(a[i].c1, norm[i]))};
}
