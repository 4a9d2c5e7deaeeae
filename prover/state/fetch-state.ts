/**
 * Fetches the state of a block from beacon nodes by the requested route. Automatic: a cached whole state, else parts
 * with multiproofs (kilobytes), else the whole state.
 * @module
 */
import { askBeaconNodes, type BeaconAccess } from "./beacon-access.ts";
import type { BeaconNode } from "./beacon-node.ts";
import { cachedState, wholeState } from "./fetch-beacon-state.ts";
import { stateParts } from "./fetch-state-parts.ts";
import { BeaconNodeHttpError, BeaconNodeNonsenseError } from "./node-errors.ts";
import { type BlockQuestion, pinHeader } from "./pin-header.ts";
import type { BeaconHeader, VerifiedState } from "./verified-state.ts";

/**
 * @throws as `fetchBeaconState` and `stateParts`.
 */
export async function fetchState({
  blockId,
  namedRoot,
  check,
  ...access
}: BlockQuestion & BeaconAccess): Promise<VerifiedState> {
  return askBeaconNodes(access, async (node) => {
    const header = await pinHeader(node, { blockId, namedRoot, check }, access.onNotice);
    switch (access.stateRoute ?? "auto") {
      case "debug":
        return wholeState(node, header, access);
      case "proofs":
        return stateParts(node, header, access);
      case "auto":
        return (await cachedState(header, access)) ?? partsOrWhole(node, header, access);
    }
  });
}

async function partsOrWhole(
  node: BeaconNode,
  header: BeaconHeader,
  access: BeaconAccess,
): Promise<VerifiedState> {
  try {
    return await stateParts(node, header, access);
  } catch (error) {
    // Most nodes have no such route. If a node times out or its proof is invalid, it is not asked again.
    const isUnserved = error instanceof BeaconNodeHttpError || error instanceof BeaconNodeNonsenseError;
    if (!isUnserved) throw error;
    access.onNotice?.(`${node.name} serves no multiproofs: asking for the whole state.`);
    return wholeState(node, header, access);
  }
}
