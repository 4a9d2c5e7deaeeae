/**
 * The steps of the watcher for a spurt, by the same use cases as the commands `open`, `prove --spurt N --resume`,
 * `submit`, `finalize` and `consolidations`. The bundle of spurt 12 is the folder `spurt-12`.
 * @module
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Address, LocalAccount } from "viem";
import { readBundle } from "../bundle/read-bundle.ts";
import { type VerifiedBundle, verifyBundle } from "../bundle/verify-bundle.ts";
import type { ChainClient } from "../chain/client/chain-client.ts";
import { CONSOLIDATIONS_PER_TRANSACTION } from "../chain/constants.ts";
import { findEjections } from "../eject/find-ejections.ts";
import { ProverError } from "../errors.ts";
import type { KeysManifest } from "../keys/manifest.ts";
import type { OnStep } from "../spurt/chain-steps.ts";
import { finalizeSpurt } from "../spurt/finalize-spurt.ts";
import { followConsolidations } from "../spurt/follow-consolidations.ts";
import { loadOracle, loadState, registryOf } from "../spurt/load-sources.ts";
import { openSpurt } from "../spurt/open-spurt.ts";
import { PagesMissingError } from "../spurt/page-errors.ts";
import { type ProveTask, proveSpurt } from "../spurt/prove-spurt.ts";
import { latestSpurtsReader } from "../spurt/read-latest-spurts.ts";
import { submitPages } from "../spurt/submit-pages.ts";
import type { BeaconAccess } from "../state/beacon-access.ts";
import { type StateListener, stateFromNodes } from "../state/state-source.ts";
import type { WatchChoice } from "./constants.ts";
import type { SpurtWork } from "./watch-spurts.ts";

export interface SpurtWorkContext {
  readonly chain: ChainClient;
  readonly oracle: Address;
  readonly beacon: BeaconAccess;
  /** Sends the transactions; undefined: the node's first unlocked account. */
  readonly account: LocalAccount | undefined;
  /** Trusted; it must list the keys of every bundle. */
  readonly keysManifest: KeysManifest | undefined;
  /** Parent of the bundles' folders. */
  readonly out: string;
  /** At most; undefined: as many as fit into a transaction. */
  readonly pagesPerTransaction?: number | undefined;
  /** As of `BundleSubmitOptions`. */
  readonly developmentChain?: number | undefined;
  /** Undefined if others prove. */
  readonly proving: WatchProving | undefined;
  readonly show: ShowStep;
  /** A folder holds no bundle of its spurt. Called once for each reason. */
  readonly onRefusedBundle: (refused: RefusedBundle) => void;
}

export interface WatchProving extends Pick<ProveTask, "keys" | "createProver" | "stage"> {
  /** Only validators that the oracle has not accepted yet are proved. */
  readonly continued: boolean;
}

/** Runs a step on the chain and returns what it returns; the stages of `prove` have their own. */
export type ShowStep = <T>(
  step: Exclude<WatchChoice, "prove">,
  spurt: bigint,
  run: (listener: StateListener & { readonly onStep: OnStep }) => Promise<T>,
) => Promise<T>;

export interface RefusedBundle {
  readonly folder: string;
  readonly spurt: string;
  /** Without a full stop. */
  readonly reason: string;
}

export function bundleFolderOf(out: string, spurt: bigint | string): string {
  return join(out, `spurt-${spurt}`);
}

export function createSpurtWork(context: SpurtWorkContext): SpurtWork {
  const {
    chain,
    oracle,
    beacon,
    account,
    keysManifest,
    pagesPerTransaction,
    developmentChain,
    proving,
    show,
  } = context;
  const onChain = { chain, oracle, account };
  const folderOf = (spurt: bigint | string) => bundleFolderOf(context.out, spurt);
  // Verification reads the whole bundle, and this is called at every poll.
  const verified = new Map<string, VerifiedBundle>();
  const bundleOf = async (spurt: bigint | string) => {
    const folder = folderOf(spurt);
    return verified.get(folder) ?? verifyBundle(await readBundle(folder), { keysManifest });
  };
  let told = "";
  return {
    look: latestSpurtsReader(chain, oracle),

    async findBundle({ spurt, block }) {
      const folder = folderOf(spurt);
      if (!existsSync(folder)) return undefined;
      const root = block?.root.toLowerCase();
      const known = verified.get(folder);
      if (known !== undefined && known.summary.blockRoot === root) return known.summary;
      const reason = await faultOf(async () => {
        const bundle = await verifyBundle(await readBundle(folder), { keysManifest });
        const { summary } = bundle;
        if (summary.blockRoot !== root) return `it is of block ${summary.blockRoot}`;
        if (summary.policy === null) return "it was proved without the execution layer";
        verified.set(folder, bundle);
        return undefined;
      });
      if (reason === undefined) return verified.get(folder)?.summary;
      const news = `${folder} ${reason}`;
      if (news !== told) context.onRefusedBundle({ folder, spurt, reason });
      told = news;
      return undefined;
    },

    async findEjections(number) {
      const spurt = { chain, oracle, spurt: { number } };
      const state = await loadState(stateFromNodes(beacon), spurt, () => {});
      return findEjections(state, registryOf(await loadOracle(spurt, state)));
    },

    async open(spurt, signal) {
      await show("open", spurt, ({ onStep, ...listener }) =>
        openSpurt({ ...onChain, spurt, beacon: { ...beacon, ...listener }, signal, onStep }),
      );
    },

    async consolidations(spurt, signal) {
      await show("consolidations", spurt, ({ onStep, ...listener }) =>
        followConsolidations({
          ...onChain,
          beacon: { ...beacon, ...listener },
          slot: "finalized",
          consolidationsPerTransaction: CONSOLIDATIONS_PER_TRANSACTION,
          signal,
          onStep,
        }),
      );
    },

    async prove(spurt, signal) {
      if (proving === undefined) throw new Error("This watch leaves proving to others.");
      const { continued, ...how } = proving;
      const folder = folderOf(spurt);
      const proved = await proveSpurt({
        ...how,
        state: stateFromNodes(beacon),
        oracle: { chain, oracle, spurt: { number: spurt, continued } },
        keysManifest,
        out: folder,
        resume: true,
        signal,
      });
      verified.set(folder, proved.verified);
    },

    async submit(spurt, signal) {
      const bundle = await bundleOf(spurt);
      const { proved, required } = await show("submit", spurt, ({ onStep }) =>
        submitPages(bundle, { ...onChain, developmentChain, pagesPerTransaction, signal, onStep }),
      );
      if (BigInt(proved) < BigInt(required))
        throw new PagesMissingError(spurt, BigInt(proved), BigInt(required));
    },

    async finalize(spurt, signal) {
      const bundle = await bundleOf(spurt);
      await show("finalize", spurt, ({ onStep }) =>
        finalizeSpurt(bundle, { ...onChain, developmentChain, signal, onStep }),
      );
    },
  };
}

async function faultOf(check: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof ProverError) return error.message;
    throw error;
  }
}
