/** `verify` says what a bundle says, or why it must not be believed, by output and exit code. @module */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { makeBundle } from "../../prover/bundle/make-bundle.ts";
import { writeBundle } from "../../prover/bundle/write-bundle.ts";
import { verificationKeySha256 } from "../../prover/groth16/verification-key-hash.ts";
import { writeKeysManifest } from "../../prover/keys/manifest-file.ts";
import { setUpSize } from "../../scripts/circuits/set-up-size.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { continuedParts, type SyntheticParts, syntheticParts } from "../bundle/synthetic-bundle.ts";
import { ceremonyEntry, manifestOf } from "../keys/ceremony-entry.ts";
import { toyGroth16 } from "../support/toy-groth16.ts";
import { runBin, runInProcess } from "./run-bin.ts";

let parts: SyntheticParts;
let folder: string;
let keyFile: string;
let otherKeyFile: string;
beforeAll(async () => {
  const parent = temporaryFolder();
  const toy = await toyGroth16();
  const other = await toyGroth16("another");
  parts = await syntheticParts(toy);
  [folder, keyFile, otherKeyFile] = [join(parent, "bundle"), join(parent, "key"), join(parent, "other")];
  await writeBundle(makeBundle(parts), folder);
  writeFileSync(keyFile, JSON.stringify(toy.verificationKey));
  writeFileSync(otherKeyFile, JSON.stringify(other.verificationKey));
});

describe("as a process", () => {
  test("a valid bundle: one JSON object, nothing else, exit code 0, and the process ends by itself", async () => {
    const { exitCode, stdout, stderr } = await runBin(["verify", folder, "--json"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    const summary = JSON.parse(stdout);
    expect(summary).toMatchObject({ valid: true, pages: 3, validators: 7, existing: 6, keys: "development" });
    for (const amount of ["rawGwei", "principalGwei", "sourcesWei", "reservesWei", "supplyWei", "rate"]) {
      expect(summary[amount], amount).toMatch(/^\d+$/);
    }
  });

  test("without a terminal progress is plain lines on stderr, the table alone on stdout", async () => {
    const { stdout, stderr } = await runBin(["verify", folder]);
    expect(stderr).toMatch(/^Verify: proof 3 of 3 holds$/m);
    expect(stderr).toMatch(/^Verify: done in \d+\.\d s$/m);
    expect(stderr).not.toContain("\x1b");
    expect(stdout).toMatch(/^The bundle is valid\.$/m);
    expect(stdout).toMatch(/^sources +15\.000000000000000001 ETH$/m);
    expect(stdout).toMatch(/^deposits +96 ETH, 2 waiting, 1 written off$/m);
    expect(stdout).toMatch(/^liabilities +2 ETH$/m);
    expect(stdout).toMatch(/^policy +principal$/m);
    expect(stdout).toMatch(/not existing yet at this block, counted as 0 ETH: 1000\)$/m);
    expect(stdout).toMatch(/^INSECURE: /m);
  });
});

test("one changed byte: exit code 1 and one line, or one object with --json", async () => {
  const changed = join(temporaryFolder(), "bundle");
  cpSync(folder, changed, { recursive: true });
  const path = join(changed, "pages/0002.json");
  writeFileSync(
    path,
    readFileSync(path, "utf8").replace(/"pi_a": \[\n\s+"\d/, (text) => `${text.slice(0, -1)}0`),
  );
  const human = await runInProcess(["verify", changed]);
  expect(human.exitCode).toBe(1);
  expect(human.stderr.join("\n")).toMatch(/^error: pages\/0002\.json was changed: /m);
  const { exitCode, stdout } = await runInProcess(["verify", changed, "--json"]);
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout.join(""))).toMatchObject({ valid: false, code: "BUNDLE_FILE_CHANGED" });
});

test("a bundle that continues others' pages: what it does not prove is said", async () => {
  const rest = join(temporaryFolder(), "bundle");
  await writeBundle(makeBundle(continuedParts(parts, 1)), rest);
  const { exitCode, stdout } = await runInProcess(["verify", rest]);
  const text = stdout.join("\n");
  expect(text).toMatch(/^validators +7, the last 5 of them in 2 pages$/m);
  expect(text).toMatch(
    /^The first 2 validators are proved elsewhere, in pages that the oracle has already accepted/m,
  );
  expect(text).toContain("only claimed here");
  expect(exitCode).toBe(0);
  const json = await runInProcess(["verify", rest, "--json"]);
  expect(JSON.parse(json.stdout.join(""))).toMatchObject({ valid: true, startCount: 2, validators: 7 });
  const whole = (await runInProcess(["verify", folder])).stdout.join("\n");
  expect(whole).toMatch(/^validators +7 in 3 pages$/m);
  expect(whole).not.toContain("elsewhere");
});

test("a forged bundle whose hashes are right: exit code 1, naming page and signal", async () => {
  const forged = join(temporaryFolder(), "bundle");
  await writeBundle(makeBundle({ ...parts, pages: parts.pages.slice(0, 2) }), forged);
  const { exitCode, stderr } = await runInProcess(["verify", forged]);
  expect(exitCode).toBe(1);
  expect(stderr[0]).toMatch(/^error: Page 2 of 2: .*countOut/);
});

test("two at once in one process end both, though one ends first", async () => {
  const both = await Promise.all([1, 2].map(() => runInProcess(["verify", folder, "--json"])));
  expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
});

describe("--key", () => {
  test("the right key makes the bundle trusted", async () => {
    const { exitCode, stdout } = await runInProcess(["verify", folder, "--json", "--key", keyFile]);
    expect(JSON.parse(stdout.join(""))).toMatchObject({ valid: true, keyTrusted: true });
    expect(exitCode).toBe(0);
  });

  test("a key of another circuit or setup: exit code 1", async () => {
    const { exitCode, stderr } = await runInProcess(["verify", folder, "--key", otherKeyFile]);
    expect(stderr[0]).toMatch(/another circuit or another setup/);
    expect(exitCode).toBe(1);
  });

  test.each(["/does/not/exist", import.meta.filename])("what is no key: exit code 2: %s", async (file) => {
    const { exitCode, stderr } = await runInProcess(["verify", folder, "--key", file]);
    expect(stderr[0]).toMatch(/is not a verification key/);
    expect(exitCode).toBe(2);
  });
});

describe("--manifest", () => {
  const { circuit } = ceremonyEntry();
  const development = { kind: "development" as const, insecure: "for tests", ptau: null, contributions: [] };
  let trusted: string;
  let manifestFile: string;
  beforeAll(async () => {
    const parent = temporaryFolder();
    [trusted, manifestFile] = [join(parent, "bundle"), join(parent, "manifest.json")];
    const verificationKey = { file: "v", sha256: verificationKeySha256(parts.key.verificationKey) };
    const id = `development-${verificationKey.sha256.slice(0, 16)}`;
    await writeBundle(makeBundle({ ...parts, key: { ...parts.key, id } }), trusted);
    await writeKeysManifest(
      manifestFile,
      manifestOf(ceremonyEntry({ ...development, circuit, verificationKey })),
    );
  });

  test("that has the bundle's key and circuit makes it trusted, and says what it knows of the key", async () => {
    const { exitCode, stdout } = await runInProcess([
      "verify",
      trusted,
      "--json",
      "--manifest",
      manifestFile,
    ]);
    expect(JSON.parse(stdout.join(""))).toMatchObject({
      valid: true,
      keyTrusted: true,
      custody: { manifest: { size: "test", kind: "development", insecure: "for tests" }, oracle: null },
    });
    expect(exitCode).toBe(0);
    const human = await runInProcess(["verify", trusted, "--manifest", manifestFile]);
    expect(human.stdout.join("\n")).toMatch(/^manifest +has it: development key of the size test$/m);
    expect(human.stdout.join("\n")).toMatch(/^ +INSECURE: for tests$/m);
  });

  test("that has another one: exit code 1, with both values", async () => {
    const { exitCode, stderr } = await runInProcess(["verify", folder, "--manifest", manifestFile]);
    expect(stderr[0]).toMatch(
      /^error: Id of the key: the manifest has development-[0-9a-f]{16}, the bundle has development\.$/,
    );
    expect(exitCode).toBe(1);
  });

  test("prove compares the installed key before it begins", async () => {
    await setUpSize("test", () => {});
    const state = ["--state", "none", "--header", "none", "--registry", registryFile()];
    const args = ["prove", ...state, "--size", "test", "--manifest", manifestFile, "--json"];
    const out = join(temporaryFolder(), "bundle");
    const { exitCode, stdout } = await runInProcess([...args, "--out", out]);
    expect(JSON.parse(stdout.join(""))).toMatchObject({
      code: "KEY_CUSTODY_BROKEN",
      message: expect.stringContaining("the installed key has"),
    });
    expect(exitCode).toBe(1);
  }, 300_000);
});

function registryFile(): string {
  const file = join(temporaryFolder(), "registry.json");
  writeFileSync(file, '[{"index": "1", "principalGwei": "32000000000"}]');
  return file;
}

test("submit refuses a bundle without an execution layer before it asks any RPC: exit code 2", async () => {
  const without = join(temporaryFolder(), "bundle");
  await writeBundle(makeBundle({ ...parts, execution: null }), without);
  const args = [
    "submit",
    without,
    "--rpc",
    "http://127.0.0.1:1",
    "--oracle",
    `0x${"11".repeat(20)}`,
    "--json",
  ];
  const { exitCode, stdout } = await runInProcess(args);
  expect(JSON.parse(stdout.join(""))).toMatchObject({ code: "BUNDLE_WITHOUT_EXECUTION" });
  expect(exitCode).toBe(2);
});

test("prove does not begin where its result would have no place: exit code 2, nothing touched", async () => {
  const occupied = temporaryFolder();
  writeFileSync(join(occupied, "thesis.txt"), "years of work");
  const state = ["--state", "none", "--header", "none", "--registry", registryFile()];
  const { exitCode, stdout } = await runInProcess(["prove", ...state, "--out", occupied, "--json"]);
  expect(JSON.parse(stdout.join(""))).toMatchObject({ code: "TARGET_OCCUPIED" });
  expect(exitCode).toBe(2);
});
