// The matrices A and B of the constraints, row by row: what section 4 of a zkey says in 44 bytes a coefficient, in 8.
// A circuit has few distinct coefficients, most of them 1 and -1.
#pragma once
#include "kernels.hpp"
#include "section-file.hpp"

class SparseRows {
 public:
  /// @throws NativeError KEY_INVALID
  static SparseRows read(const ByteSource& source, const SectionFile& file, u32 wires, u64 domainSize, unsigned radixBits);

  /// Values of rows first..last of one matrix (0: A, 1: B) at a witness of plain values below r, into an array of field
  /// elements as the path keeps them (kernels.hpp).
  void evaluate(unsigned matrix, const U256* witness, u64 first, u64 last, unsigned lanes, u64* values) const;
  u64 termCount() const { return terms_.size() / sizeof(Term); }

 private:
  struct Term {
    u32 wire, coefficient;
  };
  /// Indices of coefficients that need no product.
  enum : u32 { ONE, MINUS_ONE, FIRST_OTHER };

  u64 domainSize_ = 0;
  /// By matrix and row: where its terms begin. One more at the end.
  Buffer starts_;
  Buffer terms_;
  /// Coefficients c: c·R', R' the path's radix; and c·R'·2^256, whose Montgomery product with plain x is c·x·R'.
  Buffer values_, factors_;
  Fr toMemory_ = Fr::zero();
};
