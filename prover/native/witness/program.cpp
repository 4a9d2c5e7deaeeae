#include "program.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <span>

#include "decode-operations.hpp"
#include "errors.hpp"

namespace pufeth::witness {
namespace {

// Written by scripts/circuits/witness-program/write-program.ts.
constexpr char magic[] = "PORWTNS1";
constexpr std::size_t headerBytes = 112;
constexpr std::size_t checksumAt = 104;
// 2^26 wires are 2 GiB of witness: no page has as many.
constexpr std::uint32_t mostWires = 1u << 26;

struct Counts {
  std::uint32_t wires;
  std::uint32_t publics;
  std::uint32_t inputs;
  std::uint32_t coefficients;
  std::uint32_t tables;
  std::uint32_t bitRuns;
  std::uint32_t words;
};

[[noreturn]] void damaged(const std::string& path, const std::string& reason) {
  throw Error(ErrorCode::programDamaged, path + " is no witness program that can be used: " + reason +
                                             ". Make it again: tsx scripts/circuits/make-page-program.ts SIZE");
}

std::vector<std::uint8_t> readFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const std::streamoff length = file ? static_cast<std::streamoff>(file.tellg()) : -1;
  std::vector<std::uint8_t> bytes(length > 0 ? static_cast<std::size_t>(length) : 0);
  file.seekg(0);
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (length < 0 || !file) {
    throw Error(ErrorCode::programUnreadable,
                path + " cannot be read. Make it: tsx scripts/circuits/make-page-program.ts SIZE");
  }
  return bytes;
}

std::string hex(std::span<const std::uint8_t> bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

// FNV-1a over 32-bit words, the checksum itself left out.
std::uint64_t checksum(std::span<const std::uint8_t> bytes) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (std::size_t at = 0; at < bytes.size(); at += 4) {
    if (at == checksumAt || at == checksumAt + 4) continue;
    std::uint32_t word;
    std::memcpy(&word, bytes.data() + at, 4);
    hash = (hash ^ word) * 0x100000001b3;
  }
  return hash;
}

// Takes arrays off the front of what is left.
class Body {
 public:
  explicit Body(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  // The sum of all sections was compared with the file's length.
  template <typename Value>
  std::vector<Value> take(std::uint32_t count) {
    std::vector<Value> values(count);
    if (count > 0) std::memcpy(values.data(), bytes_.data(), sizeof(Value) * count);
    bytes_ = bytes_.subspan(sizeof(Value) * count);
    return values;
  }

 private:
  std::span<const std::uint8_t> bytes_;
};

Counts readCounts(const std::string& path, std::span<const std::uint8_t> file) {
  if (file.size() < headerBytes || file.size() % 4 != 0 || std::memcmp(file.data(), magic, 8) != 0) {
    damaged(path, "it does not start as one of this version does");
  }
  Counts counts;
  std::memcpy(&counts, file.data() + 72, sizeof counts);
  // In 64 bits the sum cannot overflow.
  const std::uint64_t expected = headerBytes + 32ull * counts.coefficients + 8ull * counts.tables +
                                 4ull * counts.inputs + 8ull * counts.bitRuns + 4ull * counts.words;
  if (file.size() != expected) damaged(path, "its length is not that of its parts");
  std::uint64_t written;
  std::memcpy(&written, file.data() + checksumAt, 8);
  if (checksum(file) != written) damaged(path, "its checksum is wrong");
  const bool isPlausible = counts.wires > counts.publics && counts.wires <= mostWires && counts.coefficients >= 2;
  if (!isPlausible) damaged(path, "its counts contradict each other");
  return counts;
}

}  // namespace

Program Program::load(const std::string& path, const std::string& sourceHash) {
  const std::vector<std::uint8_t> file = readFile(path);
  const Counts counts = readCounts(path, file);
  const std::string found = hex(std::span(file).subspan(8, 32));
  if (found != sourceHash) {
    throw Error(ErrorCode::programOfAnotherCircuit,
                path + " belongs to the circuit sources " + found + ", not " + sourceHash +
                    ". Make it again: tsx scripts/circuits/make-page-program.ts SIZE");
  }
  Body body{std::span<const std::uint8_t>(file).subspan(headerBytes)};
  Program program;
  program.wireCount = counts.wires;
  program.publicCount = counts.publics;
  program.coefficients = body.take<Element>(counts.coefficients);
  const auto tables = body.take<std::uint64_t>(counts.tables);
  program.inputs = body.take<std::uint32_t>(counts.inputs);
  const auto bitRuns = body.take<std::uint32_t>(2 * counts.bitRuns);
  const auto words = body.take<std::uint32_t>(counts.words);

  for (const Element& coefficient : program.coefficients) {
    if (!isBelow(coefficient, fieldOrder)) damaged(path, "a coefficient is not in the field");
    program.plainCoefficients.push_back(montgomery(coefficient, one));
  }
  for (const std::uint32_t wire : program.inputs) {
    if (wire != noWire && wire >= counts.wires) damaged(path, "an input has no wire");
  }
  program.isBit.assign(counts.wires, 0);
  for (std::size_t i = 0; i < bitRuns.size(); i += 2) {
    const std::uint32_t start = bitRuns[i];
    const std::uint32_t length = bitRuns[i + 1];
    if (start >= counts.wires || length > counts.wires - start) damaged(path, "a bit has no wire");
    program.bitWires.push_back({start, start + length});
    std::fill_n(program.isBit.begin() + start, length, std::uint8_t{1});
  }
  try {
    decodeOperations(program, words, tables);
  } catch (const DecodingError& error) {
    damaged(path, error.what());
  }
  return program;
}

}  // namespace pufeth::witness
