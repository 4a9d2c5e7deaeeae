#include "curve.hpp"

#include <cstring>

#include "group.hpp"
#include "kernels.hpp"

namespace {

template <class F>
void join(const Projective<F>* plain, const Projective<F>* weighted, u32 count, u32 segment, Projective<F>& result) {
  // Σ l·plain[l]: each suffix sum once.
  Projective<F> suffix = infinity<F>(), positions = infinity<F>();
  for (u32 l = count - 1; l > 0; l--) {
    suffix = sum(suffix, plain[l]);
    positions = sum(positions, suffix);
  }
  for (; segment > 1; segment /= 2) positions = sum(positions, positions);
  result = positions;
  for (u32 l = 0; l < count; l++) result = sum(result, weighted[l]);
}

template <class F>
Projective<F> multiply(const Projective<F>& point, const U256& scalar) {
  Projective<F> result = infinity<F>();
  for (int i = static_cast<int>(bitLength(scalar)) - 1; i >= 0; i--) {
    result = sum(result, result);
    if (scalar.word[i / 64] >> (i % 64) & 1) result = sum(result, point);
  }
  return result;
}

template <class F>
Affine<F> affine(const Projective<F>& a) {
  const F inverse = F::inverse(a.z);
  return {F::mul(a.x, inverse), F::mul(a.y, inverse)};
}

bool isBelowModulus(const Fp& a) { return less(a.value, BaseModulus::value); }

template <class F>
bool isOnCurve(const Affine<F>& a) {
  if (F::blankMask(a.x) && F::blankMask(a.y)) return true;
  return F::mul(a.y, a.y) == F::add(F::mul(F::mul(a.x, a.x), a.x), curveConstant<F>());
}

}  // namespace

void joinSegments(const G1* plain, const G1* weighted, u32 count, u32 segment, G1& result) {
  join(plain, weighted, count, segment, result);
}
void joinSegments(const G2* plain, const G2* weighted, u32 count, u32 segment, G2& result) {
  join(plain, weighted, count, segment, result);
}

G1 sum(const G1& a, const G1& b) { return add(a, b, threeTimesCurveConstant<Fp>()); }
G2 sum(const G2& a, const G2& b) { return add(a, b, threeTimesCurveConstant<Fp2>()); }
G1 times(const G1& point, const U256& scalar) { return multiply(point, scalar); }
G2 times(const G2& point, const U256& scalar) { return multiply(point, scalar); }
Affine<Fp> toAffine(const G1& a) { return affine(a); }
Affine<Fp2> toAffine(const G2& a) { return affine(a); }

Affine<Fp> readG1(const u8* zkey) {
  Affine<Fp> a;
  std::memcpy(&a, zkey, sizeof a);
  return a;
}
Affine<Fp2> readG2(const u8* zkey) {
  Affine<Fp2> a;
  std::memcpy(&a, zkey, sizeof a);
  return a;
}

bool isValidPoint(const u8* zkey, const G1Words*) {
  const Affine<Fp> a = readG1(zkey);
  return isBelowModulus(a.x) && isBelowModulus(a.y) && isOnCurve(a);
}
bool isValidPoint(const u8* zkey, const G2Words*) {
  const Affine<Fp2> a = readG2(zkey);
  return isBelowModulus(a.x.c0) && isBelowModulus(a.x.c1) && isBelowModulus(a.y.c0) && isBelowModulus(a.y.c1) &&
         isOnCurve(a);
}
