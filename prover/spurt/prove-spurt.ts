/**
 * The stages of `prove` in order, from a beacon state to a bundle on disk. Does not print: `prove` and the watcher show
 * the results.
 * @module
 */
import { makeBundle } from "../bundle/make-bundle.ts";
import { pageBalances } from "../bundle/page-balances.ts";
import { type VerifiedBundle, verifyBundle } from "../bundle/verify-bundle.ts";
import { assertTargetFree, writeBundle } from "../bundle/write-bundle.ts";
import { startWei } from "../chain/execution/execution-proof.ts";
import { proveSourcesOf, type RawProveOptions } from "../cli/options/prove-sources.ts";
import { readTrustedKeys } from "../cli/options/read-trusted-keys.ts";
import type { Progress } from "../cli/output/progress.ts";
import type { Terminal } from "../cli/output/terminal.ts";
import { withInterrupt } from "../cli/with-interrupt.ts";
import { INTERNAL_FAULT, ProverError } from "../errors.ts";
import { checkKeyClaim, keyClaimOfInstalled } from "../keys/check-key-claim.ts";
import { loadKeys, type PageKeys } from "../keys/load-keys.ts";
import type { Metrics } from "../metrics/create-metrics.ts";
import type { PageSize } from "../plan/page-sizes.ts";
import { type PagePlan, planPages } from "../plan/plan-pages.ts";
import { readRegistry } from "../plan/read-registry-file.ts";
import type { BackendChoice } from "../prove/backends/backend.ts";
import { findBackend } from "../prove/backends/registry.ts";
import { rememberSpeed } from "../prove/calibration.ts";
import type { PageProof } from "../prove/check-page-proof.ts";
import { findLeftRun, openPageFolder, type PageFolder, pageFolderOf } from "../prove/page-folder.ts";
import type { PageProver } from "../prove/page-prover.ts";
import { provePages } from "../prove/prove-pages.ts";
import { redisName } from "../queue/connect-redis.ts";
import { createQueueProver } from "../queue/queue-prover.ts";
import { linkBranch } from "../state/links.ts";
import { listTopOf } from "../state/list-tree.ts";
import type { VerifiedState } from "../state/verified-state.ts";
import { withBalances } from "../state/with-balances.ts";
import { pageWitness } from "../witness/page-witness.ts";
import { chooseSize } from "./choose-size.ts";
import { createPageProver } from "./create-page-prover.ts";
import { loadAcceptedCount, loadExecution, loadOracle, loadState, registryOf } from "./load-sources.ts";
import { slotOfLeftRun } from "./slot-of-left-run.ts";

export interface ProveContext {
  readonly progress: Progress;
  readonly terminal: Pick<Terminal, "err">;
  /** Aborts the proving, reason "SIGINT" or "SIGTERM". Default: those signals of this process. */
  readonly signal?: AbortSignal;
  /** Pages are counted there. */
  readonly metrics?: Metrics;
}

export interface ProveResult {
  /** The folder that was written. */
  readonly bundle: string;
  /** As it was written. */
  readonly verified: VerifiedBundle;
  /** True if nothing is left to prove: the oracle has accepted all validators. */
  readonly complete: boolean;
  /** Number of the bundle's pages that an earlier run had finished. */
  readonly resumedPages: number;
}

/** @throws ProverError of any stage. Finished pages are kept in the work folder. */
export async function proveSpurt(
  options: RawProveOptions,
  { progress, terminal, signal, metrics }: ProveContext,
): Promise<ProveResult> {
  const sources = proveSourcesOf(options);
  const backend = await findBackend(options);
  const { queue } = options;
  if (queue !== undefined) redisName(queue);
  await assertTargetFree(options.out);
  const workFolder = pageFolderOf(options.out);
  const leftRun = await findLeftRun(workFolder, { resume: options.resume ?? false });
  const registryFile = options.registry === undefined ? undefined : await readRegistry(options.registry);

  const { continued } = sources;
  const accepted =
    continued === undefined
      ? 0
      : await progress.stage("Read the accepted pages", () => loadAcceptedCount(continued));
  const { keysManifest } = await readTrustedKeys({ manifest: options.manifest });
  const load = (size: PageSize) =>
    progress.stage("Load keys", async () => {
      const installed = await loadKeys(size);
      // Checked before the long work, although the bundle is compared again.
      if (keysManifest) checkKeyClaim(keyClaimOfInstalled(installed), keysManifest);
      return installed;
    });
  const namedKeys = options.size === "auto" ? undefined : await load(options.size);
  const loaded = await progress.stage("Load and check the beacon state", (say) =>
    loadState(slotOfLeftRun(sources.state, leftRun, say), say),
  );
  const { execution: chain } = sources;
  const contents =
    chain && (await progress.stage("Read oracle and registry", () => loadOracle(chain, loaded)));
  // Without an oracle there is a registry file, see `proveSourcesOf`.
  const registry = registryFile ?? registryOf(contents!);
  const execution =
    chain && contents
      ? await progress.stage("Prove sources, deposits and supply", () =>
          loadExecution(chain, loaded, contents, registry),
        )
      : null;
  // Nothing, but for a partial state.
  const state = await progress.stage("Read balances", () => withBalances(loaded, registry));
  const initialWei = execution === null ? 0n : startWei(execution);

  // If nothing is left to prove, the last validator is proved again: `finalize` needs a bundle, which needs a page.
  const startCount = Math.min(accepted, registry.length - 1);

  const keys =
    namedKeys ?? (await load(await chooseSize(registry, state.listLength, startCount, backend.name)));
  const plan = await progress.stage("Plan pages", async (say) => {
    const pages = await planPages(registry, state, keys.limits, initialWei, startCount);
    const after = startCount === 0 ? "" : ` after the first ${startCount}`;
    say(`${registry.length - startCount} validators${after}, ${pages.pages.length} pages`);
    return pages;
  });
  const pages = await openPageFolder(workFolder, plan, keys, {
    slot: state.header.slot,
    blockRoot: state.blockRoot,
  });
  const warn = (line: string) => terminal.err(line);
  const { proofs, resumedPages } = await progress.stage("Prove", (say) => {
    const prove = (stop: AbortSignal) =>
      proveIn(pages, {
        state,
        plan,
        keys,
        backend,
        queue,
        threads: options.threads,
        say,
        warn,
        stop,
        metrics,
      });
    return signal ? prove(signal) : withInterrupt(terminal, prove);
  });
  const bundle = makeBundle({
    state,
    balancesTop: listTopOf(state, "balances"),
    circuit: { size: keys.size, ...keys.limits, sourceHash: keys.sourceHash },
    key: keys,
    registry,
    pages: proofs.map(({ page, proof, publicSignals }) => ({
      link: { ...page.link, ...linkBranch(state, page.link) },
      balances: pageBalances(state, page),
      publicSignals,
      proof,
    })),
    startWei: initialWei,
    startCount,
    execution,
  });
  const verified = await progress.stage("Verify the bundle", () => verifyBundle(bundle, { keysManifest }));
  await writeBundle(verified, options.out);
  await pages.remove();
  return { bundle: options.out, verified, complete: accepted >= registry.length, resumedPages };
}

interface Proving {
  readonly state: VerifiedState;
  readonly plan: PagePlan;
  readonly keys: PageKeys;
  readonly backend: BackendChoice;
  readonly threads: number | undefined;
  /** Redis queue for workers; undefined: pages are proved on this machine. */
  readonly queue: string | undefined;
  /** Receives progress messages. */
  readonly say: (text: string) => void;
  /** Receives warnings. */
  readonly warn: (line: string) => void;
  readonly stop: AbortSignal;
  readonly metrics: Metrics | undefined;
}

async function proveIn(
  pages: PageFolder,
  { state, plan, keys, backend, threads, queue, say, warn, stop, metrics }: Proving,
): Promise<{ proofs: PageProof[]; resumedPages: number }> {
  for (const file of pages.foreign)
    warn(`warning: ${file} in ${pages.path} is not a page of this plan and key.`);
  if (queue !== undefined && threads !== undefined) {
    warn("warning: --threads is ignored with --queue: each worker has its own.");
  }
  const prover =
    queue === undefined
      ? await createPageProver({ keys, backend, threads, pages: plan.pages.length, warn })
      : await createQueueProver({ url: queue, keys, say, warn: (text) => warn(`warning: ${text}`) });
  const { size } = keys;
  let resumedPages = 0;
  const start = performance.now();
  try {
    const proofs = await provePages(plan, keys, {
      prover: metrics ? countActive(prover, metrics) : prover,
      store: pages,
      witnessOf: (page) => pageWitness(state, page, plan.limits),
      onProved: (done, total, seconds) => {
        metrics?.pagesProved.inc({ size });
        metrics?.pageSeconds.observe({ size }, seconds);
        metrics?.lastSuccess.setToCurrentTime();
        say(`page ${done} of ${total} proved`);
      },
      onKept: (kept, total) => {
        resumedPages = kept;
        say(`${kept} of ${total} pages were already finished`);
      },
      onRefused: (page, error) => warn(`warning: page ${page.number + 1} is proved again: ${error.message}`),
      onRetry: (page, attempt, error) => {
        const reason = error instanceof ProverError ? error.code : INTERNAL_FAULT.code;
        metrics?.pagesFailed.inc({ size, reason });
        warn(
          `warning: page ${page.number + 1}: ${error.message} Try ${attempt + 1} of ${prover.attempts} follows.`,
        );
      },
      signal: stop,
    });
    await rememberSpeed(keys.files, {
      backend: backend.name,
      threads: prover.parallel,
      pages: proofs.length - resumedPages,
      seconds: (performance.now() - start) / 1000,
    }).catch((error: Error) => warn(`warning: the measured time could not be stored: ${error.message}`));
    return { proofs, resumedPages };
  } finally {
    await prover.close();
  }
}

function countActive(prover: PageProver, { pagesActive }: Metrics): PageProver {
  return {
    ...prover,
    async prove(page, witnessOf, signal) {
      pagesActive.inc();
      try {
        return await prover.prove(page, witnessOf, signal);
      } finally {
        pagesActive.dec();
      }
    },
  };
}
