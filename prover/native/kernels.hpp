// What is compiled more than once, each time for another path: the loops over millions of field elements. The rest of the
// prover calls them through this table and never sees a vector.
//
// "Words" of points and field elements below are in the form that a path keeps in memory (lanes.hpp: R = 2^260, below 2p;
// field.hpp: R = 2^256, below p). They pass from one kernel of a path to another and mean nothing elsewhere.
#pragma once
#include <cstddef>

#include "curve.hpp"
#include "scratch.hpp"
#include "threads.hpp"

/// Entries begin..end of one window: entry e means digits[e] times a point.
struct WindowInput {
  /// G1Words or G2Words.
  const void* points;
  /// One byte a point: not 0 where it is infinity.
  const u8* infinite;
  /// The point of each entry; null where entry e has point e.
  const u32* ids;
  /// From -2^(bits-1) to 2^(bits-1).
  const i16* digits;
  u32 begin, end;
  /// MIN_WINDOW_BITS to MAX_WINDOW_BITS
  unsigned bits;
};

/// Sum i goes to `to[i]`, of `first[i]` and `second[i]`. The arrays have room for PAIR_PADDING more.
struct PairList {
  u32* first;
  u32* second;
  u32* to;
  u32 count;
};
constexpr u32 PAIR_PADDING = 16;

constexpr unsigned MIN_WINDOW_BITS = 4;
constexpr unsigned MAX_WINDOW_BITS = 16;

/// Tables for one size of domain, made once a key.
struct DomainTables {
  unsigned power = 0;
  Buffer twiddles, shift;

  DomainTables();
  ~DomainTables();
};

struct Kernels {
  const char* name;
  /// Elements side by side: sizes of arrays of field elements are rounded up to multiples of it.
  unsigned lanes;
  /// What the Montgomery radix R is 2 to the power of.
  unsigned radixBits;

  /// Points as a zkey has them, checked: coordinates below p, on the curve or infinity.
  /// @returns the index of the first that is not; `count` where all are.
  size_t (*importG1)(const u8* zkey, size_t count, G1Words* points);
  size_t (*importG2)(const u8* zkey, size_t count, G2Words* points);

  /// The way back, coordinates below p.
  void (*exportG1)(const G1Words* points, size_t count, u8* zkey);
  void (*exportG2)(const G2Words* points, size_t count, u8* zkey);

  /// points[to] = points[first] + points[second] for every pair, signs as in pair-adder.hpp; `to` may be `first`, and no
  /// other pair may name it. points[unused] may be overwritten.
  void (*sumPairsG1)(G1Words* points, PairList& pairs, u32 unused, Scratch& scratch);
  void (*sumPairsG2)(G2Words* points, PairList& pairs, u32 unused, Scratch& scratch);

  /// result = Σ digit·point
  void (*windowG1)(const WindowInput& input, Scratch& scratch, G1& result);
  void (*windowG2)(const WindowInput& input, Scratch& scratch, G2& result);

  /// Field element i of an array of r: word k is at word(i, k). Elements of `lanes` neighbours are interleaved.
  /// Fills the tables for a domain of 2^power, 1 ≤ power ≤ 27.
  void (*makeTables)(unsigned power, DomainTables& tables, Threads& threads);
  /// c[i] = a[i]·b[i], first and last in units of `lanes` elements.
  void (*multiply)(const u64* a, const u64* b, u64* c, size_t first, size_t last);
  /// Values of polynomials of degree < n on the domain become their values on its odd coset: position i gets the value at
  /// g·w^(n - i), w the root of the domain, g² = w.
  void (*toOddCoset)(u64* const* arrays, size_t count, const DomainTables& tables, Threads& threads,
                     Scratch* scratches);
  /// a[i]·b[i] - c[i], below r and not in Montgomery form, four words each and no longer interleaved, into a.
  void (*quotient)(u64* a, const u64* b, const u64* c, size_t first, size_t last);

  // For tests, against other arithmetic.

  /// Of `count` pairs of plain elements below the modulus seven results each: a + b, a - b, a·b, 1/a (0 for 0), and by the
  /// operations that reduce at once a + b, a - b, a - b - a.
  void (*fieldOperations)(bool scalarField, const U256* a, const U256* b, size_t count, U256* results);
  /// first[i] + second[i] of affine points as a zkey has them.
  void (*addG1)(const u8* first, const u8* second, size_t count, u8* sums, Scratch& scratch);
  void (*addG2)(const u8* first, const u8* second, size_t count, u8* sums, Scratch& scratch);
};

extern const Kernels portableKernels;
extern const Kernels emulatedKernels;
#ifdef NATIVE_X86_64
extern const Kernels adxKernels;
extern const Kernels ifmaKernels;
#endif

/// The word k of element i in an interleaved array.
NATIVE_INLINE size_t wordIndex(unsigned lanes, size_t i, unsigned k) {
  return i / lanes * 4 * lanes + k * lanes + i % lanes;
}

/// A point as a zkey has it: coordinates below p, on the curve or all zero. For single points: the kernels check many.
bool isValidPoint(const u8* zkey, const G1Words*);
bool isValidPoint(const u8* zkey, const G2Words*);

/// Σ weighted[l] + Σ l·segment·plain[l]; segment is a power of two. For bucket-sum.hpp.
void joinSegments(const G1* plain, const G1* weighted, u32 count, u32 segment, G1& result);
void joinSegments(const G2* plain, const G2* weighted, u32 count, u32 segment, G2& result);
