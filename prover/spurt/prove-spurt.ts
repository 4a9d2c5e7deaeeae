/**
 * From a beacon state to a bundle on disk, stage by stage. Finished pages are kept on the way, so an interrupted run can
 * go on.
 * @module
 */
import { makeBundle } from "../bundle/make-bundle.ts";
import { pageBalances } from "../bundle/page-balances.ts";
import { holdingTarget } from "../bundle/target-lock.ts";
import { type VerifiedBundle, verifyBundle } from "../bundle/verify-bundle.ts";
import { assertTargetFree, writeBundle } from "../bundle/write-bundle.ts";
import { startWei } from "../chain/execution/execution-proof.ts";
import type { KeysManifest } from "../keys/manifest.ts";
import { planPages } from "../plan/plan-pages.ts";
import type { RegistryEntry } from "../plan/registry.ts";
import { type CreateProver, onThisMachine } from "../prove/create-page-prover.ts";
import { findLeftRun, openPageFolder, pageFolderOf } from "../prove/page-folder.ts";
import { linkBranch } from "../state/links.ts";
import { balancesListOf, listTopOf } from "../state/list-tree.ts";
import type { StateSource } from "../state/state-source.ts";
import { withBalances } from "../state/with-balances.ts";
import { chooseKeys, type KeyChoice } from "./choose-keys.ts";
import { discoverDeployment, nodesFileOf } from "./discover-deployment.ts";
import { loadAcceptedCount, loadExecution, loadOracle, loadState, registryOf } from "./load-sources.ts";
import { loadRegistered } from "./opinion/load-registered.ts";
import { provePlan } from "./prove-plan.ts";
import type { ProvedOracle } from "./proved-oracle.ts";
import type { DeployedProtocol } from "./read-deployed-protocol.ts";
import { RegistryMissingError } from "./source-errors.ts";
import { type RunStage, runSilently } from "./stages.ts";

export interface ProveTask {
  /** Of the block that is proved; with a spurt of the oracle it is asked for the spurt's last block. */
  readonly state: StateSource;
  /** Undefined: the validators alone are proved, without sources, supply and rate. */
  readonly oracle?: ProvedOracle | undefined;
  /**
   * Contracts that others deployed; the state must be a whole one. With an oracle it is a PufferSecondOpinion of them, and
   * the validators are those of its registry.
   */
  readonly deployed?: DeployedProtocol | undefined;
  /** The validators to prove, in order. Default: the oracle's registry at the block. */
  readonly registry?: readonly RegistryEntry[] | undefined;
  readonly keys: KeyChoice;
  /** Trusted; it must list the keys. */
  readonly keysManifest?: KeysManifest | undefined;
  /** Folder of the bundle; pages are kept in `<out>.partial` until it is written. */
  readonly out: string;
  /** Go on with the kept pages of an interrupted run. Default: false, and kept pages are an error. */
  readonly resume?: boolean | undefined;
  /** Default: `onThisMachine()`. */
  readonly createProver?: CreateProver | undefined;
  /** Ends the proving of pages, not the stages before and after; reason "SIGINT" or "SIGTERM". */
  readonly signal?: AbortSignal | undefined;
  /** Shows the stages. */
  readonly stage?: RunStage | undefined;
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

/**
 * Takes from minutes to hours, and a gigabyte and more of memory for each page that is proved at a time.
 * @throws TargetInUseError, TargetOccupiedError, UnfinishedPagesError, RegistryMissingError, and the ProverErrors of the stages;
 * ProvingInterruptedError if `signal` aborts. Finished pages are kept in the work folder.
 */
export async function proveSpurt(task: ProveTask): Promise<ProveResult> {
  const { registry, oracle, deployed } = task;
  if ([registry, oracle, deployed].every((source) => source === undefined)) throw new RegistryMissingError();
  return holdingTarget(task.out, () => proveTo(task));
}

async function proveTo(task: ProveTask): Promise<ProveResult> {
  const { deployed, keysManifest, out, resume = false, stage = runSilently } = task;
  const oracle = deployed === undefined ? task.oracle : undefined;
  await assertTargetFree(out);
  const workFolder = pageFolderOf(out);
  const leftRun = await findLeftRun(workFolder, { resume });
  const accepted = await loadAcceptedCount(oracle, stage);
  const keysFor = await chooseKeys(task.keys, keysManifest, stage);

  const loaded = await stage("load-state", (tell) => loadState(task.state, task.oracle, tell, leftRun));
  const contents = oracle && (await stage("read-oracle", () => loadOracle(oracle, loaded)));
  const registered = task.oracle && deployed && (await loadRegistered(task.oracle, deployed.network));
  const found =
    deployed &&
    (await stage("discover", (tell) =>
      discoverDeployment(deployed, loaded, nodesFileOf(out), tell, { registered }),
    ));
  const registry = found?.registry ?? task.registry ?? registryOf(contents!);
  // Nothing, but for a partial state.
  const state = await stage("read-balances", () => withBalances(loaded, registry));
  const execution =
    oracle && contents
      ? await stage("prove-execution", () => loadExecution(oracle, state, contents, registry))
      : null;
  const initialWei = execution === null ? 0n : startWei(execution);

  // If nothing is left to prove, the last validator is proved again: `finalize` needs a bundle, which needs a page.
  const startCount = Math.min(accepted, registry.length - 1);
  const keys = await keysFor({ registry, balances: balancesListOf(state), startCount });
  const plan = await stage("plan-pages", async (tell) => {
    const planned = await planPages(registry, state, keys.limits, initialWei, startCount);
    const validators = registry.length - startCount;
    tell({ kind: "pages-planned", validators, startCount, pages: planned.pages.length });
    return planned;
  });
  const run = { slot: state.header.slot, blockRoot: state.blockRoot };
  const pages = await openPageFolder(workFolder, plan, keys, run);
  const { createProver = onThisMachine(), signal } = task;
  const { proofs, resumedPages } = await stage("prove-pages", (tell) =>
    provePlan({ state, plan, keys, pages, createProver, signal }, tell),
  );

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
    deployment: found?.deployment,
  });
  const verified = await stage("verify-bundle", () =>
    verifyBundle(bundle, { keysManifest, network: deployed?.network }),
  );
  await writeBundle(verified, out);
  await pages.remove();
  await found?.kept.remove();
  return { bundle: out, verified, complete: accepted >= registry.length, resumedPages };
}
