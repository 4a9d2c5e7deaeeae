/**
 * Pairs that the registry's counts at the block do not show as they were: ACTIVE there and announced later, or announced by then,
 * not ACTIVE there and not settled. They change no amount, only whether a report is complete.
 * @module
 */
import type { ChainClient } from "../../chain/client/chain-client.ts";
import { readView } from "../../chain/client/read-view.ts";
import type { OpinionContracts } from "../../chain/views/opinion-contracts.ts";
import { opinionRegistryAt } from "../../chain/views/protocol-contracts.ts";
import { readAnnouncedPairs, readPairRecords } from "../../chain/views/read-pairs.ts";
import type { Pair } from "../../puffer/read-deployment.ts";
import { nameOfKey } from "../../puffer/storage-slots.ts";
import { pairArgument } from "../calls/pair-calls.ts";

export interface LatePairs {
  readonly lateIn: readonly Pair[];
  readonly lateOut: readonly Pair[];
}

/**
 * @param active  at the block.
 * @param timestamp  of the execution block, seconds.
 * @throws ContractUnreadableError, and the RPC errors, also where a node limits the range of events.
 */
export async function findLatePairs(
  chain: ChainClient,
  { registry }: OpinionContracts,
  active: readonly Pair[],
  timestamp: bigint,
): Promise<LatePairs> {
  const by = await readView(chain, opinionRegistryAt(registry), "countsBy", [Number(timestamp)]);
  const records = await readPairRecords(chain, registry, active.map(pairArgument));
  const lateIn = active.filter((_, i) => records[i]!.number > by.announced);
  const inTime = records.filter(({ number }) => number !== 0 && number <= by.announced).length;
  // Those that were announced by then and are not ACTIVE here: as many have to be settled by then.
  if (by.announced - inTime === by.settled) return { lateIn, lateOut: [] };
  const known = new Set(active.map(keyOf));
  const others = (await readAnnouncedPairs(chain, registry))
    .map(({ name, index }): Pair => ({ module: nameOfKey(name) ?? name, position: Number(index) }))
    .filter((pair) => !known.has(keyOf(pair)));
  const noted = await readPairRecords(chain, registry, others.map(pairArgument));
  const lateOut = others.filter((_, i) => {
    const { number, settledNumber } = noted[i]!;
    return number <= by.announced && (settledNumber === 0 || settledNumber > by.settled);
  });
  return { lateIn, lateOut };
}

function keyOf({ module, position }: Pair): string {
  return `${module}[${position}]`;
}
