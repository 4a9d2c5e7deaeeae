/**
 * The public inputs of every page, computed from the auditor's own state and list of validators, independently of the
 * planner. Only the borders are taken from the bundle: where pages end, and the link node of each page.
 * @module
 */
import type { Bundle } from "../bundle/schema.ts";
import { fromHex } from "../hex.ts";
import { fromPublicSignals, type PublicInputs, rootHalves } from "../plan/public-inputs.ts";
import type { RegistryEntry } from "../plan/registry.ts";
import { registryCommitments } from "../plan/registry-commitment.ts";
import { type LinkPosition, linkInputs } from "../state/link-position.ts";
import { linkBranch } from "../state/links.ts";
import { windowOfLeaf } from "../state/list-shape.ts";
import { listWindows } from "../state/list-tree.ts";
import type { VerifiedState } from "../state/verified-state.ts";
import { addValidators } from "./own-totals.ts";

export interface RecomputedPage {
  readonly from: number;
  readonly to: number;
  readonly link: LinkPosition;
  readonly publicInputs: PublicInputs;
}

/**
 * @param registry  The auditor's own, as long as the bundle's.
 * @param startWei  The auditor's own sources and waiting deposits.
 * @throws RangeError if a link is outside the balances list.
 */
export async function recomputePages(
  { manifest, pages }: Bundle,
  registry: readonly RegistryEntry[],
  state: VerifiedState,
  startWei: bigint,
): Promise<RecomputedPage[]> {
  const commitments = await registryCommitments(registry);
  const windows = listWindows(state.layout, "balances", state.listLength);
  let from = Math.min(manifest.startCount, registry.length);
  const start = { principalWei: startWei, rawWei: startWei, existing: 0n };
  let before = addValidators(start, registry.slice(0, from), state);
  return pages.map(({ link: { depth, firstChunk }, publicSignals }, i) => {
    const isLast = i === pages.length - 1;
    const to = isLast ? registry.length : borderOf(publicSignals, from, registry.length);
    const after = addValidators(before, registry.slice(from, to), state);
    const { node } = linkBranch(state, { depth, firstChunk });
    const page: RecomputedPage = {
      from,
      to,
      link: { depth, firstChunk },
      publicInputs: {
        ...rootHalves(fromHex(node)),
        ...linkInputs({ depth, firstChunk }, windowOfLeaf(windows, firstChunk)),
        listLength: BigInt(state.listLength),
        commitmentIn: commitments[from]!,
        commitmentOut: commitments[to]!,
        principalInWei: before.principalWei,
        principalOutWei: after.principalWei,
        rawInWei: before.rawWei,
        rawOutWei: after.rawWei,
        countIn: BigInt(from),
        countOut: BigInt(to),
        existingIn: before.existing,
        existingOut: after.existing,
      },
    };
    from = to;
    before = after;
    return page;
  });
}

/** Where the bundle says that a page ends, as far as it can. */
function borderOf(publicSignals: readonly string[], from: number, length: number): number {
  const { countOut } = fromPublicSignals(publicSignals);
  if (countOut > BigInt(length)) return length;
  return Math.max(from, Number(countOut));
}
