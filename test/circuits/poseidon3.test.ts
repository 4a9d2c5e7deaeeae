import type { Poseidon } from "circomlibjs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { FIELD_ORDER } from "../../scripts/soundness/constraint-system.ts";
import { unnoticedEdits } from "../support/edit-every-wire.ts";
import { poseidonOfCircomlib } from "../support/poseidon.ts";
import { type TestCircuit, testCircuit } from "../support/test-circuit.ts";

const element = fc.oneof(
  fc.bigInt({ min: 0n, max: FIELD_ORDER - 1n }),
  fc.constantFrom(0n, 1n, FIELD_ORDER - 1n, 1n << 64n),
);

describe("Poseidon3", () => {
  let circuit: TestCircuit;
  let poseidon: Poseidon;
  beforeAll(async () => {
    circuit = await testCircuit("poseidon3");
    poseidon = await poseidonOfCircomlib();
  });

  it("agrees with circomlibjs, and every constraint holds", async () => {
    await fc.assert(
      fc.asyncProperty(fc.tuple(element, element, element), async (inputs) => {
        const witness = await circuit.witness({ in: inputs });
        expect(witness[circuit.wire("out")]).toBe(poseidon.F.toObject(poseidon(inputs)));
        expect(circuit.system.violated(witness)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it("leaves no wire free", async () => {
    expect(unnoticedEdits(circuit, await circuit.witness({ in: [1n, 2n, 3n] }))).toEqual([]);
  });
});
