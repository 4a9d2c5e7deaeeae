// Bits that lie one to a byte, eight bytes at a time: what the portable 64-bit registers give of SIMD.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace pufeth::witness {

static_assert(std::endian::native == std::endian::little, "bytes and words are taken for each other here");

// `count` bytes, at most 8; the rest of the word is 0.
inline std::uint64_t loadBytes(const std::uint8_t* bytes, unsigned count) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, count);
  return word;
}

// Byte i, 0 or 1, becomes bit i.
inline std::uint64_t bytesToBits(std::uint64_t bytes) { return (bytes * 0x0102040810204080) >> 56; }

// Bit i becomes byte i, 0 or 1.
inline std::uint64_t bitsToBytes(std::uint64_t bits) {
  // A copy of the eight bits in every byte, of which each byte keeps another.
  const std::uint64_t kept = ((bits & 0xff) * 0x0101010101010101) & 0x8040201008040201;
  return ((kept + 0x7f7f7f7f7f7f7f7f) >> 7) & 0x0101010101010101;
}

// The word of `length` bits, at most 64, whose bit i is byte i.
inline std::uint64_t packBits(const std::uint8_t* bytes, unsigned length) {
  std::uint64_t word = 0;
  unsigned at = 0;
  for (; at + 8 <= length; at += 8) word |= bytesToBits(loadBytes(bytes + at, 8)) << at;
  if (at < length) word |= bytesToBits(loadBytes(bytes + at, length - at)) << at;
  return word;
}

inline void unpackBits(std::uint8_t* bytes, std::uint64_t word, unsigned length) {
  for (unsigned at = 0; at < length; at += 8) {
    const std::uint64_t eight = bitsToBytes(word >> at);
    std::memcpy(bytes + at, &eight, length - at < 8 ? length - at : 8);
  }
}

}  // namespace pufeth::witness
