// The operations of a witness program from their 32-bit words, as
// scripts/circuits/witness-program/encode-operations.ts writes them.
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>

#include "program.hpp"

namespace pufeth::witness {

class DecodingError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Fills the operations and pools of a program whose counts and coefficients are there. Throws DecodingError where a
// number is out of its range.
void decodeOperations(Program& program, std::span<const std::uint32_t> words, std::span<const std::uint64_t> tables);

}  // namespace pufeth::witness
