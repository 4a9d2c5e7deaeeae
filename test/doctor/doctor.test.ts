/**
 * What `doctor` says of machines, keys, programs and nodes that are as they should be, and of such that are not. Against a
 * real network: test/end-to-end/whole-spurt.test.ts.
 * @module
 */
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ssz } from "@lodestar/types";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { checkBackend, checkBetterBackends } from "../../prover/doctor/check-backend.ts";
import { checkBeacons } from "../../prover/doctor/check-beacon.ts";
import { checkClock } from "../../prover/doctor/check-clock.ts";
import { checkDisk } from "../../prover/doctor/check-disk.ts";
import { checkKeys } from "../../prover/doctor/check-keys.ts";
import { checkMemory } from "../../prover/doctor/check-memory.ts";
import { checkNode } from "../../prover/doctor/check-node.ts";
import { toHex } from "../../prover/hex.ts";
import { circuitFiles } from "../../prover/keys/circuit-files.ts";
import type { PageSize } from "../../prover/plan/page-sizes.ts";
import { backendNamed } from "../../prover/prove/backends/registry.ts";
import { setUpSize } from "../../scripts/circuits/set-up-size.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { runInProcess } from "../cli/run-bin.ts";
import { rapidsnarkThat } from "../prove/backends/rapidsnark-stand-in.ts";
import { type LoopbackServer, sendJson, startServer } from "../state/loopback-server.ts";
import { hasRealData, REAL, readJson, realPath } from "../state/real-states.ts";
import { readScenario } from "../support/gloas-scenario.ts";

const GB = 1e9;

it.each([
  ["20.20.2", "ok"],
  ["22.1.0", "ok"],
  ["18.19.0", "fail"],
])("checkNode: %s is %s", (version, level) => {
  expect(checkNode(version)).toMatchObject({ check: "node", level, found: expect.stringContaining(version) });
});

describe("checkMemory", () => {
  const key = (bytes: number) => {
    const path = join(temporaryFolder(), "key");
    writeFileSync(path, new Uint8Array(bytes));
    return path;
  };
  // A page takes about 90 MB.
  const tenMegabytes = () => key(10_000_000);

  it.each([
    ["room for a page on each core", { cores: 2, freeBytes: GB }, "ok", /2 pages of the size test at a time/],
    [
      "room for fewer pages than cores",
      { cores: 8, freeBytes: 0.2 * GB },
      "warn",
      /2 pages of the size test/,
    ],
    [
      "no room for one page",
      { cores: 8, freeBytes: 0.01 * GB },
      "fail",
      /a page of the size test takes 0\.1 GB/,
    ],
  ] as const)("%s", async (_, machine, level, found) => {
    const findings = await checkMemory(machine, tenMegabytes(), "test", "snarkjs");
    expect(findings).toEqual([expect.objectContaining({ level, found: expect.stringMatching(found) })]);
  });

  it("says nothing where the key is missing: that is said of the keys", async () => {
    expect(await checkMemory({ cores: 1, freeBytes: GB }, "/nowhere", "test", "snarkjs")).toEqual([]);
  });
});

describe("checkDisk", () => {
  const folder = temporaryFolder();
  it.each([
    ["room", folder, 1, "ok"],
    ["room above a folder that is not there yet", join(folder, "a", "b"), 1, "ok"],
    ["too little room", folder, 1e18, "fail"],
  ])("%s", async (_, at, bytes, level) => {
    expect(await checkDisk({ what: "bundle", folder: at, bytes })).toMatchObject({
      check: "disk bundle",
      level,
    });
  });
});

describe("checkKeys", () => {
  beforeAll(async () => {
    await setUpSize("test", () => {});
  });
  /** A build folder with the keys of `test` alone. */
  const filesIn = (build: string) => (size: PageSize) => circuitFiles(size, build);
  const copyOfTest = () => {
    const build = temporaryFolder();
    const from = circuitFiles("test");
    const to = circuitFiles("test", build);
    for (const name of ["manifest", "wasm", "provingKey", "verificationKey", "keyManifest"] as const) {
      mkdirSync(dirname(to[name]), { recursive: true });
      copyFileSync(from[name], to[name]);
    }
    return { build, to };
  };

  it("warns of development keys, and fails where those to prove with are missing", async () => {
    const { build } = copyOfTest();
    const findings = await checkKeys({ size: "small", manifest: undefined, filesOf: filesIn(build) });
    expect(findings).toMatchObject([
      { check: "keys test", level: "warn", found: expect.stringMatching(/INSECURE/) },
      { check: "keys small", level: "fail", next: expect.stringContaining("setup") },
    ]);
  });

  it("fails where a key is damaged that is to be proved with, and only warns where another one is", async () => {
    const { build, to } = copyOfTest();
    writeFileSync(to.provingKey, "damaged");
    const files = { manifest: undefined, filesOf: filesIn(build) };
    expect((await checkKeys({ size: "test", ...files }))[0]).toMatchObject({
      level: "fail",
      found: expect.stringMatching(/proving key's SHA-256/),
    });
    expect((await checkKeys({ size: "small", ...files }))[0]).toMatchObject({ level: "warn" });
  });
});

describe("checkBackend", () => {
  it("is content with snarkjs", async () => {
    expect(await checkBackend({ name: "snarkjs" }, circuitFiles("test"))).toMatchObject({ level: "ok" });
  });

  it.each<[string, () => string, string]>([
    ["a prover that says what it wants", () => rapidsnarkThat("proves"), "ok"],
    ["a program that is something else", () => rapidsnarkThat("writes nothing"), "warn"],
    ["a program that is not there", () => "/nowhere/prover", "fail"],
  ])("%s", async (_, path, level) => {
    expect(await checkBackend({ name: "rapidsnark", path: path() }, circuitFiles("test"))).toMatchObject({
      level,
    });
  });

  it("tells which backend would be preferred, and what would make it available", async () => {
    const snarkjs = backendNamed("snarkjs");
    const find = () => Promise.reject(new Error("there is no compiler"));
    const fast = { ...snarkjs, name: "fast", installation: "Install a compiler.", find };
    const order = [fast, snarkjs];
    expect(await checkBetterBackends({ name: "snarkjs" }, {}, order)).toEqual([
      { check: "backend fast", level: "warn", found: "there is no compiler", next: "Install a compiler." },
    ]);
    expect(await checkBetterBackends({ name: "fast" }, {}, order)).toEqual([]);
    expect(await checkBetterBackends({ name: "rapidsnark" }, {}, order)).toEqual([]);
  });
});

describe("nodes", () => {
  const servers: LoopbackServer[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });
  const header = ssz.phase0.BeaconBlockHeader.defaultValue();
  header.slot = 7;
  const root = toHex(ssz.phase0.BeaconBlockHeader.hashTreeRoot(header));

  interface Faults {
    /** As the node says it. */
    readonly message?: unknown;
    readonly root?: string;
    readonly behind?: string;
    /** What the node says of itself as true. */
    readonly is?: "is_optimistic" | "el_offline";
    readonly serves?: readonly ("debug" | "proof")[];
    readonly date?: number;
  }
  const beaconWith = async ({
    message = ssz.phase0.BeaconBlockHeader.toJson(header),
    root: named = root,
    behind = "0",
    is,
    serves = ["debug"],
    date,
  }: Faults = {}): Promise<string> => {
    const server: LoopbackServer = await startServer((request, response) => {
      if (date !== undefined) response.setHeader("date", new Date(date).toUTCString());
      const url = request.url!;
      if (url.includes("/headers/")) {
        const data = { root: named, canonical: true, header: { message, signature: `0x${"00".repeat(96)}` } };
        sendJson(response, { execution_optimistic: false, finalized: false, data });
      } else if (url.includes("/node/syncing")) {
        const data = { head_slot: "7", sync_distance: behind, is_syncing: behind !== "0" };
        sendJson(response, { data: is === undefined ? data : { ...data, [is]: true } });
      } else if (serves.some((what) => url.includes(`/${what}/`))) response.end(new Uint8Array(64));
      else sendJson(response, { code: 404, message: "not here" }, 404);
    });
    servers.push(server);
    return server.url;
  };

  it.each<[string, Faults, string[], RegExp]>([
    ["serves whole states", {}, ["ok", "ok"], /whole states \(debug endpoint\), no multiproofs/],
    ["serves multiproofs", { serves: ["proof"] }, ["ok", "ok"], /^multiproofs$/],
    ["serves both", { serves: ["proof", "debug"] }, ["ok", "ok"], /whole states and multiproofs/],
    ["serves no states", { serves: [] }, ["ok", "fail"], /neither whole states \(HTTP status 404\)/],
    ["is still syncing", { behind: "900" }, ["warn", "ok"], /whole states/],
    ["follows without its execution client", { is: "el_offline" }, ["warn", "ok"], /whole states/],
    ["has not executed its head", { is: "is_optimistic" }, ["warn", "ok"], /whole states/],
    [
      "names a root that its header has not",
      { root: `0x${"11".repeat(32)}` },
      ["fail"],
      /does not have the root/,
    ],
  ])("a beacon node that %s", async (_, faults, levels, last) => {
    const findings = await checkBeacons([await beaconWith(faults)]);
    expect(findings.map(({ level }) => level)).toEqual(levels);
    expect(findings.at(-1)!.found).toMatch(last);
  });

  it.skipIf(!hasRealData)(
    `is content with a Gloas node, whether its head's payload is there or not ${REAL}`,
    async () => {
      const scenario = readScenario().blocks[0];
      const full = readJson(realPath("gloas/devnet-kurtosis-7/beacon-block-25507.json"));
      const fields = Object.entries(scenario.header).map(([name, value]) => [name, String(value)]);
      // The scenario's block has a parent without payload, and its own is not there either.
      const empty = { header: Object.fromEntries(fields), root: scenario.block_root };
      for (const { header: message, root: named } of [empty, full]) {
        const findings = await checkBeacons([await beaconWith({ message, root: named, serves: ["proof"] })]);
        expect(findings).toMatchObject([
          { level: "ok", found: `head at slot ${message.slot}` },
          { level: "ok", found: "multiproofs" },
        ]);
      }
    },
  );

  it("is content where one beacon node of several serves everything", async () => {
    const broken = await beaconWith({ serves: [] });
    const findings = await checkBeacons([broken, await beaconWith()]);
    expect(findings.map(({ level }) => level)).toEqual(["ok", "warn", "ok", "ok"]);
    expect((await checkBeacons([broken])).map(({ level }) => level)).toEqual(["ok", "fail"]);
  });

  const NOW = Date.UTC(2026, 1, 1);
  it.each([
    ["right", NOW + 1000, "ok", /s behind/],
    ["a minute ahead", NOW - 60_000, "warn", /^60 s ahead of http/],
    ["an hour behind", NOW + 3_600_000, "fail", /^3600 s behind/],
  ])("a clock that is %s", async (_, date, level, found) => {
    const findings = await checkClock([await beaconWith({ date })], () => NOW);
    expect(findings).toMatchObject([{ check: "clock", level, found: expect.stringMatching(found) }]);
  });

  it("compares the clock with the first node that says a date, and with none where none is named", async () => {
    const silent = await startServer((_, response) => {
      response.sendDate = false;
      response.end();
    });
    servers.push(silent);
    const findings = await checkClock([silent.url, await beaconWith({ date: NOW })], () => NOW);
    expect(findings).toMatchObject([{ level: "ok" }]);
    expect(await checkClock([])).toEqual([]);
  });
});

describe("pufeth-por doctor", () => {
  it("ends with 0 where nothing failed, with 1 where something did; --json is one object either way", async () => {
    const good = await runInProcess(["doctor", "--size", "test", "--out", temporaryFolder(), "--json"]);
    expect(JSON.parse(good.stdout.join("\n"))).toMatchObject({ ready: true });
    expect(good.exitCode).toBe(0);

    const bad = ["doctor", "--size", "test", "--backend", "rapidsnark", "--rapidsnark", "/nowhere/prover"];
    const failed = await runInProcess([...bad, "--json"]);
    expect(failed.exitCode).toBe(1);
    const answer = JSON.parse(failed.stdout.join("\n"));
    expect(answer).toMatchObject({ ready: false, code: "NOT_READY" });
    expect(answer.findings).toContainEqual({
      check: "backend rapidsnark",
      level: "fail",
      found: "The program /nowhere/prover cannot be run: there is no such file.",
      next: expect.stringContaining("--rapidsnark PATH"),
    });

    const shown = await runInProcess(bad);
    expect(shown.stdout.join("\n")).toMatch(/^fail {2}backend rapidsnark .*\n +→ /m);
    expect(shown.stderr).toEqual([expect.stringMatching(/^error: 1 of \d+ checks failed\.$/)]);
  });

  it("needs an RPC to look for an oracle", async () => {
    const { exitCode, stderr } = await runInProcess(["doctor", "--oracle", `0x${"11".repeat(20)}`]);
    expect(exitCode).toBe(2);
    expect(stderr[0]).toMatch(/--oracle needs --rpc/);
  });
});
