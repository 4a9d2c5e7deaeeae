/** The size that is proved with is as determined as the small one of determinism.test.ts. */
import { expect, it } from "vitest";
import { PAGE_SIZES } from "../../prover/plan/page-sizes.ts";
import { compilePageCircuit } from "../../scripts/circuits/set-up-size.ts";
import { derive } from "../../scripts/soundness/derivation.ts";
import { givenWires } from "../../scripts/soundness/page-advice.ts";
import { undeterminedSignals } from "../../scripts/soundness/undetermined-signals.ts";
import { TestCircuit } from "../support/test-circuit.ts";

it("a page of `standard` leaves open only the digest of slot 0, which nobody claims, and inverses of 0", async () => {
  const { system, wires } = new TestCircuit(await compilePageCircuit("standard"));
  const claimed = Array.from({ length: PAGE_SIZES.standard.slots - 1 }, (_, i) => `slot[${i + 1}].claims`);
  const assumed = new Map(claimed.map((name) => [wires.get(name)!, 1n]));
  const open = undeterminedSignals(wires, derive(system, givenWires(wires), { assumed }));
  const ofDigest = Object.entries(open).filter(([name]) => name !== "slot[].unused.inverse");
  expect(
    ofDigest.every(([name]) => /^slot\[\]\.(digest\[\]|hash\.padding\.output\d\.carry\[\])$/.test(name)),
  ).toBe(true);
  // Two elements and the fourteen carries of eight words.
  expect(ofDigest.reduce((sum, [, count]) => sum + count, 0)).toBe(16);
});
