/** Numbers that repeat: the same seed attacks the same way on every machine. @module */

/** Source: Vigna, "xorshift64*", 2014, whose upper 32 bits are taken. */
export class Random {
  private state: bigint;
  constructor(seed: number) {
    // 0 would stay 0.
    this.state = BigInt.asUintN(64, (BigInt(seed) + 1n) * 0x9e3779b97f4a7c15n);
  }

  /** From 0 to `limit` − 1. */
  below(limit: number): number {
    let x = this.state;
    x ^= x >> 12n;
    x = BigInt.asUintN(64, x ^ (x << 25n));
    x ^= x >> 27n;
    this.state = x;
    return Number(BigInt.asUintN(64, x * 0x2545f4914f6cdd1dn) >> 32n) % limit;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }
}

/** A case can be repeated without those before it. */
export function caseRandom(seed: number, number: number): Random {
  return new Random(seed * 1_000_003 + number);
}
