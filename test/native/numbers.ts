/**
 * Field elements as bytes and as bigints, and the values at which limbs and reductions go wrong first.
 * @module
 */

/** 32 bytes, little-endian. */
export function toBytes(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, "0"), "hex").reverse();
}

export function fromBytes(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
}

export function elements(bytes: Buffer): bigint[] {
  return Array.from({ length: bytes.length / 32 }, (_, i) => fromBytes(bytes.subarray(32 * i, 32 * i + 32)));
}

export function modulo(value: bigint, modulus: bigint): bigint {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
}

export function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let square = base, rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** 0 for 0. */
export function inverse(value: bigint, modulus: bigint): bigint {
  return power(modulo(value, modulus), modulus - 2n, modulus);
}

/** Repeatable, of all sizes. */
export class RandomNumbers {
  private state: bigint;

  constructor(seed: number) {
    this.state = BigInt(seed) * 0x9e3779b97f4a7c15n + 1n;
  }

  /** Below 2^64: xorshift64*. */
  word(): bigint {
    const mask = (1n << 64n) - 1n;
    this.state ^= this.state >> 12n;
    this.state ^= (this.state << 25n) & mask;
    this.state ^= this.state >> 27n;
    return (this.state * 0x2545f4914f6cdd1dn) & mask;
  }

  index(count: number): number {
    return Number(this.word() % BigInt(count));
  }

  below(limit: bigint): bigint {
    let value = 0n;
    for (let i = 0; i < 5; i++) value = (value << 64n) | this.word();
    return value % limit;
  }
}

/** Below the modulus: its borders, those of limbs of 52 and words of 64 bits, and values whose Montgomery forms are these. */
export function edgeValues(modulus: bigint): bigint[] {
  const plain = [0n, 1n, 2n, modulus - 1n, modulus - 2n, (modulus - 1n) / 2n, (modulus + 1n) / 2n];
  for (const bit of [31n, 32n, 51n, 52n, 53n, 63n, 64n, 104n, 128n, 156n, 192n, 208n, 252n, 253n]) {
    for (const value of [(1n << bit) - 1n, 1n << bit, modulus - (1n << bit)]) {
      if (value > 0n && value < modulus) plain.push(value);
    }
  }
  const montgomery = [256n, 260n].flatMap((bits) => {
    const back = inverse((1n << bits) % modulus, modulus);
    return plain.map((value) => (value * back) % modulus);
  });
  return [...new Set([...plain, ...montgomery])];
}
