/**
 * The coefficients of a constraint system, each once. A million constraints have ten million coefficients and a few
 * thousand different ones.
 * @module
 */
import { SCALAR_FIELD_ORDER } from "../../../prover/groth16/bn254.ts";

/** ±2^exponent. */
export interface SignedPower {
  readonly negative: boolean;
  readonly exponent: number;
}

/** Numbers that every table gives to 1 and −1. */
export const ONE = 0;
export const MINUS_ONE = 1;

const WORDS = 8;

export class CoefficientTable {
  /** In [0, r). */
  readonly values: bigint[] = [];
  private readonly powers: (SignedPower | undefined)[] = [];
  private readonly numbers = new Map<bigint, number>();
  /** Open addressing over the 32-bit words of the file, which takes no BigInt for what is known already. */
  private readonly slots = new Int32Array(1 << 16).fill(-1);
  private readonly words: number[] = [];

  constructor() {
    this.number(1n);
    this.number(SCALAR_FIELD_ORDER - 1n);
  }

  /** @param offset  of 32 bytes, little-endian, below r. */
  numberAt(view: DataView, offset: number): number {
    let hash = 0;
    for (let word = 0; word < WORDS; word++) {
      hash = Math.imul(hash ^ view.getUint32(offset + 4 * word, true), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    for (let slot = hash & 0xffff; ; slot = (slot + 1) & 0xffff) {
      const known = this.slots[slot]!;
      if (known < 0) return this.remember(view, offset, slot);
      if (this.sameWords(view, offset, known)) return this.words[known * (WORDS + 1) + WORDS]!;
    }
  }

  number(value: bigint): number {
    const known = this.numbers.get(value);
    if (known !== undefined) return known;
    const number = this.values.length;
    this.values.push(value);
    this.powers.push(signedPower(value));
    this.numbers.set(value, number);
    return number;
  }

  power(number: number): SignedPower | undefined {
    return this.powers[number];
  }

  private remember(view: DataView, offset: number, slot: number): number {
    const entry = this.words.length / (WORDS + 1);
    if (entry > this.slots.length / 2) throw new RangeError("the circuit has more than 32,768 coefficients");
    let value = 0n;
    for (let word = WORDS - 1; word >= 0; word--) {
      value = (value << 32n) | BigInt(view.getUint32(offset + 4 * word, true));
    }
    for (let word = 0; word < WORDS; word++) this.words.push(view.getUint32(offset + 4 * word, true));
    const number = this.number(value);
    this.words.push(number);
    this.slots[slot] = entry;
    return number;
  }

  private sameWords(view: DataView, offset: number, entry: number): boolean {
    for (let word = 0; word < WORDS; word++) {
      if (this.words[entry * (WORDS + 1) + word] !== view.getUint32(offset + 4 * word, true)) return false;
    }
    return true;
  }
}

function signedPower(value: bigint): SignedPower | undefined {
  for (const negative of [false, true]) {
    const magnitude = negative ? SCALAR_FIELD_ORDER - value : value;
    if (magnitude > 0n && (magnitude & (magnitude - 1n)) === 0n) {
      return { negative, exponent: magnitude.toString(2).length - 1 };
    }
  }
  return undefined;
}
