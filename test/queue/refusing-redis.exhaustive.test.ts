/**
 * A Redis that answers and does not work, at the start and later, and one whose packets vanish: whoever needs it waits
 * a bounded time, says each condition once, ends with exit code 3, and leaves no connection open.
 * @module
 */
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { checkQueue } from "../../prover/doctor/check-queue.ts";
import { loadKeys, type PageKeys } from "../../prover/keys/load-keys.ts";
import { createMetrics } from "../../prover/metrics/create-metrics.ts";
import { PAGE_SIZES } from "../../prover/plan/page-sizes.ts";
import { type PlannedPage, planPages } from "../../prover/plan/plan-pages.ts";
import type { ProvingPool } from "../../prover/prove/local-prover.ts";
import { type ConnectRedisOptions, connectRedis } from "../../prover/queue/connect-redis.ts";
import { createQueueProver } from "../../prover/queue/queue-prover.ts";
import { startWorker } from "../../prover/queue/start-worker.ts";
import type { CircuitInput } from "../../prover/witness/circuit-input.ts";
import { pageWitness } from "../../prover/witness/page-witness.ts";
import { setUpSize } from "../../scripts/circuits/set-up-size.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";
import { type RedisServer, type RedisServerOptions, startRedis } from "./redis-server.ts";
import { startVanishingProxy } from "./vanishing-proxy.ts";

const PRINCIPAL_GWEI = 32_000_000_000n;
const PATIENCE = { timeout: 120_000 };
const SOON = { refusedForMs: 400, silenceMs: 2_000, checkIntervalMs: 50 };
/** Nobody proves here. */
const IDLE_POOL: ProvingPool = {
  parallel: 1,
  prove: () => Promise.reject(new Error("no page was expected")),
  close: async () => {},
} as unknown as ProvingPool;

describe("a Redis that answers and does not work", () => {
  let keys: PageKeys;
  let page: PlannedPage;
  let input: CircuitInput;
  beforeAll(async () => {
    await setUpSize("test", () => {});
    keys = await loadKeys("test");
    const { state } = await syntheticState(Array.from({ length: 8 }, () => PRINCIPAL_GWEI));
    const plan = await planPages([{ index: 3, principalGwei: PRINCIPAL_GWEI }], state, PAGE_SIZES.test, 7n);
    page = plan.pages[0]!;
    input = pageWitness(state, page, plan.limits);
  });

  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  const redis = async (options: RedisServerOptions = {}) => {
    const server = await startRedis(options);
    closing.push(() => server.kill());
    return server;
  };
  /** The connection of the test itself. */
  const adminOf = async ({ port }: RedisServer) => {
    const client = new Redis({ port, host: "127.0.0.1" });
    closing.push(() => client.disconnect());
    const call = (command: string) => {
      const [name, ...rest] = command.split(" ");
      return client.call(name!, ...rest);
    };
    return { client, call };
  };
  type Admin = Awaited<ReturnType<typeof adminOf>>;
  const hasNothingOpen = ({ client }: Admin) =>
    expect
      .poll(async () => {
        const own = `id=${await client.client("ID")} `;
        const all = String(await client.client("LIST"))
          .trim()
          .split("\n");
        return all.filter((line) => !line.startsWith(own));
      }, PATIENCE)
      .toEqual([]);

  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const prover = (url: string, patience: Partial<ConnectRedisOptions> = SOON) =>
    createQueueProver({ url, keys, say, warn: say, backoffMs: 20, giveUpAfterMs: 700, ...patience });
  const worker = (url: string, patience: Partial<ConnectRedisOptions> = SOON) =>
    startWorker({ url, keys, pool: IDLE_POOL, name: "idle", say, metrics: createMetrics(), ...patience });

  const kinds: [string, () => Promise<{ admin: Admin; url: string }>, RegExp, RegExp][] = [
    [
      "is a replica",
      async () => {
        const server = await redis({ settings: ["--replicaof", "127.0.0.1", "1"] });
        return { admin: await adminOf(server), url: server.url };
      },
      /READONLY/,
      /primary/,
    ],
    [
      "has no memory left",
      async () => {
        const server = await redis({ settings: ["--maxmemory", "1"] });
        return { admin: await adminOf(server), url: server.url };
      },
      /OOM/,
      /maxmemory/,
    ],
    [
      "lets the user run no scripts",
      async () => {
        const server = await redis();
        const admin = await adminOf(server);
        await admin.call("ACL SETUSER weak on >word ~* &* +@all -@scripting");
        return { admin, url: server.url.replace("//", "//weak:word@") };
      },
      /NOPERM/,
      /user/,
    ],
  ];
  describe.each(kinds)("that %s", (_, start, reason, hint) => {
    it.each([
      ["a coordinator", prover],
      ["a worker", worker],
      ["whoever connects", (url: string) => connectRedis(url, { say, giveUpAfterMs: 1 })],
    ])("ends %s at its start, exit code 3, with nothing left open", async (_who, begin) => {
      const { admin, url } = await start();
      const error = await begin(url).then(
        () => undefined,
        (caught: unknown) => caught,
      );
      expect(error).toMatchObject({ code: "QUEUE_UNUSABLE", exitCode: 3 });
      expect(String(error)).toMatch(reason);
      expect((error as { hints: string[] }).hints[0]).toMatch(hint);
      await hasNothingOpen(admin);
    });

    it("fails a check of the doctor, which tries a write", async () => {
      const { url } = await start();
      expect(await checkQueue(url)).toMatchObject([
        { level: "fail", found: expect.stringMatching(reason), next: expect.stringMatching(hint) },
      ]);
    });
  });

  it("passes a check of the doctor where it works, with a warning where it forgets what it is full of", async () => {
    const good = await redis();
    expect(await checkQueue(good.url)).toMatchObject([
      { level: "ok", found: expect.stringMatching(/^Redis 7/) },
    ]);
    const forgetful = await redis({ settings: ["--maxmemory-policy", "allkeys-lru"] });
    expect(await checkQueue(forgetful.url)).toMatchObject([
      { level: "warn", found: expect.stringMatching(/allkeys-lru/) },
    ]);
  });

  it("stops a worker that it refuses later: one line, no flood, exit code 3, nothing left open", async () => {
    const server = await redis();
    const admin = await adminOf(server);
    said.length = 0;
    const running = await worker(server.url);
    await admin.call("REPLICAOF 127.0.0.1 1");
    await expect(running.done).rejects.toMatchObject({ code: "QUEUE_UNUSABLE", exitCode: 3 });
    expect(said.filter((text) => text.includes("READONLY"))).toHaveLength(1);
    expect(said).toHaveLength(2);
    await hasNothingOpen(admin);
  });

  it("stops a worker that it refuses one command only: one line, no flood, exit code 3, nothing left open", async () => {
    const server = await redis();
    const admin = await adminOf(server);
    await admin.call("ACL SETUSER weak on >word ~* &* +@all -rpoplpush");
    said.length = 0;
    const running = await worker(server.url.replace("//", "//weak:word@"));
    await expect(running.done).rejects.toMatchObject({ code: "QUEUE_UNUSABLE", exitCode: 3 });
    expect(said.filter((text) => /refuses/.test(text))).toMatchObject([
      expect.stringMatching(/user executing the script/),
    ]);
    // Nor are there thousands of commands that nobody is told of.
    const stats = await admin.client.info("commandstats");
    const calls = [...stats.matchAll(/:calls=(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
    expect(calls).toBeLessThan(300);
    await hasNothingOpen(admin);
  });

  it("is waited for by a worker while it may become better: the next page is taken, both said once", async () => {
    const server = await redis();
    const admin = await adminOf(server);
    said.length = 0;
    const running = await worker(server.url, { ...SOON, refusedForMs: 100_000 });
    await admin.call("REPLICAOF 127.0.0.1 1");
    await expect.poll(() => said.filter((text) => /refuses/.test(text)).length, PATIENCE).toBe(1);
    await admin.call("REPLICAOF NO ONE");
    await expect.poll(() => said.filter((text) => /is back/.test(text)).length, PATIENCE).toBe(1);
    expect(said.filter((text) => /refuses/.test(text))).toHaveLength(1);
    const keysOfQueue = await admin.client.keys("pufeth-por:pages*:meta");
    const name = keysOfQueue[0]!.split(":")[1]!;
    const queue = new Queue(name, { connection: { port: server.port }, prefix: "pufeth-por" });
    closing.push(() => queue.close());
    await queue.add("page", { garbage: true });
    await expect.poll(() => said.filter((text) => /PAGE_JOB_UNUSABLE/.test(text)).length, PATIENCE).toBe(1);
    running.stop(AbortSignal.abort());
    await running.done;
  });

  it("refuses one command only: a coordinator tries, says it once, and gives up with exit code 3", async () => {
    const server = await redis();
    const admin = await adminOf(server);
    await admin.call("ACL SETUSER weak on >word ~* &* +@all");
    said.length = 0;
    const running = await prover(server.url.replace("//", "//weak:word@"), {
      ...SOON,
      refusedForMs: 100_000,
    });
    closing.push(() => running.close());
    await admin.call("ACL SETUSER weak -hmset -xadd");
    const proving = running.prove(page, () => input, new AbortController().signal);
    await expect(proving).rejects.toMatchObject({ code: "QUEUE_UNUSABLE", exitCode: 3 });
    expect(said.filter((text) => /refuses/.test(text))).toHaveLength(1);
    await running.close();
    await hasNothingOpen(admin);
  });

  it("whose packets vanish is lost to a coordinator, told once, exit code 3; a worker that waits finds it again", async () => {
    const server = await redis();
    const proxy = await startVanishingProxy(server.port);
    closing.push(() => proxy.close());
    const url = `redis://127.0.0.1:${proxy.port}`;
    said.length = 0;
    const coordinator = await prover(url, { ...SOON, silenceMs: 300 });
    const proving = coordinator.prove(page, () => input, new AbortController().signal);
    const running = await worker(url, { ...SOON, silenceMs: 300 });
    proxy.vanish();
    await expect(proving).rejects.toMatchObject({ code: "QUEUE_LOST", exitCode: 3 });
    await coordinator.close();
    await expect
      .poll(() => said.filter((text) => /is unreachable; reconnecting/.test(text)).length, PATIENCE)
      .toBe(2);
    proxy.heal();
    await expect.poll(() => said.filter((text) => /is back/.test(text)).length, PATIENCE).toBe(1);
    running.stop(AbortSignal.abort());
    await running.done;
  });

  it("whose packets vanish from the start ends whoever connects in a bounded time", async () => {
    const server = await redis();
    const proxy = await startVanishingProxy(server.port);
    closing.push(() => proxy.close());
    proxy.vanish();
    const url = `redis://127.0.0.1:${proxy.port}`;
    for (const begin of [prover, worker]) {
      await expect(begin(url, { ...SOON, silenceMs: 300 })).rejects.toMatchObject({
        code: "QUEUE_UNREACHABLE",
        exitCode: 3,
      });
    }
  });
});
