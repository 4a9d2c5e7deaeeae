/**
 * From public inputs and declared advice every wire follows, by the constraints alone and whatever the values are: what a
 * prover may choose is what the templates say that they may.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { compilePageCircuit } from "../../scripts/circuits/set-up-size.ts";
import { derive } from "../../scripts/soundness/derivation.ts";
import { givenWires } from "../../scripts/soundness/page-advice.ts";
import { undeterminedSignals } from "../../scripts/soundness/undetermined-signals.ts";
import { TestCircuit } from "../support/test-circuit.ts";

describe("a page", () => {
  let circuit: TestCircuit;
  let given: number[];
  beforeAll(async () => {
    circuit = new TestCircuit(await compilePageCircuit("test"));
    given = givenWires(circuit.wires);
  });

  it("leaves open what is harmless: inverses of 0, and digests that nobody may claim", () => {
    expect(undeterminedSignals(circuit.wires, derive(circuit.system, given))).toMatchInlineSnapshot(`
      {
        "slot[].digest[]": 8,
        "slot[].hash.padding.output0.carry[]": 12,
        "slot[].hash.padding.output1.carry[]": 4,
        "slot[].hash.padding.output2.carry[]": 4,
        "slot[].hash.padding.output3.carry[]": 8,
        "slot[].hash.padding.output4.carry[]": 12,
        "slot[].hash.padding.output5.carry[]": 4,
        "slot[].hash.padding.output6.carry[]": 4,
        "slot[].hash.padding.output7.carry[]": 8,
        "slot[].unused.inverse": 3,
      }
    `);
  });

  it("leaves nothing open in a digest that is claimed", () => {
    const assumed = new Map([1, 2, 3].map((slot) => [circuit.wire(`slot[${slot}].claims`), 1n]));
    const open = undeterminedSignals(circuit.wires, derive(circuit.system, given, { assumed }));
    expect(open).toMatchInlineSnapshot(`
      {
        "slot[].digest[]": 2,
        "slot[].hash.padding.output0.carry[]": 3,
        "slot[].hash.padding.output1.carry[]": 1,
        "slot[].hash.padding.output2.carry[]": 1,
        "slot[].hash.padding.output3.carry[]": 2,
        "slot[].hash.padding.output4.carry[]": 3,
        "slot[].hash.padding.output5.carry[]": 1,
        "slot[].hash.padding.output6.carry[]": 1,
        "slot[].hash.padding.output7.carry[]": 2,
        "slot[].unused.inverse": 4,
      }
    `);
  });
});
