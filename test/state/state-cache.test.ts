/** The cache of states: what is in it is verified, whole and bounded, however the downloads before it ended. @module */

import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { fetchBeaconState } from "../../prover/state/fetch-beacon-state.ts";
import { StateCache } from "../../prover/state/state-cache.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { withOwnClock } from "../support/own-clock.ts";
import { PATIENCE_MS } from "../support/patience.ts";
import { until } from "../support/until.ts";
import { type LoopbackServer, sendJson, startServer } from "./loopback-server.ts";
import { headerAnswer, headerFields, stateHeaders } from "./real-node.ts";

const PLENTY = 2 ** 40;
const PART_BYTES = 100_000;
/** Where what follows such a part is asked for: from its last byte on. */
const RESUMED = String(PART_BYTES - 1);

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const servers: LoopbackServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const { stateBytes, header, state: expected } = await syntheticState([1n, 2n, 3n], "electra");
const fields = headerFields(header);
const NAME = `${header.stateRoot}.electra.ssz`;
/** Which a part may be that nobody writes. */
const FREE_PART = new RegExp(`^${header.stateRoot}\\.[0-9a-f]{16}\\.part$`);

const rangeOf = ({ headers }: IncomingMessage) => /^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1];
/** All of it, or the rest that was asked for. */
const withRanges: Answer = (request, response) => {
  const from = Number(rangeOf(request) ?? 0);
  if (from === 0) return response.writeHead(200, stateHeaders()).end(stateBytes);
  if (from >= stateBytes.length) return response.writeHead(416).end();
  const range = { "content-range": `bytes ${from}-${stateBytes.length - 1}/${stateBytes.length}` };
  response.writeHead(206, { ...stateHeaders(), ...range }).end(stateBytes.subarray(from));
};
const withoutRanges: Answer = (_, response) => void response.writeHead(200, stateHeaders()).end(stateBytes);
let breakConnection = () => {};
/** Sends a beginning; the connection breaks once the client has it: `fetching`. */
const breaking: Answer = (_, response) => {
  response.writeHead(200, { ...stateHeaders(), "content-length": stateBytes.length });
  response.write(stateBytes.subarray(0, PART_BYTES));
  breakConnection = () => void response.destroy();
};
const stalling: Answer = (_, response) => {
  response.writeHead(200, { ...stateHeaders(), "content-length": stateBytes.length });
  response.write(stateBytes.subarray(0, PART_BYTES));
};

/** A node whose n-th answer for the state is the n-th of these, the last one for all that follow. */
async function startNode(...answers: readonly Answer[]) {
  const ranges: (string | undefined)[] = [];
  const encodings: unknown[] = [];
  const server = await startServer((request, response) => {
    if (request.url!.includes("/headers/")) return sendJson(response, headerAnswer(fields));
    ranges.push(rangeOf(request));
    encodings.push(request.headers["accept-encoding"]);
    return answers[Math.min(ranges.length, answers.length) - 1]!(request, response);
  });
  servers.push(server);
  /** Of each request for the state, where it was to begin. */
  return { url: server.url, ranges, encodings };
}

function fetching(cache: StateCache, beaconUrl: string) {
  const notices: string[] = [];
  const state = fetchBeaconState({
    beaconUrls: [beaconUrl],
    blockId: "head",
    cache,
    inactivityTimeoutMs: INACTIVITY_MS,
    onNotice: (notice) => void notices.push(notice),
    onProgress: (received) => {
      if (received === PART_BYTES) breakConnection();
    },
  });
  return { state, notices };
}
/** No test waits for it. */
const INACTIVITY_MS = PATIENCE_MS;
const newCache = (maxBytes = PLENTY) => new StateCache(join(temporaryFolder(), "made", "states"), maxBytes);
/** Compared at once: `toEqual` looks at each of millions of bytes. */
const isWhole = ({ folder }: StateCache) => readFileSync(join(folder, NAME)).equals(stateBytes);
const filesOf = ({ folder }: StateCache) => readdirSync(folder).sort();
/** Whether the beginning that a node sent before it fell silent is on disk. */
const hasPart = (cache: StateCache) =>
  existsSync(cache.folder) &&
  filesOf(cache).some((name) => statSync(join(cache.folder, name)).size === PART_BYTES);

describe("the cache of states", () => {
  it("gives a state again without asking for it", async () => {
    const cache = newCache();
    const { url, ranges } = await startNode(withoutRanges);
    for (let i = 0; i < 2; i++) {
      const state = await fetching(cache, url).state;
      expect(state).toMatchObject({ blockRoot: expected.blockRoot, listLength: 3, fork: "electra" });
    }
    expect(ranges).toHaveLength(1);
    expect(filesOf(cache)).toEqual([NAME]);
    expect(isWhole(cache)).toBe(true);
  });

  it.each<[string, (path: string) => void]>([
    ["with one bit changed", (path) => edit(path, (bytes) => (bytes[bytes.length - 1]! ^= 1))],
    ["with another slot", (path) => edit(path, (bytes) => (bytes[40]! ^= 1))],
    ["with offsets that lead nowhere", (path) => edit(path, (bytes) => bytes.fill(0xff, 0, 2_700_000))],
    ["cut short", (path) => truncateSync(path, 1_000_000)],
    ["empty", (path) => truncateSync(path, 0)],
    ["longer than it was", (path) => writeFileSync(path, Buffer.concat([stateBytes, Buffer.alloc(9)]))],
  ])("removes a file %s, says so and fetches the state again", async (_, damage) => {
    const cache = newCache();
    const { url, ranges } = await startNode(withoutRanges);
    await fetching(cache, url).state;
    damage(join(cache.folder, NAME));
    const { state, notices } = fetching(cache, url);
    expect((await state).blockRoot).toBe(expected.blockRoot);
    expect(notices).toEqual([expect.stringContaining("damaged")]);
    expect(ranges).toHaveLength(2);
    expect(isWhole(cache)).toBe(true);
  });

  it("stays below its size: the oldest files go, downloads of others stay", async () => {
    const cache = newCache(2.5 * stateBytes.length);
    const { url } = await startNode(withoutRanges);
    await fetching(cache, url).state;
    const others = ["aa", "bb", "cc"].map((digits) => `0x${digits.repeat(32)}.electra.ssz`);
    const alive = `0x${"dd".repeat(32)}.${ownName(process.ppid)}-1.part`;
    const given = [...others, alive];
    given.forEach((name, age) => {
      const path = join(cache.folder, name);
      writeFileSync(path, stateBytes);
      utimesSync(path, age, name === alive ? Date.now() / 1000 : age);
    });
    writeFileSync(join(cache.folder, "someone-elses.txt"), "kept");
    await (await cacheMiss(cache, url)).state;
    expect(filesOf(cache)).toEqual([NAME, others[2], alive, "someone-elses.txt"].sort());
  });

  it("keeps no state that is larger than itself, and gives it nevertheless", async () => {
    const cache = newCache(1000);
    const { url } = await startNode(withoutRanges);
    expect((await fetching(cache, url).state).blockRoot).toBe(expected.blockRoot);
    expect(filesOf(cache)).toEqual([]);
  });

  it("serves many at the same time", async () => {
    const cache = newCache();
    const { url } = await startNode(withRanges);
    const states = await Promise.all(Array.from({ length: 6 }, () => fetching(cache, url).state));
    for (const { blockRoot } of states) expect(blockRoot).toBe(expected.blockRoot);
    expect(filesOf(cache)).toEqual([NAME]);
  });

  it("says which folder cannot be used", async () => {
    const path = join(temporaryFolder(), "a-file");
    writeFileSync(path, "");
    const { url } = await startNode(withoutRanges);
    const { state } = fetching(new StateCache(path, PLENTY), url);
    await expect(state).rejects.toMatchObject({ code: "STATE_CACHE_UNUSABLE", exitCode: 2, folder: path });
  });
});

describe("an interrupted download", () => {
  it("goes on where it was when the connection breaks, and the node knows ranges", async () => {
    const cache = newCache();
    const { url, ranges } = await startNode(breaking, withRanges);
    expect((await fetching(cache, url).state).blockRoot).toBe(expected.blockRoot);
    expect(ranges).toEqual([undefined, RESUMED]);
    expect(filesOf(cache)).toEqual([NAME]);
  });

  it("is repeated when the node knows no ranges", async () => {
    const cache = newCache();
    const { url, ranges } = await startNode(breaking, withoutRanges);
    expect((await fetching(cache, url).state).blockRoot).toBe(expected.blockRoot);
    expect(ranges).toHaveLength(2);
  });

  it("is given up after some attempts, and gone on with by the next run", async () => {
    const cache = newCache();
    const broken = await startNode(breaking);
    await expect(fetching(cache, broken.url).state).rejects.toMatchObject({
      code: "BEACON_NODE_UNREACHABLE",
    });
    expect(broken.ranges.length).toBeLessThan(10);
    expect(filesOf(cache)).toEqual([expect.stringMatching(FREE_PART)]);
    const { url, ranges } = await startNode(withRanges);
    expect((await fetching(cache, url).state).blockRoot).toBe(expected.blockRoot);
    expect(ranges).toEqual([RESUMED]);
    expect(filesOf(cache)).toEqual([NAME]);
  });

  it("whose node fell silent is gone on with at the next node", async () => {
    const cache = newCache();
    const [silent, other] = [await startNode(stalling), await startNode(withRanges)];
    const state = await withOwnClock(async (pass) => {
      const fetched = fetchBeaconState({
        beaconUrls: [silent.url, other.url],
        blockId: "head",
        cache,
        inactivityTimeoutMs: INACTIVITY_MS,
      });
      await until(() => hasPart(cache));
      pass(INACTIVITY_MS);
      return fetched;
    });
    expect(state.blockRoot).toBe(expected.blockRoot);
    expect([silent.ranges, other.ranges]).toEqual([[undefined], [RESUMED]]);
  });

  it.each([
    ["of other bytes", Buffer.alloc(PART_BYTES, 3)],
    ["longer than the state", Buffer.alloc(stateBytes.length + 5)],
  ])("%s is begun anew", async (_, part) => {
    const cache = newCache();
    const broken = await startNode(breaking);
    await expect(fetching(cache, broken.url).state).rejects.toThrow();
    writeFileSync(join(cache.folder, filesOf(cache)[0]!), part);
    const { url, ranges } = await startNode(withRanges);
    expect((await fetching(cache, url).state).blockRoot).toBe(expected.blockRoot);
    expect(ranges).toEqual([String(part.length - 1), undefined]);
    expect(filesOf(cache)).toEqual([NAME]);
  });

  it("of which nothing says what it is the beginning of is thrown away", async () => {
    const cache = newCache();
    const { url, ranges } = await startNode(withRanges);
    mkdirSync(cache.folder, { recursive: true });
    writeFileSync(join(cache.folder, `${header.stateRoot}.part`), stateBytes.subarray(0, 5000));
    expect((await fetching(cache, url).state).blockRoot).toBe(expected.blockRoot);
    expect(ranges).toEqual([undefined]);
    expect(filesOf(cache)).toEqual([NAME]);
  });

  const zipped = gzipSync(stateBytes, { level: 0 });
  const encoded = { ...stateHeaders(), "content-encoding": "gzip" };
  /** Compresses, whatever is asked for, and counts ranges in compressed bytes, as some proxies do. */
  const zippedBreaking: Answer = (_, response) => {
    response.writeHead(200, { ...encoded, "content-length": zipped.length });
    response.write(zipped.subarray(0, zipped.length / 2), () => void response.destroy());
  };
  const zippedRanges: Answer = (request, response) => {
    const from = Number(rangeOf(request) ?? 0);
    if (from === 0) return response.writeHead(200, encoded).end(zipped);
    const range = { "content-range": `bytes ${from}-${zipped.length - 1}/${zipped.length}` };
    response.writeHead(206, { ...encoded, ...range }).end(zipped.subarray(from));
  };

  it("that was compressed is not gone on with, neither at once nor by the next run", async () => {
    const cache = newCache();
    const broken = await startNode(zippedBreaking);
    await expect(fetching(cache, broken.url).state).rejects.toMatchObject({
      code: "BEACON_NODE_UNREACHABLE",
    });
    expect(broken.ranges.every((range) => range === undefined)).toBe(true);
    expect(broken.encodings).toContain("identity");
    expect(filesOf(cache)).toEqual([]);
    const { url, ranges } = await startNode(zippedRanges);
    expect((await fetching(cache, url).state).blockRoot).toBe(expected.blockRoot);
    expect(ranges).toEqual([undefined]);
    expect(isWhole(cache)).toBe(true);
  });

  const tagged =
    (etag: string, more: Record<string, string> = {}, length = stateBytes.length): Answer =>
    (request, response) => {
      const from = Number(rangeOf(request) ?? 0);
      const range = { "content-range": `bytes ${from}-${length - 1}/${length}` };
      const headers = { ...stateHeaders(), etag, ...(from === 0 ? {} : { ...range, ...more }) };
      response.writeHead(from === 0 ? 200 : 206, headers).end(stateBytes.subarray(from));
    };
  const breakingWith =
    (etag: string): Answer =>
    (_, response) => {
      response.writeHead(200, { ...stateHeaders(), etag, "content-length": stateBytes.length });
      response.write(stateBytes.subarray(0, PART_BYTES));
      breakConnection = () => void response.destroy();
    };
  it.each<[string, Answer, boolean]>([
    ["of the same ETag and length is gone on with", tagged('"a"'), true],
    ["of another ETag is begun anew", tagged('"b"'), false],
    ["of another length is begun anew", tagged('"a"', {}, stateBytes.length + 1), false],
    ["that goes on compressed is begun anew", tagged('"a"', { "content-encoding": "gzip" }), false],
    ["that goes on elsewhere is begun anew", tagged('"a"', { "content-range": "bytes 7-9/99" }), false],
  ])("%s", async (_, rest, isGoneOnWith) => {
    const cache = newCache();
    const { url, ranges } = await startNode(breakingWith('"a"'), rest);
    expect((await fetching(cache, url).state).blockRoot).toBe(expected.blockRoot);
    const resumed = [undefined, RESUMED];
    expect(ranges).toEqual(isGoneOnWith ? resumed : [...resumed, undefined]);
    expect(isWhole(cache)).toBe(true);
  });

  it("whose rest was wrong is fetched once from the start, by the same run, and not for ever", async () => {
    const garbled: Answer = (request, response) => {
      const from = Number(rangeOf(request) ?? 0);
      const range = { "content-range": `bytes ${from}-${stateBytes.length - 1}/${stateBytes.length}` };
      const headers = from === 0 ? stateHeaders() : { ...stateHeaders(), ...range };
      response.writeHead(from === 0 ? 200 : 206, headers).end(Buffer.alloc(stateBytes.length - from));
    };
    const cache = newCache();
    const once = await startNode(breaking, garbled, withRanges);
    const { state, notices } = fetching(cache, once.url);
    expect((await state).blockRoot).toBe(expected.blockRoot);
    expect(notices).toEqual([expect.stringMatching(/from the start/)]);
    const always = await startNode(breaking, garbled);
    await expect((await cacheMiss(cache, always.url)).state).rejects.toThrow();
    expect(always.ranges).toEqual([undefined, RESUMED, undefined]);
    expect(filesOf(cache)).toEqual([]);
  });

  it("of a process that is alive is left alone", async () => {
    const cache = newCache();
    const { url, ranges } = await startNode(withRanges);
    await fetching(cache, url).state;
    const alive = `${header.stateRoot}.${ownName(process.ppid)}-1.part`;
    writeFileSync(join(cache.folder, alive), stateBytes.subarray(0, 5000));
    await (await cacheMiss(cache, url)).state;
    expect(ranges).toEqual([undefined, undefined]);
    expect(filesOf(cache)).toEqual([alive, NAME].sort());
  });

  it.each([5, -5])(
    "of a process that is alive is left alone by a clock that is %i hours wrong",
    async (hours) => {
      const cache = newCache();
      const { url, ranges } = await startNode(withRanges);
      await fetching(cache, url).state;
      const alive = `${header.stateRoot}.${ownName(process.ppid)}-1.part`;
      writeFileSync(join(cache.folder, alive), stateBytes.subarray(0, 5000));
      const { now } = Date;
      Date.now = () => now() + hours * 3_600_000;
      try {
        await (await cacheMiss(cache, url)).state;
      } finally {
        Date.now = now;
      }
      expect(ranges).toEqual([undefined, undefined]);
      expect(filesOf(cache)).toEqual([alive, NAME].sort());
    },
  );

  it("of the run before in the same container, which had this process's number, is gone on with", async () => {
    const cache = newCache();
    const broken = await startNode(breaking);
    await expect(fetching(cache, broken.url).state).rejects.toThrow();
    const [part] = filesOf(cache);
    const validator = part!.split(".")[1];
    const before = `${header.stateRoot}.${ownName(process.pid)}-${"ab".repeat(6)}.${validator}.part`;
    renameSync(join(cache.folder, part!), join(cache.folder, before));
    const { url, ranges } = await startNode(withRanges);
    expect((await fetching(cache, url).state).blockRoot).toBe(expected.blockRoot);
    expect(ranges).toEqual([RESUMED]);
    expect(filesOf(cache)).toEqual([NAME]);
  });

  it("that is whole, since the run was killed while it was verified, is not sent again", async () => {
    const cache = newCache();
    const broken = await startNode(breaking);
    await expect(fetching(cache, broken.url).state).rejects.toThrow();
    writeFileSync(join(cache.folder, filesOf(cache)[0]!), stateBytes);
    const { url, ranges } = await startNode(withRanges);
    expect((await fetching(cache, url).state).blockRoot).toBe(expected.blockRoot);
    expect(ranges).toEqual([String(stateBytes.length - 1)]);
    expect(filesOf(cache)).toEqual([NAME]);
  });

  it("of a process that was killed is gone on with", async () => {
    const cache = newCache();
    const { url, ranges } = await startNode(stalling, withRanges);
    const program = `
      const { fetchBeaconState } = await import(${JSON.stringify(modulePath("fetch-beacon-state"))});
      const { StateCache } = await import(${JSON.stringify(modulePath("state-cache"))});
      await fetchBeaconState({ beaconUrls: [${JSON.stringify(url)}], blockId: "head",
        cache: new StateCache(${JSON.stringify(cache.folder)}, 1e12) });`;
    const args = ["--import", "tsx", "--input-type=module", "--eval", program];
    const child = spawn(process.execPath, args, { stdio: "ignore" });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    await until(() => hasPart(cache));
    child.kill("SIGKILL");
    await ended;
    expect((await fetching(cache, url).state).blockRoot).toBe(expected.blockRoot);
    expect(ranges).toEqual([undefined, RESUMED]);
    expect(filesOf(cache)).toEqual([NAME]);
  });
});

function edit(path: string, change: (bytes: Buffer) => unknown): void {
  const bytes = readFileSync(path);
  change(bytes);
  writeFileSync(path, bytes);
}

/** Fetches with a cache that does not have the state. */
async function cacheMiss(cache: StateCache, url: string) {
  await cache.discard((await cache.find(header.stateRoot))!);
  return fetching(cache, url);
}

function ownName(pid: number): string {
  const host = spawnSync("hostname", { encoding: "utf8" }).stdout.trim();
  return `${host.replace(/[^A-Za-z0-9]/g, "_")}-${pid}`;
}

function modulePath(name: string): string {
  return new URL(`../../prover/state/${name}.ts`, import.meta.url).href;
}
