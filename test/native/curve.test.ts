/** Batches of affine additions: exact for every pair of points, whatever stands in the other lanes. */
import { describe, expect, it } from "vitest";
import { SCALAR_FIELD_ORDER } from "../../prover/groth16/bn254.ts";
import { type GroupName, multiple, POINT_BYTES } from "./curve.ts";
import { NATIVE_EXHAUSTIVE, nativePaths, startNative } from "./native-programs.ts";
import { RandomNumbers } from "./numbers.ts";

const GROUPS: readonly GroupName[] = ["G1", "G2"];
/** Few scalars, so that many pairs are equal or opposite; 0 is infinity. */
const SMALL = [0n, 1n, -1n, 2n, -2n, 3n, SCALAR_FIELD_ORDER / 2n, 5n];

describe.each(nativePaths)("path %s", (path) => {
  const driver = startNative("kernel-driver", "--path", path, "--threads", "1");

  async function check(group: GroupName, pairs: readonly (readonly [bigint, bigint])[]): Promise<void> {
    const points = (index: 0 | 1) => pairs.map((pair) => multiple(group, pair[index]));
    const { payload } = await driver.request(
      { operation: "add", group },
      Buffer.concat([...points(0), ...points(1)]),
    );
    const bytes = POINT_BYTES[group];
    for (const [i, [a, b]] of pairs.entries()) {
      const sum = payload.subarray(i * bytes, (i + 1) * bytes);
      expect(sum.toString("hex"), `${i}: ${a} + ${b}`).toBe(
        Buffer.from(multiple(group, a + b)).toString("hex"),
      );
    }
  }

  describe.each(GROUPS)("%s", (group) => {
    it("adds equal, opposite and infinite points beside ordinary ones", async () => {
      await check(
        group,
        SMALL.flatMap((a) => SMALL.map((b) => [a, b] as const)),
      );
    });

    it.each([1, 7, 8, 9, 15, 16, 17, 33])("adds %i pairs", async (count) => {
      const random = new RandomNumbers(count);
      await check(
        group,
        Array.from({ length: count }, () => [random.word(), random.word()] as const),
      );
    });

    it("adds pairs of a batch in which all are equal, all opposite, or all infinite", async () => {
      for (const pair of [
        [7n, 7n],
        [7n, -7n],
        [0n, 0n],
        [0n, 7n],
        [7n, 0n],
      ] as const) {
        await check(group, Array(24).fill(pair));
      }
    });

    it("adds more pairs than share one inversion", async () => {
      const random = new RandomNumbers(3);
      const scalars = Array.from({ length: 40 }, () => random.word());
      const count = NATIVE_EXHAUSTIVE ? 20_001 : 9001;
      const pick = () => scalars[random.index(40)]!;
      await check(
        group,
        Array.from({ length: path === "emulated" ? 4500 : count }, () => [pick(), pick()] as const),
      );
    });
  });
});
