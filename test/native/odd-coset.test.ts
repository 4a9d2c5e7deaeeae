/** The transforms of a proof: values on the domain become those on the odd coset, which bigints evaluate one by one. */
import { describe, expect, it } from "vitest";
import { SCALAR_FIELD_ORDER as R } from "../../prover/groth16/bn254.ts";
import { curve } from "./curve.ts";
import { nativePaths, startNative } from "./native-programs.ts";
import { edgeValues, elements, inverse, modulo, power, RandomNumbers, toBytes } from "./numbers.ts";

/** The roots that snarkjs uses. */
const rootOfUnity = (log: number): bigint => curve.Fr.toObject(curve.Fr.w[log]!);

/** Value at g·w^(n - i) for i, of the polynomial with these values at w^j: Σ value[j]·L_j(x). */
function onOddCoset(values: readonly bigint[], log: number, positions: readonly number[]): bigint[] {
  const n = values.length;
  const root = rootOfUnity(log);
  const domain = [1n];
  while (domain.length < n) domain.push((domain.at(-1)! * root) % R);
  return positions.map((i) => {
    const x = (rootOfUnity(log + 1) * power(root, BigInt((n - i) % n), R)) % R;
    // (x^n - 1)/n · Σ value·w^j/(x - w^j), and x^n = -1
    const inverses = inverseAll(domain.map((element) => modulo(x - element, R)));
    const sum = values.reduce((total, value, j) => total + ((value * domain[j]!) % R) * inverses[j]!, 0n);
    return modulo(-2n * inverse(BigInt(n), R) * (sum % R), R);
  });
}

/** By one inversion. */
function inverseAll(values: readonly bigint[]): bigint[] {
  const products = [1n];
  for (const value of values) products.push((products.at(-1)! * value) % R);
  let rest = inverse(products.at(-1)!, R);
  const inverses: bigint[] = [];
  for (let i = values.length - 1; i >= 0; i--) {
    inverses.push((rest * products[i]!) % R);
    rest = (rest * values[i]!) % R;
  }
  return inverses.reverse();
}

describe.each(nativePaths)("path %s", (path) => {
  const driver = startNative("kernel-driver", "--path", path, "--threads", "3");

  async function transform(values: readonly bigint[], log: number): Promise<bigint[]> {
    const payload = Buffer.concat(values.map(toBytes));
    return elements((await driver.request({ operation: "oddCoset", power: log }, payload)).payload);
  }

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14])("2^%i random values", async (log) => {
    const n = 2 ** log;
    const random = new RandomNumbers(log);
    const values = Array.from({ length: n }, () => random.below(R));
    const result = await transform(values, log);
    const positions =
      n <= 32 ? Array.from({ length: n }, (_, i) => i) : [0, 1, 7, 8, 63, n / 2, n - 1, random.index(n)];
    const few = n > 1024 ? positions.slice(-2) : positions;
    const expected = onOddCoset(values, log, few);
    expect(few.map((i) => result[i])).toEqual(expected);
    // Then a·b - c with a, b and c the same.
    expect(few.map((i) => result[n + i])).toEqual(expected.map((value) => modulo(value * value - value, R)));
  });

  it.each([3, 6, 7])("2^%i edge values", async (log) => {
    const n = 2 ** log;
    const edges = edgeValues(R);
    const values = Array.from({ length: n }, (_, i) => edges[i % edges.length]!);
    const positions = Array.from({ length: n }, (_, i) => i);
    expect((await transform(values, log)).slice(0, n)).toEqual(onOddCoset(values, log, positions));
    for (const value of [0n, 1n, R - 1n]) {
      expect((await transform(Array(n).fill(value), log)).slice(0, n)).toEqual(Array(n).fill(value));
    }
  });

  // Larger than a row, so that columns are transformed too; the points of a large polynomial are too many to evaluate.
  it.runIf(path !== "emulated")("2^16 values of a polynomial with three terms", async () => {
    const log = 16;
    const n = 2 ** log;
    const root = rootOfUnity(log);
    const terms = [
      [0, 5n],
      [12_345, R - 7n],
      [n - 1, 2n ** 200n],
    ] as const;
    const at = (x: bigint) => terms.reduce((sum, [k, c]) => (sum + c * power(x, BigInt(k), R)) % R, 0n);
    const values: bigint[] = [];
    for (let x = 1n, i = 0; i < n; i++, x = (x * root) % R) values.push(at(x));
    const result = await transform(values, log);
    for (const i of [0, 1, 8, 255, 256, 257, 4097, n / 2, n - 1]) {
      const x = (rootOfUnity(log + 1) * power(root, BigInt((n - i) % n), R)) % R;
      expect(result[i], `position ${i}`).toBe(at(x));
    }
  });
});
