/**
 * `pufeth-por prove --watch`: what is wrong for every spurt is told before it waits; from then on failures are told,
 * counted and tried again until a signal comes.
 * @module
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { ChainClient } from "../chain/client/chain-client.ts";
import { loadAccount } from "../chain/client/load-account.ts";
import { createSender } from "../chain/client/send-transaction.ts";
import { formatTime } from "../chain/views/format-time.ts";
import { UnavailableError } from "../errors.ts";
import { checkKeyClaim, keyClaimOfInstalled } from "../keys/check-key-claim.ts";
import { loadKeys } from "../keys/load-keys.ts";
import { createMetrics } from "../metrics/create-metrics.ts";
import { type MetricsServer, serveMetrics } from "../metrics/serve-metrics.ts";
import { redisName } from "../queue/connect-redis.ts";
import { bundleFolderOf, createSpurtWork } from "../spurt/spurt-work.ts";
import { WatchInterruptedError } from "../watch/errors.ts";
import { addWatchMetrics, type WatchMetrics } from "../watch/watch-metrics.ts";
import { type DoneSpurt, type WatchListener, watchSpurts } from "../watch/watch-spurts.ts";
import { chainClientOf } from "./chain-client-of.ts";
import { formatSummary } from "./format-summary.ts";
import { log } from "./log/log.ts";
import { backendChoiceOf } from "./proving-options.ts";
import type { Terminal } from "./terminal.ts";
import { readTrustedKeys } from "./trusted-keys.ts";
import { type RawWatchOptions, type WatchPlan, watchPlanOf } from "./watch-options.ts";
import { withInterrupt } from "./with-interrupt.ts";

/** For what was printed to leave, when a request that nobody waits for any more keeps the process alive. */
const LEAVE_MS = 1_000;

export async function watchCommand(options: RawWatchOptions, terminal: Terminal): Promise<void> {
  const plan = watchPlanOf(options);
  const chain = chainClientOf({ ...options, rpc: plan.rpc });
  const account = plan.sends ? await accountOf(options, chain, terminal) : undefined;
  const keysManifest = await checkProving(options, plan);
  const metrics = createMetrics();
  const watched = addWatchMetrics(metrics.registry);
  const work = createSpurtWork({
    options,
    chain,
    oracle: plan.oracle,
    account,
    keysManifest,
    metrics,
    terminal,
  });
  const listener = createListener(options, watched, terminal);
  let server: MetricsServer | undefined;
  try {
    if (options.metricsPort !== undefined) {
      const { metricsHost: host, metricsPort: port } = options;
      server = await serveMetrics({ host, port, registry: metrics.registry });
      tell(options, "metrics", `Metrics at ${server.url}`, { url: server.url });
    }
    await withInterrupt(terminal, (signal) =>
      watchSpurts(work, listener, {
        steps: plan.steps,
        pollMs: options.pollSeconds * 1000,
        once: options.once ?? false,
        signal,
        sleep: (ms, stop) => sleep(ms, undefined, { signal: stop }),
      }),
    );
  } catch (error) {
    if (error instanceof WatchInterruptedError) leaveSoon(error.exitCode);
    throw error;
  } finally {
    await server?.close();
  }
}

/** @throws AccountError where nobody could send when the time has come. */
async function accountOf({ keyFile }: RawWatchOptions, chain: ChainClient, terminal: Terminal) {
  const account = await loadAccount(keyFile);
  if (account !== undefined) return account;
  try {
    await createSender(chain, {});
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    terminal.err(
      `warning: no key is given, and whether the node has an account is not known: ${error.message}`,
    );
  }
  return undefined;
}

/** Whatever no spurt will change. */
async function checkProving(options: RawWatchOptions, { steps }: WatchPlan) {
  const { keysManifest } = await readTrustedKeys({ manifest: options.manifest });
  if (!steps.includes("prove")) return keysManifest;
  await backendChoiceOf(options);
  if (options.queue !== undefined) redisName(options.queue);
  if (options.size !== "auto") {
    const keys = await loadKeys(options.size);
    if (keysManifest) checkKeyClaim(keyClaimOfInstalled(keys), keysManifest);
  }
  return keysManifest;
}

function createListener(options: RawWatchOptions, metrics: WatchMetrics, terminal: Terminal): WatchListener {
  return {
    looked: (spurts) => metrics.looked(spurts),
    begins(step, spurt) {
      metrics.isIn(step);
      tell(options, "spurt-step", `Spurt ${spurt}: ${step}`, { spurt, step });
    },
    waits({ ended, running }, next) {
      metrics.isIn("waiting");
      if (ended === null || next === "done" || ended.next === "none") {
        const text = `Waiting for the end of spurt ${running.number}, ${formatTime(running.end)}`;
        tell(options, "waiting", text, { spurt: running.number, end: running.end });
        return;
      }
      const { spurt, next: step } = ended;
      const folder = bundleFolderOf(options.out, spurt);
      const bundle = step === "open" ? "" : `, or for its bundle in ${folder}`;
      tell(options, "waiting", `Spurt ${spurt} waits for somebody else to ${step} it${bundle}`, {
        spurt,
        step,
      });
    },
    isDone(done) {
      metrics.isDone(BigInt(done.spurt.spurt), done.bundle);
      printDone(done, options, terminal);
    },
    failed({ step, spurt, error, retryMs }) {
      metrics.isIn("retrying");
      metrics.failed(step, error.code);
      const { code, exitCode, hints } = error;
      const what = step === "look" ? "The spurts cannot be read" : `Spurt ${spurt}: ${step} failed`;
      const retrySeconds = retryMs / 1000;
      const message = error.message.replace(/\s*\n\s*/g, " ");
      const text = `${what}: ${message} Next try in ${retrySeconds} s.`;
      const fields = { step, spurt, code, exitCode, hints, retrySeconds };
      // A node that is away comes back; a check that fails is for somebody to look at.
      if (exitCode === 3) log().warn("step-failed", text, fields);
      else log().error("step-failed", text, fields);
      if (log().format === "text") for (const hint of hints) tell(options, "hint", `  ${hint}`, {});
    },
  };
}

function printDone({ spurt, bundle, did }: DoneSpurt, options: RawWatchOptions, terminal: Terminal): void {
  const folder = bundle === undefined ? null : bundleFolderOf(options.out, spurt.spurt);
  if (options.json) {
    const { report } = spurt;
    terminal.out(
      JSON.stringify({ spurt: spurt.spurt, did, bundle: folder, summary: bundle ?? null, report }),
    );
    return;
  }
  const title =
    did.length === 0
      ? `Spurt ${spurt.spurt} is done: nothing was left to do.`
      : `Spurt ${spurt.spurt} is done: ${did.join(", ")}.`;
  const proved = bundle === undefined ? [] : [formatSummary(bundle), `The bundle is ${folder}`];
  terminal.out([title, ...proved].join("\n"));
}

function tell({ json }: RawWatchOptions, event: string, text: string, fields: Record<string, unknown>): void {
  if (!json || log().format === "json") log().info(event, text, fields);
}

function leaveSoon(exitCode: number): void {
  setTimeout(() => process.exit(exitCode), LEAVE_MS).unref();
}
