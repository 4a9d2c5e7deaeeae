/**
 * A PufferSecondOpinion and the contracts behind it. Its spurts and pages are those of an oracle, so what is asked of an oracle
 * about them is asked of it the same way.
 * @module
 */
import type { Address } from "viem";
import { ContractUnreadableError } from "../client/call-errors.ts";
import type { ChainClient } from "../client/chain-client.ts";
import { readView } from "../client/read-view.ts";
import { connectOracle, type OracleContracts } from "./oracle-contracts.ts";
import { opinionAt, opinionRegistryAt } from "./protocol-contracts.ts";

export interface OpinionContracts extends OracleContracts {
  /** PufferAssets. */
  readonly assets: Address;
  /** PufferSource. */
  readonly source: Address;
}

/** In the order of the contract's enum. */
export const ALARMS = [
  "incomplete",
  "foreign-credentials",
  "shortfall",
  "unbacked-rewards",
  "consolidated",
] as const;
export type Alarm = (typeof ALARMS)[number];

/** @throws ContractUnreadableError if there is no such contract, and the RPC errors. */
export async function connectOpinion(chain: ChainClient, opinion: Address): Promise<OpinionContracts> {
  const assets = await readView(chain, opinionAt(opinion), "assets", []);
  const contracts = await connectOracle(chain, opinion);
  const source = await readView(chain, opinionRegistryAt(contracts.registry), "source", []);
  return { ...contracts, assets, source };
}

/** Whether it is a PufferSecondOpinion, and no ReservesOracle. @throws the RPC errors. */
export async function isOpinion(chain: ChainClient, address: Address): Promise<boolean> {
  try {
    await readView(chain, opinionAt(address), "assets", []);
    return true;
  } catch (error) {
    if (error instanceof ContractUnreadableError) return false;
    throw error;
  }
}

/** @throws ContractRefusedError (NoReport) where there is none, ContractUnreadableError, and the RPC errors. */
export function readOpinionReport(
  chain: ChainClient,
  { oracle }: Pick<OpinionContracts, "oracle">,
  spurt: bigint,
  blockNumber?: bigint,
) {
  return readView(chain, opinionAt(oracle), "reportOf", [spurt], blockNumber);
}

/** Amounts in wei, times in seconds. */
export type OpinionReport = Awaited<ReturnType<typeof readOpinionReport>>;

export function alarmsOf({ alarms }: Pick<OpinionReport, "alarms">): Alarm[] {
  return ALARMS.filter((_, bit) => (alarms & (1 << bit)) !== 0);
}
