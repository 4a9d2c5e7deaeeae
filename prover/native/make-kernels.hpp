// The table of kernels.hpp for two prime fields, base and scalar: Lanes of one kind of vector, or Field.
#pragma once
#include "bucket-sum.hpp"
#include "odd-coset.hpp"

template <class Base, class ScalarField>
struct MakeKernels {
  static constexpr size_t LANES = Base::LANES;
  using Base2 = Quadratic<Base>;

  static constexpr Kernels table(const char* name, unsigned radixBits) {
    return {name,          static_cast<unsigned>(LANES),
            radixBits,     &importPoints<Base>,
            &importPoints<Base2>, &exportPoints<Base>,
            &exportPoints<Base2>, &sumPairs<Base>,
            &sumPairs<Base2>, &window<Base>,
            &window<Base2>, &OddCoset<ScalarField>::makeTables,
            &multiply,     &toOddCoset,
            &quotient,     &fieldOperations,
            &addPoints<Base>, &addPoints<Base2>};
  }

 private:
  template <class F>
  using Words = typename PointOf<F>::Words;

  /// As many points as there are lanes: all on the curve, or which are not.
  template <class F>
  static NATIVE_INLINE typename F::Mask offCurve(const Affine<F>& a) {
    const F cube = F::mul(F::mul(a.x, a.x), a.x);
    const F rest = F::subReduced(F::mul(a.y, a.y), cube, curveConstant<F>());
    const typename F::Mask infinite = F::blankMask(a.x) & F::blankMask(a.y);
    return static_cast<typename F::Mask>(~F::zeroMask(rest) & ~infinite & ((1u << LANES) - 1));
  }

  static NATIVE_INLINE Affine<Base> fromRadix256(const Affine<Base>& a) {
    return {Base::fromRadix256(a.x), Base::fromRadix256(a.y)};
  }
  static NATIVE_INLINE Affine<Base2> fromRadix256(const Affine<Base2>& a) {
    return {{Base::fromRadix256(a.x.c0), Base::fromRadix256(a.x.c1)},
            {Base::fromRadix256(a.y.c0), Base::fromRadix256(a.y.c1)}};
  }

  template <class F>
  static size_t importPoints(const u8* zkey, size_t count, Words<F>* points) {
    constexpr size_t bytes = sizeof(Words<F>);
    for (size_t first = 0; first < count; first += LANES) {
      Words<F> block[LANES] = {};
      const size_t have = count - first < LANES ? count - first : LANES;
      __builtin_memcpy(static_cast<void*>(block), zkey + first * bytes, have * bytes);
      for (size_t i = 0; i < have; i++) {
        if (!coordinatesBelowModulus(block[i])) return badPoint<F>(zkey, count, first);
      }
      const u64* at[LANES];
      for (size_t i = 0; i < LANES; i++) at[i] = block[i].word;
      Affine<F> read;
      loadPoints(at, read);
      const Affine<F> converted = fromRadix256(read);
      if (offCurve(converted) != 0) return badPoint<F>(zkey, count, first);
      u64* to[LANES];
      for (size_t i = 0; i < LANES; i++) to[i] = block[i].word;
      storePoints(to, converted);
      __builtin_memcpy(static_cast<void*>(points + first), block, have * bytes);
    }
    return count;
  }

  template <class W>
  static NATIVE_INLINE bool coordinatesBelowModulus(const W& point) {
    bool below = true;
    for (size_t k = 0; k < sizeof(W) / sizeof(u64); k += 4) {
      below &= less({{point.word[k], point.word[k + 1], point.word[k + 2], point.word[k + 3]}}, BaseModulus::value);
    }
    return below;
  }

  /// Which of the next points it is.
  template <class F>
  static size_t badPoint(const u8* zkey, size_t count, size_t first) {
    for (size_t i = first; i < count; i++) {
      if (!isValidPoint(zkey + i * sizeof(Words<F>), static_cast<Words<F>*>(nullptr))) return i;
    }
    return count;
  }

  template <class F>
  static void exportPoints(const Words<F>* points, size_t count, u8* zkey) {
    using W = Words<F>;
    for (size_t i = 0; i < count; i++) {
      for (size_t k = 0; k < sizeof(W) / sizeof(u64); k += 4) {
        U256 words;
        for (size_t j = 0; j < 4; j++) words.word[j] = points[i].word[k + j];
        const U256 value = Base::fromMemory(words).value;
        __builtin_memcpy(zkey + i * sizeof(W) + k * 8, &value, sizeof value);
      }
    }
  }

  template <class F>
  static void sumPairs(Words<F>* points, PairList& pairs, u32 unused, Scratch& scratch) {
    ensure(scratch.prefix, PairAdder<F>::SCRATCH_BYTES);
    PairAdder<F>::run(points, points, pairs, unused, scratch.prefix.template as<F>());
  }

  template <class F, class Result>
  static void window(const WindowInput& input, Scratch& scratch, Result& result) {
    BucketSum<F>::run(input, scratch, result);
  }

  static void multiply(const u64* a, const u64* b, u64* c, size_t first, size_t last) {
    for (size_t i = first; i < last; i++) {
      const size_t at = i * ScalarField::UNIT_WORDS;
      ScalarField::store(c + at, ScalarField::mul(ScalarField::load(a + at), ScalarField::load(b + at)));
    }
  }

  static void toOddCoset(u64* const* arrays, size_t count, const DomainTables& tables, Threads& threads,
                         Scratch* scratches) {
    OddCoset<ScalarField>::run(arrays, count, tables, threads, scratches);
  }

  static void quotient(u64* a, const u64* b, const u64* c, size_t first, size_t last) {
    using F = ScalarField;
    for (size_t i = first; i < last; i++) {
      u64* unit = a + i * F::UNIT_WORDS;
      const F product = F::mul(F::load(unit), F::load(b + i * F::UNIT_WORDS));
      const F value = F::toPlain(F::subReduced(product, F::load(c + i * F::UNIT_WORDS)));
      alignas(64) u64 words[F::UNIT_WORDS];
      F::store(words, value);
      for (size_t lane = 0; lane < LANES; lane++) {
        for (size_t k = 0; k < 4; k++) unit[lane * 4 + k] = words[k * LANES + lane];
      }
    }
  }

  /// Results: a + b, a - b, a·b of all, then 1/a.
  static void fieldOperations(bool scalarField, const U256* a, const U256* b, size_t count, U256* results) {
    if (scalarField) {
      operations<ScalarField>(a, b, count, results);
    } else {
      operations<Base>(a, b, count, results);
    }
  }

  template <class F>
  static void operations(const U256* a, const U256* b, size_t count, U256* results) {
    for (size_t first = 0; first < count; first += LANES) {
      const F x = readPlain<F>(a, first, count), y = readPlain<F>(b, first, count);
      F inverse = F::blend(F::zeroMask(x), x, F::one());
      invertAll(&inverse, 1);
      inverse = F::blend(F::zeroMask(x), inverse, F::zero());
      // Wide values are products' factors only: times one they are reduced.
      writePlain(F::mul(F::add(x, y), F::one()), results, first, count);
      writePlain(F::mul(F::sub(x, y), F::one()), results + count, first, count);
      writePlain(F::mul(x, y), results + 2 * count, first, count);
      writePlain(inverse, results + 3 * count, first, count);
      writePlain(F::addReduced(x, y), results + 4 * count, first, count);
      writePlain(F::subReduced(x, y), results + 5 * count, first, count);
      writePlain(F::subReduced(x, y, x), results + 6 * count, first, count);
    }
  }

  template <class F>
  static F readPlain(const U256* from, size_t first, size_t count) {
    alignas(64) u64 unit[F::UNIT_WORDS] = {};
    for (size_t lane = 0; lane < LANES && first + lane < count; lane++) {
      for (size_t k = 0; k < 4; k++) unit[k * LANES + lane] = from[first + lane].word[k];
    }
    // Plain x read as Montgomery form is x/R; times R² it is x.
    constexpr U256 square = powerOfTwo<typename F::Modulus>(512);
    return F::mul(F::fromRadix256(F::load(unit)), F::broadcast(F::Scalar::raw(square)));
  }

  template <class F>
  static void writePlain(const F& a, U256* to, size_t first, size_t count) {
    alignas(64) u64 unit[F::UNIT_WORDS];
    F::store(unit, F::toPlain(a));
    for (size_t lane = 0; lane < LANES && first + lane < count; lane++) {
      for (size_t k = 0; k < 4; k++) to[first + lane].word[k] = unit[k * LANES + lane];
    }
  }

  template <class F>
  static void addPoints(const u8* first, const u8* second, size_t count, u8* sums, Scratch& scratch) {
    using W = Words<F>;
    ensure(scratch.points, (3 * count + 1) * sizeof(W));
    ensure(scratch.pairs, 3 * (count + PAIR_PADDING) * sizeof(u32));
    W* points = scratch.points.template as<W>();
    u32* list = scratch.pairs.template as<u32>();
    PairList pairs{list, list + count + PAIR_PADDING, list + 2 * (count + PAIR_PADDING), static_cast<u32>(count)};
    importPoints<F>(first, count, points);
    importPoints<F>(second, count, points + count);
    for (u32 i = 0; i < count; i++) {
      pairs.first[i] = i;
      pairs.second[i] = static_cast<u32>(count) + i;
      pairs.to[i] = static_cast<u32>(2 * count) + i;
    }
    sumPairs<F>(points, pairs, static_cast<u32>(3 * count), scratch);
    exportPoints<F>(points + 2 * count, count, sums);
  }
};
