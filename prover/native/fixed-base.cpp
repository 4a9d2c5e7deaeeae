#include "fixed-base.hpp"

#include <algorithm>
#include <cstring>

#include "group.hpp"

namespace {

/// Multiples of one item: their sums and the pairs of a window stay in cache.
constexpr u32 CHUNK = 4096;
/// The table has to stay near the processor: 34 MB in G1 at 16 bits.
constexpr unsigned MIN_BITS = 4, MAX_BITS = 15;
/// Scalars have 254 bits, and a signed digit can carry one further.
constexpr unsigned SIGNED_BITS = 255;

unsigned windowsOf(unsigned bits) { return (SIGNED_BITS + bits - 1) / bits; }

unsigned bestBits(u64 points) {
  unsigned best = MIN_BITS;
  u64 least = ~u64{0};
  for (unsigned bits = MIN_BITS; bits <= MAX_BITS; bits++) {
    const u64 work = windowsOf(bits) * ((u64{1} << (bits - 1)) + points);
    if (work < least) least = work, best = bits;
  }
  return best;
}

// Generators as the specification of the precompiles has them (EIP-197).
G1 generator(const G1Words*) { return {Fp::one(), Fp::fromPlain({{2, 0, 0, 0}}), Fp::one()}; }
G2 generator(const G2Words*) {
  const Fp2 x{Fp::fromPlain({{0x46debd5cd992f6ed, 0x674322d4f75edadd, 0x426a00665e5c4479, 0x1800deef121f1e76}}),
              Fp::fromPlain({{0x97e485b7aef312c2, 0xf1aa493335a9e712, 0x7260bfb731fb5d25, 0x198e9393920d483a}})};
  const Fp2 y{Fp::fromPlain({{0x4ce6cc0166fa7daa, 0xe3d1e7690c43d37b, 0x4aab71808dcb408f, 0x12c85ea5db8c6deb}}),
              Fp::fromPlain({{0x55acdadcd122975b, 0xbc4b313370b38ef3, 0xec9e99ad690c3395, 0x090689d0585ff075}})};
  return {x, y, Fp2::one()};
}

size_t import(const Kernels& kernels, const u8* zkey, size_t count, G1Words* points) {
  return kernels.importG1(zkey, count, points);
}
size_t import(const Kernels& kernels, const u8* zkey, size_t count, G2Words* points) {
  return kernels.importG2(zkey, count, points);
}
void exportTo(const Kernels& kernels, const G1Words* points, size_t count, u8* zkey) {
  kernels.exportG1(points, count, zkey);
}
void exportTo(const Kernels& kernels, const G2Words* points, size_t count, u8* zkey) {
  kernels.exportG2(points, count, zkey);
}
void sumPairs(const Kernels& kernels, G1Words* points, PairList& pairs, u32 unused, Scratch& scratch) {
  kernels.sumPairsG1(points, pairs, unused, scratch);
}
void sumPairs(const Kernels& kernels, G2Words* points, PairList& pairs, u32 unused, Scratch& scratch) {
  kernels.sumPairsG2(points, pairs, unused, scratch);
}

/// Bits at..at+count of a scalar.
u32 bitsAt(const U256& scalar, unsigned at, unsigned count) {
  if (at >= 256) return 0;
  const unsigned word = at / 64, shift = at % 64;
  u64 bits = scalar.word[word] >> shift;
  if (shift != 0 && word < 3) bits |= scalar.word[word + 1] << (64 - shift);
  return static_cast<u32>(bits & ((u64{1} << count) - 1));
}

PairList listIn(u32* at, u32 capacity) {
  const u32 room = capacity + PAIR_PADDING;
  return {at, at + room, at + 2 * room, 0};
}

}  // namespace

FixedBase::FixedBase(const Kernels& kernels, Threads& threads, Group group, u64 points)
    : kernels_(kernels),
      threads_(threads),
      pointBytes_(group == Group::G1 ? sizeof(G1Words) : sizeof(G2Words)),
      bits_(bestBits(points)),
      windows_(windowsOf(bits_)),
      tableEntries_(windows_ << (bits_ - 1)),
      pairs_(threads.count() * 3 * (CHUNK + PAIR_PADDING) * sizeof(u32)),
      scratches_(new Scratch[threads.count()]) {
  points_ = Buffer((tableEntries_ + u64{threads.count()} * (CHUNK + 1)) * pointBytes_);
  if (group == Group::G1) {
    makeTable<G1Words>();
  } else {
    makeTable<G2Words>();
  }
}

u32* FixedBase::pairsOf(unsigned worker) { return pairs_.as<u32>() + worker * 3 * (CHUNK + PAIR_PADDING); }

template <class Words>
void FixedBase::makeTable() {
  const u32 half = u32{1} << (bits_ - 1);
  Words* table = points_.as<Words>();
  auto base = generator(static_cast<const Words*>(nullptr));
  for (unsigned window = 0; window < windows_; window++) {
    const auto affine = toAffine(base);
    import(kernels_, reinterpret_cast<const u8*>(&affine), 1, table + window * half);
    for (unsigned bit = 0; bit < bits_; bit++) base = sum(base, base);
  }
  // From the first `have` multiples of a base as many again: the last of them added to each.
  threads_.each(windows_, [&](u64 window, unsigned worker) {
    const u32 first = static_cast<u32>(window) * half;
    const u32 unused = tableEntries_ + worker * (CHUNK + 1);
    for (u32 have = 1; have < half; have *= 2) {
      for (u32 start = 0; start < have; start += CHUNK) {
        PairList pairs = listIn(pairsOf(worker), CHUNK);
        for (u32 i = start; i < std::min(have, start + CHUNK); i++) {
          pairs.first[pairs.count] = first + have - 1;
          pairs.second[pairs.count] = first + i;
          pairs.to[pairs.count++] = first + have + i;
        }
        sumPairs(kernels_, table, pairs, unused, scratches_[worker]);
      }
    }
  });
}

template <class Words>
void FixedBase::multiplyChunk(const U256* scalars, u32 count, unsigned worker, u8* zkey) {
  const u32 half = u32{1} << (bits_ - 1);
  const u32 sums = tableEntries_ + worker * (CHUNK + 1);
  Words* points = points_.as<Words>();
  std::memset(static_cast<void*>(points + sums), 0, count * sizeof(Words));
  u8 carries[CHUNK] = {};
  for (unsigned window = 0; window < windows_; window++) {
    PairList pairs = listIn(pairsOf(worker), CHUNK);
    for (u32 i = 0; i < count; i++) {
      u32 digit = bitsAt(scalars[i], window * bits_, bits_) + carries[i];
      carries[i] = digit > half;
      if (digit == 0 || digit == 2 * half) continue;
      const u32 sign = digit > half ? SIGN_BIT : 0;
      if (sign != 0) digit = 2 * half - digit;
      pairs.first[pairs.count] = sums + i;
      pairs.second[pairs.count] = (window * half + digit - 1) | sign;
      pairs.to[pairs.count++] = sums + i;
    }
    sumPairs(kernels_, points, pairs, sums + CHUNK, scratches_[worker]);
  }
  exportTo(kernels_, points + sums, count, zkey);
}

void FixedBase::multiply(const U256* scalars, u64 count, u8* zkey) {
  threads_.each((count + CHUNK - 1) / CHUNK, [&](u64 chunk, unsigned worker) {
    const u64 first = chunk * CHUNK;
    const u32 have = static_cast<u32>(std::min<u64>(CHUNK, count - first));
    if (pointBytes_ == sizeof(G1Words)) {
      multiplyChunk<G1Words>(scalars + first, have, worker, zkey + first * pointBytes_);
    } else {
      multiplyChunk<G2Words>(scalars + first, have, worker, zkey + first * pointBytes_);
    }
  });
}
