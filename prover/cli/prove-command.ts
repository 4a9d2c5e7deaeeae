/**
 * `pufeth-por prove`: the stages in their order, from a beacon state to a bundle.
 * @module
 */
import { makeBundle } from "../bundle/make-bundle.ts";
import { verifyBundle } from "../bundle/verify-bundle.ts";
import { assertTargetFree, writeBundle } from "../bundle/write-bundle.ts";
import { checkKeyClaim, keyClaimOfInstalled } from "../keys/check-key-claim.ts";
import { planPages } from "../plan/plan-pages.ts";
import { readRegistry } from "../plan/registry.ts";
import { loadKeys } from "../prove/load-keys.ts";
import { createLocalProver } from "../prove/local-prover.ts";
import { provePages } from "../prove/prove-pages.ts";
import { redisName } from "../queue/connect-redis.ts";
import { createQueueProver } from "../queue/queue-prover.ts";
import { startWei } from "../state/execution/execution-proof.ts";
import { linkBranch } from "../state/links.ts";
import { listTopOf } from "../state/list-tree.ts";
import { pageWitness } from "../witness/page-witness.ts";
import { formatSummary } from "./format-summary.ts";
import { loadAcceptedCount, loadExecution, loadOracle, loadState, registryOf } from "./load-sources.ts";
import { createProgress } from "./progress.ts";
import { proveSourcesOf, type RawProveOptions } from "./prove-options.ts";
import type { Terminal } from "./terminal.ts";
import { readTrustedKeys } from "./trusted-keys.ts";

export async function proveCommand(options: RawProveOptions, terminal: Terminal): Promise<void> {
  const sources = proveSourcesOf(options);
  if (options.queue !== undefined) redisName(options.queue);
  const progress = createProgress({ silent: options.json ?? false });
  await assertTargetFree(options.out);
  const registryFile = options.registry === undefined ? undefined : await readRegistry(options.registry);

  const { continued } = sources;
  const accepted =
    continued === undefined
      ? 0
      : await progress.stage("Read the accepted pages", () => loadAcceptedCount(continued));
  const { keysManifest } = await readTrustedKeys({ manifest: options.manifest });
  const keys = await progress.stage("Load keys", async () => {
    const installed = await loadKeys(options.size);
    // Known before the long part of the work, though the bundle is compared too.
    if (keysManifest) checkKeyClaim(keyClaimOfInstalled(installed), keysManifest);
    return installed;
  });
  const state = await progress.stage("Load and check the beacon state", (say) =>
    loadState(sources.state, say),
  );
  const { execution: chain } = sources;
  const contents =
    chain && (await progress.stage("Read oracle and registry", () => loadOracle(chain, state)));
  // Without an oracle there is a file: `proveSourcesOf`.
  const registry = registryFile ?? registryOf(contents!);
  const execution =
    chain && contents
      ? await progress.stage("Prove sources, deposits and supply", () =>
          loadExecution(chain, state, contents, registry),
        )
      : null;
  const initialWei = execution === null ? 0n : startWei(execution);

  // Where nothing is left to prove, the last validator is proved again: `finalize` needs a bundle, which has a page.
  const startCount = Math.min(accepted, registry.length - 1);

  const plan = await progress.stage("Plan pages", async (say) => {
    const pages = await planPages(registry, state, keys.limits, initialWei, startCount);
    const after = startCount === 0 ? "" : ` after the first ${startCount}`;
    say(`${registry.length - startCount} validators${after}, ${pages.pages.length} pages`);
    return pages;
  });
  const proofs = await progress.stage("Prove", async (say) => {
    const prover =
      options.queue === undefined
        ? createLocalProver({ keys, threads: Math.min(options.threads, plan.pages.length) })
        : await createQueueProver({ url: options.queue, keys, say });
    return provePages(plan, keys, {
      prover,
      witnessOf: (page) => pageWitness(state, page, plan.limits),
      onProved: (done, total) => say(`page ${done} of ${total} proved`),
    }).finally(() => prover.close());
  });
  const bundle = makeBundle({
    state,
    balancesTop: listTopOf(state, "balances"),
    circuit: { size: keys.size, ...keys.limits, sourceHash: keys.sourceHash },
    key: keys,
    registry,
    pages: proofs.map(({ page, proof, publicSignals }) => ({
      link: { ...page.link, ...linkBranch(state, page.link) },
      publicSignals,
      proof,
    })),
    startWei: initialWei,
    startCount,
    execution,
  });
  const summary = await progress.stage("Verify the bundle", () => verifyBundle(bundle, { keysManifest }));
  await writeBundle(bundle, options.out);

  if (options.json)
    terminal.out(JSON.stringify({ bundle: options.out, ...summary, stages: progress.times }, null, 2));
  else {
    const complete = accepted >= registry.length;
    const next = complete ? ["The oracle has accepted all validators: `pufeth-por finalize` is next."] : [];
    terminal.out([formatSummary(summary), ...next, `Written to ${options.out}`].join("\n"));
  }
}
