/**
 * One bundle proved on many machines, as a user does it: a real redis-server, and processes of their own for the
 * coordinator and three workers. One worker is killed in the middle of a page, one returns nonsense, and the coordinator
 * is killed and started again. What comes out is what one machine alone makes.
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadKeys } from "../../prover/keys/load-keys.ts";
import { keyIdentityOf, queueNameOf } from "../../prover/queue/page-job.ts";
import { setUpSize } from "../../scripts/circuits/set-up-size.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";
import { filesIn, temporaryFolder } from "../bundle/bundle-folder.ts";
import { BIN } from "../cli/run-bin.ts";
import { type RedisServer, startRedis } from "../queue/redis-server.ts";
import { inputFile, registryFile } from "./input-files.ts";
import { succeeds } from "./json-command.ts";

const PRINCIPAL_GWEI = 32_000_000_000n;
// Two in each of six places far from each other: six pages of the size `test`.
const INDICES = [3, 9, 100, 104, 200, 203, 300, 301, 400, 401, 500, 509];
const PAGES = 6;
const PASSWORD = "pass-w0rd-of-the-queue";
/** A lock is renewed after half of it: so long a busy machine does not keep a worker from that. */
const LOCK_SECONDS = 15;
/** Of a worker that is killed: its page goes to another after this time, and is never given up before. */
const VICTIM_LOCK_SECONDS = 3;
/** On a machine that is busy with other things. */
const PATIENCE_MS = 240_000;

const GARBAGE_WORKER = fileURLToPath(new URL("../queue/garbage-worker.mjs", import.meta.url));

interface Running {
  readonly process: ChildProcess;
  /** Standard output and error, all of it. */
  text(): string;
  /** Waits until it has printed this. */
  printed(pattern: RegExp): Promise<void>;
  kill(signal: NodeJS.Signals): Promise<number | null>;
}

describe("one bundle by many machines", () => {
  let redis: RedisServer;
  let url: string;
  let state: string[];
  const started: Running[] = [];

  const start = (file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Running => {
    const process_ = spawn(process.execPath, [file, ...args], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let text = "";
    for (const stream of [process_.stdout, process_.stderr])
      stream.setEncoding("utf8").on("data", (more) => (text += more));
    const running: Running = {
      process: process_,
      text: () => text,
      printed: (pattern) => expect.poll(() => text, { timeout: PATIENCE_MS, interval: 50 }).toMatch(pattern),
      async kill(signal) {
        if (process_.exitCode === null && process_.signalCode === null) {
          const exit = once(process_, "exit");
          process_.kill(signal);
          await exit;
        }
        return process_.exitCode;
      },
    };
    started.push(running);
    return running;
  };
  const worker = (name: string, ...options: string[]) =>
    start(
      BIN,
      [
        "worker",
        "--size",
        "test",
        "--threads",
        "1",
        "--name",
        name,
        "--lock-seconds",
        `${LOCK_SECONDS}`,
        ...options,
      ],
      // So that no list of processes shows the password.
      { PUFETH_POR_QUEUE: url },
    );
  const coordinator = (out: string, ...options: string[]) =>
    start(BIN, ["prove", ...state, "--out", out, ...options], { PUFETH_POR_QUEUE: url });

  beforeAll(async () => {
    await setUpSize("test", () => {});
    redis = await startRedis({ password: PASSWORD });
    url = `redis://:${PASSWORD}@127.0.0.1:${redis.port}`;
    const balances = Array.from({ length: 512 }, (_, index) => PRINCIPAL_GWEI + BigInt(index) - 200n);
    const { stateBytes, header } = await syntheticState(balances);
    const headerJson = {
      slot: `${header.slot}`,
      proposer_index: `${header.proposerIndex}`,
      parent_root: header.parentRoot,
      state_root: header.stateRoot,
      body_root: header.bodyRoot,
    };
    state = [
      "--state",
      inputFile("state.ssz", stateBytes),
      "--fork",
      "electra",
      "--header",
      inputFile("header.json", JSON.stringify(headerJson)),
      "--size",
      "test",
      "--registry",
      registryFile(INDICES.map((index) => ({ index, principalGwei: PRINCIPAL_GWEI }))),
    ];
  });
  afterAll(async () => {
    for (const running of started) await running.kill("SIGKILL");
    await redis.kill();
  });

  it("comes out as one machine makes it, though a worker dies, one lies, and the coordinator starts again", async () => {
    const [alone, together] = [join(temporaryFolder(), "alone"), join(temporaryFolder(), "together")];
    await succeeds(["prove", ...state, "--threads", "2", "--out", alone]);

    const first = coordinator(together);
    await first.printed(/6 pages/);
    const victim = worker("victim", "--lock-seconds", `${VICTIM_LOCK_SECONDS}`);
    await victim.printed(/Proving validators/);
    await victim.kill("SIGKILL");
    const queue = queueNameOf(keyIdentityOf(await loadKeys("test")));
    const liar = start(GARBAGE_WORKER, [url, queue, "liar"]);
    const honest = worker("honest", "--metrics-port", "0");
    await honest.printed(/Proved validators/);
    await first.printed(/returned an invalid proof/);
    // It would go on at every page, and each try is a longer pause.
    await liar.kill("SIGKILL");
    await first.kill("SIGKILL");
    const second = coordinator(together, "--resume");
    const [exitCode] = await once(second.process, "exit");
    expect(second.text()).toMatch(/The bundle is valid/);
    expect(exitCode).toBe(0);

    // Everything but the proofs, which are random, and what is hashed with them.
    const withoutProof = (folder: string, file: string) => {
      const { proof: _, ...rest } = JSON.parse(readFileSync(join(folder, file), "utf8"));
      return rest;
    };
    expect(filesIn(together)).toEqual(filesIn(alone));
    for (const file of filesIn(alone).filter((name) => name !== "bundle.json")) {
      expect(withoutProof(together, file)).toEqual(withoutProof(alone, file));
    }
    const [oneMachine, manyMachines] = await Promise.all(
      [alone, together].map((folder) => succeeds<object>(["verify", folder])),
    );
    expect(oneMachine).toEqual(manyMachines);

    const told = first.text() + second.text();
    expect(liar.text()).toMatch(/garbage 1/);
    expect(told).toMatch(/worker liar at 127\.0\.0\.1:[0-9]+ returned an invalid proof/);
    // The honest one had all pages, that of the killed one among them, and each once.
    const proved = honest.text().match(/^Proved validators [0-9]+ to [0-9]+ /gm)!;
    expect(proved).toHaveLength(PAGES);
    expect(new Set(proved).size).toBe(PAGES);
    expect(proved).toContain(
      victim
        .text()
        .match(/validators [0-9]+ to [0-9]+/)![0]
        .replace(/^/, "Proved ")
        .concat(" "),
    );

    const [metricsUrl] = honest.text().match(/http:\/\/127\.0\.0\.1:[0-9]+\/metrics/)!;
    const metrics = await (await fetch(metricsUrl)).text();
    expect(metrics).toContain(`pufeth_por_pages_proved_total{size="test"} ${PAGES}`);
    expect(metrics).toContain(`pufeth_por_page_seconds_count{size="test"} ${PAGES}`);
    expect(metrics).toContain("pufeth_por_pages_active 0");
    expect(metrics).toContain("pufeth_por_redis_up 1");
    expect(metrics).toMatch(/pufeth_por_queue_jobs\{state="completed"\} [1-9]/);

    expect(await honest.kill("SIGTERM")).toBe(0);
    expect(honest.text()).toMatch(/6 pages proved/);
    for (const running of started) expect(running.text()).not.toContain(PASSWORD);
  }, 600_000);

  it("a worker that is stopped hands its page back at the second signal; another goes on with it", async () => {
    const out = join(temporaryFolder(), "handed-back");
    const onePage = inputFile("one.json", JSON.stringify([{ index: "77", principalGwei: "32000000000" }]));
    const proving = coordinator(out, "--registry", onePage);
    const leaver = worker("leaver", "--lock-seconds", "600");
    await leaver.printed(/Proving validators/);
    leaver.process.kill("SIGTERM");
    await leaver.printed(/Stopping/);
    expect(await leaver.kill("SIGTERM")).toBe(0);
    expect(leaver.text()).toMatch(/0 pages proved/);
    const heir = worker("heir", "--max-pages", "1");
    const [exitCode] = await once(heir.process, "exit");
    expect(exitCode).toBe(0);
    expect(heir.text()).toMatch(/1 page proved/);
    if (proving.process.exitCode === null) await once(proving.process, "exit");
    expect(proving.text()).toMatch(/The bundle is valid/);
  }, 600_000);
});
