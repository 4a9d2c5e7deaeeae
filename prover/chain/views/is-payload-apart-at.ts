/**
 * Whether payloads may be missing from beacon blocks, by the layouts of BeaconRoots: from Gloas on (EIP-7732).
 * @module
 */
import type { ChainClient } from "../client/chain-client.ts";
import { readView } from "../client/read-view.ts";
import type { OracleContracts } from "./oracle-contracts.ts";
import { beaconRootsAt } from "./protocol-contracts.ts";

/** @throws ContractRefusedError where the contracts have no layout for the slot, and how the RPC fails. */
export async function isPayloadApartAt(
  chain: ChainClient,
  { beaconRoots }: Pick<OracleContracts, "beaconRoots">,
  slot: bigint,
): Promise<boolean> {
  const { executionBlockHash } = await readView(chain, beaconRootsAt(beaconRoots), "layoutAt", [slot]);
  return executionBlockHash !== 0n;
}
