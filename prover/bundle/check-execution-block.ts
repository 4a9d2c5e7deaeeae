/**
 * The execution block that a bundle's accounts are proved under is the one that its beacon state commits to.
 * @module
 */
import { type ExecutionHeader, headerHash, readHeader } from "../chain/execution/execution-header.ts";
import type { ExecutionProof } from "../chain/execution/execution-proof.ts";
import type { Hex } from "../hex.ts";
import type { ExecutionPlace } from "../state/layout.ts";
import { verifyBranch } from "../state/ssz-branch.ts";
import { ExecutionRootError } from "./verify-errors.ts";

/**
 * The execution state root below the beacon state: by branch, or as the header says whose hash stands there.
 * @throws ExecutionRootError
 */
export function checkExecutionBlock(
  place: ExecutionPlace,
  {
    stateRoot,
    branch,
    header,
    blockNumber,
    blockTimestamp,
  }: Pick<ExecutionProof, "stateRoot" | "branch" | "header" | "blockNumber" | "blockTimestamp">,
  beaconStateRoot: Hex,
): void {
  const under = (leaf: Hex, gindex: bigint) => verifyBranch({ leaf, branch, gindex, root: beaconStateRoot });
  if (place.kind === "payload-header") {
    if (header !== null || !under(stateRoot, place.stateRootGindex)) throw new ExecutionRootError(stateRoot);
    return;
  }
  if (header === null || !under(headerHash(header), place.blockHashGindex)) {
    throw new ExecutionRootError(stateRoot);
  }
  const block = readHeaderOf(header, stateRoot);
  if (
    block.stateRoot !== stateRoot ||
    block.blockNumber !== BigInt(blockNumber) ||
    block.timestamp !== BigInt(blockTimestamp)
  ) {
    throw new ExecutionRootError(stateRoot);
  }
}

function readHeaderOf(header: Hex, stateRoot: Hex): ExecutionHeader {
  try {
    return readHeader(header);
  } catch (error) {
    if (error instanceof RangeError) throw new ExecutionRootError(stateRoot);
    throw error;
  }
}
