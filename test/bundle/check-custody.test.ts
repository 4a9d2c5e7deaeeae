/** One key from the circuit's sources to the chain: any link that has another one is named, with both values. @module */
import { beforeAll, describe, expect, test } from "vitest";
import { checkCustody } from "../../prover/bundle/check-custody.ts";
import { makeBundle } from "../../prover/bundle/make-bundle.ts";
import type { Bundle } from "../../prover/bundle/schema.ts";
import { verifyBundle } from "../../prover/bundle/verify-bundle.ts";
import { verificationKeySha256 } from "../../prover/groth16/verification-key-hash.ts";
import type { KeyEntry, KeysManifest } from "../../prover/keys/manifest.ts";
import { prepareSubmission } from "../../prover/spurt/prepare-submission.ts";
import { manifestOf } from "../keys/ceremony-entry.ts";
import { type KeyExample, keyExampleWith } from "../keys/key-example.ts";
import { ROOT_OF_NOTHING } from "../spurt/fake-chain.ts";
import { submitSetup } from "../spurt/submit-setup.ts";
import { type SyntheticParts, syntheticParts } from "./synthetic-bundle.ts";

const setup = submitSetup();
let parts: SyntheticParts;
let example: KeyExample;
let bundle: Bundle;
beforeAll(async () => {
  parts = await syntheticParts(setup.toy);
  example = keyExampleWith(setup.toy.verificationKey);
  bundle = bundleWith();
});

const hash = () => verificationKeySha256(setup.toy.verificationKey);
const ceremonyKey = () => ({
  kind: "ceremony" as const,
  id: `ceremony-${hash().slice(0, 16)}`,
  verificationKey: setup.toy.verificationKey,
});
const bundleWith = (changes: Partial<SyntheticParts> = {}) =>
  makeBundle({ ...parts, key: ceremonyKey(), ...changes });
const manifestWith = (fields: Partial<KeyEntry>) => manifestOf({ ...example.entry, ...fields });
const oracle = () => ({ chain: setup.options.chain, oracle: setup.options.oracle });

describe("the same key everywhere", () => {
  test("in bundle, manifest and contract", async () => {
    expect(await checkCustody({ bundle, manifest: example.manifest, oracle: oracle() })).toEqual({
      verificationKeySha256: hash(),
      manifest: {
        size: "test",
        kind: "ceremony",
        insecure: null,
        contributions: example.entry.contributions,
        ptau: "powersOfTau28_hez_final_17.ptau",
      },
      oracle: { address: setup.options.oracle, verifier: expect.stringMatching(/^0x[0-9a-f]{40}$/i) },
    });
  });

  test("in two of them", async () => {
    const { manifest } = example;
    expect(await checkCustody({ bundle, manifest })).toMatchObject({
      oracle: null,
      manifest: { size: "test" },
    });
    expect(await checkCustody({ bundle, oracle: oracle() })).toMatchObject({ manifest: null });
    const small = { ...example.entry, size: "small", verificationKey: { file: "v", sha256: "7".repeat(64) } };
    const both = manifestOf(small, example.entry);
    expect(await checkCustody({ manifest: both, oracle: oracle() })).toMatchObject({
      verificationKeySha256: hash(),
      manifest: { size: "test" },
    });
  });

  test("one of them says nothing", async () => {
    await expect(checkCustody({ bundle })).rejects.toBeInstanceOf(TypeError);
  });

  test("a verified bundle whose key is in the manifest is trusted, before it is submitted as well", async () => {
    const { manifest } = example;
    const verified = await verifyBundle(bundle, { keysManifest: manifest });
    expect(verified.summary).toMatchObject({ keyTrusted: true, keys: ceremonyKey().id });
    expect((await verifyBundle(bundle)).summary).toMatchObject({ keyTrusted: false });
    const prepared = await prepareSubmission(verified, setup.options);
    expect(prepared.bundle.summary.keyTrusted).toBe(true);
  });
});

describe("bundle and manifest differ: exit code 1, and there is no verified bundle to submit", () => {
  const cases: [string, () => [Bundle, KeysManifest], string][] = [
    [
      "a key of another setup",
      () => [bundle, manifestWith({ verificationKey: { file: "v", sha256: "8".repeat(64) } })],
      "Verification key (SHA-256)",
    ],
    [
      "another source hash",
      () => [bundleWith({ circuit: { ...parts.circuit, sourceHash: "9".repeat(64) } }), example.manifest],
      "Circuit source hash",
    ],
    ["other hash slots", () => [bundle, manifestWith({ slots: 5 })], "Hash slots M"],
    [
      "other lanes",
      () => [bundleWith({ circuit: { ...parts.circuit, lanes: 9 } }), example.manifest],
      "Lanes L",
    ],
    [
      "a development key that the bundle calls one of a ceremony",
      () => [
        bundle,
        manifestWith({ kind: "development", insecure: "made on one machine", ptau: null, contributions: [] }),
      ],
      "Kind of the key",
    ],
    [
      "another name",
      () => [bundleWith({ key: { ...ceremonyKey(), id: "ours" } }), example.manifest],
      "Id of the key",
    ],
  ];
  test.each(cases)("%s", async (_, make, what) => {
    const [claiming, manifest] = make();
    const failure = { code: "KEY_CUSTODY_BROKEN", exitCode: 1, what, foundIn: "the bundle" };
    await expect(checkCustody({ bundle: claiming, manifest })).rejects.toMatchObject(failure);
    await expect(verifyBundle(claiming, { keysManifest: manifest })).rejects.toMatchObject(failure);
  });

  test("the key inside counts, not the hash that the bundle's manifest gives", async () => {
    const lying = {
      ...bundle,
      verificationKey: { ...bundle.verificationKey, IC: [...bundle.verificationKey.IC] },
    };
    lying.verificationKey.IC.reverse();
    await expect(checkCustody({ bundle: lying, manifest: example.manifest })).rejects.toMatchObject({
      what: "Verification key (SHA-256)",
      expected: hash(),
    });
  });

  test("a size that the manifest does not have: exit code 2", async () => {
    const manifest = manifestWith({ size: "standard" });
    await expect(checkCustody({ bundle, manifest })).rejects.toMatchObject({
      code: "KEY_NOT_IN_MANIFEST",
      exitCode: 2,
      message: expect.stringContaining("it has standard"),
    });
  });
});

describe("a contract with another key: exit code 1", () => {
  test("than the bundle", async () => {
    setup.chain.views.verificationKeyHash = () => ROOT_OF_NOTHING;
    await expect(checkCustody({ bundle, oracle: oracle() })).rejects.toMatchObject({
      code: "KEY_CUSTODY_BROKEN",
      expected: ROOT_OF_NOTHING.slice(2),
      found: hash(),
    });
  });

  test("than every one of the manifest", async () => {
    setup.chain.views.verificationKeyHash = () => ROOT_OF_NOTHING;
    await expect(checkCustody({ manifest: example.manifest, oracle: oracle() })).rejects.toMatchObject({
      code: "KEY_CUSTODY_BROKEN",
      expected: `${hash()} (test)`,
      found: ROOT_OF_NOTHING.slice(2),
    });
  });
});
