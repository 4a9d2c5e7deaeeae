#include "sparse-rows.hpp"

#include <algorithm>
#include <cstring>
#include <unordered_map>
#include <vector>

#include "native-error.hpp"

namespace {

constexpr u32 SECTION_COEFFICIENTS = 4;
constexpr u64 RECORD = 44;
constexpr u64 RECORDS_AT_ONCE = 1 << 16;

struct Record {
  u32 matrix, row, wire;
  U256 coefficient;
};

Record decode(const u8* bytes) {
  Record record;
  std::memcpy(&record.matrix, bytes, 4);
  std::memcpy(&record.row, bytes + 4, 4);
  std::memcpy(&record.wire, bytes + 8, 4);
  std::memcpy(&record.coefficient, bytes + 12, 32);
  return record;
}

template <class Visit>
void eachRecord(const ByteSource& source, u64 offset, u64 count, Visit visit) {
  std::vector<u8> bytes(RECORDS_AT_ONCE * RECORD);
  for (u64 first = 0; first < count; first += RECORDS_AT_ONCE) {
    const u64 have = std::min(RECORDS_AT_ONCE, count - first);
    source.read(offset + first * RECORD, bytes.data(), have * RECORD);
    for (u64 i = 0; i < have; i++) visit(decode(bytes.data() + i * RECORD), first + i);
  }
}

struct HashWords {
  size_t operator()(const U256& a) const {
    // Montgomery forms look random already.
    return a.word[0] ^ a.word[1] >> 7 ^ a.word[3] << 11;
  }
};

/// 2^bits as a factor of Montgomery products: plain times it is times 2^(bits - 256).
Fr powerFactor(unsigned bits) {
  Fr power = Fr::raw({{1, 0, 0, 0}});
  for (unsigned i = 0; i < bits; i++) power = Fr::add(power, power);
  return power;
}

}  // namespace

SparseRows SparseRows::read(const ByteSource& source, const SectionFile& file, u32 wires, u64 domainSize,
                            unsigned radixBits) {
  const Section section = file.section(SECTION_COEFFICIENTS);
  if (section.length < 4) file.fail("section 4 is empty");
  const u64 count = readNumber<u32>(source, section.offset);
  if (section.length != 4 + count * RECORD) {
    file.fail("section 4 says it has " + std::to_string(count) + " coefficients, and has " +
              std::to_string(section.length) + " bytes");
  }

  SparseRows rows;
  rows.domainSize_ = domainSize;
  rows.starts_ = Buffer((2 * domainSize + 1) * sizeof(u32));
  rows.starts_.clear();
  rows.terms_ = Buffer(count * sizeof(Term));
  u32* starts = rows.starts_.as<u32>();
  eachRecord(source, section.offset + 4, count, [&](const Record& record, u64 i) {
    if (record.matrix > 1 || record.row >= domainSize || record.wire >= wires ||
        !less(record.coefficient, ScalarModulus::value)) {
      file.fail("coefficient " + std::to_string(i) + " of section 4 is out of range");
    }
    starts[record.matrix * domainSize + record.row]++;
  });
  u32 total = 0;
  for (u64 row = 0; row < 2 * domainSize; row++) {
    const u32 terms = starts[row];
    starts[row] = total;
    total += terms;
  }

  // What the file has is c·2^512.
  const Fr one = Fr::raw(powerOfTwo<ScalarModulus>(512));
  std::vector<U256> known{one.value, Fr::negate(one).value};
  std::unordered_map<U256, u32, HashWords> indices{{known[ONE], ONE}, {known[MINUS_ONE], MINUS_ONE}};
  Term* terms = rows.terms_.as<Term>();
  eachRecord(source, section.offset + 4, count, [&](const Record& record, u64) {
    u32 index = ONE;
    if (record.coefficient != known[ONE]) {
      const auto [found, isNew] = indices.insert({record.coefficient, static_cast<u32>(known.size())});
      if (isNew) known.push_back(record.coefficient);
      index = found->second;
    }
    terms[starts[record.matrix * domainSize + record.row]++] = {record.wire, index};
  });
  // Each start has moved to the next row's.
  for (u64 row = 2 * domainSize; row > 0; row--) starts[row] = starts[row - 1];
  starts[0] = 0;

  rows.values_ = Buffer(known.size() * sizeof(Fr));
  rows.factors_ = Buffer(known.size() * sizeof(Fr));
  rows.toMemory_ = powerFactor(256 + radixBits);
  const Fr fromFile = powerFactor(radixBits);
  for (size_t i = 0; i < known.size(); i++) {
    const Fr factor = Fr::mul(Fr::raw(known[i]), fromFile);
    rows.factors_.as<Fr>()[i] = factor;
    rows.values_.as<Fr>()[i] = Fr::raw(factor.plain());
  }
  return rows;
}

void SparseRows::evaluate(unsigned matrix, const U256* witness, u64 first, u64 last, unsigned lanes, u64* values) const {
  const u32* starts = starts_.as<u32>() + matrix * domainSize_;
  const Term* terms = terms_.as<Term>();
  const Fr* coefficients = values_.as<Fr>();
  const Fr* factors = factors_.as<Fr>();
  for (u64 row = first; row < last; row++) {
    // `plain` gathers the terms with 1 and -1, `sum` the others in the path's form.
    Fr plain = Fr::zero(), sum = Fr::zero();
    for (u32 i = starts[row]; i < starts[row + 1]; i++) {
      const Term term = terms[i];
      const Fr value = Fr::raw(witness[term.wire]);
      if (isZero(value.value)) continue;
      if (term.coefficient == ONE) {
        plain = Fr::add(plain, value);
      } else if (term.coefficient == MINUS_ONE) {
        plain = Fr::sub(plain, value);
      } else if (value.value == U256{{1, 0, 0, 0}}) {
        sum = Fr::add(sum, coefficients[term.coefficient]);
      } else {
        sum = Fr::add(sum, Fr::mul(factors[term.coefficient], value));
      }
    }
    if (!isZero(plain.value)) sum = Fr::add(sum, Fr::mul(plain, toMemory_));
    for (unsigned k = 0; k < 4; k++) values[wordIndex(lanes, row, k)] = sum.value.word[k];
  }
}
