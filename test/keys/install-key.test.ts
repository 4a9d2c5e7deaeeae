/** A key is installed for the circuit that lies here, or nothing changes. @module */
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sha256Hex } from "../../prover/groth16/canonical-json.ts";
import type { VerificationKey } from "../../prover/groth16/verification-key.ts";
import { canonicalVerificationKey } from "../../prover/groth16/verification-key-hash.ts";
import type { CircuitFiles } from "../../prover/keys/circuit-files.ts";
import { partialPath } from "../../prover/keys/fetch-key-file.ts";
import { folderSource } from "../../prover/keys/folder-source.ts";
import { installKey } from "../../prover/keys/install-key.ts";
import { loadKeys } from "../../prover/keys/load-keys.ts";
import type { KeyEntry } from "../../prover/keys/manifest.ts";
import { webSource } from "../../prover/keys/web-source.ts";
import { toyGroth16 } from "../support/toy-groth16.ts";
import { SOURCE_HASH } from "./ceremony-entry.ts";
import { compiledCircuit, type KeyExample, keyExampleWith } from "./key-example.ts";
import { breakAfter, startKeyServer } from "./key-server.ts";

let verificationKey: VerificationKey;
let otherVerificationKey: VerificationKey;
let example: KeyExample;
let files: CircuitFiles;
beforeAll(async () => {
  verificationKey = (await toyGroth16()).verificationKey;
  otherVerificationKey = (await toyGroth16("another")).verificationKey;
});
beforeEach(() => {
  example = keyExampleWith(verificationKey);
  files = compiledCircuit();
});

const install = (entry: KeyEntry = example.entry, into = files) =>
  installKey(entry, folderSource(example.folder), into);
const installed = () =>
  existsSync(dirname(files.provingKey)) ? readdirSync(dirname(files.provingKey)).sort() : [];
const WHOLE = ["key.json", "proving-key.zkey", "verification-key.json"];
const inFolder = (file: string) => join(example.folder, "test", file);

describe("an installed key", () => {
  test("of a ceremony is what loadKeys reads", async () => {
    expect(await install()).toBe("fetched");
    expect(installed()).toEqual(WHOLE);
    expect(await loadKeys("test", files)).toEqual({
      size: "test",
      limits: { slots: 4, lanes: 8 },
      files,
      sourceHash: SOURCE_HASH,
      kind: "ceremony",
      id: `ceremony-${example.entry.verificationKey.sha256.slice(0, 16)}`,
      verificationKey,
    });
  });

  test("of an insecure ceremony counts as a development key, under a name that says so", async () => {
    const ptau = { ...example.entry.ptau!, known: false };
    await install({ ...example.entry, ptau, insecure: "unknown powers of tau" });
    expect(await loadKeys("test", files)).toMatchObject({
      kind: "development",
      id: expect.stringMatching(/^insecure-ceremony-[0-9a-f]{16}$/),
    });
  });

  test("has the canonical verification key, however it was written: the hash that contracts store", async () => {
    const { vk_alpha_1, ...rest } = verificationKey;
    writeFileSync(inFolder("verification-key.json"), JSON.stringify({ ...rest, vk_alpha_1 }));
    await install();
    expect(readFileSync(files.verificationKey, "utf8")).toBe(canonicalVerificationKey(verificationKey));
  });

  test("that is there and whole is kept, and the source is not asked", async () => {
    await install();
    const before = statSync(files.provingKey);
    rmSync(join(example.folder, "test"), { recursive: true });
    expect(await install()).toBe("kept");
    expect(statSync(files.provingKey).mtimeMs).toBe(before.mtimeMs);
  });

  const spoiled: [string, (paths: CircuitFiles) => void][] = [
    ["its proving key is spoiled", ({ provingKey }) => writeFileSync(provingKey, Buffer.alloc(1000))],
    ["its verification key is spoiled", (paths) => writeFileSync(paths.verificationKey, "{}")],
    ["its verification key is missing", (paths) => rmSync(paths.verificationKey)],
    ["its sidecar is no JSON", (paths) => writeFileSync(paths.keyManifest, "{")],
    ["its sidecar is missing", (paths) => rmSync(paths.keyManifest)],
    [
      "its sidecar calls it a development key",
      ({ keyManifest }) =>
        writeFileSync(
          keyManifest,
          JSON.stringify({ ...JSON.parse(readFileSync(keyManifest, "utf8")), kind: "development" }),
        ),
    ],
  ];
  test.each(spoiled)("is fetched again where %s", async (_, spoil) => {
    await install();
    spoil(files);
    expect(await install()).toBe("fetched");
    expect(await loadKeys("test", files)).toMatchObject({ kind: "ceremony" });
  });

  test("makes place for another one, with what was left of other downloads", async () => {
    await install();
    writeFileSync(`${files.provingKey}.0123456789abcdef.partial`, "half");
    example = keyExampleWith(otherVerificationKey);
    expect(await install()).toBe("fetched");
    expect(await loadKeys("test", files)).toMatchObject({ verificationKey: otherVerificationKey });
    expect(installed()).toEqual(WHOLE);
  });

  test("removes no pipe that has the name of another download", async () => {
    await install();
    const pipe = `${files.provingKey}.0123456789abcdef.partial`;
    execFileSync("mkfifo", [pipe]);
    expect(await install()).toBe("kept");
    expect(statSync(pipe).isFIFO()).toBe(true);
  });

  test("is written through no link, and into no pipe, in the place of its own part", async () => {
    const partial = partialPath(files.provingKey, example.entry.zkey);
    mkdirSync(dirname(partial), { recursive: true });
    execFileSync("mkfifo", [partial]);
    await expect(install()).rejects.toMatchObject({ code: "OUTPUT_NOT_A_FILE", path: partial });
    rmSync(partial);
    const elsewhere = join(dirname(files.r1cs), "elsewhere");
    writeFileSync(elsewhere, "of somebody");
    symlinkSync(elsewhere, partial);
    expect(await install()).toBe("fetched");
    expect(readFileSync(elsewhere, "utf8")).toBe("of somebody");
    expect(installed()).toEqual(WHOLE);
  });
});

describe("a manifest of another circuit is refused with both values, exit code 1, and no file is asked for", () => {
  const r1csSha256 = sha256Hex("a constraint system");
  const compiler = { name: "circom2", version: "0.2.23", flags: ["--O1"] };
  const cases: [string, () => Partial<KeyEntry>, string, string][] = [
    [
      "other sources",
      () => ({ circuit: { sourceHash: "4".repeat(64), compiler, r1csSha256 } }),
      "4".repeat(64),
      SOURCE_HASH,
    ],
    [
      "another constraint system",
      () => ({ circuit: { sourceHash: SOURCE_HASH, compiler, r1csSha256: "5".repeat(64) } }),
      "5".repeat(64),
      r1csSha256,
    ],
    [
      "another compiler",
      () => ({
        circuit: { sourceHash: SOURCE_HASH, compiler: { ...compiler, version: "0.2.22" }, r1csSha256 },
      }),
      "circom2 0.2.22 --O1",
      "circom2 0.2.23 --O1",
    ],
    [
      "other flags",
      () => ({
        circuit: { sourceHash: SOURCE_HASH, compiler: { ...compiler, flags: ["--O2"] }, r1csSha256 },
      }),
      "circom2 0.2.23 --O2",
      "circom2 0.2.23 --O1",
    ],
    ["more hash slots", () => ({ slots: 5 }), "5", "4"],
    ["fewer lanes", () => ({ lanes: 7 }), "7", "8"],
  ];
  test.each(cases)("%s", async (_, fields, expected, found) => {
    rmSync(join(example.folder, "test"), { recursive: true });
    await expect(install({ ...example.entry, ...fields() })).rejects.toMatchObject({
      code: "MANIFEST_OF_ANOTHER_CIRCUIT",
      exitCode: 1,
      size: "test",
      expected,
      found,
    });
    expect(installed()).toEqual([]);
  });

  test("the constraint system is hashed, not believed", async () => {
    writeFileSync(files.r1cs, "another constraint system");
    await expect(install()).rejects.toMatchObject({ found: sha256Hex("another constraint system") });
  });
});

describe("what was in place stays where a new key", () => {
  const wrong: [string, () => void, object][] = [
    [
      "has another proving key",
      () => writeFileSync(inFolder("proving-key.zkey"), Buffer.alloc(1000)),
      { code: "KEY_FILE_MISMATCH", what: "SHA-256", exitCode: 1 },
    ],
    [
      "has another verification key",
      () => writeFileSync(inFolder("verification-key.json"), canonicalVerificationKey(verificationKey)),
      { code: "KEY_FILE_MISMATCH", file: "test/verification-key.json", exitCode: 1 },
    ],
    [
      "has a verification key that is none",
      () => writeFileSync(inFolder("verification-key.json"), "{}"),
      { code: "KEY_FILE_UNREADABLE", reason: expect.stringContaining("not a verification key"), exitCode: 2 },
    ],
    [
      "has a verification key that never ends",
      () => writeFileSync(inFolder("verification-key.json"), " ".repeat(300_000)),
      { code: "KEY_FILE_UNREADABLE", reason: expect.stringContaining("at most 262144 bytes"), exitCode: 2 },
    ],
    [
      "is not there",
      () => rmSync(inFolder("proving-key.zkey")),
      { code: "KEY_FILE_UNREADABLE", exitCode: 2 },
    ],
  ];
  test.each(wrong)("%s", async (_, spoil, failure) => {
    await install();
    const before = await loadKeys("test", files);
    example = keyExampleWith(otherVerificationKey);
    spoil();
    await expect(install()).rejects.toMatchObject(failure);
    expect(await loadKeys("test", files)).toEqual(before);
    expect(installed()).toEqual(WHOLE);
  });

  test("is interrupted, and the next run finishes it", async () => {
    await install();
    const before = await loadKeys("test", files);
    example = keyExampleWith(otherVerificationKey, 500_000);
    const server = await startKeyServer(example.folder);
    try {
      const partial = partialPath(files.provingKey, example.entry.zkey);
      server.behave = breakAfter(200_000, () => (existsSync(partial) ? statSync(partial).size : 0));
      const fetch = () => installKey(example.entry, webSource(server.url), files);
      await expect(fetch()).rejects.toMatchObject({ code: "KEY_SERVER_UNREACHABLE" });
      expect(await loadKeys("test", files)).toEqual(before);
      server.behave = undefined;
      expect(await fetch()).toBe("fetched");
      expect(server.asked.at(-1)).toBe("/test/proving-key.zkey bytes=200000-");
    } finally {
      await server.close();
    }
    expect(await loadKeys("test", files)).toMatchObject({ verificationKey: otherVerificationKey });
    expect(installed()).toEqual(WHOLE);
  });
});
