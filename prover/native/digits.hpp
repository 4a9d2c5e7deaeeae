// Scalars cut into signed digits, for the windows of bucket-sum.hpp.
//
// A scalar s above r/2 counts as s - r, with all its digits negated: so -1 is as short as 1. What fits one digit (in a
// witness nearly everything: 0, 1 and small numbers) takes part in the first window only; 0 in none.
#pragma once
#include "kernels.hpp"

class Digits {
 public:
  /// Those of other scalars from now on, in the same memory.
  /// @param scalars  plain, below r
  void assign(const U256* scalars, u64 count, Threads& threads);

  unsigned windows() const { return windows_; }
  unsigned bits() const { return bits_; }
  /// Entries of one window.
  u32 entries(unsigned window) const { return window == 0 ? all_ : wide_; }
  /// Entries begin..end of one window. @param points, infinite  as in WindowInput, one for each scalar
  WindowInput input(unsigned window, u32 begin, u32 end, const void* points, const u8* infinite) const;

 private:
  void chooseBits(const u64* scalarsOfLength);

  unsigned bits_ = MIN_WINDOW_BITS, windows_ = 1;
  /// Entries that are longer than one digit come first; they alone have digits in later windows.
  u32 wide_ = 0, all_ = 0;
  Buffer lengths_, ids_, digits_;
};
