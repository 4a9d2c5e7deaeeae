/**
 * An oracle, its contracts, and their immutable values.
 * @module
 */
import type { Address } from "viem";
import { beaconRootsAbi } from "../abi/beacon-roots-abi.ts";
import { growthSpurtsAbi } from "../abi/growth-spurts-abi.ts";
import { reservesOracleAbi } from "../abi/reserves-oracle-abi.ts";
import type { ChainClient } from "../client/chain-client.ts";
import { readOracleView } from "./read-oracle-sources.ts";

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

/** @throws OracleUnreadableError if there is no such oracle, and the RPC errors. */
export async function connectOracle(chain: ChainClient, oracle: Address): Promise<OracleContracts> {
  // The first call shows whether there is an oracle at all.
  const registry = await readOracleView(chain, oracle, "registry");
  const view = { address: oracle, abi: reservesOracleAbi } as const;
  const [verifier, beaconRoots] = await Promise.all([
    chain.ask("verifier()", chain.viem.readContract({ ...view, functionName: "verifier" })),
    chain.ask("beaconRoots()", chain.viem.readContract({ ...view, functionName: "beaconRoots" })),
  ]);
  const roots = { address: beaconRoots, abi: beaconRootsAbi } as const;
  const [growthSpurts, genesisTime, secondsPerSlot] = await Promise.all([
    chain.ask("growthSpurts()", chain.viem.readContract({ ...roots, functionName: "growthSpurts" })),
    chain.ask("genesisTime()", chain.viem.readContract({ ...roots, functionName: "genesisTime" })),
    chain.ask("secondsPerSlot()", chain.viem.readContract({ ...roots, functionName: "secondsPerSlot" })),
  ]);
  const firstStart = await chain.ask(
    "start() of the spurts",
    chain.viem.readContract({ address: growthSpurts, abi: growthSpurtsAbi, functionName: "start" }),
  );
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
