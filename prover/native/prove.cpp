#include "prove.hpp"

#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "multi-scalar.hpp"
#include "native-error.hpp"

namespace {

constexpr u64 ROW_CHUNK = 1 << 12;

U256 drawScalar() {
  for (;;) {
    U256 value;
    u8* bytes = reinterpret_cast<u8*>(&value);
    for (size_t have = 0; have < sizeof value;) {
      const ssize_t got = getrandom(bytes + have, sizeof value - have, 0);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) throw NativeError("RANDOMNESS_UNAVAILABLE", std::string("getrandom: ") + std::strerror(errno));
      have += static_cast<size_t>(got);
    }
    // Of 254 bits three quarters are below r: what is not is drawn again, so that all values are equally likely.
    value.word[3] >>= 2;
    if (less(value, ScalarModulus::value)) return value;
  }
}

G1 projective(const Affine<Fp>& a) { return toProjective(a); }
G2 projective(const Affine<Fp2>& a) { return toProjective(a); }

}  // namespace

Blinding drawBlinding() { return {drawScalar(), drawScalar()}; }

Prover::Prover(const Kernels& kernels, Threads& threads, const std::string& keyPath)
    : kernels_(kernels),
      threads_(threads),
      key_(ProvingKey::load(keyPath, kernels, threads)),
      scratches_(new Scratch[threads.count()]) {
  const u64 elements = std::max<u64>(key_->domainSize(), kernels.lanes);
  for (Buffer* values : {&a_, &b_, &c_}) *values = Buffer(elements * sizeof(U256));
}

Prover::~Prover() = default;

/// The scalars of the query H: A·B - C on the odd coset. The vanishing polynomial is -2 there, a factor that the points
/// of the key carry.
const U256* Prover::quotient(const Witness& witness, const PhaseListener& listen) {
  const u64 n = key_->domainSize();
  const u64 units = std::max<u64>(n / kernels_.lanes, 1);
  u64 *a = a_.as<u64>(), *b = b_.as<u64>(), *c = c_.as<u64>();
  listen("constraints");
  if (n < kernels_.lanes) {
    a_.clear();
    b_.clear();
  }
  threads_.each((n + ROW_CHUNK - 1) / ROW_CHUNK, [&](u64 chunk, unsigned) {
    const u64 first = chunk * ROW_CHUNK, last = std::min(n, first + ROW_CHUNK);
    key_->rows.evaluate(0, witness.begin(), first, last, kernels_.lanes, a);
    key_->rows.evaluate(1, witness.begin(), first, last, kernels_.lanes, b);
    // On the domain itself C is A·B: that is what the constraints say.
    kernels_.multiply(a, b, c, first / kernels_.lanes, std::max<u64>(last / kernels_.lanes, 1));
  });
  listen("transforms");
  u64* const arrays[] = {a, b, c};
  kernels_.toOddCoset(arrays, 3, key_->tables, threads_, scratches_.get());
  const u64 unitChunk = ROW_CHUNK / kernels_.lanes;
  threads_.each((units + unitChunk - 1) / unitChunk, [&](u64 chunk, unsigned) {
    kernels_.quotient(a, b, c, chunk * unitChunk, std::min(units, (chunk + 1) * unitChunk));
  });
  return a_.as<U256>();
}

Proof Prover::prove(const Witness& witness, const Blinding& blinding, const PhaseListener& listen) {
  const ProvingKey& key = *key_;
  checkWitness(witness, key.wires, threads_);
  const U256* h = quotient(witness, listen);
  listen("digits");
  hDigits_.assign(h, key.domainSize(), threads_);
  wireDigits_.assign(witness.begin(), key.wires, threads_);
  listen("sums");
  std::vector<G1Request> g1{
      {&key.h, &hDigits_, {}}, {&key.a, &wireDigits_, {}}, {&key.b1, &wireDigits_, {}}, {&key.c, &wireDigits_, {}}};
  std::vector<G2Request> g2{{&key.b2, &wireDigits_, {}}};
  multiplyScalars(kernels_, g1, g2, threads_, scratches_.get());
  listen("assembly");

  // a = α + ΣA + r·δ, b = β + ΣB + s·δ, c = ΣC + ΣH + s·a + r·b - r·s·δ, the b in G1
  const auto& [r, s] = blinding;
  const G1 delta1 = projective(key.delta1);
  const G1 a = sum(sum(projective(key.alpha1), g1[1].result), times(delta1, r));
  const G1 b1 = sum(sum(projective(key.beta1), g1[2].result), times(delta1, s));
  const G2 b = sum(sum(projective(key.beta2), g2[0].result), times(projective(key.delta2), s));
  const Fr minusRs = Fr::negate(Fr::mul(Fr::fromPlain(r), Fr::fromPlain(s)));
  const G1 c = sum(sum(sum(g1[3].result, g1[0].result), sum(times(a, s), times(b1, r))), times(delta1, minusRs.plain()));
  Proof proof{toAffine(a), toAffine(b), toAffine(c), {}};
  for (u32 i = 1; i <= key.publicCount; i++) proof.publicSignals.push_back(witness.begin()[i]);
  return proof;
}
