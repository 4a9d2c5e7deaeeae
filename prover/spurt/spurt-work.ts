/**
 * The steps of the watcher for a spurt, using the same functions as the commands `open`, `prove --spurt N --resume`,
 * `submit` and `finalize`. The bundle of spurt 12 is the folder `spurt-12`.
 * @module
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { LocalAccount } from "viem";
import { readBundle } from "../bundle/read-bundle.ts";
import { type VerifiedBundle, verifyBundle } from "../bundle/verify-bundle.ts";
import { beaconAccessOf } from "../cli/options/beacon-access.ts";
import { createProgress } from "../cli/output/progress.ts";
import type { Terminal } from "../cli/output/terminal.ts";
import type { RawWatchOptions } from "../cli/watch/options.ts";
import type { WatchPlan } from "../cli/watch/watch-plan.ts";
import { ProverError } from "../errors.ts";
import type { KeysManifest } from "../keys/manifest.ts";
import type { Metrics } from "../metrics/create-metrics.ts";
import type { SpurtWork } from "../watch/watch-spurts.ts";
import { finalizeSpurt } from "./finalize-spurt.ts";
import { openSpurt } from "./open-spurt.ts";
import { PagesMissingError } from "./page-errors.ts";
import { proveSpurt } from "./prove-spurt.ts";
import { latestSpurtsReader } from "./read-latest-spurts.ts";
import { submitPages } from "./submit-pages.ts";

export interface SpurtWorkContext {
  readonly options: RawWatchOptions;
  readonly plan: WatchPlan;
  readonly account: LocalAccount | undefined;
  readonly keysManifest: KeysManifest | undefined;
  readonly metrics: Metrics;
  readonly terminal: Pick<Terminal, "err">;
}

export function bundleFolderOf(out: string, spurt: bigint | string): string {
  return join(out, `spurt-${spurt}`);
}

export function createSpurtWork(context: SpurtWorkContext): SpurtWork {
  const { options, plan, account, keysManifest, metrics, terminal } = context;
  const { chain, oracle } = plan;
  const onChain = { chain, oracle, account };
  const folderOf = (spurt: bigint | string) => bundleFolderOf(options.out, spurt);
  const newProgress = () => createProgress({ silent: options.json ?? false });
  // Verification reads the whole bundle, and this is called at every poll.
  const verified = new Map<string, VerifiedBundle>();
  const bundleOf = async (spurt: bigint | string) => {
    const folder = folderOf(spurt);
    return verified.get(folder) ?? verifyBundle(await readBundle(folder), { keysManifest });
  };
  let refused = "";
  return {
    look: latestSpurtsReader(chain, oracle),

    async findBundle({ spurt, block }) {
      const folder = folderOf(spurt);
      if (!existsSync(folder)) return undefined;
      const root = block?.root.toLowerCase();
      const known = verified.get(folder);
      if (known !== undefined && known.summary.blockRoot === root) return known.summary;
      const fault = await faultOf(async () => {
        const bundle = await verifyBundle(await readBundle(folder), { keysManifest });
        const { summary } = bundle;
        if (summary.blockRoot !== root) return `it is of block ${summary.blockRoot}`;
        if (summary.policy === null) return "it was proved without the execution layer";
        verified.set(folder, bundle);
        return undefined;
      });
      if (fault === undefined) return verified.get(folder)?.summary;
      const line = `${folder} is not a bundle of spurt ${spurt}: ${fault}`;
      if (line !== refused) terminal.err(`warning: ${line}`);
      refused = line;
      return undefined;
    },

    async open(spurt, signal) {
      await newProgress().stage(`Open spurt ${spurt}`, (say) =>
        openSpurt({ ...onChain, spurt, beacon: beaconAccessOf(options, say), signal, onStep: say }),
      );
    },

    async prove(spurt, signal) {
      const folder = folderOf(spurt);
      const run = { ...options, spurt, out: folder, resume: true };
      const proved = await proveSpurt(run, { progress: newProgress(), terminal, signal, metrics });
      verified.set(folder, proved.verified);
    },

    async submit(spurt, signal) {
      const { pagesPerTransaction } = options;
      const bundle = await bundleOf(spurt);
      const { proved, required } = await newProgress().stage(`Submit the pages of spurt ${spurt}`, (say) =>
        submitPages(bundle, { ...onChain, pagesPerTransaction, signal, onStep: say }),
      );
      if (BigInt(proved) < BigInt(required))
        throw new PagesMissingError(spurt, BigInt(proved), BigInt(required));
    },

    async finalize(spurt, signal) {
      const bundle = await bundleOf(spurt);
      await newProgress().stage(`Finalize spurt ${spurt}`, (say) =>
        finalizeSpurt(bundle, { ...onChain, signal, onStep: say }),
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
