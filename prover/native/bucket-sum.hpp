// One window of a multi-scalar multiplication (Pippenger): Σ digit·point over all entries.
//
// Entries are sorted by the magnitude of their digit; what falls into one bucket is summed by pairs, round by round, with
// shared inversions (pair-adder.hpp). Rounds run over blocks of entries whose intermediate sums stay in cache. A bucket
// that is cut by the border of blocks leaves a partial sum in each, and those are summed in the end. The buckets then
// become Σ b·bucket[b] by running sums, one segment of the buckets a lane.
#pragma once
#include "kernels.hpp"
#include "pair-adder.hpp"

template <class F>
class BucketSum {
 public:
  using Words = typename PointOf<F>::Words;
  using Result = Projective<typename F::Scalar>;

  static void run(const WindowInput& input, Scratch& scratch, Result& result) {
    BucketSum sum(input, scratch);
    sum.sortEntries();
    sum.fillBuckets();
    sum.weigh(result);
  }

 private:
  static constexpr u32 BLOCK = 16384;
  static constexpr u32 LANES = F::LANES;

  /// `length` points behind one another in a list, whose sum goes to points_[target].
  struct Run {
    u32 start, length, target;
  };

  BucketSum(const WindowInput& input, Scratch& scratch)
      : input_(input), from_(static_cast<const Words*>(input.points)), buckets_(u32{1} << (input.bits - 1)) {
    const u32 entries = input.end - input.begin;
    const u32 blocks = entries / BLOCK + 2;
    ensure(scratch.counts, (buckets_ + 2) * sizeof(u32));
    ensure(scratch.sorted, (entries + 1) * sizeof(u32));
    ensure(scratch.runs, (BLOCK + blocks) * sizeof(Run) + 3 * blocks * sizeof(u32));
    ensure(scratch.pairs, 3 * (BLOCK + PAIR_PADDING) * sizeof(u32));
    ensure(scratch.prefix, PairAdder<F>::SCRATCH_BYTES);
    // Buckets, partial sums of cut buckets, two sets of intermediate sums, one that is never read.
    ensure(scratch.points, (buckets_ + blocks + 2 * BLOCK + 1) * sizeof(Words));
    counts_ = scratch.counts.template as<u32>();
    sorted_ = scratch.sorted.template as<u32>();
    runs_ = scratch.runs.template as<Run>();
    cutBuckets_ = reinterpret_cast<u32*>(runs_ + BLOCK + blocks);
    cutList_ = cutBuckets_ + blocks;
    prefix_ = scratch.prefix.template as<F>();
    points_ = scratch.points.template as<Words>();
    partials_ = buckets_;
    rounds_[0] = partials_ + blocks;
    rounds_[1] = rounds_[0] + BLOCK;
    unused_ = rounds_[1] + BLOCK;
    u32* lists = scratch.pairs.template as<u32>();
    const u32 capacity = BLOCK + PAIR_PADDING;
    pairs_ = {lists, lists + capacity, lists + 2 * capacity, 0};
  }

  template <class Visit>
  NATIVE_INLINE void eachEntry(Visit visit) const {
    for (u32 entry = input_.begin; entry < input_.end; entry++) {
      const int digit = input_.digits[entry];
      if (digit == 0) continue;
      const u32 point = input_.ids == nullptr ? entry : input_.ids[entry];
      if (input_.infinite[point]) continue;
      visit(static_cast<u32>(digit < 0 ? -digit : digit), point | (digit < 0 ? SIGN_BIT : 0));
    }
  }

  /// Counting sort: afterwards the entries of bucket b (digits ±(b + 1)) end at counts_[b + 1], where b - 1's end at
  /// counts_[b].
  void sortEntries() {
    __builtin_memset(counts_, 0, (buckets_ + 2) * sizeof(u32));
    eachEntry([&](u32 magnitude, u32) { counts_[magnitude]++; });
    u32 total = 0;
    for (u32 b = 1; b <= buckets_; b++) {
      const u32 count = counts_[b];
      counts_[b] = total;
      total += count;
    }
    eachEntry([&](u32 magnitude, u32 id) { sorted_[counts_[magnitude]++] = id; });
    counts_[0] = 0;
  }

  void fillBuckets() {
    __builtin_memset(static_cast<void*>(points_), 0, buckets_ * sizeof(Words));
    const u32 total = counts_[buckets_];
    u32 bucket = 0, cut = 0;
    bool continued = false;
    for (u32 start = 0; start < total; start += BLOCK) {
      const u32 end = total - start < BLOCK ? total : start + BLOCK;
      u32 runs = 0;
      for (u32 at = start; at < end;) {
        while (counts_[bucket + 1] == at) {
          bucket++;
          continued = false;
        }
        const u32 stop = counts_[bucket + 1] < end ? counts_[bucket + 1] : end;
        u32 target = bucket;
        if (continued) {
          cutBuckets_[cut] = bucket;
          target = partials_ + cut++;
        }
        runs_[runs++] = {at, stop - at, target};
        at = stop;
        continued = true;
      }
      sumRuns(from_, sorted_, runs);
    }
    addPartials(cut);
  }

  /// To each cut bucket the partial sums that belong to it; they stand in the order of the buckets.
  void addPartials(u32 cut) {
    u32 runs = 0, length = 0;
    for (u32 i = 0; i < cut; i++) {
      if (i == 0 || cutBuckets_[i] != cutBuckets_[i - 1]) {
        runs_[runs++] = {length, 1, cutBuckets_[i]};
        cutList_[length++] = cutBuckets_[i];
      }
      runs_[runs - 1].length++;
      cutList_[length++] = partials_ + i;
    }
    sumRuns(points_, cutList_, runs);
  }

  /// Sums the first `runs` of runs_, of points of `from` that `list` names.
  void sumRuns(const Words* from, const u32* list, u32 runs) {
    runs = pairUp(runs, rounds_[0], [&](u32 i) { return list[i]; }, [&](u32 to, u32 i) {
      copy(from, list[i], to);
    });
    PairAdder<F>::run(from, points_, pairs_, unused_, prefix_);
    for (u32 round = 1; runs > 0; round++) {
      runs = pairUp(runs, rounds_[round & 1], [](u32 i) { return i; }, [&](u32 to, u32 i) {
        points_[to] = points_[i];
      });
      PairAdder<F>::run(points_, points_, pairs_, unused_, prefix_);
    }
  }

  /// One round: lists the pairs, copies what is left over. @returns how many runs are not finished with it.
  template <class Name, class Copy>
  NATIVE_INLINE u32 pairUp(u32 runs, u32 next, Name name, Copy copyPoint) {
    u32 kept = 0, count = 0;
    for (u32 r = 0; r < runs; r++) {
      const Run run = runs_[r];
      if (run.length == 1) {
        copyPoint(run.target, run.start);
        continue;
      }
      const u32 half = run.length / 2;
      for (u32 k = 0; k < half; k++) {
        pairs_.first[count] = name(run.start + 2 * k);
        pairs_.second[count] = name(run.start + 2 * k + 1);
        pairs_.to[count++] = run.length == 2 ? run.target : next + k;
      }
      if (run.length == 2) continue;
      if (run.length % 2 == 1) copyPoint(next + half, run.start + run.length - 1);
      runs_[kept++] = {next, run.length - half, run.target};
      next += run.length - half;
    }
    pairs_.count = count;
    return kept;
  }

  NATIVE_INLINE void copy(const Words* from, u32 index, u32 to) {
    points_[to] = from[index & ~SIGN_BIT];
    if ((index & SIGN_BIT) == 0) return;
    constexpr u32 words = sizeof(Words) / sizeof(u64);
    u64* word = points_[to].word;
    for (u32 k = words / 2; k < words; k += 4) {
      const U256 negative = PointOf<F>::Coordinate::negateWords({{word[k], word[k + 1], word[k + 2], word[k + 3]}});
      for (u32 i = 0; i < 4; i++) word[k + i] = negative.word[i];
    }
  }

  /// Σ (b + 1)·bucket[b]. Lane l has the buckets from l·segment on: it gives Σ (b - l·segment + 1)·bucket[b] and the plain
  /// sum, which counts l·segment times.
  void weigh(Result& result) const {
    const u32 segment = buckets_ / LANES;
    const F b3 = threeTimesCurveConstant<F>();
    Projective<F> plain = infinity<F>(), weighted = infinity<F>();
    for (u32 b = segment; b-- > 0;) {
      const u64* at[LANES];
      for (u32 lane = 0; lane < LANES; lane++) {
        at[lane] = points_[lane * segment + b].word;
        // The lanes are too far apart for the processor to foresee them all.
        if (b >= 4) __builtin_prefetch(points_[lane * segment + b - 4].word);
      }
      Affine<F> bucket;
      loadPoints(at, bucket);
      plain = add(plain, toProjective(bucket), b3);
      weighted = add(weighted, plain, b3);
    }
    Result plainSums[LANES], weightedSums[LANES];
    for (u32 lane = 0; lane < LANES; lane++) {
      plainSums[lane] = laneOf(plain, static_cast<int>(lane));
      weightedSums[lane] = laneOf(weighted, static_cast<int>(lane));
    }
    joinSegments(plainSums, weightedSums, LANES, segment, result);
  }

  static Result laneOf(const Projective<F>& a, int lane) {
    return {a.x.lane(lane), a.y.lane(lane), a.z.lane(lane)};
  }

  const WindowInput& input_;
  const Words* from_;
  u32 buckets_;
  u32 *counts_, *sorted_, *cutBuckets_, *cutList_;
  Run* runs_;
  PairList pairs_;
  F* prefix_;
  Words* points_;
  /// Indices in points_.
  u32 partials_, rounds_[2], unused_;
};
