#include "witness.hpp"

#include <algorithm>
#include <cstring>
#include <string>

#include "modulus.hpp"
#include "native-error.hpp"
#include "section-file.hpp"

namespace {

constexpr u64 VALUE_BYTES = 32;
constexpr u64 CHUNK = 1 << 14;
constexpr u32 HEADER = 1, VALUES = 2;
/// Length of a value, the prime, number of values.
constexpr u64 HEADER_BYTES = 4 + 32 + 4;

[[noreturn]] void fail(const std::string& reason) {
  throw NativeError("WITNESS_INVALID", "the witness cannot be used: " + reason);
}

}  // namespace

void readValues(const u8* data, u64 size, Witness& witness) {
  if (size % VALUE_BYTES != 0) fail(std::to_string(size) + " bytes are not a number of 32-byte values");
  witness.count = size / VALUE_BYTES;
  ensure(witness.values, size);
  if (size > 0) std::memcpy(witness.values.as<u8>(), data, size);
}

void readWtns(const u8* data, u64 size, Witness& witness) {
  const MemorySource source(data, size);
  const SectionFile file(source, "wtns", 2, "WITNESS_INVALID");
  const u64 header = file.section(HEADER, HEADER_BYTES).offset;
  U256 prime;
  source.read(header + 4, &prime, sizeof prime);
  if (readNumber<u32>(source, header) != VALUE_BYTES || prime != ScalarModulus::value) {
    file.fail("it is not for the curve bn128");
  }
  const u64 count = readNumber<u32>(source, header + 4 + sizeof prime);
  const Section values = file.section(VALUES, count * VALUE_BYTES);
  readValues(data + values.offset, values.length, witness);
}

void checkWitness(const Witness& witness, u64 wires, Threads& threads) {
  if (witness.count != wires) {
    fail("it has " + std::to_string(witness.count) + " values, and the key has " + std::to_string(wires) + " wires");
  }
  const U256* values = witness.begin();
  threads.each((wires + CHUNK - 1) / CHUNK, [&](u64 chunk, unsigned) {
    for (u64 i = chunk * CHUNK; i < std::min(wires, (chunk + 1) * CHUNK); i++) {
      if (!less(values[i], ScalarModulus::value)) fail("the value of wire " + std::to_string(i) + " is not below r");
    }
  });
  if (values[0] != U256{{1, 0, 0, 0}}) fail("the value of wire 0 is not 1");
}
