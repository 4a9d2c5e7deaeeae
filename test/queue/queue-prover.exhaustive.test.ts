/**
 * The coordinator's side against a real redis-server and workers that are BullMQ's own, returning what the test says:
 * one real proof, or something else. Real workers stand in test/end-to-end/many-machines.exhaustive.test.ts.
 * @module
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type ConnectionOptions, Queue, Worker } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { stopCurveWorkers } from "../../prover/groth16/stop-curve-workers.ts";
import { loadKeys, type PageKeys } from "../../prover/keys/load-keys.ts";
import { PAGE_SIZES } from "../../prover/plan/page-sizes.ts";
import { type PlannedPage, planPages } from "../../prover/plan/plan-pages.ts";
import { toPublicSignals } from "../../prover/plan/public-inputs.ts";
import { createLocalProver } from "../../prover/prove/local-prover.ts";
import type { PageProver, RawPageProof } from "../../prover/prove/page-prover.ts";
import { QueueLostError, QueuePageError } from "../../prover/queue/errors.ts";
import { keyIdentityOf, pageJobId, QUEUE_PREFIX, queueNameOf } from "../../prover/queue/page-job.ts";
import { createQueueProver } from "../../prover/queue/queue-prover.ts";
import type { CircuitInput } from "../../prover/witness/circuit-input.ts";
import { pageWitness } from "../../prover/witness/page-witness.ts";
import { setUpSize } from "../../scripts/circuits/set-up-size.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";
import { garbageOf } from "./garbage.ts";
import { type RedisServer, startRedis } from "./redis-server.ts";

const PRINCIPAL_GWEI = 32_000_000_000n;
const never = new AbortController().signal;
const OTHER_CLOCK = fileURLToPath(new URL("./worker-of-results.mjs", import.meta.url));

describe("createQueueProver", () => {
  let server: RedisServer;
  let keys: PageKeys;
  let page: PlannedPage;
  let input: CircuitInput;
  let valid: RawPageProof;
  let queueName: string;
  let jobId: string;
  beforeAll(async () => {
    await setUpSize("test", () => {});
    keys = await loadKeys("test");
    const { state } = await syntheticState(Array.from({ length: 64 }, () => PRINCIPAL_GWEI));
    const registry = [3, 9].map((index) => ({ index, principalGwei: PRINCIPAL_GWEI }));
    const plan = await planPages(registry, state, PAGE_SIZES.test, 7n);
    page = plan.pages[0]!;
    input = pageWitness(state, page, plan.limits);
    queueName = queueNameOf(keyIdentityOf(keys));
    jobId = pageJobId(keyIdentityOf(keys), toPublicSignals(page.publicInputs));
    const local = createLocalProver({ keys, threads: 1 });
    valid = await local.prove(page, () => input, never);
    await local.close();
  });
  afterAll(() => stopCurveWorkers());

  const closing: (() => Promise<unknown>)[] = [];
  beforeEach(async () => {
    server = await startRedis();
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    await server.kill();
  });

  const connection = (): ConnectionOptions => {
    const client = new Redis(server.url, { maxRetriesPerRequest: null });
    client.on("error", () => {});
    closing.unshift(async () => client.disconnect());
    return client as unknown as ConnectionOptions;
  };
  const said: string[] = [];
  const coordinator = async (giveUpAfterMs = 60_000): Promise<PageProver> => {
    said.length = 0;
    const note = (text: string) => void said.push(text);
    const prover = await createQueueProver({
      url: server.url,
      keys,
      say: note,
      warn: note,
      backoffMs: 20,
      giveUpAfterMs,
    });
    closing.push(() => prover.close());
    return prover;
  };
  /** Returns the next of `results` for each job; a function is called. */
  const worker = (name: string | undefined, results: unknown[]) => {
    const process = async () => {
      const result = results.length > 1 ? results.shift() : results[0];
      return typeof result === "function" ? result() : result;
    };
    const running = new Worker(queueName, process, {
      connection: connection(),
      prefix: QUEUE_PREFIX,
      ...(name === undefined ? {} : { name }),
    });
    running.on("error", () => {});
    closing.push(() => running.close(true));
    return running;
  };
  const queue = () => {
    const made = new Queue(queueName, { connection: connection(), prefix: QUEUE_PREFIX });
    made.on("error", () => {});
    closing.push(() => made.close());
    return made;
  };
  const prove = (prover: PageProver, signal = never) => prover.prove(page, () => input, signal);
  const failing = (text: string) => () => {
    throw new Error(text);
  };

  it("takes a valid proof, and says who had the page", async () => {
    const prover = await coordinator();
    worker("honest", [valid]);
    expect(await prove(prover)).toMatchObject(valid);
    expect(said).toContain("page 1 taken by worker honest");
  });

  it("takes nothing else for one: each kind of garbage is told with its worker, and the page tried again", async () => {
    const prover = await coordinator();
    const garbage = garbageOf(valid);
    worker("liar", [...garbage.map(([, result]) => result), valid]);
    expect(await prove(prover)).toMatchObject(valid);
    const told = said.filter((text) =>
      /^page 1: worker liar at 127\.0\.0\.1:[0-9]+ returned an invalid proof/.test(text),
    );
    expect(told).toHaveLength(garbage.length);
  });

  it("says what it may mean that one worker after the other had a page and stopped responding", async () => {
    const prover = await coordinator();
    worker("survivor", [failing("job stalled more than allowable limit")]);
    await expect(prove(prover)).rejects.toMatchObject({
      code: "QUEUE_PAGE_FAILED",
      message: expect.stringMatching(
        /died or stopped responding, maybe killed by the kernel for lack of memory$/,
      ),
    });
  });

  it("gives a page up when three different workers returned garbage, and names them", async () => {
    const prover = await coordinator();
    const names = ["one", "two", "three"];
    const start = (name: string) => {
      const running = worker(name, ["garbage"]);
      running.once("completed", () => {
        const next = names.shift();
        void running.close(true).then(() => next && start(next));
      });
    };
    start(names.shift()!);
    const error = await prove(prover).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(QueuePageError);
    expect(error).toMatchObject({ code: "QUEUE_PAGE_FAILED", exitCode: 1 });
    expect(String(error)).toMatch(/worker one, worker two, worker three/);
  });

  it("gives a page up where one worker returns garbage for ever", async () => {
    const prover = await coordinator();
    // Its name is shown on a terminal.
    worker("\u001b[31mliar", ["garbage"]);
    const error = await prove(prover).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(QueuePageError);
    expect(String(error)).toMatch(/worker {2}?\[31mliar \(20 times\)/);
    expect([String(error), ...said].join()).not.toContain("\u001b");
  }, 240_000);

  it("tries a page again that its worker fails at, then gives it up with the reason", async () => {
    const prover = await coordinator();
    const flaky = worker("flaky", [failing("out of memory"), valid]);
    expect(await prove(prover)).toMatchObject(valid);
    await flaky.close(true);
    await queue().obliterate({ force: true });
    worker("broken", [failing("out of memory")]);
    const error = await prove(prover).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(QueuePageError);
    expect(String(error)).toMatch(/worker broken.*out of memory/);
  });

  it.each([
    ["hours ahead of the coordinator's", 6],
    ["hours behind", -6],
  ])("tries a page again within its own pauses where a worker's clock is %s", async (_, hours) => {
    const prover = await coordinator();
    const ahead = `${hours * 3_600_000}`;
    // Failures, and results that are no proofs.
    const results = JSON.stringify(["out of memory", {}, "out of memory", valid]);
    const child = spawn(process.execPath, [OTHER_CLOCK, server.url, queueName, "other", ahead, results]);
    closing.push(async () => child.kill("SIGKILL"));
    expect(await prove(prover)).toMatchObject(valid);
    expect(said.filter((text) => text.includes("invalid proof"))).toHaveLength(1);
  });

  it("takes what was proved for a coordinator before it, without making the input again", async () => {
    const first = await coordinator();
    worker("honest", [valid]);
    await prove(first);
    await first.close();
    const second = await coordinator();
    const none = () => {
      throw new Error("the input was asked for");
    };
    expect(await second.prove(page, none, never)).toMatchObject(valid);
  });

  it("shares a page with a coordinator beside it: one job, proved once", async () => {
    const [one, other] = [await coordinator(), await coordinator()];
    let proved = 0;
    const both = Promise.all([prove(one), prove(other)]);
    worker("honest", [
      () => {
        proved++;
        return valid;
      },
    ]);
    expect(await both).toMatchObject([valid, valid]);
    expect(proved).toBe(1);
  });

  it("throws away garbage and failures that it finds, and has the page proved again", async () => {
    const first = await coordinator();
    const liar = worker("liar", ["garbage"]);
    const aborted = new AbortController();
    liar.once("completed", () => aborted.abort("SIGINT"));
    await prove(first, aborted.signal).catch(() => {});
    await liar.close(true);
    await first.close();
    expect((await queue().getJobCounts()).completed).toBeLessThanOrEqual(1);
    const second = await coordinator();
    worker("honest", [valid]);
    expect(await prove(second)).toMatchObject(valid);
  });

  it("on an abort takes back what nobody has begun, at once, and leaves what somebody proves", async () => {
    const prover = await coordinator();
    const controller = new AbortController();
    const proving = prove(prover, controller.signal);
    await expect.poll(() => queue().getWaitingCount()).toBe(1);
    controller.abort("SIGINT");
    await expect(proving).rejects.toBe("SIGINT");
    expect(await queue().getJob(jobId)).toBeUndefined();

    const second = new AbortController();
    const begun = prove(prover, second.signal);
    let finish: (proof: RawPageProof) => void = () => {};
    worker("slow", [() => new Promise((resolve) => (finish = resolve))]);
    await expect.poll(() => queue().getActiveCount()).toBe(1);
    second.abort("SIGINT");
    await expect(begun).rejects.toBe("SIGINT");
    finish(valid);
    await expect.poll(() => queue().getCompletedCount()).toBe(1);
    expect(await prove(prover)).toMatchObject(valid);
  });

  it("puts a page back that somebody removed from the queue", async () => {
    const prover = await coordinator();
    const proving = prove(prover);
    await expect.poll(() => queue().getWaitingCount()).toBe(1);
    await (await queue().getJob(jobId))!.remove();
    worker("honest", [valid]);
    expect(await proving).toMatchObject(valid);
  });

  it("ends with QUEUE_LOST where Redis goes and stays away", async () => {
    const prover = await coordinator(500);
    const proving = prove(prover);
    await expect.poll(() => queue().getWaitingCount()).toBe(1);
    await server.kill();
    await expect(proving).rejects.toBeInstanceOf(QueueLostError);
    await prover.close();
  });

  it("goes on where Redis comes back without its data", async () => {
    const prover = await coordinator();
    const proving = prove(prover);
    await expect.poll(() => queue().getWaitingCount()).toBe(1);
    await server.kill();
    server = await startRedis({ port: server.port });
    worker("honest", [valid]);
    expect(await proving).toMatchObject(valid);
  });
});
