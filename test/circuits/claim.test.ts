import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { inverse, modulo } from "../support/constraint-system.ts";
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

  it("notices a selector of two halves, which would claim the mean of two nodes", async () => {
    const witness = await circuit.witness({
      ...example,
      active: 1n,
      gindex: 4n,
      node: [21n, 22n],
      parent: 1,
    });
    const oneHalf = inverse(2n);
    const mean = (a: bigint, b: bigint) => modulo((a + b) * oneHalf);
    const forged = [...witness];
    const set = (name: string, value: bigint) => {
      forged[circuit.wire(name)] = value;
    };
    for (const s of [0, 2]) {
      set(`selector[${s}]`, oneHalf);
      set(`gindexProduct[${s}]`, modulo(oneHalf * example.slotGindex[s]!));
      for (const k of [0, 1]) {
        set(`leftProduct[${s}][${k}]`, modulo(oneHalf * example.slotLeft[s]![k]!));
        set(`rightProduct[${s}][${k}]`, modulo(oneHalf * example.slotRight[s]![k]!));
      }
    }
    set("selector[1]", 0n);
    set("gindexProduct[1]", 0n);
    for (const k of [0, 1]) {
      set(`leftProduct[1][${k}]`, 0n);
      set(`rightProduct[1][${k}]`, 0n);
      const value = mean(example.slotLeft[0]![k]!, example.slotLeft[2]![k]!);
      set(`picked[${k}]`, value);
      set(`node[${k}]`, value);
    }
    set("gindex", modulo(2n * mean(1n, 5n)));
    // Everything else was made to fit: the two boolean constraints alone stand in the way.
    expect(circuit.system.violated(forged)).toHaveLength(2);
  });
});
