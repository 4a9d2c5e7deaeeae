/**
 * The parts of a report that may come in other transactions than the one that makes it: sources and pods, deposits that
 * wait, and provisions that were given up since the block. The rest is the core: state root, liabilities, supply and
 * withdrawals. Anyone may send a part, once; what nobody sends counts 0 (BlockAssets.sol).
 * @module
 */
import type { BundleExecution } from "../../bundle/schema.ts";
import { isRepeatedBalance } from "../../chain/execution/execution-proof.ts";

export type ReportPart =
  /** Its place among sources and pods, from 0. */
  | { readonly kind: "source"; readonly place: number }
  /** Number of the provision whose deposit waits, or that was given up. */
  | { readonly kind: "waiting" | "written-off"; readonly provision: string };

/** All of a bundle: what holds nothing comes last, because nobody can see on chain whether it was shown. */
export function partsOf({ sources, deposits }: BundleExecution): ReportPart[] {
  const proved = sources
    .map(({ valueWei }, place) => ({ place, holds: BigInt(valueWei) > 0n }))
    // A pod that is a source too has no proof of its own.
    .filter(({ place }) => !isRepeatedBalance(sources, place));
  const source = ({ place }: { readonly place: number }): ReportPart => ({ kind: "source", place });
  return [
    ...proved.filter(({ holds }) => holds).map(source),
    ...deposits.waiting.map(({ provision }): ReportPart => ({ kind: "waiting", provision })),
    ...deposits.writtenOff.map((provision): ReportPart => ({ kind: "written-off", provision })),
    ...proved.filter(({ holds }) => !holds).map(source),
  ];
}

/** Whether a part can raise the reserves: what was given up only lowers what the pool is still owed. */
export function addsSomething({ sources }: BundleExecution, part: ReportPart): boolean {
  if (part.kind === "source") return BigInt(sources[part.place]!.valueWei) > 0n;
  return part.kind === "waiting";
}
