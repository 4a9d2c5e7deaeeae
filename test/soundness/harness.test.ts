import { describe, expect, it } from "vitest";
import { forgeries, unnoticedEdits } from "../support/edit-every-wire.ts";
import { testCircuit } from "../support/test-circuit.ts";

/** A harness that never caught anything proves nothing: these circuits are broken on purpose. */
describe("the soundness harness catches", () => {
  it("an output that is assigned and never constrained", async () => {
    const circuit = await testCircuit("test/soundness/broken/selector-unsummed.circom");
    const witness = await circuit.witness({ choice: 1n, values: [5n, 6n, 7n] });
    expect(unnoticedEdits(circuit, witness)).toContain("out");
  });

  it("bits that are summed and never checked to be 0 or 1", async () => {
    const circuit = await testCircuit("test/soundness/broken/bits-unchecked.circom");
    const witness = await circuit.witness({ in: 77n });
    expect(forgeries(circuit, witness, 4)).not.toEqual([]);
  });

  it("a zero test that says yes to a value that is not zero", async () => {
    const circuit = await testCircuit("test/soundness/broken/is-zero-half.circom");
    const witness = await circuit.witness({ in: 5n });
    expect(forgeries(circuit, witness, 4)).not.toEqual([]);
  });
});
