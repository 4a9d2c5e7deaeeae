// Runs a witness program on the inputs of one page.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "program.hpp"

namespace pufeth::witness {

inline constexpr std::size_t elementBytes = 32;

// Keeps its scratch memory, one byte a wire, from page to page: one calculator a thread.
class Calculator {
 public:
  // The program must outlive it.
  explicit Calculator(const Program& program);

  // `inputs`: every input as 32 bytes, little-endian, below the field order, in the order of the program.
  // `wires`: room for wireCount values in the same form. What is left in it after an error means nothing.
  // What it yields satisfies every constraint of the circuit; throws Error where nothing does.
  void calculate(std::span<const std::uint8_t> inputs, std::span<std::uint8_t> wires);

 private:
  const Program& program_;
  std::vector<std::uint8_t> bits_;
};

}  // namespace pufeth::witness
