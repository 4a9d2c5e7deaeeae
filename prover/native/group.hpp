// Single points, for the few operations of a proof that are not worth lanes. Not for the kernels.
#pragma once
#include "curve.hpp"

G1 sum(const G1& a, const G1& b);
G2 sum(const G2& a, const G2& b);
G1 times(const G1& point, const U256& scalar);
G2 times(const G2& point, const U256& scalar);
/// Infinity gives (0, 0).
Affine<Fp> toAffine(const G1& a);
Affine<Fp2> toAffine(const G2& a);
/// Sixty-four or twice as many bytes of a zkey. Not checked: isValidPoint in kernels.hpp.
Affine<Fp> readG1(const u8* zkey);
Affine<Fp2> readG2(const u8* zkey);
