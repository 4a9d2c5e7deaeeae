// Many multiples of one generator, for development keys: a table of j·2^(w·i)·G for every window i of w bits and
// j = 1..2^(w-1), and one affine addition a window, for thousands of multiples side by side (pair-adder.hpp).
#pragma once
#include <memory>

#include "kernels.hpp"

class FixedBase {
 public:
  enum class Group { G1, G2 };

  /// @param points  how many multiples are expected: it chooses the width of the windows
  FixedBase(const Kernels& kernels, Threads& threads, Group group, u64 points);

  size_t pointBytes() const { return pointBytes_; }
  /// @param scalars  below the order of the group. @param zkey  count · pointBytes() bytes, affine, infinity all zero
  void multiply(const U256* scalars, u64 count, u8* zkey);

 private:
  template <class Words>
  void makeTable();
  template <class Words>
  void multiplyChunk(const U256* scalars, u32 count, unsigned worker, u8* zkey);
  u32* pairsOf(unsigned worker);

  const Kernels& kernels_;
  Threads& threads_;
  size_t pointBytes_;
  unsigned bits_, windows_;
  /// The table, then for each thread the sums of a chunk and one that is never read.
  Buffer points_;
  u32 tableEntries_;
  /// For each thread.
  Buffer pairs_;
  std::unique_ptr<Scratch[]> scratches_;
};
