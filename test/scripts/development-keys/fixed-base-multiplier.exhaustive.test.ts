import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SCALAR_FIELD_ORDER } from "../../../prover/groth16/bn254.ts";
import { instantiateBn254, storePlain } from "../../../scripts/development-keys/bn254-wasm.ts";
import {
  bestWindowBits,
  FixedBaseMultiplier,
  type Group,
  MULTIPLIER_BATCH,
  POINT_BYTES,
} from "../../../scripts/development-keys/fixed-base-multiplier.ts";
import { loadBn254 } from "../../../scripts/development-keys/load-bn254.ts";
import { PointPool } from "../../../scripts/development-keys/point-pool.ts";

const { curve, module } = await loadBn254();
const encoder = await instantiateBn254(module, 1024);
const scratch = encoder.allocate(32);

function encode(scalars: readonly bigint[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(scalars.length * 32);
  for (const [i, scalar] of scalars.entries()) {
    storePlain(encoder, scratch, scalar);
    bytes.set(encoder.bytes.subarray(scratch, scratch + 32), i * 32);
  }
  return bytes;
}

function slowly(group: Group, scalar: bigint): Uint8Array {
  return group === "G1"
    ? curve.G1.toAffine(curve.G1.timesScalar(curve.G1.g, scalar))
    : curve.G2.toAffine(curve.G2.timesScalar(curve.G2.g, scalar));
}

const EDGES = [
  0n,
  SCALAR_FIELD_ORDER - 1n,
  SCALAR_FIELD_ORDER - 2n,
  SCALAR_FIELD_ORDER >> 1n,
  // Every digit one above half of its window: the carry runs through the whole scalar.
  (1n << 253n) - 1n,
  ...Array.from({ length: 254 }, (_, k) => 1n << BigInt(k)),
];

describe.each(["G1", "G2"] as const)("FixedBaseMultiplier in %s", (group) => {
  it.each([2, 3, 7, 8, 11, 13, 16])(
    "agrees with timesScalar at the edges, windows of %i bits",
    async (bits) => {
      const multiplier = await FixedBaseMultiplier.create(module, group, 1, bits);
      const points = multiplier.multiply(encode(EDGES));
      for (const [i, scalar] of EDGES.entries()) {
        const point = points.slice(i * POINT_BYTES[group], (i + 1) * POINT_BYTES[group]);
        expect(point, `scalar ${scalar}`).toEqual(slowly(group, scalar));
      }
    },
  );

  it("agrees with timesScalar on any scalars, windows of any width", async () => {
    const scalar = fc.bigInt({ min: 0n, max: SCALAR_FIELD_ORDER - 1n });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 12 }),
        fc.array(scalar, { maxLength: 20 }),
        async (bits, scalars) => {
          const multiplier = await FixedBaseMultiplier.create(module, group, 1, bits);
          const expected = Buffer.concat(scalars.map((value) => slowly(group, value)));
          expect(Buffer.from(multiplier.multiply(encode(scalars)))).toEqual(expected);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("writes infinity as zero bytes, as snarkjs does", async () => {
    const multiplier = await FixedBaseMultiplier.create(module, group, 1, 4);
    expect(multiplier.multiply(encode([0n]))).toEqual(curve[group].zeroAffine);
  });
});

it("bestWindowBits: more points never get a narrower window", () => {
  const widths = Array.from({ length: 24 }, (_, power) => bestWindowBits(2 ** power));
  expect(widths).toEqual([...widths].sort((a, b) => a - b));
  expect(widths.at(-1)).toBeGreaterThan(widths[0]!);
});

describe("PointPool", () => {
  it("returns points in the order of the scalars, over more batches than threads", async () => {
    const count = 5 * MULTIPLIER_BATCH + 17;
    const pool = new PointPool(module, 2, { G1: count, G2: 1 });
    try {
      const parts: Uint8Array[] = [];
      const scalars = encode(Array.from({ length: count }, (_, i) => BigInt(i)));
      await pool.multiply("G1", scalars, (points) => parts.push(points));
      const points = Buffer.concat(parts);
      expect(points.length).toBe(count * 64);
      for (let i = 0; i < count; i += 257) {
        expect(points.subarray(i * 64, i * 64 + 64).equals(slowly("G1", BigInt(i))), `scalar ${i}`).toBe(
          true,
        );
      }
    } finally {
      await pool.close();
    }
  });

  it("reports a thread that failed instead of waiting for it", async () => {
    const pool = new PointPool({ ...module, code: new Uint8Array(8) }, 2, { G1: 1, G2: 1 });
    await expect(pool.multiply("G1", encode([1n]), () => undefined)).rejects.toMatchObject({
      code: "POINT_WORKER_FAILED",
    });
    await pool.close();
  });
});
