/** Field operations of every path are those of bigints: at the edges in all pairs, and at random values. */
import { describe, expect, it } from "vitest";
import { BASE_FIELD_ORDER, SCALAR_FIELD_ORDER } from "../../prover/groth16/bn254.ts";
import { NATIVE_EXHAUSTIVE, nativePaths, startNative } from "./native-programs.ts";
import { edgeValues, elements, inverse, modulo, RandomNumbers, toBytes } from "./numbers.ts";

const RANDOM_PAIRS = NATIVE_EXHAUSTIVE ? 100_000 : 3001;
const FIELDS = [
  ["base", BASE_FIELD_ORDER],
  ["scalar", SCALAR_FIELD_ORDER],
] as const;

describe.each(nativePaths)("path %s", (path) => {
  const driver = () => startNative("kernel-driver", "--path", path, "--threads", "1");

  async function check(field: string, modulus: bigint, pairs: readonly [bigint, bigint][]): Promise<void> {
    const payload = Buffer.concat([...pairs.map(([a]) => toBytes(a)), ...pairs.map(([, b]) => toBytes(b))]);
    const results = elements((await driver().request({ operation: "field", field }, payload)).payload);
    const expected = [
      (a: bigint, b: bigint) => a + b,
      (a: bigint, b: bigint) => a - b,
      (a: bigint, b: bigint) => a * b,
      (a: bigint) => inverse(a, modulus),
      (a: bigint, b: bigint) => a + b,
      (a: bigint, b: bigint) => a - b,
      (_: bigint, b: bigint) => -b,
    ].flatMap((operation) => pairs.map(([a, b]) => modulo(operation(a, b), modulus)));
    expect(results).toEqual(expected);
  }

  describe.each(FIELDS)("%s field", (field, modulus) => {
    it("is right for all pairs of edge values", async () => {
      const edges = edgeValues(modulus);
      await check(
        field,
        modulus,
        edges.flatMap((a) =>
          edges.slice(0, path === "emulated" ? 12 : edges.length).map((b): [bigint, bigint] => [a, b]),
        ),
      );
    });

    it("is right for random pairs, all lanes different, a number of them that is no multiple of 8", async () => {
      const random = new RandomNumbers(1);
      await check(
        field,
        modulus,
        Array.from({ length: RANDOM_PAIRS }, () => [random.below(modulus), random.below(modulus)]),
      );
    });
  });
});
