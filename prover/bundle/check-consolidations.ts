/**
 * Checks the consolidated validators of a bundle (EIP-7251), as the chain counts them (Consolidations.sol):
 *   - each source is withdrawable in the state and was not slashed: so its balance is where it was consolidated to;
 *   - each member is a validator of the registry, once, with the balance that it has in the list of the pages;
 *   - each belongs to one group, whose root is a member, and nothing is listed that is not needed;
 *   - the credit is that of the groups, computed again.
 * Only the chain can check which target a source had, which provision a member is, and whether its principal was out.
 * @module
 */
import { type GroupMember, groupCreditsGwei, rootOf } from "../chain/execution/consolidated-credit.ts";
import type {
  ConsolidatedSource,
  ConsolidationsProof,
  GroupMemberProof,
} from "../chain/execution/execution-proof.ts";
import { fromHex, type Hex, toHex } from "../hex.ts";
import { chunkOf } from "../state/chunk-of.ts";
import { epochOf } from "../state/epochs.ts";
import { layoutOf } from "../state/layout.ts";
import { gindexInWindow, type ListWindow, leavesOf, windowOfLeaf, windowsOf } from "../state/list-shape.ts";
import { listTopFault, windowNode } from "../state/list-top.ts";
import { hashPair, uint64Chunk, verifyBranch } from "../state/ssz-branch.ts";
import { BALANCES_PER_CHUNK } from "../units.ts";
import { balancesWindows } from "./balances-windows.ts";
import { balanceInChunk } from "./proved-balances.ts";
import type { Bundle, BundleManifest } from "./schema.ts";
import { ConsolidationsError } from "./verify-errors.ts";

/** Relies on `checkBalancesTop`, which must have passed. @throws ConsolidationsError */
export function checkConsolidations({
  manifest,
  registry,
  execution,
}: Pick<Bundle, "manifest" | "registry" | "execution">): void {
  const proof = execution?.consolidations ?? null;
  if (proof === null) return;
  const targets = checkSources(manifest, proof);
  const principals = new Map(registry.map(({ index, principalGwei }) => [index, BigInt(principalGwei)]));
  const members = checkMembers(manifest, proof.members, principals, targets);
  checkNeeded(targets, members);
  const creditedGwei = [...groupCreditsGwei(members).values()].reduce((sum, credit) => sum + credit, 0n);
  if (creditedGwei.toString() !== proof.creditedGwei || creditedGwei === 0n) {
    throw new ConsolidationsError(
      `its groups have a credit of ${creditedGwei} gwei, and it claims ${proof.creditedGwei}`,
    );
  }
}

/** @returns targets by source. */
function checkSources(
  { fork, header }: BundleManifest,
  { top, sources }: ConsolidationsProof,
): Map<bigint, bigint> {
  const place = layoutOf(fork).lists.validators;
  const fault = listTopFault("validators", place, top, header.stateRoot);
  if (fault !== undefined) throw new ConsolidationsError(fault);
  const windows = windowsOf(place.shape, leavesOf("validators", top.length));
  const epoch = epochOf(header.slot);
  const targets = new Map<bigint, bigint>();
  let before = -1n;
  for (const source of sources) {
    const index = BigInt(source.sourceIndex);
    if (index <= before) {
      throw new ConsolidationsError(`the source ${index} is listed twice, or out of order`);
    }
    before = index;
    if (BigInt(source.withdrawableEpoch) > epoch) {
      throw new ConsolidationsError(
        `the source ${index} is withdrawable from epoch ${source.withdrawableEpoch}, after this block`,
      );
    }
    const leaf = rootOfUnslashed(source);
    if (!isInList(leaf, source.branch, windows, Number(index), (window) => windowNode(top, window))) {
      throw new ConsolidationsError(`the source ${index} is another validator in this state, or was slashed`);
    }
    targets.set(index, BigInt(source.targetIndex));
  }
  return targets;
}

function checkMembers(
  manifest: BundleManifest,
  proofs: readonly GroupMemberProof[],
  principals: ReadonlyMap<string, bigint>,
  targets: ReadonlyMap<bigint, bigint>,
): GroupMember[] {
  const windows = balancesWindows(manifest);
  const provisions = new Set<string>();
  let before = -1n;
  const members = proofs.map(({ provision, validatorIndex, isOut, chunk, branch }): GroupMember => {
    const index = BigInt(validatorIndex);
    const fail = (reason: string) => new ConsolidationsError(`validator ${index} ${reason}`);
    if (index <= before) throw fail("is listed twice, or out of order");
    before = index;
    if (provisions.has(provision)) throw fail(`has the provision ${provision} of another one`);
    provisions.add(provision);
    const principalGwei = principals.get(validatorIndex);
    if (principalGwei === undefined) throw fail("is not in the registry");
    if (index >= BigInt(manifest.listLength)) throw fail("does not exist at this block");
    const place = chunkOf(Number(index));
    if (!isInList(chunk, branch, windows, place, (window) => windowNode(manifest.balancesTop, window))) {
      throw fail("has another balance in this state");
    }
    const rootIndex = rootOf(index, targets);
    if (rootIndex === undefined) throw fail("is consolidated in a circle");
    if (!isOut && rootIndex !== index) throw fail("brings along a principal that is not out");
    const balanceGwei = balanceInChunk(chunk, Number(index % BigInt(BALANCES_PER_CHUNK)));
    return { index, rootIndex, principalGwei, isOut, balanceGwei };
  });
  return members;
}

/** Each group has its root and a source, and each source is on the way of a member. */
function checkNeeded(targets: ReadonlyMap<bigint, bigint>, members: readonly GroupMember[]): void {
  const roots = new Set(
    members.filter(({ index, rootIndex }) => index === rootIndex).map(({ index }) => index),
  );
  const withSources = new Set<bigint>();
  const used = new Set<bigint>();
  for (const { index, rootIndex } of members) {
    if (!roots.has(rootIndex)) {
      throw new ConsolidationsError(
        `validator ${index} was consolidated into ${rootIndex}, which is no member: what is there is not the pool's`,
      );
    }
    if (index === rootIndex) continue;
    withSources.add(rootIndex);
    for (let source = index; source !== rootIndex; source = targets.get(source)!) used.add(source);
  }
  const alone = [...roots].find((root) => !withSources.has(root));
  if (alone !== undefined) throw new ConsolidationsError(`nothing was consolidated into validator ${alone}`);
  const idle = [...targets.keys()].find((source) => !used.has(source));
  if (idle !== undefined) throw new ConsolidationsError(`the source ${idle} is on the way of no member`);
}

function isInList(
  leaf: Hex,
  branch: readonly Hex[],
  windows: readonly ListWindow[],
  place: number,
  nodeOf: (window: ListWindow) => Hex,
): boolean {
  let window: ListWindow;
  try {
    window = windowOfLeaf(windows, place);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
  return verifyBranch({ leaf, branch, gindex: gindexInWindow(window, place), root: nodeOf(window) });
}

/** hash_tree_root of a validator with `slashed` false: eight fields. */
function rootOfUnslashed(source: ConsolidatedSource): Hex {
  const [effective, exit, withdrawable] = [
    source.effectiveBalanceGwei,
    source.exitEpoch,
    source.withdrawableEpoch,
  ].map((value) => uint64Chunk(BigInt(value)));
  return pair(
    pair(source.keyAndCredentials, pair(effective!, uint64Chunk(0))),
    pair(source.activation, pair(exit!, withdrawable!)),
  );
}

function pair(left: Hex, right: Hex): Hex {
  return toHex(hashPair(fromHex(left), fromHex(right)));
}
