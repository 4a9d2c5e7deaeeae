/**
 * `pufeth-por prove --watch`: errors that concern every spurt are reported before it waits; after that failures are
 * logged, counted and retried until a signal arrives.
 * @module
 */

import { setTimeout as sleep } from "node:timers/promises";
import type { ChainClient } from "../../chain/client/chain-client.ts";
import { loadAccount } from "../../chain/client/load-account.ts";
import { requireUnlockedAccount } from "../../chain/client/send-transaction.ts";
import { UnavailableError } from "../../errors.ts";
import { checkKeyClaim, keyClaimOfInstalled } from "../../keys/check-key-claim.ts";
import { loadKeys } from "../../keys/load-keys.ts";
import type { KeysManifest } from "../../keys/manifest.ts";
import { createMetrics } from "../../metrics/create-metrics.ts";
import { type MetricsServer, serveMetrics } from "../../metrics/serve-metrics.ts";
import { findBackend } from "../../prove/backends/registry.ts";
import { countingProver, countingStages } from "../../watch/count-pages.ts";
import { WatchInterruptedError } from "../../watch/errors.ts";
import { createSpurtWork } from "../../watch/spurt-work.ts";
import { addWatchMetrics } from "../../watch/watch-metrics.ts";
import { watchSpurts } from "../../watch/watch-spurts.ts";
import { beaconAccessOf } from "../options/beacon-access.ts";
import { createProverOf } from "../options/create-prover-of.ts";
import { keyChoiceOf } from "../options/key-choice-of.ts";
import { readTrustedKeys } from "../options/read-trusted-keys.ts";
import { createProgress } from "../output/progress.ts";
import { showStages } from "../output/show-stages.ts";
import type { Terminal } from "../output/terminal.ts";
import { countWaits } from "../waiting.ts";
import { withInterrupt } from "../with-interrupt.ts";
import type { RawWatchOptions } from "./options.ts";
import { createListener, showSteps, tell, warnOfRefusedBundle } from "./print.ts";
import { watchPlanOf } from "./watch-plan.ts";

/** Time for output to be flushed if a pending request keeps the process alive. */
const LEAVE_MS = 1_000;

export async function runWatch(
  options: RawWatchOptions,
  terminal: Terminal,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const { chain, oracle, steps, followsConsolidations, sends } = watchPlanOf(options);
  const account = sends ? await accountOf(options.keyFile, chain, terminal, environment) : undefined;
  const { keysManifest } = await readTrustedKeys({ manifest: options.manifest });
  const metrics = createMetrics();
  const uncount = countWaits(({ service }) => metrics.rateLimitWaits.inc({ service }));
  const watched = addWatchMetrics(metrics.registry);
  const progress = createProgress({ silent: options.json ?? false });
  const stage = countingStages(metrics, showStages(progress, terminal));
  const proving = steps.includes("prove") ? await provingOf(options, keysManifest) : undefined;
  const work = createSpurtWork({
    chain,
    oracle,
    beacon: beaconAccessOf(options, environment),
    account,
    keysManifest,
    out: options.out,
    pagesPerTransaction: options.pagesPerTransaction,
    developmentChain: options.developmentChain,
    proving: proving && {
      keys: proving.keys,
      createProver: countingProver(metrics, proving.createProver),
      stage,
      continued: options.continue ?? false,
    },
    show: showSteps(progress, terminal),
    onRefusedBundle: (refused) => warnOfRefusedBundle(refused, terminal),
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
        steps,
        followsConsolidations,
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
    uncount();
    await server?.close();
  }
}

/** @throws AccountError if no account could send. */
async function accountOf(
  keyFile: string | undefined,
  chain: ChainClient,
  terminal: Terminal,
  environment: NodeJS.ProcessEnv,
) {
  const account = await loadAccount(keyFile, environment);
  if (account !== undefined) return account;
  try {
    await requireUnlockedAccount(chain);
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    terminal.err(`warning: no key is given, and the node's accounts could not be read: ${error.message}`);
  }
  return undefined;
}

/** With the checks that do not depend on a spurt. */
async function provingOf(options: RawWatchOptions, keysManifest: KeysManifest | undefined) {
  const backend = await findBackend(options);
  const createProver = createProverOf(options, backend);
  if (options.size !== "auto") {
    const keys = await loadKeys(options.size);
    if (keysManifest) checkKeyClaim(keyClaimOfInstalled(keys), keysManifest);
  }
  return { keys: keyChoiceOf(options.size, backend), createProver };
}

function leaveSoon(exitCode: number): void {
  setTimeout(() => process.exit(exitCode), LEAVE_MS).unref();
}
