/**
 * A sample of `npm run attack:files -- --kind answers-…`: whatever a node changes in an answer, the command is refused with a typed
 * error or does what it does without it.
 * @module
 */
import { afterAll, expect, it } from "vitest";
import { stopCurveWorkers } from "../../prover/groth16/stop-curve-workers.ts";
import { ATTACKED_ANSWERS } from "./files/attacked-files.ts";
import { caseRandom } from "./files/random.ts";
import { runCase } from "./files/run-case.ts";

afterAll(() => stopCurveWorkers());

const SEED = 2;
const CASES = 15;

it.each(Object.entries(ATTACKED_ANSWERS))("%s: no fault in the sample", async (_, attack) => {
  const attacked = await attack();
  const outcomes: string[] = [];
  for (let number = 0; number < CASES; number++) {
    const outcome = await runCase(attacked.mutate(caseRandom(SEED, number)));
    if (outcome.kind === "fault") expect.fail(`case ${number}: ${outcome.reason}`);
    outcomes.push(outcome.kind);
  }
  expect(outcomes).toContain("refused");
});
