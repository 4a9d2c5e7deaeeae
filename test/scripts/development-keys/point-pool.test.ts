/** What a pool multiplies does not depend on how the scalars lie in memory. @module */
import { afterEach, beforeEach, expect, it } from "vitest";
import { MULTIPLIER_BATCH, POINT_BYTES } from "../../../scripts/development-keys/fixed-base-multiplier.ts";
import { loadBn254 } from "../../../scripts/development-keys/load-bn254.ts";
import { PointPool } from "../../../scripts/development-keys/point-pool.ts";

const COUNT = MULTIPLIER_BATCH + 3;

let pool: PointPool;
beforeEach(async () => {
  const { module } = await loadBn254();
  pool = new PointPool(module, 1, { G1: 2 * COUNT, G2: 1 });
});
afterEach(() => pool.close());

async function multiply(scalars: Uint8Array): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  await pool.multiply("G1", scalars, (points) => parts.push(points));
  return Buffer.concat(parts);
}

it("multiplies more than a batch of scalars, and leaves them as they were, in an array or in a Buffer", async () => {
  const scalars = new Uint8Array(32 * COUNT).map((_, i) => (i % 32 === 0 ? i / 32 : 0));
  const points = await multiply(scalars);
  expect(points).toHaveLength(COUNT * POINT_BYTES.G1);
  const inBuffer = Buffer.from(scalars);
  expect((await multiply(inBuffer)).equals(points)).toBe(true);
  expect(inBuffer.equals(scalars)).toBe(true);
});
