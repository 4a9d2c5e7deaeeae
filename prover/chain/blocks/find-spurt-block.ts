/**
 * Finds the last beacon block of a spurt on the chain: it is the parent beacon block of the first execution block after
 * the spurt's end.
 * @module
 */
import type { Hex } from "../../hex.ts";
import type { ChainClient } from "../client/chain-client.ts";
import { RpcContradictionError } from "../client/rpc-errors.ts";
import type { OracleContracts } from "../views/oracle-contracts.ts";
import { SpurtBeforeGenesisError, SpurtNotEndedError } from "../views/spurt-errors.ts";
import type { Spurt } from "../views/spurts.ts";
import { firstBlockAfter } from "./first-block-after.ts";
import { readBeaconRoot } from "./read-beacon-root.ts";

export interface FoundBlock {
  /** Beacon block root of the spurt's last block. */
  readonly blockRoot: Hex;
  /** Of the block after it, seconds. */
  readonly nextTimestamp: bigint;
  /** EIP-4788 still holds it. */
  readonly isRemembered: boolean;
}

/** @throws SpurtNotEndedError, SpurtBeforeGenesisError, RpcContradictionError, and the RPC errors. */
export async function findSpurtBlock(
  chain: ChainClient,
  { genesisTime, secondsPerSlot }: Pick<OracleContracts, "genesisTime" | "secondsPerSlot">,
  spurt: Spurt,
): Promise<FoundBlock> {
  if (spurt.end < genesisTime) throw new SpurtBeforeGenesisError(spurt.number, spurt.end, genesisTime);
  const next = await firstBlockAfter(chain, spurt.end, secondsPerSlot);
  if (next === undefined) throw new SpurtNotEndedError(spurt.number, spurt.end);
  const { parentBeaconBlockRoot: blockRoot, number, timestamp } = next;
  const contradiction = (what: string, expected: string, found: string) =>
    new RpcContradictionError(chain.name, what, expected, found);
  if (blockRoot === undefined) {
    throw contradiction(`Parent beacon root of execution block ${number}`, "a root (Cancun)", "none");
  }
  const remembered = await readBeaconRoot(chain, timestamp);
  if (remembered !== undefined && remembered !== blockRoot) {
    throw contradiction(`Root that EIP-4788 returns for timestamp ${timestamp}`, blockRoot, remembered);
  }
  return { blockRoot, nextTimestamp: timestamp, isRemembered: remembered !== undefined };
}
