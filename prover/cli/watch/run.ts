/**
 * `pufeth-por prove --watch`: errors that concern every spurt are reported before it waits; after that failures are
 * logged, counted and retried until a signal arrives.
 * @module
 */

import { setTimeout as sleep } from "node:timers/promises";
import { loadAccount } from "../../chain/client/load-account.ts";
import { createSender } from "../../chain/client/send-transaction.ts";
import { UnavailableError } from "../../errors.ts";
import { checkKeyClaim, keyClaimOfInstalled } from "../../keys/check-key-claim.ts";
import { loadKeys } from "../../keys/load-keys.ts";
import { createMetrics } from "../../metrics/create-metrics.ts";
import { type MetricsServer, serveMetrics } from "../../metrics/serve-metrics.ts";
import { findBackend } from "../../prove/backends/registry.ts";
import { redisName } from "../../queue/connect-redis.ts";
import { createSpurtWork } from "../../spurt/spurt-work.ts";
import { WatchInterruptedError } from "../../watch/errors.ts";
import { addWatchMetrics } from "../../watch/watch-metrics.ts";
import { watchSpurts } from "../../watch/watch-spurts.ts";
import { readTrustedKeys } from "../options/read-trusted-keys.ts";
import type { Terminal } from "../output/terminal.ts";
import { withInterrupt } from "../with-interrupt.ts";
import type { RawWatchOptions } from "./options.ts";
import { createListener, tell } from "./print.ts";
import { type WatchPlan, watchPlanOf } from "./watch-plan.ts";

/** Time for output to be flushed if a pending request keeps the process alive. */
const LEAVE_MS = 1_000;

export async function runWatch(options: RawWatchOptions, terminal: Terminal): Promise<void> {
  const plan = watchPlanOf(options);
  const account = plan.sends ? await accountOf(options, plan, terminal) : undefined;
  const keysManifest = await checkProving(options, plan);
  const metrics = createMetrics();
  const watched = addWatchMetrics(metrics.registry);
  const work = createSpurtWork({ options, plan, account, keysManifest, metrics, terminal });
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

/** @throws AccountError if no account could send. */
async function accountOf({ keyFile }: RawWatchOptions, { chain }: WatchPlan, terminal: Terminal) {
  const account = await loadAccount(keyFile);
  if (account !== undefined) return account;
  try {
    await createSender(chain, {});
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    terminal.err(`warning: no key is given, and the node's accounts could not be read: ${error.message}`);
  }
  return undefined;
}

/** Checks that do not depend on a spurt. */
async function checkProving(options: RawWatchOptions, { steps }: WatchPlan) {
  const { keysManifest } = await readTrustedKeys({ manifest: options.manifest });
  if (!steps.includes("prove")) return keysManifest;
  await findBackend(options);
  if (options.queue !== undefined) redisName(options.queue);
  if (options.size !== "auto") {
    const keys = await loadKeys(options.size);
    if (keysManifest) checkKeyClaim(keyClaimOfInstalled(keys), keysManifest);
  }
  return keysManifest;
}

function leaveSoon(exitCode: number): void {
  setTimeout(() => process.exit(exitCode), LEAVE_MS).unref();
}
