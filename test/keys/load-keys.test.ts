import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type CircuitFiles, circuitFiles } from "../../prover/keys/circuit-files.ts";
import { KeyMismatchError, KeysMissingError } from "../../prover/keys/errors.ts";
import { loadKeys } from "../../prover/keys/load-keys.ts";
import { setUpSize } from "../../scripts/circuits/set-up-size.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";

const files = circuitFiles("test");
const json = (path: string) => JSON.parse(readFileSync(path, "utf8"));

/** The files of the real key with one of them replaced. */
function withFile(name: keyof CircuitFiles, content: string | Uint8Array): CircuitFiles {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return { ...files, [name]: path };
}

const withField = (name: keyof CircuitFiles, fields: Record<string, unknown>): CircuitFiles =>
  withFile(name, JSON.stringify({ ...json(files[name]), ...fields }));

const otherHash = "5".repeat(64);

describe("loadKeys", () => {
  beforeAll(async () => {
    await setUpSize("test", () => {});
  });

  it("takes the keys that belong to the circuit, with the size's limits and their development mark", async () => {
    expect(await loadKeys("test")).toEqual({
      size: "test",
      limits: { slots: 4, lanes: 8 },
      files,
      sourceHash: json(files.manifest).sourceHash,
      kind: "development",
      id: json(files.keyManifest).id,
      verificationKey: json(files.verificationKey),
    });
  });

  it.each(["manifest", "wasm", "provingKey", "verificationKey", "keyManifest"] as const)(
    "names the missing %s and says how to make it, exit code 2",
    async (name) => {
      const missing = join(temporaryFolder(), "nothing-here");
      const loading = loadKeys("test", { ...files, [name]: missing });
      await expect(loading).rejects.toBeInstanceOf(KeysMissingError);
      await expect(loading).rejects.toMatchObject({
        code: "KEYS_MISSING",
        exitCode: 2,
        message: expect.stringContaining(missing),
        hints: [expect.stringContaining("npm run setup -- test")],
      });
    },
  );

  it.each([
    ["no JSON", "{"],
    ["an empty object", "{}"],
    ["a hash that is none", JSON.stringify({ sourceHash: "0x12" })],
  ])("treats a manifest with %s as missing", async (_, content) => {
    await expect(loadKeys("test", withFile("manifest", content))).rejects.toBeInstanceOf(KeysMissingError);
  });

  const mismatches: [string, () => CircuitFiles, RegExp][] = [
    [
      "a key made for other sources",
      () => withField("keyManifest", { circuitSourceHash: otherHash }),
      new RegExp(`source hash is ${otherHash}`),
    ],
    [
      "a circuit compiled from other sources",
      () => withField("manifest", { sourceHash: otherHash }),
      new RegExp(`source hash is .*expected ${otherHash}`),
    ],
    [
      "a verification key for another number of public inputs",
      () => withField("verificationKey", { nPublic: 15 }),
      /public inputs is 15, expected 16/,
    ],
    [
      "the verification key of another key",
      () => withField("verificationKey", { vk_delta_2: json(files.verificationKey).vk_gamma_2 }),
      /verification key's SHA-256/,
    ],
    [
      "a witness generator with one bit changed",
      () => {
        const bytes = readFileSync(files.wasm);
        bytes[bytes.length >> 1]! ^= 1;
        return withFile("wasm", bytes);
      },
      /witness generator's SHA-256/,
    ],
    [
      "a truncated proving key",
      () => withFile("provingKey", readFileSync(files.provingKey).subarray(0, -1)),
      /proving key's SHA-256/,
    ],
    [
      "another verification key's hash in the sidecar",
      () => withField("keyManifest", { verificationKeySha256: otherHash }),
      new RegExp(`verification key's SHA-256 is .*expected ${otherHash}`),
    ],
    [
      "another proving key's hash in the sidecar",
      () => withField("keyManifest", { zkeySha256: otherHash }),
      new RegExp(`proving key's SHA-256 is .*expected ${otherHash}`),
    ],
  ];
  it.each(mismatches)("refuses %s, exit code 2", async (_, otherFiles, reason) => {
    const loading = loadKeys("test", otherFiles());
    await expect(loading).rejects.toBeInstanceOf(KeyMismatchError);
    await expect(loading).rejects.toMatchObject({ code: "KEY_OF_ANOTHER_CIRCUIT", exitCode: 2 });
    await expect(loading).rejects.toThrow(reason);
  });
});
