/**
 * The spurts so far.
 * @module
 */
import { latestBlock } from "../blocks/execution-block.ts";
import type { ChainClient } from "../client/chain-client.ts";
import { readView } from "../client/read-view.ts";
import type { OracleContracts } from "./oracle-contracts.ts";
import { growthSpurtsAt } from "./protocol-contracts.ts";
import { NoSpurtEndedError, SpurtNotEndedError } from "./spurt-errors.ts";

export interface Spurt {
  readonly number: bigint;
  /** Holds the times start < t <= end, seconds. */
  readonly start: bigint;
  readonly end: bigint;
}

type Schedule = Pick<OracleContracts, "growthSpurts" | "firstStart">;

export async function spurtWithNumber(
  chain: ChainClient,
  { growthSpurts }: Schedule,
  number: bigint,
): Promise<Spurt> {
  const [start, end] = await Promise.all([
    readView(chain, growthSpurtsAt(growthSpurts), "startOf", [number]),
    readView(chain, growthSpurtsAt(growthSpurts), "endOf", [number]),
  ]);
  return { number, start, end };
}

/** Number of the spurt that a time belongs to; 0 before the first one. */
export async function spurtNumberAt(chain: ChainClient, schedule: Schedule, time: bigint): Promise<bigint> {
  if (time <= schedule.firstStart) return 0n;
  return readView(chain, growthSpurtsAt(schedule.growthSpurts), "spurtAt", [time]);
}

/**
 * @param choice A number, or `latest`: the last one that has ended.
 * @throws NoSpurtEndedError, SpurtNotEndedError, and the RPC errors.
 */
export async function endedSpurt(
  chain: ChainClient,
  schedule: Schedule,
  choice: bigint | "latest",
): Promise<Spurt> {
  const { timestamp } = await latestBlock(chain);
  if (choice !== "latest") {
    const spurt = await spurtWithNumber(chain, schedule, choice);
    if (timestamp <= spurt.end) throw new SpurtNotEndedError(spurt.number, spurt.end);
    return spurt;
  }
  const current = await spurtNumberAt(chain, schedule, timestamp);
  if (current > 1n) return spurtWithNumber(chain, schedule, current - 1n);
  throw new NoSpurtEndedError((await spurtWithNumber(chain, schedule, 1n)).end);
}
