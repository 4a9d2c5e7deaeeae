/**
 * A ceremony from the powers of tau to a proof that a chain accepts, by the commands that people run: three contributors,
 * one of whom tampers and is found, the beacon, the keys, a proof, the exported contract in an EVM.
 * @module
 */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { groth16, type PublicSignals } from "snarkjs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ExportedKeys, exportKeys } from "../../prover/ceremony/export-keys.ts";
import { SCALAR_FIELD_ORDER } from "../../prover/groth16/bn254.ts";
import { sha256Hex } from "../../prover/groth16/canonical-json.ts";
import { stopCurveWorkers } from "../../prover/groth16/stop-curve-workers.ts";
import { keySidecarSchema } from "../../prover/keys/key-sidecar.ts";
import { readKeysManifest } from "../../prover/keys/manifest-file.ts";
import { sha256OfFile } from "../../prover/keys/sha256-of-file.ts";
import { generateBatchVerifier } from "../../scripts/export-verifier/generate-batch-verifier.ts";
import { readKeyFolder } from "../../scripts/export-verifier/read-key-folder.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { runInProcess } from "../cli/run-bin.ts";
import { runForgeTests } from "./forge-project.ts";
import {
  BUILD_FOLDER,
  editTranscript,
  signalsFor,
  swapPoints,
  type TestCircuit,
  tamperAsContributor,
  testCircuit,
} from "./test-ceremony.ts";

const BEACON_VALUE = "5f".repeat(32);
let circuit: TestCircuit;
let root: string;
let folder: string;
let inputs: string[];

beforeAll(async () => {
  circuit = await testCircuit();
  root = temporaryFolder();
  folder = join(root, "ceremony");
  inputs = ["--ptau", circuit.ptau.prepared, "--r1cs", circuit.r1cs];
  writeFileSync(join(root, "entropy"), "what somebody typed");
});
afterAll(stopCurveWorkers);

async function run(expected: number, ...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runInProcess(["ceremony", ...args]);
  expect([exitCode, ...(exitCode === expected ? [] : stderr)]).toEqual([expected]);
  return [...stdout, ...stderr].join("\n");
}

const contribute = (name: string) =>
  run(0, "contribute", folder, "--name", name, "--entropy-file", join(root, "entropy"));

test("three contribute, the second one tampers: verify finds and names them, and the others begin again before them", async () => {
  await run(1, "init", ...inputs, "--size", "test", "--out", folder);
  expect(await run(0, "init", ...inputs, "--size", "test", "--out", folder, "--allow-unknown-ptau")).toMatch(
    /INSECURE: these powers of tau are not a published file/,
  );
  expect(await contribute("Ada")).toMatch(/Contribution 1 by Ada[\s\S]*Contribution Hash:\n\t\t[0-9a-f]{8} /);
  cpSync(join(folder, "ceremony.json"), join(root, "after-ada.json"));
  await contribute("Mallory");
  await tamperAsContributor(folder, 2, (zkey) => swapPoints(zkey, 8));
  await contribute("Cleo");

  const table = await run(1, "verify", folder, ...inputs);
  expect(table).toMatch(/is NOT valid/);
  expect(table).toMatch(
    /1\. Ada, [-\d]+: holds[\s\S]*2\. Mallory, [-\d]+: WRONG[\s\S]*3\. Cleo, [-\d]+: not verified/,
  );
  expect(table).toMatch(/contribution 2 \(Mallory\): its key does not follow from the one before/);
  const json = JSON.parse(await run(1, "verify", folder, ...inputs, "--json"));
  expect(json).toMatchObject({
    valid: false,
    code: "CEREMONY_INVALID",
    faults: [expect.stringMatching(/Mallory/)],
  });

  cpSync(join(root, "after-ada.json"), join(folder, "ceremony.json"));
  expect(await contribute("Bert")).toMatch(/An unfinished contribution 2 was found and replaced/);
  await contribute("Cleo");
});

test("the beacon finalises it, nothing follows, everything verifies", async () => {
  const beacon = [
    "--value",
    `0x${BEACON_VALUE}`,
    "--iterations-exp",
    "10",
    "--source",
    "RANDAO mix of slot 7",
  ];
  expect(await run(1, "export", folder, ...inputs, "--out", join(root, "early"))).toMatch(
    /not finalised by a beacon/,
  );
  expect(await run(0, "beacon", folder, ...beacon)).toMatch(/beacon source +RANDAO mix of slot 7/);
  expect(await run(2, "contribute", folder, "--name", "Dora")).toMatch(/finalised by its beacon/);
  expect(await run(2, "beacon", folder, ...beacon)).toMatch(/finalised by its beacon/);

  const report = JSON.parse(await run(0, "verify", folder, ...inputs, "--json"));
  expect(report).toMatchObject({ valid: true, finalised: true, insecure: true, faults: [] });
  expect(report.contributions.map(({ name }: { name: string }) => name)).toEqual([
    "Ada",
    "Bert",
    "Cleo",
    "beacon",
  ]);
  expect(await run(0, "verify", folder, ...inputs)).toMatch(
    /^The ceremony is valid: 3 contributions and the beacon\./,
  );
});

test("the exported keys are one another's, in the one form whose hash everything carries", async () => {
  const keys = join(root, "keys");
  await run(0, "export", folder, ...inputs, "--out", keys);
  const { sidecar, entry } = await readKeys(keys);
  expect(await run(2, "export", folder, ...inputs, "--out", keys)).toMatch(/exists and is not overwritten/);
  const verificationKey = readFileSync(join(keys, "test/verification-key.json"), "utf8");
  expect(sidecar).toMatchObject({
    kind: "ceremony",
    insecure: true,
    warning: expect.stringMatching(/powers of tau/),
    verificationKeySha256: sha256Hex(verificationKey),
    zkeySha256: await sha256OfFile(join(keys, "test/proving-key.zkey")),
    r1csSha256: await sha256OfFile(circuit.r1cs),
  });
  expect(entry).toMatchObject({
    size: "test",
    kind: "ceremony",
    insecure: sidecar.warning,
    ptau: { known: false },
    verificationKey: { file: "test/verification-key.json", sha256: sidecar.verificationKeySha256 },
    zkey: { file: "test/proving-key.zkey", sha256: sidecar.zkeySha256 },
    contributions: [{ name: "Ada" }, { name: "Bert" }, { name: "Cleo" }, { name: "beacon", type: "beacon" }],
  });
});

test("proofs by the key hold in snarkjs and on chain; without a published phase 1 no public chain takes the contract", async () => {
  const keys = join(root, "keys");
  const published = await exportAsPublished(join(root, "published-keys"));
  const { proof, publicSignals } = await groth16.fullProve(
    signalsFor(7n, SCALAR_FIELD_ORDER),
    circuit.wasm,
    join(keys, "test/proving-key.zkey"),
  );
  const verificationKey = readFileSync(join(keys, "test/verification-key.json"), "utf8");
  expect(await groth16.verify(JSON.parse(verificationKey), publicSignals, proof)).toBe(true);
  const changed = publicSignals.map((signal, k) => (k === 3 ? "1" : signal));
  expect(await groth16.verify(JSON.parse(verificationKey), changed, proof)).toBe(false);

  // Published or not, it is the same key: only what may be done with it differs.
  expect(published.sidecar).toMatchObject({ kind: "ceremony", insecure: false });
  expect(published.sidecar.verificationKeySha256).toBe(sha256Hex(verificationKey));
  const contract = async (folder: string, contractName: string) => {
    const key = await readKeyFolder(join(folder, "test"), join(folder, "manifest.json"));
    return generateBatchVerifier({ ...key, contractName });
  };
  const { pi_a, pi_b, pi_c } = proof;
  // EVM order puts the imaginary part first.
  const points = [pi_a, [...pi_b[0]!].reverse(), [...pi_b[1]!].reverse(), pi_c];
  const proofWords = points.flatMap((pair) => pair.slice(0, 2));
  const outcome = await runForgeTests(join(BUILD_FOLDER, "forge"), {
    "generated/CeremonyVerifier.sol": await contract(join(root, "published-keys"), "CeremonyVerifier"),
    "generated/InsecureVerifier.sol": await contract(keys, "InsecureVerifier"),
    "test/CeremonyVerifier.t.sol": solidityTest(proofWords, publicSignals, sha256Hex(verificationKey)),
  });
  expect(outcome).toEqual({
    "test_deploy_ceremonyKeyOnMainnet()": "Success",
    "test_deploy_revert_insecureKeyOnMainnet()": "Success",
    "test_verificationKeyHash_isTheBundles()": "Success",
    "test_verify_acceptsTheProof()": "Success",
    "test_verify_rejectsAnotherInput()": "Success",
  });
});

/** The same ceremony where its powers of tau are in the table. */
async function exportAsPublished(out: string): Promise<ExportedKeys> {
  const known = join(root, "known");
  cpSync(folder, known, { recursive: true });
  await editTranscript(known, (transcript) => ({
    ...transcript,
    ptau: { ...transcript.ptau, name: circuit.table[0]!.name, known: true },
  }));
  const { r1cs, ptau, table: ptauTable } = circuit;
  return exportKeys({ folder: known, r1cs, ptau: ptau.prepared, ptauTable, out });
}

async function readKeys(keys: string) {
  const manifest = await readKeysManifest(join(keys, "manifest.json"));
  const sidecar = keySidecarSchema.parse(JSON.parse(readFileSync(join(keys, "test/key.json"), "utf8")));
  return { sidecar, entry: manifest.keys[0]! };
}

function solidityTest(proof: readonly string[], signals: PublicSignals, keyHash: string): string {
  const assign = (name: string, values: readonly string[]) =>
    values.map((value, k) => `        ${name}[0][${k}] = ${value};`).join("\n");
  return `// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {CeremonyVerifier} from "../generated/CeremonyVerifier.sol";
import {InsecureVerifier} from "../generated/InsecureVerifier.sol";
import {DevelopmentKey} from "../src/DevelopmentKey.sol";
import {Test} from "./Test.sol";

contract CeremonyVerifierTest is Test {
    function test_verify_acceptsTheProof() public {
        (uint256[8][] memory proofs, uint256[16][] memory inputs) = _proof();
        assertTrue(new CeremonyVerifier().verify(proofs, inputs), "accepted");
    }

    function test_verify_rejectsAnotherInput() public {
        (uint256[8][] memory proofs, uint256[16][] memory inputs) = _proof();
        inputs[0][3] += 1;
        assertTrue(!new CeremonyVerifier().verify(proofs, inputs), "rejected");
    }

    function test_verificationKeyHash_isTheBundles() public {
        assertEq(new CeremonyVerifier().verificationKeyHash(), bytes32(0x${keyHash}));
    }

    function test_deploy_ceremonyKeyOnMainnet() public {
        vm.chainId(1);
        new CeremonyVerifier();
    }

    function test_deploy_revert_insecureKeyOnMainnet() public {
        vm.chainId(1);
        vm.expectRevert(abi.encodeWithSelector(DevelopmentKey.DevelopmentKeyOnPublicChain.selector, 1));
        new InsecureVerifier();
    }

    function _proof() private pure returns (uint256[8][] memory proofs, uint256[16][] memory inputs) {
        proofs = new uint256[8][](1);
        inputs = new uint256[16][](1);
${assign("proofs", proof)}
${assign("inputs", signals)}
    }
}
`;
}
