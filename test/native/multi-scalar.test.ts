/** Multi-scalar multiplication: the point whose scalar is the sum, which bigints give for points of known scalars. */
import { describe, expect, it } from "vitest";
import { SCALAR_FIELD_ORDER } from "../../prover/groth16/bn254.ts";
import { type GroupName, multiple } from "./curve.ts";
import { NATIVE_EXHAUSTIVE, nativePaths, startNative } from "./native-programs.ts";
import { edgeValues, RandomNumbers, toBytes } from "./numbers.ts";

const GROUPS: readonly GroupName[] = ["G1", "G2"];

describe.each(nativePaths)("path %s", (path) => {
  describe.each([1, 2, 5])("on %i threads", (threads) => {
    const driver = startNative("kernel-driver", "--path", path, "--threads", String(threads));

    /** Terms are (scalar of the point, scalar). */
    async function check(group: GroupName, terms: readonly (readonly [bigint, bigint])[]): Promise<void> {
      const points = terms.map(([point]) => multiple(group, point));
      const scalars = terms.map(([, scalar]) => toBytes(scalar));
      const { payload } = await driver.request(
        { operation: "multiply", group },
        Buffer.concat([...points, ...scalars]),
      );
      const sum = terms.reduce((total, [point, scalar]) => total + point * scalar, 0n);
      expect(payload.toString("hex")).toBe(Buffer.from(multiple(group, sum)).toString("hex"));
    }

    describe.each(GROUPS)("%s", (group) => {
      it("is infinity without terms, and of scalars 0 or points at infinity", async () => {
        await check(group, []);
        await check(group, [
          [5n, 0n],
          [0n, 12345n],
          [0n, SCALAR_FIELD_ORDER - 1n],
        ]);
      });

      it("takes edge scalars one by one and together", async () => {
        const edges = edgeValues(SCALAR_FIELD_ORDER);
        for (const edge of edges.slice(0, 12)) await check(group, [[3n, edge]]);
        await check(
          group,
          edges.map((edge, i) => [BigInt(1 + (i % 5)), edge] as const),
        );
      });

      it("sums terms that cancel, alone and in between", async () => {
        await check(group, [
          [7n, 1n],
          [-7n, 1n],
        ]);
        await check(group, [
          [7n, 1n],
          [7n, SCALAR_FIELD_ORDER - 1n],
          [9n, 123456789n],
          [-9n, 123456789n],
        ]);
        await check(
          group,
          Array.from({ length: 64 }, (_, i) => [i % 2 === 0 ? 4n : -4n, 1n] as const),
        );
      });

      it("sums one point many times: every addition is a doubling", async () => {
        for (const count of [2, 3, 8, 100, 1000]) await check(group, Array(count).fill([11n, 1n]));
        await check(group, Array(100).fill([11n, SCALAR_FIELD_ORDER - 5n]));
      });

      it.each([1, 7, 8, 9, 63, 65, 500])("sums %i terms of every size of scalar", async (count) => {
        const random = new RandomNumbers(count);
        const scalar = () =>
          [
            0n,
            1n,
            SCALAR_FIELD_ORDER - 1n,
            random.word() & 0xffffn,
            random.word(),
            random.below(SCALAR_FIELD_ORDER),
          ][random.index(6)]!;
        await check(
          group,
          Array.from({ length: count }, () => [BigInt(random.index(60)) - 5n, scalar()] as const),
        );
      });
    });

    // More than a block of entries in one bucket, so that partial sums are left at its borders.
    const large = NATIVE_EXHAUSTIVE ? 200_000 : 40_000;
    it.runIf(path !== "emulated")(`sums ${large} terms, nearly all with the scalars 1 and -1`, async () => {
      const random = new RandomNumbers(9);
      const points = Array.from({ length: 50 }, () => random.word());
      const scalar = () => {
        const kind = random.index(100);
        if (kind === 0) return random.below(SCALAR_FIELD_ORDER);
        return kind < 80 ? 1n : SCALAR_FIELD_ORDER - 1n;
      };
      await check(
        "G1",
        Array.from({ length: large }, () => [points[random.index(50)]!, scalar()] as const),
      );
    });
  });
});
