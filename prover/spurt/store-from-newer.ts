/**
 * Proves a spurt's last block when EIP-4788 no longer has it: the state of a newer block contains the roots of earlier
 * blocks (BeaconRoots.storeFromNewer).
 * @module
 */

import { beaconRootsAbi as abi } from "../chain/abi/beacon-roots-abi.ts";
import { BlockRootForgottenError } from "../chain/blocks/block-errors.ts";
import { latestBlock } from "../chain/blocks/execution-block.ts";
import { readBeaconRoot } from "../chain/blocks/read-beacon-root.ts";
import type { ChainClient } from "../chain/client/chain-client.ts";
import { readView } from "../chain/client/read-view.ts";
import { RpcContradictionError } from "../chain/client/rpc-errors.ts";
import { type OracleContracts, slotAt } from "../chain/views/oracle-contracts.ts";
import { beaconRootsAt } from "../chain/views/protocol-contracts.ts";
import type { Spurt } from "../chain/views/spurts.ts";
import type { Hex } from "../hex.ts";
import type { BeaconAccess } from "../state/beacon-access.ts";
import { historyBranch, historyGindices, periodNeeded } from "../state/canonical-history.ts";
import { fetchState } from "../state/fetch-state.ts";
import { readPeriodRoots } from "../state/read-period-roots.ts";
import type { BeaconHeader } from "../state/verified-state.ts";
import { withNodes } from "../state/with-nodes.ts";
import { headerArgument } from "./calls/encode-header.ts";

/** The call, not sent. @throws the errors of canonical-history.ts, and how RPC and beacon node fail. */
export async function storeFromNewerCall(
  chain: ChainClient,
  contracts: OracleContracts,
  spurt: Spurt,
  canonical: BeaconHeader,
  blockRoot: Hex,
  beacon: BeaconAccess,
) {
  const { timestamp: nextTimestamp } = await latestBlock(chain);
  const newerRoot = await readBeaconRoot(chain, nextTimestamp);
  if (newerRoot === undefined) throw new BlockRootForgottenError(nextTimestamp);
  const newest = await fetchState({ ...beacon, blockId: newerRoot });
  const { header: newer, layout } = newest;

  const { beaconRoots } = contracts;
  const targetSlot = Number(slotAt(contracts, spurt.end));
  const firstSummaryPeriod = await readView(chain, beaconRootsAt(beaconRoots), "firstSummaryPeriod", []);
  const firstPeriod = Number(firstSummaryPeriod);
  const state = await withNodes(newest, historyGindices(layout, newer.slot, targetSlot, firstPeriod));
  const period = periodNeeded(newer.slot, targetSlot);
  const history = historyBranch(state, targetSlot, {
    firstSummaryPeriod: firstPeriod,
    ...(period === null ? {} : { periodRoots: await readPeriodRoots(beacon, period) }),
  });
  if (history.blockRoot !== blockRoot) {
    const what = `Last block of spurt ${spurt.number}, in the state of slot ${newer.slot}`;
    throw new RpcContradictionError(chain.name, what, history.blockRoot, blockRoot);
  }
  return {
    address: beaconRoots,
    abi,
    functionName: "storeFromNewer",
    args: [spurt.number, nextTimestamp, headerArgument(newer), headerArgument(canonical), history.branch],
  } as const;
}
