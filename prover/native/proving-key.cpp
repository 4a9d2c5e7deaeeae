#include "proving-key.hpp"

#include <algorithm>
#include <cstring>

#include "native-error.hpp"

namespace {

/// zkey_utils.js
enum ZkeySection : u32 { PROTOCOL = 1, HEADER = 2, IC = 3, POINTS_A = 5, POINTS_B1 = 6, POINTS_B2 = 7, POINTS_C = 8, POINTS_H = 9 };

constexpr u32 GROTH16 = 1;
constexpr u64 G1_BYTES = 64, G2_BYTES = 128;
constexpr unsigned MAX_POWER = 26;
constexpr u64 CHUNK = 4096;

/// Offsets in the header: two primes with their lengths, three counts, points.
constexpr u64 Q_AT = 4, R_AT = 40, WIRES_AT = 72, PUBLIC_AT = 76, DOMAIN_AT = 80, POINTS_AT = 84;
constexpr u64 HEADER_BYTES = POINTS_AT + 3 * G1_BYTES + 3 * G2_BYTES;

U256 readWords(const ByteSource& source, u64 offset) {
  U256 value;
  source.read(offset, &value, sizeof value);
  return value;
}

[[noreturn]] void failPoint(const std::string& where) {
  throw NativeError("KEY_POINT_INVALID", "the key cannot be used: " + where + " is not a point of the curve");
}

Affine<Fp> readG1(const ByteSource& source, u64 offset, const char* name) {
  u8 bytes[G1_BYTES];
  source.read(offset, bytes, sizeof bytes);
  if (!isValidPoint(bytes, static_cast<G1Words*>(nullptr))) failPoint(name);
  return ::readG1(bytes);
}

Affine<Fp2> readG2(const ByteSource& source, u64 offset, const char* name) {
  u8 bytes[G2_BYTES];
  source.read(offset, bytes, sizeof bytes);
  if (!isValidPoint(bytes, static_cast<G2Words*>(nullptr))) failPoint(name);
  return ::readG2(bytes);
}

size_t import(const Kernels& kernels, const u8* zkey, size_t count, G1Words* points) {
  return kernels.importG1(zkey, count, points);
}
size_t import(const Kernels& kernels, const u8* zkey, size_t count, G2Words* points) {
  return kernels.importG2(zkey, count, points);
}

struct Loader {
  const ByteSource& source;
  const Kernels& kernels;
  Threads& threads;

  /// @param first  index in the query of the section's first point; those before it are infinity
  /// @param reverse  point i of the section goes to (count - i) mod count
  template <class Words>
  Query query(const char* name, const Section& section, u64 first, bool reverse) const {
    const u64 count = section.length / sizeof(Words);
    Query query;
    query.name = name;
    query.points = Buffer((first + count) * sizeof(Words));
    query.infinite = Buffer(first + count);
    Words* points = query.points.template as<Words>();
    u8* infinite = query.infinite.template as<u8>();
    std::memset(static_cast<void*>(points), 0, first * sizeof(Words));
    std::memset(infinite, 1, first);
    threads.each((count + CHUNK - 1) / CHUNK, [&](u64 chunk, unsigned) {
      const u64 begin = chunk * CHUNK, have = std::min(CHUNK, count - begin);
      const std::unique_ptr<u8[]> bytes(new u8[CHUNK * sizeof(Words)]);
      const std::unique_ptr<Words[]> imported(new Words[CHUNK]);
      source.read(section.offset + begin * sizeof(Words), bytes.get(), have * sizeof(Words));
      const u64 good = import(kernels, bytes.get(), have, imported.get());
      if (good != have) failPoint("point " + std::to_string(begin + good) + " of " + name);
      for (u64 i = 0; i < have; i++) {
        const u64 to = reverse ? (count - begin - i) % count : first + begin + i;
        const u64* words = imported[i].word;
        points[to] = imported[i];
        infinite[to] = std::all_of(words, words + sizeof(Words) / sizeof(u64), [](u64 word) { return word == 0; });
      }
    });
    return query;
  }
};

}  // namespace

std::unique_ptr<ProvingKey> ProvingKey::load(const std::string& path, const Kernels& kernels, Threads& threads) {
  const FileSource source(path);
  const SectionFile file(source, "zkey", 1, "KEY_INVALID");
  if (readNumber<u32>(source, file.section(PROTOCOL, 4).offset) != GROTH16) file.fail("it is not for groth16");

  const u64 header = file.section(HEADER, HEADER_BYTES).offset;
  if (readNumber<u32>(source, header) != 32 || readNumber<u32>(source, header + R_AT - 4) != 32 ||
      readWords(source, header + Q_AT) != BaseModulus::value || readWords(source, header + R_AT) != ScalarModulus::value) {
    file.fail("it is not for the curve bn128");
  }
  auto loaded = std::make_unique<ProvingKey>();
  ProvingKey& key = *loaded;
  key.wires = readNumber<u32>(source, header + WIRES_AT);
  key.publicCount = readNumber<u32>(source, header + PUBLIC_AT);
  const u32 domain = readNumber<u32>(source, header + DOMAIN_AT);
  if (domain < 2 || (domain & (domain - 1)) != 0 || domain > u32{1} << MAX_POWER) {
    file.fail("its domain of " + std::to_string(domain) + " is not a power of two up to 2^" + std::to_string(MAX_POWER));
  }
  key.domainPower = static_cast<unsigned>(__builtin_ctz(domain));
  // The index of a point shares its word with a sign.
  if (key.wires >= SIGN_BIT || key.publicCount >= key.wires) {
    file.fail("it has " + std::to_string(key.publicCount) + " public of " + std::to_string(key.wires) + " wires");
  }
  u64 at = header + POINTS_AT;
  key.alpha1 = readG1(source, at, "alpha (G1)");
  key.beta1 = readG1(source, at += G1_BYTES, "beta (G1)");
  key.beta2 = readG2(source, at += G1_BYTES, "beta (G2)");
  readG2(source, at += G2_BYTES, "gamma (G2)");
  key.delta1 = readG1(source, at += G2_BYTES, "delta (G1)");
  key.delta2 = readG2(source, at += G1_BYTES, "delta (G2)");

  // All lengths first: a key that is cut should not be found out after seconds.
  const u64 privateFirst = u64{key.publicCount} + 1;
  const Section ic = file.section(IC, privateFirst * G1_BYTES);
  const Section a = file.section(POINTS_A, key.wires * G1_BYTES);
  const Section b1 = file.section(POINTS_B1, key.wires * G1_BYTES);
  const Section b2 = file.section(POINTS_B2, key.wires * G2_BYTES);
  const Section c = file.section(POINTS_C, (key.wires - privateFirst) * G1_BYTES);
  const Section h = file.section(POINTS_H, u64{domain} * G1_BYTES);
  const Loader loader{source, kernels, threads};
  loader.query<G1Words>("IC", ic, 0, false);
  key.rows = SparseRows::read(source, file, key.wires, domain, kernels.radixBits);
  key.a = loader.query<G1Words>("A", a, 0, false);
  key.b1 = loader.query<G1Words>("B1", b1, 0, false);
  key.b2 = loader.query<G2Words>("B2", b2, 0, false);
  key.c = loader.query<G1Words>("C", c, privateFirst, false);
  key.h = loader.query<G1Words>("H", h, 0, true);
  kernels.makeTables(key.domainPower, key.tables, threads);
  return loaded;
}
