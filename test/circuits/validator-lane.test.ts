import type { Poseidon } from "circomlibjs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { packNode } from "../../prover/witness/pack-node.ts";
import { FIELD_ORDER } from "../../scripts/soundness/constraint-system.ts";
import { unnoticedEdits } from "../support/edit-every-wire.ts";
import { poseidonOfCircomlib } from "../support/poseidon.ts";
import { type TestCircuit, testCircuit } from "../support/test-circuit.ts";

const uint64 = fc.oneof(
  fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
  fc.constantFrom(0n, 1n, 32_000_000_000n, (1n << 63n) - 1n, (1n << 64n) - 1n),
);

const lane = fc.record({
  index: fc.oneof(fc.bigInt({ min: 0n, max: (1n << 40n) - 1n }), fc.constantFrom(0n, 3n, (1n << 40n) - 1n)),
  principalGwei: uint64,
  balancesGwei: fc.tuple(uint64, uint64, uint64, uint64),
  commitmentIn: fc.bigInt({ min: 0n, max: FIELD_ORDER - 1n }),
  active: fc.constantFrom(0n, 1n),
});

/** A window over the whole list. */
const everywhere = { leafBase: 1n << 38n, firstChunk: 0n, span: 1n << 38n, listLength: 1n << 40n };

/** Validator 13: lane 1 of chunk 3. */
const example = {
  active: 1n,
  index: 13n,
  principalGwei: 32_000_000_000n,
  balancesGwei: [1n, 33_000_000_000n, 3n, 4n],
  commitmentIn: 7n,
  leafBase: 4n,
  firstChunk: 0n,
  span: 4n,
  listLength: 14n,
};

describe("ValidatorLane", () => {
  let circuit: TestCircuit;
  let poseidon: Poseidon;
  beforeAll(async () => {
    circuit = await testCircuit("validator-lane");
    poseidon = await poseidonOfCircomlib();
  });
  const output = (witness: bigint[], name: string) => witness[circuit.wire(name)];

  it("gives the largest leaf base and offset a gindex below 2^64, which Claim assumes", async () => {
    const leafBase = (1n << 63n) + 1n;
    const index = (1n << 40n) - 1n;
    const listLength = 1n << 40n;
    const witness = await circuit.witness({ ...example, leafBase, index, span: 1n << 40n, listLength });
    expect(output(witness, "exists")).toBe(1n);
    expect(output(witness, "chunkGindex")).toBe(leafBase + (1n << 38n) - 1n);
    // Whatever firstChunk is, offset is below 2^40.
    expect(leafBase + (1n << 40n) - 1n).toBeLessThan(1n << 64n);
    const further = {
      leafBase,
      index,
      firstChunk: (1n << 38n) - (1n << 40n) - 1n + FIELD_ORDER,
      span: 1n << 41n,
    };
    await expect(circuit.witness({ ...example, ...further, listLength })).rejects.toThrow();
  });

  it("reads the balance of lane index mod 4, caps it at the principal and extends the chain", async () => {
    await fc.assert(
      fc.asyncProperty(lane, async (input) => {
        const witness = await circuit.witness({ ...everywhere, ...input });
        const balance = input.balancesGwei[Number(input.index & 3n)]!;
        const backed = balance < input.principalGwei ? balance : input.principalGwei;
        const link = poseidon([input.commitmentIn, input.index, input.principalGwei]);
        expect(output(witness, "rawGwei")).toBe(input.active * balance);
        expect(output(witness, "backedGwei")).toBe(input.active * backed);
        expect(output(witness, "exists")).toBe(input.active);
        expect(output(witness, "commitmentOut")).toBe(
          input.active === 1n ? poseidon.F.toObject(link) : input.commitmentIn,
        );
        if (input.active === 1n)
          expect(output(witness, "chunkGindex")).toBe((1n << 38n) + (input.index >> 2n));
        const chunk = Buffer.alloc(32);
        input.balancesGwei.forEach((value, i) => void chunk.writeBigUInt64LE(value, 8 * i));
        expect([output(witness, "chunkNode[0]"), output(witness, "chunkNode[1]")]).toEqual(packNode(chunk));
        expect(circuit.system.violated(witness)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("consumes a validator past the end of the list, adds nothing and claims nothing", async () => {
    const witness = await circuit.witness({ ...example, index: 14n, balancesGwei: [9n, 9n, 9n, 9n] });
    expect(["rawGwei", "backedGwei", "exists"].map((name) => output(witness, name))).toEqual([0n, 0n, 0n]);
    expect(output(witness, "commitmentOut")).not.toBe(example.commitmentIn);
  });

  it.each([
    ["an index of 2^40", { index: 1n << 40n, listLength: 1n << 40n }],
    ["a principal of 2^64", { principalGwei: 1n << 64n }],
    ["a balance of 2^64", { balancesGwei: [1n << 64n, 0n, 0n, 0n] }],
    ["a chunk before the window", { firstChunk: 4n }],
    ["a chunk after the window", { span: 3n }],
    ["a window that wraps round the field", { firstChunk: FIELD_ORDER - 1n, span: 4n }],
    ["an activity of 2", { active: 2n }],
  ])("refuses %s", async (_, change) => {
    await expect(circuit.witness({ ...example, ...change })).rejects.toThrow();
  });

  it("leaves no wire free in an active lane", async () => {
    expect(unnoticedEdits(circuit, await circuit.witness(example))).toEqual([]);
  });
});
