// A Groth16 key of snarkjs (zkey, groth16, bn128), checked and in the form that one path computes with.
#pragma once
#include <memory>

#include "group.hpp"
#include "kernels.hpp"
#include "sparse-rows.hpp"

/// One query: a point for each scalar, some of them infinity.
struct Query {
  const char* name = "";
  /// G1Words or G2Words.
  Buffer points;
  /// A byte a point.
  Buffer infinite;
};

struct ProvingKey {
  u32 wires = 0, publicCount = 0;
  unsigned domainPower = 0;
  Affine<Fp> alpha1, beta1, delta1;
  Affine<Fp2> beta2, delta2;
  /// By wire. C has infinity at the public wires.
  Query a, b1, b2, c;
  /// By the position that toOddCoset gives a value.
  Query h;
  SparseRows rows;
  DomainTables tables;

  u64 domainSize() const { return u64{1} << domainPower; }

  /// @throws NativeError KEY_UNREADABLE, KEY_INVALID, KEY_POINT_INVALID
  static std::unique_ptr<ProvingKey> load(const std::string& path, const Kernels& kernels, Threads& threads);
};
