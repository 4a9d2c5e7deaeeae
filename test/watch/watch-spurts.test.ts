/**
 * The loop of the watcher against a chain and a clock that do what a test says: nodes that fail for an hour and a
 * week that passes cannot be had otherwise. The real ones: test/end-to-end/watch.exhaustive.test.ts.
 * @module
 */

import { describe, expect, it } from "vitest";
import type { BundleSummary } from "../../prover/bundle/bundle-summary.ts";
import { AccountError } from "../../prover/chain/client/transaction-errors.ts";
import type { Ejections } from "../../prover/eject/find-ejections.ts";
import { CheckFailedError, UnavailableError } from "../../prover/errors.ts";
import type { LatestSpurts } from "../../prover/spurt/read-latest-spurts.ts";
import type { SpurtStatus, SpurtStep } from "../../prover/spurt/spurt-status.ts";
import { WATCH_STEPS, type WatchStep } from "../../prover/watch/constants.ts";
import { WatchInterruptedError } from "../../prover/watch/errors.ts";
import {
  type SpurtWork,
  type WatchActivity,
  type WatchListener,
  watchSpurts,
} from "../../prover/watch/watch-spurts.ts";

class NodeAwayError extends UnavailableError {
  readonly code = "NODE_AWAY";
}
class WrongRootError extends CheckFailedError {
  readonly code = "WRONG_ROOT";
}

const WEEK_MS = 7 * 24 * 3600 * 1000;
const POLL_MS = 60_000;
const AFTER = { open: "submit", submit: "finalize", finalize: "done" } as const;
type Fault = (what: WatchActivity, spurt: bigint, time: number) => Error | undefined;

/** Spurt n ends at n weeks. */
function createWorld({
  steps = [...WATCH_STEPS] as readonly WatchStep[],
  startMs = 0,
  endMs = WEEK_MS * 2.5,
  once = false,
  fault = (() => undefined) as Fault,
  followsConsolidations = false,
} = {}) {
  let time = startMs;
  const stop = new AbortController();
  const onChain = new Map<bigint, SpurtStep>();
  const bundles = new Set<string>();
  const log: string[] = [];
  const sleeps: number[] = [];
  const looks: bigint[] = [];
  const warned: bigint[] = [];
  const followed: number[] = [];
  const look = (): LatestSpurts => {
    const number = BigInt(Math.floor(time / WEEK_MS)) + 1n;
    const end = (n: bigint) => n * BigInt(WEEK_MS / 1000);
    const running = { number, start: end(number - 1n), end: end(number) };
    const timestamp = BigInt(Math.floor(time / 1000));
    if (number === 1n) return { ended: null, running, timestamp };
    const spurt = number - 1n;
    const next = onChain.get(spurt) ?? "open";
    const block = { root: "0x", isStored: next !== "open", mayBeLater: false, readableUntil: null } as const;
    const status = {
      spurt: `${spurt}`,
      start: "",
      end: `${end(spurt)}`,
      next,
      block,
      pages: null,
      assets: null,
      report: null,
    };
    return { ended: status as SpurtStatus, running, timestamp };
  };
  const run = (step: WatchStep) => async (spurt: bigint) => {
    const error = fault(step, spurt, time);
    if (error) throw error;
    log.push(`${step} ${spurt}`);
    if (step === "prove") bundles.add(`${spurt}`);
    else onChain.set(spurt, AFTER[step]);
  };
  const work: SpurtWork = {
    async look() {
      const error = fault("look", 0n, time);
      if (error) throw error;
      return look();
    },
    async findEjections(spurt) {
      const error = fault("eject", spurt, time);
      if (error) throw error;
      looks.push(spurt);
      return { found: [{ principalGwei: spurt }] } as unknown as Ejections;
    },
    findBundle: async ({ spurt }) => (bundles.has(spurt) ? ({ valid: true } as BundleSummary) : undefined),
    open: run("open"),
    prove: run("prove"),
    submit: run("submit"),
    finalize: run("finalize"),
    async consolidations(spurt) {
      const error = fault("consolidations", spurt, time);
      if (error) throw error;
      followed.push(time);
    },
  };
  const listener: WatchListener = {
    looked: () => {},
    begins: () => {},
    foundEjections: (spurt, { found }) => void warned.push(spurt, found[0]!.principalGwei),
    waits: ({ running }, next) => void log.push(`waits ${next} ${running.number}`),
    isDone: ({ spurt, did }) => void log.push(`done ${spurt.spurt}: ${did.join(" ")}`),
    failed: ({ step, error, retryMs }) => void log.push(`failed ${step} ${error.code} ${retryMs / 1000}`),
  };
  const sleep = async (ms: number, signal: AbortSignal) => {
    sleeps.push(ms);
    time += ms;
    if (time >= endMs) stop.abort("SIGTERM");
    signal.throwIfAborted();
  };
  return {
    log,
    sleeps,
    looks,
    warned,
    followed,
    stop,
    onChain,
    bundles,
    work,
    watch: () =>
      watchSpurts(work, listener, {
        steps,
        followsConsolidations,
        pollMs: POLL_MS,
        once,
        signal: stop.signal,
        sleep,
      }),
  };
}

describe("watchSpurts", () => {
  it("does each step of each spurt once, soon after its end, until it is told to stop", async () => {
    const world = createWorld();
    await expect(world.watch()).rejects.toMatchObject({ code: "WATCH_INTERRUPTED", exitCode: 143 });
    const all = (n: number) => WATCH_STEPS.map((step) => `${step} ${n}`);
    const done = (n: number) => `done ${n}: ${WATCH_STEPS.join(" ")}`;
    expect(world.log).toEqual([
      "waits wait 1",
      ...all(1),
      done(1),
      "waits done 2",
      ...all(2),
      done(2),
      "waits done 3",
    ]);
    expect(new Set(world.sleeps)).toEqual(new Set([POLL_MS]));
  });

  it("started again after any step does the rest and no step twice", async () => {
    for (let after = 1; after <= WATCH_STEPS.length; after++) {
      const world = createWorld({ startMs: WEEK_MS, once: true });
      for (const step of WATCH_STEPS.slice(0, after)) await world.work[step](1n, world.stop.signal);
      await world.watch();
      expect(world.log.filter((line) => !line.startsWith("done"))).toEqual(WATCH_STEPS.map((s) => `${s} 1`));
      expect(world.log.at(-1)).toBe(`done 1: ${WATCH_STEPS.slice(after).join(" ")}`);
    }
  });

  it("tries a node that is away again, twice as late each time, up to ten minutes, and forgets it when it is back", async () => {
    const backMs = WEEK_MS + 3600_000;
    let faults = 2;
    const fault: Fault = (what, _, time) =>
      (what === "open" && time < backMs) || (what === "finalize" && faults-- > 0)
        ? new NodeAwayError("away")
        : undefined;
    const world = createWorld({ startMs: WEEK_MS, once: true, fault });
    await world.watch();
    const seconds = [60, 120, 240, 480, 600, 600, 600, 600, 600];
    expect(world.log).toEqual([
      ...seconds.map((s) => `failed open NODE_AWAY ${s}`),
      "open 1",
      "prove 1",
      "submit 1",
      "failed finalize NODE_AWAY 60",
      "failed finalize NODE_AWAY 120",
      "finalize 1",
      "done 1: open prove submit finalize",
    ]);
  });

  it("never sends what does not hold, and goes on with the next spurt", async () => {
    const fault: Fault = (what, spurt) =>
      what === "prove" && spurt === 1n ? new WrongRootError("wrong") : undefined;
    const world = createWorld({ fault });
    await expect(world.watch()).rejects.toBeInstanceOf(WatchInterruptedError);
    expect(world.log).toContain("failed prove WRONG_ROOT 60");
    expect(world.log).not.toContain("submit 1");
    expect(world.log).toContain("finalize 2");
  });

  it("looks at the validators of each spurt once, as soon as its block is stored, and tells what it found", async () => {
    const world = createWorld();
    await expect(world.watch()).rejects.toBeInstanceOf(WatchInterruptedError);
    expect(world.looks).toEqual([1n, 2n]);
    expect(world.warned).toEqual([1n, 1n, 2n, 2n]);
  });

  it("goes on where validators cannot be looked at, and looks at them again", async () => {
    let faults = 2;
    const fault: Fault = (what) => (what === "eject" && faults-- > 0 ? new NodeAwayError("away") : undefined);
    const world = createWorld({ startMs: WEEK_MS, once: true, fault });
    await world.watch();
    expect(world.log).toEqual([
      "open 1",
      "failed eject NODE_AWAY 60",
      "prove 1",
      "failed eject NODE_AWAY 60",
      "submit 1",
      "finalize 1",
      "done 1: open prove submit finalize",
    ]);
    expect(world.looks).toEqual([1n]);
  });

  it("follows consolidations once a day, whichever spurt there is, and only where it is asked to", async () => {
    const world = createWorld({ followsConsolidations: true });
    await expect(world.watch()).rejects.toBeInstanceOf(WatchInterruptedError);
    const day = WEEK_MS / 7;
    expect(world.followed).toEqual(Array.from({ length: 18 }, (_, k) => k * day));
    const without = createWorld();
    await expect(without.watch()).rejects.toBeInstanceOf(WatchInterruptedError);
    expect(without.followed).toEqual([]);
  });

  it("goes on where consolidations cannot be shown, and tries again", async () => {
    let faults = 2;
    const fault: Fault = (what) =>
      what === "consolidations" && faults-- > 0 ? new NodeAwayError("away") : undefined;
    const world = createWorld({ startMs: WEEK_MS, once: true, fault, followsConsolidations: true });
    await world.watch();
    expect(world.log).toEqual([
      "failed consolidations NODE_AWAY 60",
      "open 1",
      "failed consolidations NODE_AWAY 60",
      "prove 1",
      "submit 1",
      "finalize 1",
      "done 1: open prove submit finalize",
    ]);
    expect(world.followed).toEqual([WEEK_MS]);
  });

  it("ends at once where nobody can send consolidations", async () => {
    const error = new AccountError("no key is given");
    const fault: Fault = (what) => (what === "consolidations" ? error : undefined);
    const world = createWorld({ startMs: WEEK_MS, fault, followsConsolidations: true });
    await expect(world.watch()).rejects.toBe(error);
  });

  it("does not send again and again where a node tells of the time before", async () => {
    const world = createWorld({ startMs: WEEK_MS, endMs: WEEK_MS + 10 * POLL_MS });
    world.work.open = async () => {
      if (world.log.push("open") > 100) throw new Error("without a pause");
    };
    await expect(world.watch()).rejects.toBeInstanceOf(WatchInterruptedError);
    expect(world.sleeps).toHaveLength(10);
    expect(world.log).toEqual(Array.from({ length: 11 }, () => "open"));
  });

  it.each<[string, Error]>([
    ["nobody can send", new AccountError("no key is given")],
    ["the program has a fault", new TypeError("undefined")],
  ])("ends at once where %s", async (_, error) => {
    const world = createWorld({ startMs: WEEK_MS, fault: (what) => (what === "open" ? error : undefined) });
    await expect(world.watch()).rejects.toBe(error);
    expect(world.sleeps).toEqual([]);
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ])("ends on %s in the middle of a step, which it gives time to end", async (reason, exitCode) => {
    const world = createWorld({ startMs: WEEK_MS });
    let ended = false;
    world.work.prove = async (_, signal) => {
      world.stop.abort(reason);
      await Promise.resolve();
      expect(signal.aborted).toBe(true);
      ended = true;
      throw new Error("stopped");
    };
    const failure = { code: "WATCH_INTERRUPTED", exitCode, message: "Interrupted during prove of spurt 1." };
    await expect(world.watch()).rejects.toMatchObject(failure);
    expect(ended).toBe(true);
  });
});
