/** Powers of tau made straight from tau are what snarkjs makes of the same powers, and a ceremony holds on them. @module */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { groth16, powersOfTau, zKey } from "snarkjs";
import { afterAll, expect, test } from "vitest";
import { zkeyName } from "../../../prover/ceremony/ceremony-folder.ts";
import { contribute } from "../../../prover/ceremony/contribute.ts";
import { initCeremony } from "../../../prover/ceremony/init-ceremony.ts";
import { verifyCeremony } from "../../../prover/ceremony/verify-ceremony.ts";
import { SCALAR_FIELD_ORDER } from "../../../prover/groth16/bn254.ts";
import { stopCurveWorkers } from "../../../prover/groth16/stop-curve-workers.ts";
import { writeKnownTau } from "../../../scripts/ceremony-rehearsal/write-known-tau.ts";
import { temporaryFolder } from "../../bundle/bundle-folder.ts";
import { signalsFor, testCircuit } from "../../ceremony/test-ceremony.ts";

afterAll(stopCurveWorkers);

test.each([1, 5])("2^%i powers: snarkjs prepares the same bytes of them", async (power) => {
  const [made, prepared] = ["made.ptau", "prepared.ptau"].map((name) => join(temporaryFolder(), name)) as [
    string,
    string,
  ];
  await writeKnownTau(made, power, 1);
  await powersOfTau.preparePhase2(made, prepared);
  expect(readFileSync(made).equals(readFileSync(prepared))).toBe(true);
});

test("a ceremony on them holds, is marked insecure, and its key proves", async () => {
  const { r1cs, wasm } = await testCircuit();
  const folder = join(temporaryFolder(), "ceremony");
  const ptau = join(temporaryFolder(), "made.ptau");
  await writeKnownTau(ptau, 8, 2);
  await initCeremony({ folder, r1cs, size: null, ptau, allowUnknownPtau: true });
  await contribute({ folder, name: "Ada", entropy: "typed" });
  expect(await verifyCeremony({ folder, r1cs, ptau })).toMatchObject({ valid: true, insecure: true });
  const zkey = join(folder, zkeyName(1));
  const { proof, publicSignals } = await groth16.fullProve(signalsFor(7n, SCALAR_FIELD_ORDER), wasm, zkey);
  const key = await zKey.exportVerificationKey(zkey);
  expect(await groth16.verify(key as never, publicSignals, proof)).toBe(true);
});
