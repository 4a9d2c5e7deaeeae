/**
 * The block and state identifiers of the Beacon API: `head`, `genesis`, `finalized`, `justified`, a slot, or a root.
 * Source: beacon-APIs, params/index.yaml (BlockId, StateId).
 * @module
 */
import { ApiError } from "@lodestar/api/server";
import type { IBeaconStateView } from "@lodestar/state-transition";
import type { Hex } from "../../prover/hex.ts";
import type { BeaconChain, ChainBlock } from "./beacon-chain.ts";

/** @throws ApiError 400 when `id` is no identifier, 404 when there is no such block (a missed slot has none). */
export function findBlock(chain: BeaconChain, id: string | number): ChainBlock {
  return find(chain, id, "block", (root) => chain.withRoot(root));
}

/** As `findBlock`, but a root is a state root. @throws ApiError 404 also when the state is no longer kept. */
export function findState(
  chain: BeaconChain,
  id: string | number,
): { block: ChainBlock; state: IBeaconStateView } {
  const block = find(chain, id, "state", (root) => chain.withStateRoot(root));
  const state = chain.stateAfter(block);
  if (!state) throw new ApiError(404, `The state of slot ${block.slot} is no longer kept by this network.`);
  return { block, state };
}

function find(
  chain: BeaconChain,
  id: string | number,
  what: "block" | "state",
  byRoot: (root: Hex) => ChainBlock | undefined,
): ChainBlock {
  const text = String(id);
  if (text === "head") return chain.head;
  if (text === "genesis") return chain.genesis;
  if (text === "finalized" || text === "justified") return chain.finalized;
  const isRoot = /^0x[0-9a-fA-F]{64}$/.test(text);
  if (!isRoot && !/^\d+$/.test(text)) throw new ApiError(400, `${text} is not a ${what} identifier.`);
  const block = isRoot ? byRoot(text.toLowerCase() as Hex) : chain.atSlot(Number(text));
  if (!block) throw new ApiError(404, `There is no ${what} ${isRoot ? "with root" : "at slot"} ${text}.`);
  return block;
}
