/**
 * Branches out of the real beacon states in ../shared/realdata: what the contracts' SSZ code must accept.
 * @module
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { getNode, type Node } from "@chainsafe/persistent-merkle-tree";
import { ssz } from "@lodestar/types";
import { type Hex, toHex } from "viem";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { siblings } from "./toy-state.ts";

const STATES = join(REPOSITORY_ROOT, "../shared/realdata/states");
const FILES = [
  { slot: 5832096, fork: "deneb" },
  { slot: 7643648, fork: "electra" },
  { slot: 1200, fork: "fulu" },
] as const;

/** Levels of the data tree of `balances`. */
const DATA_DEPTH = 38n;

/** @returns nothing where the folder is absent. */
export function realStateVectors() {
  if (!existsSync(STATES)) return undefined;
  return Object.fromEntries(FILES.map(({ slot, fork }) => [fork, vectorsOf(slot, fork)]));
}

function vectorsOf(slot: number, fork: "deneb" | "electra" | "fulu") {
  const type = ssz[fork].BeaconState;
  const node = type.deserializeToView(readFileSync(join(STATES, `bs_${slot}.ssz`))).node;
  const balancesGindex = type.getPathInfo(["balances"]).gindex;
  const executionGindex = type.getPathInfo(["latestExecutionPayloadHeader", "stateRoot"]).gindex;
  const lengthChunk = Buffer.from(getNode(node, 2n * balancesGindex + 1n).root);
  const listLength = Number(lengthChunk.readBigUInt64LE());
  const depth = BigInt(Math.ceil(Math.log2(Math.ceil(listLength / 4))));
  const topGindex = (2n * balancesGindex) << (DATA_DEPTH - depth);
  // The node two levels above the chunks that holds the list's last chunk.
  const last = BigInt(Math.ceil(listLength / 4) - 1);
  return {
    stateRoot: toHex(node.root),
    balancesGindex,
    executionGindex,
    executionStateRoot: rootAt(node, executionGindex),
    executionBranch: siblings(node, executionGindex),
    listLength: BigInt(listLength),
    topDepth: depth,
    top: rootAt(node, topGindex),
    topBranch: siblings(node, topGindex),
    linkDepth: 2n,
    linkFirstChunk: (last >> 2n) << 2n,
    link: rootAt(node, (topGindex << (depth - 2n)) | (last >> 2n)),
    linkBranch: siblings(node, (topGindex << (depth - 2n)) | (last >> 2n)).slice(0, Number(depth - 2n)),
  };
}

function rootAt(node: Node, gindex: bigint): Hex {
  return toHex(getNode(node, gindex).root);
}
