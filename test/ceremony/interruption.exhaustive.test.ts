/** A step that is interrupted leaves the ceremony as it was, and is done again. @module */
import { execFileSync, spawn } from "node:child_process";
import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  symlinkSync,
  watch,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { applyBeacon } from "../../prover/ceremony/apply-beacon.ts";
import { attestationName, zkeyName } from "../../prover/ceremony/ceremony-folder.ts";
import { contribute } from "../../prover/ceremony/contribute.ts";
import { exportKeys } from "../../prover/ceremony/export-keys.ts";
import { initCeremony } from "../../prover/ceremony/init-ceremony.ts";
import { verifyCeremony } from "../../prover/ceremony/verify-ceremony.ts";
import { stopCurveWorkers } from "../../prover/groth16/stop-curve-workers.ts";
import { filesIn, temporaryFolder } from "../bundle/bundle-folder.ts";
import { BIN } from "../cli/run-bin.ts";
import { smallDisk } from "../support/small-disk.ts";
import { copyOf, startCeremony, type TestCircuit, testCircuit } from "./test-ceremony.ts";

const probe = smallDisk(4);
let circuit: TestCircuit;
let folder: string;

beforeAll(async () => {
  circuit = await testCircuit();
});
afterAll(stopCurveWorkers);
beforeEach(async () => {
  folder = join(temporaryFolder(), "ceremony");
  await startCeremony(folder, circuit, ["Ada"]);
});

const transcriptText = () => readFileSync(join(folder, "ceremony.json"), "utf8");
const verify = () =>
  verifyCeremony({ folder, r1cs: circuit.r1cs, ptau: circuit.ptau.prepared, ptauTable: circuit.table });
const partials = () =>
  readdirSync(join(folder, "contributions")).filter((name) => name.includes(".partial-"));

/** Kills the command as soon as it has begun to write the zkey. */
function contributeAndKill(): Promise<NodeJS.Signals | null> {
  const entropy = join(folder, "..", "entropy");
  writeFileSync(entropy, "typed");
  const args = ["ceremony", "contribute", folder, "--name", "Bert", "--entropy-file", entropy];
  const child = spawn(BIN, args, { stdio: "ignore" });
  const watcher = watch(join(folder, "contributions"), () => child.kill("SIGKILL"));
  return new Promise((done) => {
    child.once("exit", (_, signal) => {
      watcher.close();
      done(signal);
    });
  });
}

test("killed in the middle of a contribution: the transcript is the old one, the rest is cleared away", async () => {
  const before = transcriptText();
  expect(await contributeAndKill()).toBe("SIGKILL");
  expect(transcriptText()).toBe(before);
  expect(partials()).toHaveLength(1);
  expect(await verify()).toMatchObject({ valid: true, finalised: false });

  const { redone, contribution } = await contribute({ folder, name: "Bert", entropy: "again" });
  expect(redone).toBe(true);
  expect(contribution.number).toBe(2);
  expect(partials()).toEqual([]);
  expect((await verify()).contributions.map(({ name }) => name)).toEqual(["Ada", "Bert"]);
});

test("interrupted between zkey and transcript: the contribution never happened", async () => {
  const before = transcriptText();
  await contribute({ folder, name: "Bert", entropy: "x" });
  const zkey = readFileSync(join(folder, zkeyName(2)));
  writeFileSync(join(folder, "ceremony.json"), before);
  expect(await verify()).toMatchObject({ valid: true, contributions: [{ name: "Ada" }] });

  expect(await contribute({ folder, name: "Cleo", entropy: "y" })).toMatchObject({ redone: true });
  expect(readFileSync(join(folder, zkeyName(2))).equals(zkey)).toBe(false);
  expect((await verify()).contributions.map(({ name }) => name)).toEqual(["Ada", "Cleo"]);
});

test("a pipe in the place of an attestation is refused before the step, and stays", async () => {
  const pipe = join(folder, attestationName(2));
  execFileSync("mkfifo", [pipe]);
  const before = [transcriptText(), filesIn(folder)];
  await expect(contribute({ folder, name: "Bert", entropy: "x" })).rejects.toMatchObject({
    code: "OUTPUT_NOT_A_FILE",
    path: pipe,
  });
  expect([transcriptText(), filesIn(folder)]).toEqual(before);
  expect(lstatSync(pipe).isFIFO()).toBe(true);
});

test("a link in the place of an attestation is replaced, and what it leads to stays as it is", async () => {
  const other = join(folder, "..", "other");
  writeFileSync(other, "somebody else's");
  const place = join(folder, attestationName(2));
  symlinkSync(other, place);
  const { attestation } = await contribute({ folder, name: "Bert", entropy: "x" });
  expect(readFileSync(other, "utf8")).toBe("somebody else's");
  expect(lstatSync(place).isFile()).toBe(true);
  expect(readFileSync(place, "utf8")).toBe(attestation);
});

test("what another living process is writing is left alone", async () => {
  const theirs = `contributions/0002.zkey.partial-${process.ppid}`;
  writeFileSync(join(folder, theirs), "");
  expect(await contribute({ folder, name: "Bert", entropy: "x" })).toMatchObject({ redone: false });
  expect(existsSync(join(folder, theirs))).toBe(true);
});

test("an export that ended before it named its keys in the manifest is finished by the next; other keys stay", async () => {
  await applyBeacon({ folder, value: "ab".repeat(32), iterationsExp: 10, source: "a test" });
  const out = join(folder, "..", "keys");
  const request = { folder, out, r1cs: circuit.r1cs, ptau: circuit.ptau.prepared, ptauTable: circuit.table };
  await exportKeys(request);
  const contents = () => filesIn(out).map((name) => [name, readFileSync(join(out, name), "base64")]);
  const whole = contents();
  rmSync(join(out, "manifest.json"));
  await exportKeys(request);
  expect(contents()).toEqual(whole);

  rmSync(join(out, "manifest.json"));
  const sidecar = join(out, "test/key.json");
  writeFileSync(sidecar, readFileSync(sidecar, "utf8").replace(/[0-9a-f]{64}/, "0".repeat(64)));
  const foreign = contents();
  await expect(exportKeys(request)).rejects.toMatchObject({ code: "EXPORT_TARGET_OCCUPIED", exitCode: 2 });
  expect(contents()).toEqual(foreign);
});

test.skipIf(probe === undefined)(
  "a disk that fills ends each step in a typed error; with room again the step is done (skipped where nothing can be mounted)",
  async () => {
    const disk = smallDisk(1024)!;
    const ceremony = copyOf(folder, join(disk, "ceremony"));
    const { bavail, bsize } = statfsSync(disk);
    const filler = join(disk, "filler");
    for (const left of [0, 4096, 20_000]) {
      writeFileSync(filler, new Uint8Array(Math.max(0, bavail * bsize - left)));
      const before = filesIn(ceremony);
      await expect(contribute({ folder: ceremony, name: "Bert", entropy: "x" })).rejects.toMatchObject({
        code: "OUTPUT_WRITE_FAILED",
        exitCode: 2,
        message: expect.stringMatching(/ENOSPC/),
      });
      expect(filesIn(ceremony)).toEqual(before);
      rmSync(filler);
    }
    await contribute({ folder: ceremony, name: "Bert", entropy: "x" });
    const report = await verifyCeremony({
      folder: ceremony,
      r1cs: circuit.r1cs,
      ptau: circuit.ptau.prepared,
      ptauTable: circuit.table,
    });
    expect(report.contributions.map(({ name }) => name)).toEqual(["Ada", "Bert"]);
  },
);

test("two people at the same time: the second is told, and the first one's contribution stands", async () => {
  const other = copyOf(folder, join(folder, "..", "other"));
  await contribute({ folder: other, name: "First", entropy: "x" });
  const second = contribute({ folder, name: "Second", entropy: "y" });
  while (partials().length === 0) await new Promise((done) => setTimeout(done, 1));
  copyOf(other, folder);
  await expect(second).rejects.toMatchObject({ code: "CEREMONY_TRANSCRIPT_CHANGED", exitCode: 2 });
  // Files too: the zkey that stands there is the first one's.
  expect(await verify()).toMatchObject({ faults: [], contributions: [{ name: "Ada" }, { name: "First" }] });
});

test("an interrupted init is repeated; a ceremony that is there is not overwritten", async () => {
  const request = {
    r1cs: circuit.r1cs,
    size: null,
    ptau: circuit.ptau.prepared,
    allowUnknownPtau: false,
    ptauTable: circuit.table,
  };
  await expect(initCeremony({ ...request, folder })).rejects.toMatchObject({
    code: "CEREMONY_FOLDER_OCCUPIED",
  });
  const begun = join(temporaryFolder(), "begun");
  await initCeremony({ ...request, folder: begun });
  rmSync(join(begun, "ceremony.json"));
  writeFileSync(join(begun, zkeyName(0)), "half");
  await initCeremony({ ...request, folder: begun });
  expect(filesIn(begun)).toEqual(["ceremony.json", "contributions/0000.zkey"]);
});
