// Values of all wires: plain, below r, 32 bytes little-endian each, in wire order.
#pragma once
#include "scratch.hpp"
#include "threads.hpp"

struct Witness {
  /// U256 each; the buffer may be larger.
  Buffer values;
  u64 count = 0;

  const U256* begin() const { return values.as<U256>(); }
};

// Both read into memory that another witness may have left.

/// A file as circom and snarkjs write it. @throws NativeError WITNESS_INVALID
void readWtns(const u8* data, u64 size, Witness& witness);
/// The values alone. @throws NativeError WITNESS_INVALID
void readValues(const u8* data, u64 size, Witness& witness);
/// @throws NativeError WITNESS_INVALID where a value is not below r, wire 0 is not 1, or there are not `wires` of them
void checkWitness(const Witness& witness, u64 wires, Threads& threads);
