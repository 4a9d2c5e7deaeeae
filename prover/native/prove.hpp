// A Groth16 proof (groth16_prove.js) of a witness.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "digits.hpp"
#include "proving-key.hpp"
#include "witness.hpp"

struct Proof {
  Affine<Fp> a;
  Affine<Fp2> b;
  Affine<Fp> c;
  std::vector<U256> publicSignals;
};

/// r and s: with the same ones the same proof comes out. They hide the witness, so they are given in tests only.
struct Blinding {
  U256 r, s;
};

/// From the operating system, below the order of the group. @throws NativeError RANDOMNESS_UNAVAILABLE
Blinding drawBlinding();

/// Told what begins: constraints, transforms, digits, sums, assembly.
using PhaseListener = std::function<void(const char* phase)>;

/// One key, any number of proofs one after another. Keeps the memory of a proof for the next one.
class Prover {
 public:
  Prover(const Kernels& kernels, Threads& threads, const std::string& keyPath);
  ~Prover();

  const ProvingKey& key() const { return *key_; }
  /// @throws NativeError WITNESS_INVALID
  Proof prove(const Witness& witness, const Blinding& blinding, const PhaseListener& listen);

 private:
  const U256* quotient(const Witness& witness, const PhaseListener& listen);

  const Kernels& kernels_;
  Threads& threads_;
  std::unique_ptr<ProvingKey> key_;
  std::unique_ptr<Scratch[]> scratches_;
  Buffer a_, b_, c_;
  Digits hDigits_, wireDigits_;
};
