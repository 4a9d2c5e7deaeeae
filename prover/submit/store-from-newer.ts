/**
 * The way out when EIP-4788 has forgotten a spurt's last block: the newest block that it remembers has a state, and that
 * state holds the roots of the blocks before it (BeaconRoots.storeFromNewer).
 * @module
 */
import type { Hex } from "../hex.ts";
import type { BeaconNode } from "../state/beacon-node.ts";
import { historyBranch, periodNeeded } from "../state/canonical-history.ts";
import { fetchBeaconState } from "../state/fetch-beacon-state.ts";
import type { BeaconHeader } from "../state/verified-state.ts";
import { askHeaderOf } from "./ask-header.ts";
import { beaconRootsAbi as abi } from "./beacon-roots-abi.ts";
import type { ChainClient } from "./chain-client.ts";
import { BlockRootForgottenError, RpcContradictionError } from "./chain-errors.ts";
import { headerArgument } from "./encode-header.ts";
import { latestBlock } from "./execution-block.ts";
import type { OracleContracts } from "./oracle-contracts.ts";
import { readBeaconRoot } from "./read-beacon-root.ts";
import { readPeriodRoots } from "./read-period-roots.ts";
import type { Spurt } from "./spurts.ts";

export interface BeaconSource {
  readonly beaconUrl: string;
  readonly node: BeaconNode;
  readonly inactivityTimeoutMs?: number | undefined;
}

/** The call, not sent. @throws the errors of canonical-history.ts, and how RPC and beacon node fail. */
export async function storeFromNewerCall(
  chain: ChainClient,
  { beaconRoots, genesisTime, secondsPerSlot }: OracleContracts,
  spurt: Spurt,
  canonical: BeaconHeader,
  blockRoot: Hex,
  { beaconUrl, node, inactivityTimeoutMs }: BeaconSource,
) {
  const { timestamp: nextTimestamp } = await latestBlock(chain);
  const newerRoot = await readBeaconRoot(chain, nextTimestamp);
  if (newerRoot === undefined) throw new BlockRootForgottenError(nextTimestamp);
  const newer = await askHeaderOf(node, newerRoot);
  const state = await fetchBeaconState({ beaconUrl, blockId: newerRoot, inactivityTimeoutMs });

  const targetSlot = Number((spurt.end - genesisTime) / secondsPerSlot);
  const firstSummaryPeriod = await chain.ask(
    "firstSummaryPeriod()",
    chain.viem.readContract({ address: beaconRoots, abi, functionName: "firstSummaryPeriod" }),
  );
  const period = periodNeeded(newer.slot, targetSlot);
  const history = historyBranch(state, targetSlot, {
    firstSummaryPeriod: Number(firstSummaryPeriod),
    ...(period === null
      ? {}
      : { periodRoots: await readPeriodRoots(beaconUrl, period, inactivityTimeoutMs) }),
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
