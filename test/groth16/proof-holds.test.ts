/** Verifying shares nothing with whatever else the process does on a curve. @module */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { beforeAll, expect, it } from "vitest";
import type { Groth16Proof } from "../../prover/groth16/groth16-schema.ts";
import { proofHolds } from "../../prover/groth16/proof-holds.ts";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { type ToyGroth16, toyGroth16 } from "../support/toy-groth16.ts";

const SIGNALS = Array.from({ length: 16 }, (_, i) => String(i));
const shared = globalThis as { curve_bn128?: object | null };

let toy: ToyGroth16;
let proof: Groth16Proof;
beforeAll(async () => {
  toy = await toyGroth16();
  proof = await toy.prove(SIGNALS);
});

it("accepts a proof of its signals and of no others, however many are verified at once", async () => {
  const others = SIGNALS.with(3, "9");
  const asked = [SIGNALS, others, SIGNALS, others, SIGNALS];
  const answers = await Promise.all(asked.map((signals) => proofHolds(toy.verificationKey, signals, proof)));
  expect(answers).toEqual([true, false, true, false, true]);
});

it("leaves the curve that snarkjs shares as it is, and needs none", async () => {
  const { curve_bn128: before } = shared;
  const mark = {};
  shared.curve_bn128 = mark;
  try {
    const verifying = proofHolds(toy.verificationKey, SIGNALS, proof);
    expect(shared.curve_bn128).toBe(mark);
    expect(await verifying).toBe(true);
    expect(shared.curve_bn128).toBe(mark);
  } finally {
    shared.curve_bn128 = before ?? null;
  }
});

it("lets a process end by itself", async () => {
  const verify = `
    const { proofHolds } = await import("./prover/groth16/proof-holds.ts");
    console.log(await proofHolds(...${JSON.stringify([toy.verificationKey, SIGNALS, proof])}));`;
  const args = ["--import", "tsx", "--input-type=module", "--eval", verify];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: REPOSITORY_ROOT,
    timeout: 300_000,
  });
  expect(stdout).toBe("true\n");
});
