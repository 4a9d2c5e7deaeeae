/**
 * Many multiples of one generator, with a table of its small multiples at every window of the scalar.
 *
 * A scalar is cut into signed digits of `windowBits` bits, d_0 + d_1·2^w + …, each in −2^(w−1)+1 … 2^(w−1).
 * The table holds j·2^(w·i)·G for every window i and j = 1..2^(w−1), affine; a multiple is then one mixed
 * addition a window (a subtraction for a negative digit), and affine again by one inversion a batch.
 * @module
 */
import {
  type Bn254Exports,
  type Bn254Module,
  type Bn254Wasm,
  instantiateBn254,
  SCALAR_BYTES,
} from "./bn254-wasm.ts";

export type Group = "G1" | "G2";

/** Largest number of scalars in one call of `multiply`. */
export const MULTIPLIER_BATCH = 4096;
/** Affine bytes x, y in little-endian Montgomery form, as a zkey has them. */
export const POINT_BYTES: Readonly<Record<Group, number>> = { G1: 64, G2: 128 };

/** Scalars have 254 bits, and signed digits can carry one bit further. */
const SIGNED_SCALAR_BITS = 255;
/** At 16 bits the tables take 34 MB (G1) and 67 MB (G2) per thread; larger ones would gain little. */
const MAX_WINDOW_BITS = 16;
/** A table entry costs an addition and its share of an inversion, in units of an addition. Measured. */
const ENTRY_COST = 1.7;

interface GroupOperations {
  readonly generator: number;
  readonly zero: (output: number) => void;
  readonly double: Bn254Exports["g1m_double"];
  readonly toAffine: Bn254Exports["g1m_toAffine"];
  readonly add: Bn254Exports["g1m_addMixed"];
  readonly subtract: Bn254Exports["g1m_subMixed"];
  readonly batchToAffine: Bn254Exports["g1m_batchToAffine"];
}

/** The window width with the least work for `pointCount` multiples, the table included. */
export function bestWindowBits(pointCount: number): number {
  let best = 2;
  let bestWork = Number.POSITIVE_INFINITY;
  for (let bits = 2; bits <= MAX_WINDOW_BITS; bits++) {
    const work = Math.ceil(SIGNED_SCALAR_BITS / bits) * (2 ** (bits - 1) * ENTRY_COST + pointCount);
    if (work < bestWork) [best, bestWork] = [bits, work];
  }
  return best;
}

export class FixedBaseMultiplier {
  private readonly wasm: Bn254Wasm;
  private readonly operations: GroupOperations;
  private readonly pointBytes: number;
  private readonly windowBits: number;
  private readonly windowCount: number;
  private readonly table: number;
  private readonly scalars: number;
  private readonly jacobian: number;
  private readonly affine: number;

  private constructor(wasm: Bn254Wasm, operations: GroupOperations, pointBytes: number, windowBits: number) {
    this.wasm = wasm;
    this.operations = operations;
    this.pointBytes = pointBytes;
    this.windowBits = windowBits;
    this.windowCount = Math.ceil(SIGNED_SCALAR_BITS / windowBits);
    this.table = wasm.allocate(this.windowCount * 2 ** (windowBits - 1) * pointBytes);
    // A digit is read as four bytes from the byte it starts in, so the last one reads past its scalar.
    this.scalars = wasm.allocate(MULTIPLIER_BATCH * SCALAR_BYTES + 4);
    this.jacobian = wasm.allocate(MULTIPLIER_BATCH * pointBytes * 1.5);
    this.affine = wasm.allocate(MULTIPLIER_BATCH * pointBytes);
    this.fillTable();
  }

  /** Builds the table: seconds at 16 bits. @param windowBits 2..16, by default the best for `pointCount`. */
  static async create(
    module: Bn254Module,
    group: Group,
    pointCount: number,
    windowBits = bestWindowBits(pointCount),
  ): Promise<FixedBaseMultiplier> {
    const pointBytes = POINT_BYTES[group];
    const tableBytes = Math.ceil(SIGNED_SCALAR_BITS / windowBits) * 2 ** (windowBits - 1) * pointBytes;
    // Per point of a batch: scalar, Jacobian and affine point, and two coordinates of scratch for the inversion.
    const batchBytes = (MULTIPLIER_BATCH + 64) * (SCALAR_BYTES + pointBytes * 3.5);
    const wasm = await instantiateBn254(module, tableBytes + batchBytes);
    return new FixedBaseMultiplier(
      wasm,
      groupOperations(wasm.exports, module, group),
      pointBytes,
      windowBits,
    );
  }

  /**
   * @param scalars plain little-endian, 32 bytes each, below r; at most MULTIPLIER_BATCH of them.
   * @returns affine points; infinity is all zero bytes.
   */
  multiply(scalars: Uint8Array): Uint8Array<ArrayBuffer> {
    const count = scalars.length / SCALAR_BYTES;
    if (!Number.isInteger(count) || count > MULTIPLIER_BATCH)
      throw new RangeError(`Bad batch: ${scalars.length} bytes`);
    this.wasm.bytes.set(scalars, this.scalars);
    const view = new DataView(this.wasm.bytes.buffer);
    const jacobianBytes = this.pointBytes * 1.5;
    for (let i = 0; i < count; i++) {
      this.multiplyOne(view, this.scalars + i * SCALAR_BYTES, this.jacobian + i * jacobianBytes);
    }
    this.operations.batchToAffine(this.jacobian, count, this.affine);
    return this.wasm.bytes.slice(this.affine, this.affine + count * this.pointBytes);
  }

  private multiplyOne(view: DataView, scalar: number, output: number): void {
    const { windowBits, windowCount, pointBytes, operations } = this;
    const half = 2 ** (windowBits - 1);
    operations.zero(output);
    let carry = 0;
    let entries = this.table - pointBytes;
    for (let window = 0; window < windowCount; window++) {
      const bit = window * windowBits;
      const mask = 2 ** Math.min(windowBits, 256 - bit) - 1;
      let digit = ((view.getUint32(scalar + (bit >> 3), true) >>> (bit & 7)) & mask) + carry;
      carry = digit > half ? 1 : 0;
      if (carry === 1) digit -= 2 * half;
      if (digit > 0) operations.add(output, entries + digit * pointBytes, output);
      else if (digit < 0) operations.subtract(output, entries - digit * pointBytes, output);
      entries += half * pointBytes;
    }
  }

  private fillTable(): void {
    const { operations, pointBytes, jacobian } = this;
    const jacobianBytes = pointBytes * 1.5;
    const half = 2 ** (this.windowBits - 1);
    const base = this.wasm.allocate(pointBytes);
    const running = this.wasm.allocate(jacobianBytes);
    this.wasm.bytes.copyWithin(base, operations.generator, operations.generator + pointBytes);
    for (let window = 0; window < this.windowCount; window++) {
      const entries = this.table + window * half * pointBytes;
      operations.zero(running);
      for (let done = 0; done < half; done += MULTIPLIER_BATCH) {
        const size = Math.min(MULTIPLIER_BATCH, half - done);
        for (let i = 0; i < size; i++) {
          operations.add(running, base, running);
          this.wasm.bytes.copyWithin(jacobian + i * jacobianBytes, running, running + jacobianBytes);
        }
        operations.batchToAffine(jacobian, size, entries + done * pointBytes);
      }
      operations.double(running, running);
      operations.toAffine(running, base);
    }
  }
}

function groupOperations(exports: Bn254Exports, module: Bn254Module, group: Group): GroupOperations {
  return group === "G1"
    ? {
        generator: module.g1GeneratorAddress,
        zero: exports.g1m_zero,
        double: exports.g1m_double,
        toAffine: exports.g1m_toAffine,
        add: exports.g1m_addMixed,
        subtract: exports.g1m_subMixed,
        batchToAffine: exports.g1m_batchToAffine,
      }
    : {
        generator: module.g2GeneratorAddress,
        zero: exports.g2m_zero,
        double: exports.g2m_double,
        toAffine: exports.g2m_toAffine,
        add: exports.g2m_addMixed,
        subtract: exports.g2m_subMixed,
        batchToAffine: exports.g2m_batchToAffine,
      };
}
