/**
 * `setup` as a person runs it, for the circuit of the size "test" and its real keys. Alone: it takes the keys away that
 * other tests use.
 * @module
 */
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { circuitFiles } from "../../prover/keys/circuit-files.ts";
import { loadKeys, type PageKeys } from "../../prover/keys/load-keys.ts";
import type { KeyEntry } from "../../prover/keys/manifest.ts";
import { writeKeysManifest } from "../../prover/keys/manifest-file.ts";
import { runSetupScript } from "../../prover/keys/run-setup-script.ts";
import { setUpSize } from "../../scripts/circuits/set-up-size.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { runBin, runInProcess } from "../cli/run-bin.ts";
import { manifestOf } from "./ceremony-entry.ts";
import { installedEntry } from "./installed-entry.ts";

const files = circuitFiles("test");
const keysFolder = dirname(files.provingKey);
let keys: PageKeys;
let entry: KeyEntry;
beforeAll(async () => {
  await setUpSize("test", () => {});
  keys = await loadKeys("test");
  entry = installedEntry("test");
});

async function setupArgs(fields: Partial<KeyEntry> = {}, from = keysFolder): Promise<string[]> {
  const manifest = join(temporaryFolder(), "manifest.json");
  await writeKeysManifest(manifest, manifestOf({ ...entry, ...fields }));
  return ["setup", "--size", "test", "--from", from, "--manifest", manifest];
}

describe("setup --from", () => {
  test("fetches the key of the circuit that lies here, then keeps it", async () => {
    rmSync(files.keyManifest);
    const args = await setupArgs();
    const { exitCode, stdout, stderr } = await runBin([...args, "--json"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(JSON.parse(stdout).keys).toEqual([
      {
        size: "test",
        id: keys.id,
        kind: "development",
        insecure: entry.insecure,
        contributions: 0,
        verificationKeySha256: entry.verificationKey.sha256,
        key: "fetched",
      },
    ]);
    expect(await loadKeys("test")).toEqual(keys);

    const again = await runInProcess(args);
    expect(again.stdout.join("\n")).toMatch(/^The key was already installed and matches the manifest\.$/m);
    expect(again.stdout.join("\n")).toMatch(/^INSECURE: /m);
    expect(again.exitCode).toBe(0);
  });

  test("refuses a manifest of another circuit: exit code 1, with both values", async () => {
    const circuit = { ...entry.circuit, r1csSha256: "5".repeat(64) };
    const { exitCode, stderr } = await runInProcess(await setupArgs({ circuit }));
    expect(stderr[0]).toContain(`is ${"5".repeat(64)} in the manifest, ${entry.circuit.r1csSha256} here.`);
    expect(exitCode).toBe(1);
  });

  test.each([
    ["a size that the manifest does not have", { size: "small" }, "KEY_NOT_IN_MANIFEST"],
    [
      "a folder without the key",
      { zkey: { file: "none", sha256: "6".repeat(64), bytes: 1 } },
      "KEY_FILE_UNREADABLE",
    ],
  ])("%s: exit code 2", async (_, fields, code) => {
    const { exitCode, stdout } = await runInProcess([...(await setupArgs(fields)), "--json"]);
    expect(JSON.parse(stdout.join(""))).toMatchObject({ code });
    expect(exitCode).toBe(2);
    expect(await loadKeys("test")).toEqual(keys);
  });

  test("no manifest: exit code 2", async () => {
    const args = ["setup", "--from", keysFolder, "--manifest", "/does/not/exist", "--json"];
    const { exitCode, stdout } = await runInProcess(args);
    expect(JSON.parse(stdout.join(""))).toMatchObject({ code: "KEY_MANIFEST_MISSING" });
    expect(exitCode).toBe(2);
  });
});

describe("setup --dev", () => {
  test("keeps development keys that fit, and says what they are", async () => {
    const { exitCode, stdout } = await runInProcess(["setup", "--dev", "--size", "test", "--json"]);
    expect(JSON.parse(stdout.join(""))).toEqual({
      keys: [{ size: "test", id: keys.id, kind: "development" }],
    });
    const human = await runInProcess(["setup", "--dev", "--size", "test", "--size", "test"]);
    expect(human.stdout).toEqual([`test: ${keys.id}, INSECURE: for tests and demonstrations only`]);
    expect([exitCode, human.exitCode]).toEqual([0, 0]);
  });
});

test("a script that fails is told with what it printed, exit code 2", async () => {
  await expect(runSetupScript("compile-page.ts", ["giant"])).rejects.toMatchObject({
    code: "SETUP_SCRIPT_FAILED",
    exitCode: 2,
    end: "it ended with exit code 2",
    message: expect.stringContaining("Give one size: test, small, standard"),
  });
});
