#include "digits.hpp"

#include <algorithm>
#include <vector>

#include "modulus.hpp"

namespace {

constexpr u64 CHUNK = 1 << 14;
constexpr unsigned LENGTHS = 256;
/// What a bucket costs when buckets are weighed, in additions to buckets: two complete additions of 14 products, where
/// one in a batch takes 6.
constexpr u64 BUCKET_COST = 4;

struct Magnitude {
  U256 value;
  bool negative;
};

Magnitude magnitudeOf(const U256& scalar) {
  U256 negative;
  subBorrow(ScalarModulus::value, scalar, negative);
  return less(negative, scalar) ? Magnitude{negative, true} : Magnitude{scalar, false};
}

/// `length` counts 0 as 0. A scalar of `bits - 1` bits is one digit without a carry.
bool isWide(unsigned length, unsigned bits) { return length >= bits; }

}  // namespace

void Digits::assign(const U256* scalars, u64 count, Threads& threads) {
  const u64 chunks = (count + CHUNK - 1) / CHUNK;
  const auto eachChunk = [&](auto visit) {
    threads.each(chunks, [&](u64 chunk, unsigned) {
      const u64 last = std::min(count, (chunk + 1) * CHUNK);
      for (u64 i = chunk * CHUNK; i < last; i++) visit(chunk, i);
    });
  };
  ensure(lengths_, count);
  u8* lengths = lengths_.as<u8>();
  std::vector<u32> counts(chunks * LENGTHS);
  eachChunk([&](u64 chunk, u64 i) {
    const unsigned length = bitLength(magnitudeOf(scalars[i]).value);
    lengths[i] = static_cast<u8>(length);
    counts[chunk * LENGTHS + length]++;
  });
  u64 ofLength[LENGTHS] = {};
  for (u64 i = 0; i < counts.size(); i++) ofLength[i % LENGTHS] += counts[i];

  wide_ = all_ = 0;
  chooseBits(ofLength);
  // Where the entries of each chunk begin, wide and narrow ones.
  struct Place {
    u32 wide, narrow;
  };
  std::vector<Place> places(chunks);
  for (u64 chunk = 0; chunk < chunks; chunk++) {
    places[chunk] = {wide_, all_};
    for (unsigned length = 1; length < LENGTHS; length++) {
      const u32 scalarsOfLength = counts[chunk * LENGTHS + length];
      (isWide(length, bits_) ? wide_ : all_) += scalarsOfLength;
    }
  }
  for (Place& place : places) place.narrow += wide_;
  all_ += wide_;
  ensure(ids_, all_ * sizeof(u32));
  ensure(digits_, (all_ + u64{windows_ - 1} * wide_) * sizeof(i16));
  u32* ids = ids_.as<u32>();
  i16* digits = digits_.as<i16>();
  const unsigned bits = bits_;
  const int half = 1 << (bits - 1);
  eachChunk([&](u64 chunk, u64 i) {
    if (lengths[i] == 0) return;
    const Magnitude scalar = magnitudeOf(scalars[i]);
    if (!isWide(lengths[i], bits)) {
      const u32 at = places[chunk].narrow++;
      ids[at] = static_cast<u32>(i);
      digits[at] = static_cast<i16>(scalar.negative ? -static_cast<i64>(scalar.value.word[0])
                                                    : static_cast<i64>(scalar.value.word[0]));
      return;
    }
    const u32 at = places[chunk].wide++;
    ids[at] = static_cast<u32>(i);
    int carry = 0;
    for (unsigned window = 0; window < windows_; window++) {
      const unsigned first = window * bits;
      u64 part = first < 256 ? scalar.value.word[first / 64] >> (first % 64) : 0;
      if (first % 64 + bits > 64 && first / 64 < 3) part |= scalar.value.word[first / 64 + 1] << (64 - first % 64);
      int digit = static_cast<int>(part & ((u64{1} << bits) - 1)) + carry;
      // 2^(bits-1) stays where it is negated, since -2^15 is an i16, and 2^15 is none.
      carry = digit >= half + scalar.negative;
      digit -= carry << bits;
      digits[window == 0 ? at : all_ + (window - 1) * u64{wide_} + at] =
          static_cast<i16>(scalar.negative ? -digit : digit);
    }
  });
}

void Digits::chooseBits(const u64* ofLength) {
  unsigned longest = LENGTHS - 1;
  while (longest > 0 && ofLength[longest] == 0) longest--;
  u64 best = ~u64{0};
  for (unsigned bits = MIN_WINDOW_BITS; bits <= MAX_WINDOW_BITS; bits++) {
    u64 wide = 0;
    for (unsigned length = bits; length < LENGTHS; length++) wide += ofLength[length];
    // Two bits more than the longest, so that the last digit takes a carry and gives none.
    const unsigned windows = wide == 0 ? 1 : (longest + 1 + bits) / bits;
    const u64 cost = windows * (wide + (BUCKET_COST << (bits - 1)));
    if (cost < best) {
      best = cost;
      bits_ = bits;
      windows_ = windows;
    }
  }
}

WindowInput Digits::input(unsigned window, u32 begin, u32 end, const void* points, const u8* infinite) const {
  const u64 offset = window == 0 ? 0 : all_ + u64{window - 1} * wide_;
  return {points, infinite, ids_.as<u32>(), digits_.as<i16>() + offset, begin, end, bits_};
}
