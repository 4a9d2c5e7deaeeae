// Values of all wires: plain, below r, 32 bytes little-endian each, in wire order.
#pragma once
#include "buffer.hpp"
#include "threads.hpp"

struct Witness {
  /// U256 each.
  Buffer values;
  u64 count = 0;

  const U256* begin() const { return values.as<U256>(); }
};

/// A file as circom and snarkjs write it. @throws NativeError WITNESS_INVALID
Witness readWtns(const u8* data, u64 size);
/// The values alone. @throws NativeError WITNESS_INVALID
Witness readValues(const u8* data, u64 size);
/// @throws NativeError WITNESS_INVALID where a value is not below r, wire 0 is not 1, or there are not `wires` of them
void checkWitness(const Witness& witness, u64 wires, Threads& threads);
