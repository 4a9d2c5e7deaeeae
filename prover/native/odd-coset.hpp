// From the values of a polynomial on the domain {w^i} to its values on the odd coset {g·w^i}, g² = w: an inverse and a
// forward number theoretic transform with a multiplication between them (groth16_prove.js: ifft, batchApplyKey, fft).
//
// Both transforms use the powers of w itself. The first then gives n times the coefficients in reverse (of x^(n - k) at k),
// the second the values in reverse (at g·w^(n - i) at i): the key's points of H are stored in that order instead.
// The first decimates in frequency, from natural to bit-reversed positions, the second in time, back again: nothing is
// ever permuted. A large array is passed over three times: its columns (first levels), its rows (last levels,
// multiplication, first levels), its columns.
#pragma once
#include "kernels.hpp"

template <class F>
class OddCoset {
 public:
  static void makeTables(unsigned power, DomainTables& tables, Threads& threads) {
    const u64 units = unitsOf(power);
    tables.power = power;
    tables.twiddles = Buffer(units * UNIT_BYTES);
    tables.shift = Buffer(units * UNIT_BYTES);
    if (power < SMALLEST_POWER) return;
    u64* twiddles = tables.twiddles.template as<u64>();
    // Level with pairs h apart: the h powers of a root of order 2h, in elements h to 2h.
    for (unsigned level = power - 1; (u64{1} << level) >= LANES; level--) {
      const u64 count = (u64{1} << level) / LANES;
      fillPowers(twiddles + count * UNIT_WORDS, count, Scalar::one(), rootOfUnity(level + 1), threads);
      if (level == 0) break;
    }
    Buffer natural(units * UNIT_BYTES);
    const u64* powers = natural.template as<u64>();
    fillPowers(natural.template as<u64>(), units, inverseOfSize(power), rootOfUnity(power + 1), threads);
    u64* shift = tables.shift.template as<u64>();
    const u64 n = u64{1} << power;
    threads.each((units + CHUNK - 1) / CHUNK, [&](u64 chunk, unsigned) {
      const u64 last = (chunk + 1) * CHUNK < units ? (chunk + 1) * CHUNK : units;
      for (u64 unit = chunk * CHUNK; unit < last; unit++) {
        for (u64 lane = 0; lane < LANES; lane++) {
          const u64 exponent = (n - reverseBits(elementAt(unit, lane), power)) % n;
          for (unsigned k = 0; k < 4; k++) {
            shift[unit * UNIT_WORDS + k * LANES + lane] = powers[wordIndex(LANES, exponent, k)];
          }
        }
      }
    });
  }

  static void run(u64* const* arrays, u64 count, const DomainTables& tables, Threads& threads, Scratch* scratches) {
    if (tables.power < SMALLEST_POWER) {
      for (u64 a = 0; a < count; a++) evaluateSmall(arrays[a], tables.power);
      return;
    }
    const u64 units = unitsOf(tables.power);
    const unsigned rowPower = tables.power <= LARGEST_ROW_POWER ? tables.power : (tables.power + 1) / 2;
    const u64 rowUnits = unitsOf(rowPower), rows = units / rowUnits;
    for (unsigned worker = 0; worker < threads.count(); worker++) {
      ensure(scratches[worker].column, (rows > rowUnits ? rows : rowUnits) * UNIT_BYTES);
    }
    const auto columns = [&](auto levels) {
      if (rows == 1) return;
      // All arrays of a column one after another: they share its twiddles.
      threads.each(rowUnits, [&](u64 column, unsigned worker) {
        u64* buffer = scratches[worker].column.template as<u64>();
        const Twiddles twiddles{tables.twiddles.template as<u64>(), rowUnits, column};
        for (u64 a = 0; a < count; a++) {
          u64* base = arrays[a] + column * UNIT_WORDS;
          for (u64 row = 0; row < rows; row++) copyUnit(base + row * rowUnits * UNIT_WORDS, buffer + row * UNIT_WORDS);
          levels(buffer, rows, twiddles);
          for (u64 row = 0; row < rows; row++) copyUnit(buffer + row * UNIT_WORDS, base + row * rowUnits * UNIT_WORDS);
        }
      });
    };
    columns([](u64* buffer, u64 length, const Twiddles& twiddles) { levelsDown(buffer, length, twiddles); });
    const InnerRoots roots;
    threads.each(rows * count, [&](u64 item, unsigned) {
      const u64 row = item / count;
      u64* base = arrays[item % count] + row * rowUnits * UNIT_WORDS;
      const Twiddles twiddles{tables.twiddles.template as<u64>(), 1, 0};
      levelsDown(base, rowUnits, twiddles);
      multiplyShift(base, tables.shift.template as<u64>() + row * rowUnits * UNIT_WORDS, rowUnits, roots);
      levelsUp(base, rowUnits, twiddles);
    });
    columns([](u64* buffer, u64 length, const Twiddles& twiddles) { levelsUp(buffer, length, twiddles); });
  }

 private:
  using Scalar = typename F::Scalar;
  static constexpr u64 LANES = F::LANES;
  static constexpr u64 UNIT_WORDS = F::UNIT_WORDS;
  static constexpr u64 UNIT_BYTES = UNIT_WORDS * sizeof(u64);
  /// Below, eight units do not fill a row.
  static constexpr unsigned SMALLEST_POWER = 6;
  /// A row of so many elements stays in the second level of cache.
  static constexpr unsigned LARGEST_ROW_POWER = 12;
  static constexpr u64 CHUNK = 1024;

  static constexpr u64 unitsOf(unsigned power) {
    const u64 units = (u64{1} << power) / LANES;
    return units == 0 ? 1 : units;
  }

  /// Primitive, of order 2^power: the roots that snarkjs uses, powers of 5, the least non-residue (ffjavascript, wasm_field1).
  static Scalar rootOfUnity(unsigned power) {
    U256 exponent;
    subBorrow(ScalarModulus::value, {{1, 0, 0, 0}}, exponent);
    return ::power(Scalar::fromPlain({{5, 0, 0, 0}}), shiftRight(exponent, power));
  }

  static Scalar inverseOfSize(unsigned power) { return Scalar::inverse(Scalar::fromPlain({{u64{1} << power, 0, 0, 0}})); }

  static constexpr u64 reverseBits(u64 a, unsigned bits) {
    u64 result = 0;
    for (unsigned i = 0; i < bits; i++) result |= (a >> i & 1) << (bits - 1 - i);
    return result;
  }

  /// Position of a lane between the two halves of multiplyShift, where groups of 8×8 are transposed.
  static constexpr u64 elementAt(u64 unit, u64 lane) {
    return LANES == 1 ? unit : unit / LANES * LANES * LANES + lane * LANES + unit % LANES;
  }

  /// unit[i] = scale·root^i, lane by lane.
  static void fillPowers(u64* to, u64 units, const Scalar& scale, const Scalar& root, Threads& threads) {
    threads.each((units + CHUNK - 1) / CHUNK, [&](u64 chunk, unsigned) {
      const u64 first = chunk * CHUNK, last = first + CHUNK < units ? first + CHUNK : units;
      Scalar element = Scalar::mul(scale, ::power(root, {{first * LANES, 0, 0, 0}}));
      u64* unit = to + first * UNIT_WORDS;
      for (u64 lane = 0; lane < LANES; lane++) {
        const U256 words = F::toMemory(element);
        for (unsigned k = 0; k < 4; k++) unit[k * LANES + lane] = words.word[k];
        element = Scalar::mul(element, root);
      }
      const F step = F::broadcast(::power(root, {{LANES, 0, 0, 0}}));
      F value = F::load(unit);
      for (u64 i = first + 1; i < last; i++) {
        value = F::mul(value, step);
        F::store(to + i * UNIT_WORDS, value);
      }
    });
  }

  static NATIVE_INLINE void copyUnit(const u64* from, u64* to) {
    if constexpr (LANES == 1) {
      for (u64 k = 0; k < UNIT_WORDS; k++) to[k] = from[k];
    } else {
      F::copyUnit(from, to);
    }
  }

  /// The twiddles of one column (or of a row: one column of stride 1).
  struct Twiddles {
    const u64* table;
    u64 stride, column;

    /// Of pair i of the level whose pairs are `half` units apart.
    NATIVE_INLINE F at(u64 half, u64 i) const { return F::load(table + ((half + i) * stride + column) * UNIT_WORDS); }
  };

  static NATIVE_INLINE void down(F& a, F& b, const F& twiddle) {
    const F difference = F::sub(a, b);
    a = F::addReduced(a, b);
    b = F::mul(difference, twiddle);
  }
  static NATIVE_INLINE void up(F& a, F& b, const F& twiddle) {
    const F product = F::mul(b, twiddle);
    b = F::subReduced(a, product);
    a = F::addReduced(a, product);
  }
  static NATIVE_INLINE void plainPair(F& a, F& b) {
    const F difference = F::subReduced(a, b);
    a = F::addReduced(a, b);
    b = difference;
  }

  /// Levels from length/2 down to 1, two at a time: half as many loads and stores.
  static void levelsDown(u64* buffer, u64 length, const Twiddles& twiddles) {
    u64 half = length / 2;
    for (; half >= 2; half /= 4) {
      const u64 quarter = half / 2;
      for (u64 block = 0; block < length; block += 2 * half) {
        for (u64 i = block; i < block + quarter; i++) {
          u64* at[4];
          F a[4];
#pragma GCC unroll 8
          for (u64 k = 0; k < 4; k++) a[k] = F::load(at[k] = buffer + (i + k * quarter) * UNIT_WORDS);
          down(a[0], a[2], twiddles.at(half, i - block));
          down(a[1], a[3], twiddles.at(half, i - block + quarter));
          const F inner = twiddles.at(quarter, i - block);
          down(a[0], a[1], inner);
          down(a[2], a[3], inner);
#pragma GCC unroll 8
          for (u64 k = 0; k < 4; k++) F::store(at[k], a[k]);
        }
      }
    }
    if (half == 1) {
      const F twiddle = twiddles.at(1, 0);
      for (u64 i = 0; i < length; i += 2) {
        F a = F::load(buffer + i * UNIT_WORDS), b = F::load(buffer + (i + 1) * UNIT_WORDS);
        down(a, b, twiddle);
        F::store(buffer + i * UNIT_WORDS, a);
        F::store(buffer + (i + 1) * UNIT_WORDS, b);
      }
    }
  }

  /// Levels from 1 up to length/2.
  static void levelsUp(u64* buffer, u64 length, const Twiddles& twiddles) {
    u64 quarter = 1;
    if (__builtin_ctzll(length) % 2 == 1) {
      const F twiddle = twiddles.at(1, 0);
      for (u64 i = 0; i < length; i += 2) {
        F a = F::load(buffer + i * UNIT_WORDS), b = F::load(buffer + (i + 1) * UNIT_WORDS);
        up(a, b, twiddle);
        F::store(buffer + i * UNIT_WORDS, a);
        F::store(buffer + (i + 1) * UNIT_WORDS, b);
      }
      quarter = 2;
    }
    for (; 4 * quarter <= length; quarter *= 4) {
      const u64 half = 2 * quarter;
      for (u64 block = 0; block < length; block += 2 * half) {
        for (u64 i = block; i < block + quarter; i++) {
          u64* at[4];
          F a[4];
#pragma GCC unroll 8
          for (u64 k = 0; k < 4; k++) a[k] = F::load(at[k] = buffer + (i + k * quarter) * UNIT_WORDS);
          const F inner = twiddles.at(quarter, i - block);
          up(a[0], a[1], inner);
          up(a[2], a[3], inner);
          up(a[0], a[2], twiddles.at(half, i - block));
          up(a[1], a[3], twiddles.at(half, i - block + quarter));
#pragma GCC unroll 8
          for (u64 k = 0; k < 4; k++) F::store(at[k], a[k]);
        }
      }
    }
  }

  /// Roots of order 8, for the levels inside a unit: w8, w8², w8³.
  struct InnerRoots {
    F root[3];

    InnerRoots() {
      Scalar power = rootOfUnity(3);
      for (F& each : root) {
        each = F::broadcast(power);
        power = Scalar::mul(power, rootOfUnity(3));
      }
    }
  };

  /// The levels whose pairs share a unit (pairs 4, 2 and 1 elements apart), the multiplication with the powers of g, and
  /// the same levels back. Eight units at a time, transposed, so that pairs are whole vectors again.
  static void multiplyShift(u64* row, const u64* shift, u64 units, const InnerRoots& roots) {
    if constexpr (LANES == 1) {
      for (u64 i = 0; i < units; i++) {
        F::store(row + i * UNIT_WORDS, F::mul(F::load(row + i * UNIT_WORDS), F::load(shift + i * UNIT_WORDS)));
      }
    } else {
      for (u64 group = 0; group < units; group += 8) {
        F a[8];
#pragma GCC unroll 8
        for (u64 i = 0; i < 8; i++) a[i] = F::load(row + (group + i) * UNIT_WORDS);
        F::transpose(a);
        plainPair(a[0], a[4]);
#pragma GCC unroll 8
        for (u64 i = 1; i < 4; i++) down(a[i], a[i + 4], roots.root[i - 1]);
#pragma GCC unroll 4
        for (u64 i = 0; i < 8; i += 4) {
          plainPair(a[i], a[i + 2]);
          down(a[i + 1], a[i + 3], roots.root[1]);
        }
#pragma GCC unroll 4
        for (u64 i = 0; i < 8; i += 2) plainPair(a[i], a[i + 1]);
#pragma GCC unroll 8
        for (u64 i = 0; i < 8; i++) a[i] = F::mul(a[i], F::load(shift + (group + i) * UNIT_WORDS));
#pragma GCC unroll 4
        for (u64 i = 0; i < 8; i += 2) plainPair(a[i], a[i + 1]);
#pragma GCC unroll 4
        for (u64 i = 0; i < 8; i += 4) {
          plainPair(a[i], a[i + 2]);
          up(a[i + 1], a[i + 3], roots.root[1]);
        }
        plainPair(a[0], a[4]);
#pragma GCC unroll 8
        for (u64 i = 1; i < 4; i++) up(a[i], a[i + 4], roots.root[i - 1]);
        F::transpose(a);
#pragma GCC unroll 8
        for (u64 i = 0; i < 8; i++) F::store(row + (group + i) * UNIT_WORDS, a[i]);
      }
    }
  }

  /// By definition, term by term: for domains that do not fill a row.
  static void evaluateSmall(u64* array, unsigned power) {
    const u64 n = u64{1} << power;
    Scalar values[u64{1} << SMALLEST_POWER], coefficients[u64{1} << SMALLEST_POWER];
    for (u64 i = 0; i < n; i++) {
      U256 words;
      for (unsigned k = 0; k < 4; k++) words.word[k] = array[wordIndex(LANES, i, k)];
      values[i] = F::fromMemory(words);
    }
    const Scalar root = rootOfUnity(power), generator = rootOfUnity(power + 1), size = inverseOfSize(power);
    for (u64 k = 0; k < n; k++) {
      // Σ values[j]·w^(-jk) / n, and at once times g^k
      const Scalar scale = Scalar::mul(size, ::power(generator, {{k, 0, 0, 0}}));
      coefficients[k] = Scalar::mul(scale, evaluate(values, n, ::power(root, {{(n - k) % n, 0, 0, 0}})));
    }
    for (u64 i = 0; i < n; i++) {
      const U256 words = F::toMemory(evaluate(coefficients, n, ::power(root, {{(n - i) % n, 0, 0, 0}})));
      for (unsigned k = 0; k < 4; k++) array[wordIndex(LANES, i, k)] = words.word[k];
    }
  }

  /// Σ terms[j]·x^j
  static Scalar evaluate(const Scalar* terms, u64 n, const Scalar& x) {
    Scalar result = Scalar::zero();
    for (u64 j = n; j-- > 0;) result = Scalar::add(Scalar::mul(result, x), terms[j]);
    return result;
  }
};
