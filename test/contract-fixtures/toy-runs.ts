/**
 * Runs of pages over the toy state, proved with the toy circuit: the state machine of ARCHITECTURE §2, written a
 * second time.
 * @module
 */
import type { Node } from "@chainsafe/persistent-merkle-tree";
import { WEI_PER_GWEI } from "../../prover/units.ts";
import { poseidonOfCircomlib } from "../support/poseidon.ts";
import type { PagePiece, PageRunPiece } from "./call-pieces.ts";
import type { ToyCircuit } from "./toy-circuit.ts";
import { REGISTRY } from "./toy-protocol.ts";
import { listTop, nodeOverLeaf, rootAt, siblings, type ToyFork } from "./toy-state.ts";

export interface ToyBlock {
  readonly fork: ToyFork;
  readonly state: Node;
  readonly balancesGwei: readonly bigint[];
}

/** Where one page ends, and the link node that it is proved under. */
export interface ToyPage {
  readonly to: number;
  readonly linkDepth: bigint;
  readonly firstChunk: bigint;
}

export interface ToyTotals {
  readonly commitment: bigint;
  readonly principalWei: bigint;
  readonly rawWei: bigint;
  readonly count: bigint;
  readonly existing: bigint;
}

/** @returns totals after each number of validators, from none to all of them; amounts start from 0. */
export async function totalsOf(balancesGwei: ToyBlock["balancesGwei"]): Promise<ToyTotals[]> {
  const poseidon = await poseidonOfCircomlib();
  const totals: ToyTotals[] = [{ commitment: 0n, principalWei: 0n, rawWei: 0n, count: 0n, existing: 0n }];
  for (const { index, principalGwei } of REGISTRY) {
    const before = totals.at(-1)!;
    const balanceGwei = balancesGwei[Number(index)];
    const countedGwei = [balanceGwei ?? 0n, principalGwei].reduce((a, b) => (a < b ? a : b));
    totals.push({
      commitment: BigInt(poseidon.F.toString(poseidon([before.commitment, index, principalGwei]))),
      principalWei: before.principalWei + countedGwei * WEI_PER_GWEI,
      rawWei: before.rawWei + (balanceGwei ?? 0n) * WEI_PER_GWEI,
      count: before.count + 1n,
      existing: before.existing + (balanceGwei === undefined ? 0n : 1n),
    });
  }
  return totals;
}

/**
 * @param from      validators consumed before the first page.
 * @param startWei  principal and raw total before the first page: what a prover may choose.
 */
export async function proveRun(
  block: ToyBlock,
  circuit: ToyCircuit,
  { from, startWei, pages }: { from: number; startWei: readonly [bigint, bigint]; pages: readonly ToyPage[] },
): Promise<PageRunPiece> {
  const totals = await totalsOf(block.balancesGwei);
  const balances = listTop(block.state, block.fork, "balances", block.balancesGwei.length);
  const start = totals[from]!;
  const at = (count: number): ToyTotals => ({
    ...totals[count]!,
    principalWei: startWei[0] + totals[count]!.principalWei - start.principalWei,
    rawWei: startWei[1] + totals[count]!.rawWei - start.rawWei,
  });
  const pieces: PagePiece[] = [];
  let before = at(from);
  for (const { to, linkDepth, firstChunk } of pages) {
    const after = at(to);
    const { gindex, levels } = nodeOverLeaf(balances, firstChunk, linkDepth);
    const linkNode = rootAt(block.state, gindex);
    const leafBase = 1n << linkDepth;
    // Chunk 0 of a progressive list is the only one below its data root.
    const span = block.fork === "gloas" && firstChunk === 0n ? 1n : leafBase;
    const halves = [BigInt(linkNode) >> 128n, BigInt(linkNode) & (2n ** 128n - 1n)];
    const place = [...halves, leafBase, firstChunk, span];
    const proof = await circuit.prove([...place, BigInt(block.balancesGwei.length), ...pairs(before, after)]);
    pieces.push({
      linkNode,
      linkDepth,
      firstChunk,
      branch: siblings(block.state, gindex).slice(0, Number(levels)),
      commitmentOut: after.commitment,
      principalOutWei: after.principalWei,
      rawOutWei: after.rawWei,
      countOut: after.count,
      existingOut: after.existing,
      proof: proof as unknown as PagePiece["proof"],
    });
    before = after;
  }
  return { count: start.count, principalWei: startWei[0], rawWei: startWei[1], pages: pieces };
}

/** In and Out of each of the last ten public inputs. */
function pairs(before: ToyTotals, after: ToyTotals): bigint[] {
  const order = ["commitment", "principalWei", "rawWei", "count", "existing"] as const;
  return order.flatMap((name) => [before[name], after[name]]);
}
