#include "calculator.hpp"

#include <cstring>
#include <string>

#include "bit-words.hpp"
#include "errors.hpp"

namespace pufeth::witness {
namespace {

[[noreturn]] void refuse(std::uint32_t constraint) {
  throw Error(ErrorCode::pageRefused, "The circuit refuses the input: constraint " + std::to_string(constraint) +
                                          " cannot be satisfied.");
}

Element load(const std::uint8_t* bytes) {
  Element value;
  std::memcpy(value.data(), bytes, elementBytes);
  return value;
}

// One run of a program. Numbers lie in the output, bits in the scratch memory until the end.
class Run {
 public:
  Run(const Program& program, const std::uint8_t* inputs, std::uint8_t* wires, std::uint8_t* bits)
      : program_(program), inputs_(inputs), wires_(wires), bits_(bits) {}

  void operator()(const TableOperation& operation) {
    const std::uint32_t inputCount = operation.inputs.end - operation.inputs.begin;
    for (std::uint32_t at = 0; at < operation.length; at += 8) {
      const unsigned count = operation.length - at < 8 ? operation.length - at : 8;
      std::uint64_t inputs[6] = {};
      for (std::uint32_t i = 0; i < inputCount; i++) {
        inputs[i] = loadBytes(bits_ + program_.wires[operation.inputs.begin + i] + at, count);
      }
      const std::uint64_t out = lookUp(operation.table, inputs, inputCount);
      std::memcpy(bits_ + operation.out + at, &out, count);
    }
  }

  // In two's complement: a sum that is negative has bits that are left.
  void operator()(const SmallBitsOperation& operation) {
    auto sum = static_cast<std::uint64_t>(operation.constant);
    for (std::uint32_t i = operation.runs.begin; i < operation.runs.end; i++) {
      const BitRun& run = program_.runs[i];
      const std::uint64_t word = packBits(bits_ + run.wire, run.length) << run.shift;
      sum += run.negative ? -word : word;
    }
    std::uint64_t left = sum;
    for (std::uint32_t i = operation.out.begin; i < operation.out.end; i++) {
      const BitRun& run = program_.runs[i];
      const std::uint64_t mask = (1ull << run.length) - 1;
      unpackBits(bits_ + run.wire, (sum >> run.shift) & mask, run.length);
      left &= ~(mask << run.shift);
    }
    if (left != 0) refuse(operation.constraint);
  }

  void operator()(const BitsOperation& operation) {
    const Element value = evaluate(operation.form);
    if (!isZero(takeBits(value, operation.out))) refuse(operation.constraint);
  }

  void operator()(const AssignOperation& operation) {
    Element value = evaluate(operation.c);
    if (operation.product.factors != Factors::none) {
      const Element product = evaluate(operation.product);
      if (operation.scale == numberOfOne) {
        value = add(value, product);
      } else if (operation.scale == numberOfMinusOne) {
        value = subtract(value, product);
      } else {
        value = add(value, montgomery(program_.coefficients[operation.scale], product));
      }
    }
    store(operation.out, value);
  }

  void operator()(const CheckOperation& operation) {
    const Element product = operation.product.factors == Factors::none ? zero : evaluate(operation.product);
    if (product != evaluate(operation.c)) refuse(operation.constraint);
  }

  void operator()(const IsZeroOperation& operation) {
    const Element value = evaluate(operation.form);
    const bool isNothing = isZero(value);
    bits_[operation.out] = isNothing;
    store(operation.inverse, isNothing ? zero : inverse(value));
  }

  void operator()(const SelectOperation& operation) {
    const bool isActive = !isZero(value(operation.active));
    const Element parent = load(inputs_ + elementBytes * operation.parent);
    const std::uint32_t count = operation.selectors.end - operation.selectors.begin;
    for (std::uint32_t i = 0; i < count; i++) {
      bits_[program_.wires[operation.selectors.begin + i]] = isActive && parent == Element{i, 0, 0, 0};
    }
  }

  void operator()(const SideOperation& operation) {
    const bool isActive = !isZero(value(operation.active));
    bits_[operation.side] = isActive && (value(operation.gindex)[0] & 1) == 1;
  }

  void operator()(const DigestOperation& operation) {
    store(operation.out, takeBits(evaluate(operation.form), operation.carries));
  }

  void store(std::uint32_t wire, const Element& value) {
    std::memcpy(wires_ + elementBytes * wire, value.data(), elementBytes);
  }

 private:
  // Eight look-ups at once, in a register of eight bytes that are 0 or 1: halves the table by one input after another.
  static std::uint64_t lookUp(std::uint64_t table, const std::uint64_t* inputs, std::uint32_t inputCount) {
    constexpr std::uint64_t ones = 0x0101010101010101;
    std::uint64_t entries[64];
    const std::uint32_t size = 1u << inputCount;
    for (std::uint32_t i = 0; i < size; i++) entries[i] = ones * ((table >> i) & 1);
    for (std::uint32_t input = 0; input < inputCount; input++) {
      for (std::uint32_t i = 0; i < size >> (input + 1); i++) {
        const std::uint64_t low = entries[2 * i];
        entries[i] = low ^ (inputs[input] & (low ^ entries[2 * i + 1]));
      }
    }
    return entries[0];
  }

  Element value(std::uint32_t wire) const {
    if (program_.isBit[wire]) return {bits_[wire], 0, 0, 0};
    return load(wires_ + elementBytes * wire);
  }

  Element evaluate(const Product& product) const {
    const Element a = evaluate(product.a);
    return multiply(a, product.factors == Factors::square ? a : evaluate(product.b));
  }

  Element evaluate(const Form& form) const {
    Element sum = program_.plainCoefficients[form.constant];
    for (std::uint32_t i = form.runs.begin; i < form.runs.end; i++) {
      const BitRun& run = program_.runs[i];
      const Element word = shifted(packBits(bits_ + run.wire, run.length), run.shift);
      sum = run.negative ? subtract(sum, word) : add(sum, word);
    }
    for (std::uint32_t i = form.bits.begin; i < form.bits.end; i++) {
      const Term& term = program_.terms[i];
      if (bits_[term.wire]) sum = add(sum, program_.plainCoefficients[term.coefficient]);
    }
    for (std::uint32_t i = form.plus.begin; i < form.plus.end; i++) sum = add(sum, number(program_.wires[i]));
    for (std::uint32_t i = form.minus.begin; i < form.minus.end; i++) sum = subtract(sum, number(program_.wires[i]));
    for (std::uint32_t i = form.terms.begin; i < form.terms.end; i++) {
      const Term& term = program_.terms[i];
      sum = add(sum, montgomery(program_.coefficients[term.coefficient], number(term.wire)));
    }
    return sum;
  }

  Element number(std::uint32_t wire) const { return load(wires_ + elementBytes * wire); }

  static Element shifted(std::uint64_t word, unsigned shift) {
    Element value = zero;
    value[shift / 64] = word << (shift % 64);
    if (shift % 64 != 0 && shift < 192) value[shift / 64 + 1] = word >> (64 - shift % 64);
    return value;
  }

  // Writes the bits at the places of `out`, and returns what is left of the value without them.
  Element takeBits(Element value, Range out) {
    for (std::uint32_t i = out.begin; i < out.end; i++) {
      const BitRun& run = program_.runs[i];
      const std::uint64_t mask = run.length == 64 ? ~0ull : (1ull << run.length) - 1;
      const unsigned word = run.shift / 64;
      const unsigned place = run.shift % 64;
      std::uint64_t bits = value[word] >> place;
      if (place != 0 && word < 3) bits |= value[word + 1] << (64 - place);
      unpackBits(bits_ + run.wire, bits & mask, run.length);
      const Element taken = shifted(mask, run.shift);
      for (int k = 0; k < 4; k++) value[k] &= ~taken[k];
    }
    return value;
  }

  const Program& program_;
  const std::uint8_t* inputs_;
  std::uint8_t* wires_;
  std::uint8_t* bits_;
};

void checkInputs(const Program& program, std::span<const std::uint8_t> inputs) {
  if (inputs.size() != elementBytes * program.inputs.size()) {
    throw Error(ErrorCode::inputLength, "The input has " + std::to_string(inputs.size()) + " bytes; the circuit has " +
                                            std::to_string(program.inputs.size()) + " inputs of 32 bytes.");
  }
  for (std::size_t i = 0; i < program.inputs.size(); i++) {
    if (isBelow(load(inputs.data() + elementBytes * i), fieldOrder)) continue;
    throw Error(ErrorCode::inputNotInField, "Input " + std::to_string(i) + " is not below the field order.");
  }
}

}  // namespace

Calculator::Calculator(const Program& program) : program_(program), bits_(program.wireCount) {}

void Calculator::calculate(std::span<const std::uint8_t> inputs, std::span<std::uint8_t> wires) {
  checkInputs(program_, inputs);
  if (wires.size() != elementBytes * program_.wireCount) {
    throw Error(ErrorCode::outputLength, "There is room for " + std::to_string(wires.size()) + " bytes; the witness has " +
                                             std::to_string(elementBytes * program_.wireCount) + ".");
  }
  Run run(program_, inputs.data(), wires.data(), bits_.data());
  run.store(0, one);
  for (std::size_t i = 0; i < program_.inputs.size(); i++) {
    const std::uint32_t wire = program_.inputs[i];
    if (wire != noWire) run.store(wire, load(inputs.data() + elementBytes * i));
  }
  for (const Operation& operation : program_.operations) std::visit(run, operation);
  for (const Range& range : program_.bitWires) {
    for (std::uint32_t wire = range.begin; wire < range.end; wire++) run.store(wire, {bits_[wire], 0, 0, 0});
  }
}

}  // namespace pufeth::witness
