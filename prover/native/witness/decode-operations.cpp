#include "decode-operations.hpp"

namespace pufeth::witness {
namespace {

enum class Code : std::uint32_t {
  table = 1,
  smallBits = 2,
  bits = 3,
  assign = 4,
  check = 5,
  isZero = 6,
  select = 7,
  side = 8,
  digest = 9,
};

// Inputs of a table of 64 bits.
constexpr std::uint32_t mostTableInputs = 6;
// A word at its place stays below the field order.
constexpr std::uint32_t highestBit = 254;

class Decoder {
 public:
  Decoder(Program& program, std::span<const std::uint32_t> words, std::span<const std::uint64_t> tables)
      : program_(program), words_(words), tables_(tables) {}

  void run() {
    while (at_ < words_.size()) program_.operations.push_back(operation());
  }

 private:
  // Members of a braced list are read from left to right, which is the order of the words.
  Operation operation() {
    switch (static_cast<Code>(next())) {
      case Code::table: return table();
      case Code::smallBits: return SmallBitsOperation{next(), constant(), smallRuns(), smallRuns()};
      case Code::bits: return BitsOperation{next(), form(), runs()};
      case Code::assign: {
        AssignOperation assign{wire(), product(), numberOfOne, {}};
        if (assign.product.factors != Factors::none) assign.scale = coefficient();
        assign.c = form();
        return assign;
      }
      case Code::check: return CheckOperation{next(), product(), form()};
      case Code::isZero: return IsZeroOperation{wire(), wire(), form()};
      case Code::select: return SelectOperation{wire(), input(), wires()};
      case Code::side: return SideOperation{wire(), wire(), wire()};
      case Code::digest: return DigestOperation{wire(), form(), runs()};
    }
    throw DecodingError("an operation has an unknown code");
  }

  TableOperation table() {
    const std::uint32_t inputCount = next();
    const std::uint32_t length = next();
    const std::uint32_t number = next();
    const std::uint32_t out = next();
    if (inputCount > mostTableInputs || number >= tables_.size()) throw DecodingError("a table is not there");
    stretch(out, length);
    const auto begin = static_cast<std::uint32_t>(program_.wires.size());
    for (std::uint32_t i = 0; i < inputCount; i++) program_.wires.push_back(stretch(next(), length));
    return {tables_[number], {begin, begin + inputCount}, out, length};
  }

  Product product() {
    const std::uint32_t factors = next();
    if (factors > 2) throw DecodingError("a product has an unknown form");
    Product product{static_cast<Factors>(factors), {}, {}};
    if (product.factors != Factors::none) product.a = form();
    if (product.factors == Factors::different) product.b = form();
    return product;
  }

  Form form() { return {coefficient(), runs(), terms(), wires(), wires(), terms()}; }

  Range runs() { return runsBelow(highestBit); }

  Range smallRuns() { return runsBelow(62); }

  Range runsBelow(std::uint32_t limit) {
    const std::uint32_t count = next();
    const auto begin = static_cast<std::uint32_t>(program_.runs.size());
    for (std::uint32_t i = 0; i < count; i++) {
      const std::uint32_t first = next();
      const std::uint32_t packed = next();
      const std::uint32_t shift = packed & 0xff;
      const std::uint32_t length = (packed >> 8) & 0xff;
      const std::uint32_t sign = packed >> 16;
      if (length == 0 || length > 64 || shift + length > limit || sign > 1) {
        throw DecodingError("a word of bits has no place");
      }
      program_.runs.push_back({stretch(first, length), static_cast<std::uint8_t>(shift),
                               static_cast<std::uint8_t>(length), sign == 1});
    }
    return {begin, static_cast<std::uint32_t>(program_.runs.size())};
  }

  Range terms() {
    const std::uint32_t count = next();
    const auto begin = static_cast<std::uint32_t>(program_.terms.size());
    for (std::uint32_t i = 0; i < count; i++) program_.terms.push_back({wire(), coefficient()});
    return {begin, static_cast<std::uint32_t>(program_.terms.size())};
  }

  Range wires() {
    const std::uint32_t count = next();
    const auto begin = static_cast<std::uint32_t>(program_.wires.size());
    for (std::uint32_t i = 0; i < count; i++) program_.wires.push_back(wire());
    return {begin, static_cast<std::uint32_t>(program_.wires.size())};
  }

  std::int64_t constant() {
    const std::uint64_t low = next();
    const std::uint64_t high = next();
    return static_cast<std::int64_t>(low | high << 32);
  }

  std::uint32_t wire() { return stretch(next(), 1); }

  // `length` wires from `first` on are there.
  std::uint32_t stretch(std::uint32_t first, std::uint32_t length) const {
    if (first >= program_.wireCount || length > program_.wireCount - first) throw DecodingError("a wire is not there");
    return first;
  }

  std::uint32_t coefficient() {
    const std::uint32_t number = next();
    if (number >= program_.coefficients.size()) throw DecodingError("a coefficient is not there");
    return number;
  }

  std::uint32_t input() {
    const std::uint32_t number = next();
    if (number >= program_.inputs.size()) throw DecodingError("an input is not there");
    return number;
  }

  std::uint32_t next() {
    if (at_ == words_.size()) throw DecodingError("its last operation is cut");
    return words_[at_++];
  }

  Program& program_;
  std::span<const std::uint32_t> words_;
  std::span<const std::uint64_t> tables_;
  std::size_t at_ = 0;
};

}  // namespace

void decodeOperations(Program& program, std::span<const std::uint32_t> words, std::span<const std::uint64_t> tables) {
  Decoder(program, words, tables).run();
}

}  // namespace pufeth::witness
