import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { inverse, modulo } from "../../scripts/soundness/constraint-system.ts";
import { forgeries, unnoticedEdits } from "../support/edit-every-wire.ts";
import { type TestCircuit, testCircuit } from "../support/test-circuit.ts";

const half = fc.bigInt({ min: 0n, max: (1n << 152n) - 1n });
const node = fc.tuple(half, half);
const slots = fc.record({
  slotGindex: fc.uniqueArray(fc.bigInt({ min: 1n, max: (1n << 63n) - 1n }), { minLength: 3, maxLength: 3 }),
  slotLeft: fc.array(node, { minLength: 3, maxLength: 3 }),
  slotRight: fc.array(node, { minLength: 3, maxLength: 3 }),
});

/** Three slots whose children are all different. */
const example = {
  slotGindex: [1n, 2n, 5n],
  slotLeft: [
    [11n, 12n],
    [21n, 22n],
    [31n, 32n],
  ],
  slotRight: [
    [13n, 14n],
    [23n, 24n],
    [33n, 34n],
  ],
};

describe("Claim", () => {
  let circuit: TestCircuit;
  beforeAll(async () => {
    circuit = await testCircuit("claim");
  });

  it("accepts either child of any slot", async () => {
    await fc.assert(
      fc.asyncProperty(slots, fc.nat({ max: 2 }), fc.nat({ max: 1 }), async (table, parent, side) => {
        const gindex = 2n * table.slotGindex[parent]! + BigInt(side);
        const child = (side === 1 ? table.slotRight : table.slotLeft)[parent]!;
        const witness = await circuit.witness({ ...table, active: 1n, gindex, node: child, parent });
        expect(circuit.system.violated(witness)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ["of the other side", { gindex: 4n, node: [23n, 24n], parent: 1 }],
    ["of another slot", { gindex: 4n, node: [31n, 32n], parent: 1 }],
    ["at another gindex", { gindex: 6n, node: [21n, 22n], parent: 1 }],
    ["with one half wrong", { gindex: 4n, node: [21n, 24n], parent: 1 }],
    ["of no slot", { gindex: 4n, node: [21n, 22n], parent: 3 }],
  ])("refuses a node %s", async (_, claim) => {
    await expect(circuit.witness({ ...example, active: 1n, ...claim })).rejects.toThrow();
  });

  it("lets an inactive claim say anything", async () => {
    const witness = await circuit.witness({ ...example, active: 0n, gindex: 99n, node: [1n, 2n], parent: 0 });
    expect(circuit.system.violated(witness)).toEqual([]);
  });

  it.each([1n, 0n])("cannot be forged around a finished witness: active %i", async (active) => {
    const witness = await circuit.witness({ ...example, active, gindex: 10n, node: [31n, 32n], parent: 2 });
    // Slots that a claim does not select do not matter to it; an inactive claim says nothing at all, on either side.
    const harmless = active === 1n ? /^slot/ : /^(slot|gindex$|node|side$)/;
    expect(unnoticedEdits(circuit, witness).filter((name) => !harmless.test(name))).toEqual([]);
    const forged = forgeries(circuit, witness, 6).flat();
    expect(forged.filter((wire) => active === 1n || wire !== circuit.wire("side"))).toEqual([]);
  });

  // Every product and sum is made to fit the forged advice, and the claim to fit those: the constraint on the advice
  // itself is all that stands in the way.
  const oneHalf = inverse(2n);
  it.each([
    ["half of two slots, to claim the mean of two nodes", [oneHalf, 0n, oneHalf], 0n, 2],
    ["two slots, to claim the sum of two nodes", [1n, 0n, 1n], 0n, 1],
    ["no slot, to claim the node of zeros at gindex 1", [0n, 0n, 0n], 1n, 1],
    ["a side of 3, to claim a point beyond the right child", [0n, 1n, 0n], 3n, 1],
  ] as const)("notices a selection of %s", async (_, selectors, side, violations) => {
    const witness = await circuit.witness({
      ...example,
      active: 1n,
      gindex: 4n,
      node: [21n, 22n],
      parent: 1,
    });
    const forged = [...witness];
    const set = (name: string, value: bigint) => {
      forged[circuit.wire(name)] = modulo(value);
      return modulo(value);
    };
    const sumOf = (products: (s: number) => bigint) => selectors.reduce((sum, _, s) => sum + products(s), 0n);
    selectors.forEach((selector, s) => void set(`selector[${s}]`, selector));
    set("side", side);
    const parentGindex = sumOf((s) => set(`gindexProduct[${s}]`, selectors[s]! * example.slotGindex[s]!));
    set("gindex", 2n * parentGindex + side);
    for (const k of [0, 1]) {
      const left = sumOf((s) => set(`leftProduct[${s}][${k}]`, selectors[s]! * example.slotLeft[s]![k]!));
      const right = sumOf((s) => set(`rightProduct[${s}][${k}]`, selectors[s]! * example.slotRight[s]![k]!));
      set(`node[${k}]`, set(`picked[${k}]`, left + side * (right - left)));
    }
    expect(circuit.system.violated(forged)).toHaveLength(violations);
  });
});
