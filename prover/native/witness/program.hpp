// A witness program: what scripts/circuits/witness-program/ derives from a compiled circuit. Read once, for many pages.
//
// Every wire, coefficient and length that it names is compared with its counts when it is read, so that running it
// needs no checks of that kind: a damaged file can yield an error or a wrong witness, never a wrong memory access.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "field.hpp"

namespace pufeth::witness {

// A stretch of one of the program's pools.
struct Range {
  std::uint32_t begin;
  std::uint32_t end;
};

// +- 2^shift times the word of `length` bits that starts at a wire.
struct BitRun {
  std::uint32_t wire;
  std::uint8_t shift;
  std::uint8_t length;
  bool negative;
};

struct Term {
  std::uint32_t wire;
  std::uint32_t coefficient;
};

// A linear combination.
struct Form {
  std::uint32_t constant;
  Range runs;
  // Bits with any coefficient.
  Range bits;
  // Numbers with the coefficients 1, -1 and any other.
  Range plus;
  Range minus;
  Range terms;
};

enum class Factors : std::uint8_t { none, different, square };

struct Product {
  Factors factors;
  Form a;
  Form b;
};

// out + i = bit number (the inputs + i, first input lowest) of the table, for i < length.
struct TableOperation {
  std::uint64_t table;
  Range inputs;
  std::uint32_t out;
  std::uint32_t length;
};

// The bits of a number that fits in 62 bits.
struct SmallBitsOperation {
  std::uint32_t constraint;
  std::int64_t constant;
  Range runs;
  Range out;
};

// The bits of a number below 2^253.
struct BitsOperation {
  std::uint32_t constraint;
  Form form;
  Range out;
};

// out = scale * product + c
struct AssignOperation {
  std::uint32_t out;
  Product product;
  std::uint32_t scale;
  Form c;
};

// product = c
struct CheckOperation {
  std::uint32_t constraint;
  Product product;
  Form c;
};

// inverse = form != 0 ? 1 / form : 0, out = form != 0 ? 0 : 1
struct IsZeroOperation {
  std::uint32_t inverse;
  std::uint32_t out;
  Form form;
};

// The selector whose number is the input `parent` is 1 where `active` is not 0, the others 0.
struct SelectOperation {
  std::uint32_t active;
  std::uint32_t parent;
  Range selectors;
};

// side = active != 0 ? gindex & 1 : 0
struct SideOperation {
  std::uint32_t active;
  std::uint32_t gindex;
  std::uint32_t side;
};

// The carries are the form's bits at their places, `out` is the form without them.
struct DigestOperation {
  std::uint32_t out;
  Form form;
  Range carries;
};

using Operation = std::variant<TableOperation, SmallBitsOperation, BitsOperation, AssignOperation, CheckOperation,
                               IsZeroOperation, SelectOperation, SideOperation, DigestOperation>;

// Coefficients of which every program knows the number.
inline constexpr std::uint32_t numberOfOne = 0;
inline constexpr std::uint32_t numberOfMinusOne = 1;

// An input that no constraint names.
inline constexpr std::uint32_t noWire = 0xffffffff;

class Program {
 public:
  // Throws Error. `sourceHash`, in hex, is that of the circuit's manifest: a program of other sources is refused.
  static Program load(const std::string& path, const std::string& sourceHash);

  std::uint32_t wireCount = 0;
  // Public signals are wires 1 .. publicCount.
  std::uint32_t publicCount = 0;
  // Of each input in order: its wire or noWire.
  std::vector<std::uint32_t> inputs;
  // In Montgomery form, and as they are.
  std::vector<Element> coefficients;
  std::vector<Element> plainCoefficients;
  // 1 for wires that are 0 or 1 by the way they are made, and the stretches of them.
  std::vector<std::uint8_t> isBit;
  std::vector<Range> bitWires;
  std::vector<Operation> operations;

  std::vector<BitRun> runs;
  std::vector<Term> terms;
  std::vector<std::uint32_t> wires;
};

}  // namespace pufeth::witness
