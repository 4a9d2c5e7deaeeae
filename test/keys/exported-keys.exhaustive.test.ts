/**
 * From a ceremony to a key that proves: what `ceremony export` writes is what `setup --from` installs, as one folder,
 * one manifest and several sizes, from the folder itself and from a static server. In a checkout with small circuits,
 * by its own commands.
 * @module
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { groth16 } from "snarkjs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { applyBeacon } from "../../prover/ceremony/apply-beacon.ts";
import { contribute } from "../../prover/ceremony/contribute.ts";
import { exportKeys } from "../../prover/ceremony/export-keys.ts";
import { initCeremony } from "../../prover/ceremony/init-ceremony.ts";
import { SCALAR_FIELD_ORDER } from "../../prover/groth16/bn254.ts";
import { stopCurveWorkers } from "../../prover/groth16/stop-curve-workers.ts";
import { partialPath } from "../../prover/keys/fetch-key-file.ts";
import { loadKeys } from "../../prover/keys/load-keys.ts";
import type { KeysManifest } from "../../prover/keys/manifest.ts";
import { readKeysManifest } from "../../prover/keys/manifest-file.ts";
import type { PageSize } from "../../prover/plan/page-sizes.ts";
import { filesIn, temporaryFolder } from "../bundle/bundle-folder.ts";
import { signalsFor, type TestCircuit, testCircuit } from "../ceremony/test-ceremony.ts";
import { runBin, runInProcess } from "../cli/run-bin.ts";
import { type SmallCheckout, sixteenInputs, smallCheckout } from "../support/small-checkout.ts";
import { type KeyServer, silentAfter, startKeyServer } from "./key-server.ts";

/** Squarings of the circuit; both fit the powers of tau. */
const ROWS = { test: 200, small: 180 } as const;
const SIZES = Object.keys(ROWS) as (keyof typeof ROWS)[];

let checkout: SmallCheckout;
let ptau: TestCircuit["ptau"];
/** As published. */
let keys: string;
let manifest: KeysManifest;

beforeAll(async () => {
  const { ptau: powers, table } = await testCircuit();
  ptau = powers;
  checkout = await smallCheckout({ test: sixteenInputs(ROWS.test), small: sixteenInputs(ROWS.small) });
  keys = join(temporaryFolder(), "keys");
  // One whose powers of tau count as published: commands have no way to say that of other files.
  const folder = await ceremony("test", { ptauTable: table });
  const { r1cs } = checkout.files("test");
  await exportKeys({ folder, r1cs, ptau: ptau.prepared, ptauTable: table, out: keys });
  // And one by the command, which finds the circuit by its size.
  const unknown = await ceremony("small", { allowUnknownPtau: true });
  const args = ["ceremony", "export", unknown, "--ptau", ptau.prepared, "--out", keys];
  expect(await runBin(args, { bin: checkout.bin })).toMatchObject({ exitCode: 0 });
  manifest = await readKeysManifest(join(keys, "manifest.json"));
});
beforeEach(() => {
  for (const size of SIZES) rmSync(keysFolder(size), { recursive: true, force: true });
});
afterAll(stopCurveWorkers);

type Trust = Partial<Pick<Parameters<typeof initCeremony>[0], "allowUnknownPtau" | "ptauTable">>;

async function ceremony(size: PageSize, trust: Trust): Promise<string> {
  const folder = join(temporaryFolder(), "ceremony");
  const { r1cs } = checkout.files(size);
  await initCeremony({ folder, r1cs, size, ptau: ptau.prepared, allowUnknownPtau: false, ...trust });
  await contribute({ folder, name: "Ada", entropy: "typed" });
  await applyBeacon({ folder, value: "5f".repeat(32), iterationsExp: 10, source: "a test" });
  return folder;
}

const keysFolder = (size: PageSize) => dirname(checkout.files(size).provingKey);
const installed = (size: PageSize) => loadKeys(size, checkout.files(size));
const entryOf = (size: PageSize) => manifest.keys.find((entry) => entry.size === size)!;
const setupArgs = (from: string) => [
  "setup",
  ...SIZES.flatMap((size) => ["--size", size]),
  "--from",
  from,
  "--manifest",
  join(keys, "manifest.json"),
  "--json",
];
const setup = async (from: string) => {
  const { exitCode, stdout } = await runBin(setupArgs(from), { bin: checkout.bin });
  return { exitCode, said: JSON.parse(stdout) };
};

/** A key proves when a proof by it holds. */
async function proves(size: keyof typeof ROWS): Promise<boolean> {
  const { files, verificationKey } = await installed(size);
  const signals = signalsFor(7n, SCALAR_FIELD_ORDER, ROWS[size]);
  const { proof, publicSignals } = await groth16.fullProve(signals, files.wasm, files.provingKey);
  return groth16.verify(verificationKey as never, publicSignals, proof);
}

test("an export is a folder a size and one manifest, which names every file as it lies there", () => {
  expect(filesIn(keys)).toEqual([
    "manifest.json",
    "small/key.json",
    "small/proving-key.zkey",
    "small/verification-key.json",
    "test/key.json",
    "test/proving-key.zkey",
    "test/verification-key.json",
  ]);
  expect(manifest.keys.map(({ size }) => size)).toEqual(["test", "small"]);
  for (const { zkey, verificationKey } of manifest.keys) {
    expect(statSync(join(keys, zkey.file)).size).toBe(zkey.bytes);
    expect(existsSync(join(keys, verificationKey.file))).toBe(true);
  }
});

describe("setup --from", () => {
  const places: [string, (use: (from: string) => Promise<void>) => Promise<void>][] = [
    ["the exported folder", (use) => use(keys)],
    ["an address where it is published", (use) => withServer(keys, ({ url }) => use(url))],
    ["a path below an address", (use) => withServer(dirname(keys), ({ url }) => use(`${url}/keys/`))],
  ];
  test.each(places)("%s installs every size's key, and each proves", async (_, publish) => {
    await publish(async (from) => {
      const { exitCode, said } = await setup(from);
      const result = (size: PageSize) => ({
        size,
        kind: "ceremony",
        insecure: entryOf(size).insecure,
        contributions: 2,
        key: "fetched",
        verificationKeySha256: entryOf(size).verificationKey.sha256,
        id: expect.stringMatching(size === "test" ? /^ceremony-/ : /^insecure-ceremony-/),
      });
      expect({ exitCode, said }).toEqual({ exitCode: 0, said: { keys: SIZES.map(result) } });
    });
    // The sidecar that setup writes says what the exported one says.
    for (const size of SIZES) {
      const json = (file: string) => JSON.parse(readFileSync(file, "utf8"));
      expect(json(checkout.files(size).keyManifest)).toEqual(json(join(keys, size, "key.json")));
    }
    expect(await installed("test")).toMatchObject({ kind: "ceremony" });
    expect(await installed("small")).toMatchObject({ kind: "development" });
    expect([await proves("test"), await proves("small")]).toEqual([true, true]);
  });

  test("killed in the middle of a download: nothing is in place, and the next run asks for the rest alone", async () => {
    const before = 30_000;
    const { zkey } = entryOf("test");
    const partial = partialPath(checkout.files("test").provingKey, zkey);
    await withServer(keys, async (server) => {
      server.behave = silentAfter(before);
      await killWhen(setupArgs(server.url), () => existsSync(partial) && statSync(partial).size === before);
      await expect(installed("test")).rejects.toMatchObject({ code: "KEYS_MISSING" });
      server.behave = undefined;
      server.asked.length = 0;
      expect(await setup(server.url)).toMatchObject({ exitCode: 0 });
      expect(server.asked.filter((asked) => asked.startsWith("/test/"))).toEqual([
        "/test/verification-key.json",
        `/test/proving-key.zkey bytes=${before}-`,
      ]);
    });
    expect(filesIn(keysFolder("test"))).toEqual(["key.json", "proving-key.zkey", "verification-key.json"]);
    expect(await proves("test")).toBe(true);
  });

  test("of another checkout's circuit is refused here, where the real one lies: exit code 1", async () => {
    const args = ["setup", "--size", "test", "--from", keys, "--manifest", join(keys, "manifest.json")];
    const { exitCode, stdout } = await runInProcess([...args, "--json"]);
    expect(JSON.parse(stdout.join(""))).toMatchObject({ code: "MANIFEST_OF_ANOTHER_CIRCUIT" });
    expect(exitCode).toBe(1);
  });
});

async function withServer(folder: string, use: (server: KeyServer) => Promise<void>): Promise<void> {
  const server = await startKeyServer(folder);
  try {
    await use(server);
  } finally {
    await server.close();
  }
}

/** Runs the command and takes it away, without a chance to clean up. */
async function killWhen(args: readonly string[], isTime: () => boolean): Promise<void> {
  const child = spawn(checkout.bin, args, { stdio: "ignore" });
  const ended = new Promise((done) => child.once("exit", (_, signal) => done(signal)));
  const watch = setInterval(() => isTime() && child.kill("SIGKILL"), 20);
  try {
    expect(await ended).toBe("SIGKILL");
  } finally {
    clearInterval(watch);
  }
}
