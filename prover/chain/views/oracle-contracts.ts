/**
 * An oracle, its contracts, and their immutable values.
 * @module
 */
import type { Address } from "viem";
import { ContractUnreadableError } from "../client/call-errors.ts";
import type { ChainClient } from "../client/chain-client.ts";
import { readView } from "../client/read-view.ts";
import { beaconRootsAt, growthSpurtsAt, oracleAt } from "./protocol-contracts.ts";

export interface OracleContracts {
  readonly oracle: Address;
  readonly registry: Address;
  readonly beaconRoots: Address;
  readonly growthSpurts: Address;
  readonly verifier: Address;
  /** Time of slot 0, seconds. */
  readonly genesisTime: bigint;
  readonly secondsPerSlot: bigint;
  /** When the first spurt begins, seconds. */
  readonly firstStart: bigint;
}

/** @throws ContractUnreadableError if there is no such oracle, and the RPC errors. */
export async function connectOracle(chain: ChainClient, oracle: Address): Promise<OracleContracts> {
  // The first call shows whether there is an oracle at all.
  const registry = await readView(chain, oracleAt(oracle), "registry", []);
  const [verifier, beaconRoots] = await Promise.all([
    readView(chain, oracleAt(oracle), "verifier", []),
    readView(chain, oracleAt(oracle), "beaconRoots", []),
  ]);
  const roots = beaconRootsAt(beaconRoots);
  const [growthSpurts, genesisTime, secondsPerSlot] = await Promise.all([
    readView(chain, roots, "growthSpurts", []),
    readView(chain, roots, "genesisTime", []),
    readView(chain, roots, "secondsPerSlot", []),
  ]);
  // Times are divided by it.
  if (secondsPerSlot === 0n)
    throw new ContractUnreadableError("beacon roots contract", beaconRoots, "secondsPerSlot", "it is 0");
  const firstStart = await readView(chain, growthSpurtsAt(growthSpurts), "start", []);
  return {
    oracle,
    registry,
    beaconRoots,
    growthSpurts,
    verifier,
    genesisTime,
    secondsPerSlot,
    firstStart,
  };
}

/** Time of a slot, seconds. */
export function timeOfSlot(
  { genesisTime, secondsPerSlot }: Pick<OracleContracts, "genesisTime" | "secondsPerSlot">,
  slot: number | bigint,
): bigint {
  return genesisTime + BigInt(slot) * secondsPerSlot;
}

/** The slot of a time, or the last one before it. @param time Seconds, not before genesis. */
export function slotAt(
  { genesisTime, secondsPerSlot }: Pick<OracleContracts, "genesisTime" | "secondsPerSlot">,
  time: bigint,
): bigint {
  return (time - genesisTime) / secondsPerSlot;
}
