/**
 * Principal that validators hold for others, which were consolidated into them (EIP-7251), as Consolidations.sol counts it.
 *
 * A page counts min(balance, principal) for each validator alone. Validators whose balances ended in one, the root, are a
 * group, of which counts what it would as one validator:
 *
 *     credit = min(Σ held, Σ principal out) - Σ min(balance, principal)        not below 0
 *
 * where the root holds its balance, and a source at most its principal.
 * @module
 */

/** A registered validator of a group, at one block. */
export interface GroupMember {
  readonly index: bigint;
  /** Where its balance went; its own index for the root. */
  readonly rootIndex: bigint;
  readonly principalGwei: bigint;
  /** The pool has not got its principal back by the block. */
  readonly isOut: boolean;
  readonly balanceGwei: bigint;
}

/** Credit of each group, by its root, gwei. Several groups may be given at once. */
export function groupCreditsGwei(members: Iterable<GroupMember>): Map<bigint, bigint> {
  const groups = new Map<bigint, { heldGwei: bigint; outGwei: bigint; countedGwei: bigint }>();
  for (const { index, rootIndex, principalGwei, isOut, balanceGwei } of members) {
    const group = groups.get(rootIndex) ?? { heldGwei: 0n, outGwei: 0n, countedGwei: 0n };
    const countedGwei = lesser(balanceGwei, principalGwei);
    group.heldGwei += index === rootIndex ? balanceGwei : countedGwei;
    group.outGwei += isOut ? principalGwei : 0n;
    group.countedGwei += countedGwei;
    groups.set(rootIndex, group);
  }
  return new Map(
    [...groups].map(([root, { heldGwei, outGwei, countedGwei }]) => {
      const credit = lesser(heldGwei, outGwei) - countedGwei;
      return [root, credit > 0n ? credit : 0n];
    }),
  );
}

/**
 * Follows consolidations to where a balance is.
 * @param targets  by source.
 * @returns undefined where they lead round in a circle, which no chain allows: a source has exited, and no target has.
 */
export function rootOf(index: bigint, targets: ReadonlyMap<bigint, bigint>): bigint | undefined {
  let root = index;
  for (let steps = 0; steps <= targets.size; steps++) {
    const next = targets.get(root);
    if (next === undefined) return root;
    root = next;
  }
  return undefined;
}

function lesser(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
