/**
 * `pufeth-por prove`: the stages in their order, from a beacon state to a bundle.
 * @module
 */
import { makeBundle } from "../bundle/make-bundle.ts";
import { verifyBundle } from "../bundle/verify-bundle.ts";
import { assertTargetFree, writeBundle } from "../bundle/write-bundle.ts";
import { planPages } from "../plan/plan-pages.ts";
import { readRegistry } from "../plan/registry.ts";
import { loadKeys } from "../prove/load-keys.ts";
import { provePages } from "../prove/prove-pages.ts";
import { poolsWei } from "../state/execution/execution-proof.ts";
import { balancesTopOf, linkBranch } from "../state/links.ts";
import { pageWitness } from "../witness/page-witness.ts";
import { formatSummary } from "./format-summary.ts";
import { loadExecution, loadState } from "./load-sources.ts";
import { createProgress } from "./progress.ts";
import { executionSourceOf, type RawProveOptions, stateSourceOf } from "./prove-options.ts";
import type { Terminal } from "./terminal.ts";

export async function proveCommand(options: RawProveOptions, terminal: Terminal): Promise<void> {
  const stateSource = stateSourceOf(options);
  const executionSource = executionSourceOf(options);
  const progress = createProgress({ silent: options.json ?? false });
  await assertTargetFree(options.out);
  const registry = await readRegistry(options.registry);

  const keys = await progress.stage("Load keys", () => loadKeys(options.size));
  const state = await progress.stage("Load and check the beacon state", (say) => loadState(stateSource, say));
  const execution =
    executionSource &&
    (await progress.stage("Read pools and supply", () => loadExecution(executionSource, state)));
  const startWei = execution === undefined ? 0n : poolsWei(execution);

  const plan = await progress.stage("Plan pages", async (say) => {
    const pages = await planPages(registry, state, keys.limits, startWei);
    say(`${registry.length} validators, ${pages.pages.length} pages`);
    return pages;
  });
  const proofs = await progress.stage("Prove", (say) =>
    provePages(plan, keys, {
      threads: options.threads,
      witnessOf: (page) => pageWitness(state, page, plan.limits),
      onProved: (done, total) => say(`page ${done} of ${total} proved`),
    }),
  );
  const bundle = makeBundle({
    state,
    balancesTop: balancesTopOf(state),
    circuit: { size: keys.size, ...keys.limits, sourceHash: keys.sourceHash },
    key: keys,
    registry,
    pages: proofs.map(({ page, proof, publicSignals }) => ({
      link: { ...page.link, ...linkBranch(state, page.link) },
      publicSignals,
      proof,
    })),
    poolsWei: startWei,
    execution: execution ?? null,
  });
  const summary = await progress.stage("Verify the bundle", () => verifyBundle(bundle));
  await writeBundle(bundle, options.out);

  if (options.json)
    terminal.out(JSON.stringify({ bundle: options.out, ...summary, stages: progress.times }, null, 2));
  else terminal.out(`${formatSummary(summary)}\nWritten to ${options.out}`);
}
