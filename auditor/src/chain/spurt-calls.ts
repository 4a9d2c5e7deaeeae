/**
 * The transactions sent to the oracle and its block assets for one spurt, found by their events and decoded. Nodes limit the block range of
 * eth_getLogs, each to a different number: the range shrinks when a node refuses, and grows again.
 * @module
 */
import { decodeFunctionData, getAbiItem, isAddressEqual } from "viem";
import { beaconRootsAbi } from "../../../prover/chain/abi/beacon-roots-abi.ts";
import { blockAssetsAbi } from "../../../prover/chain/abi/block-assets-abi.ts";
import { reservesOracleAbi } from "../../../prover/chain/abi/reserves-oracle-abi.ts";
import { ExecutionRpcRefusedError } from "../../../prover/chain/client/rpc-errors.ts";
import type { Hex } from "../../../prover/hex.ts";
import { NotRecoverableError } from "./chain-errors.ts";
import type { OracleReading } from "./read-oracle.ts";

const EVENTS = [
  getAbiItem({ abi: beaconRootsAbi, name: "BlockStored" }),
  getAbiItem({ abi: reservesOracleAbi, name: "Opened" }),
  getAbiItem({ abi: reservesOracleAbi, name: "PagesAccepted" }),
  getAbiItem({ abi: blockAssetsAbi, name: "AssetsAccepted" }),
  getAbiItem({ abi: reservesOracleAbi, name: "Reported" }),
] as const;
/** The first events of a spurt: the search ends there. */
const FIRST = ["BlockStored", "Opened"] as const;

export type SpurtCall =
  | ReturnType<typeof decodeFunctionData<typeof reservesOracleAbi>>
  | ReturnType<typeof decodeFunctionData<typeof blockAssetsAbi>>
  | ReturnType<typeof decodeFunctionData<typeof beaconRootsAbi>>;

/** @returns In the order of the chain. @throws NotRecoverableError, and the RPC errors. */
export async function spurtCalls(reading: OracleReading): Promise<SpurtCall[]> {
  const { chain } = reading;
  const calls: SpurtCall[] = [];
  for (const { hash, isPartAlone } of await transactionsOf(reading)) {
    const { to, input } = await chain.ask("eth_getTransactionByHash", chain.viem.getTransaction({ hash }));
    // Anyone may send parts through a contract of their own. Whether all that count are known is seen later.
    if (isPartAlone && (to === null || !isAddressEqual(to, reading.blockAssets))) continue;
    calls.push(decodeCall(reading, hash, to, input));
  }
  return calls;
}

interface SpurtTransaction {
  readonly hash: Hex;
  readonly at: readonly [block: bigint, index: number];
  /** It brought sources or deposits, and nothing else. */
  readonly isPartAlone: boolean;
}

async function transactionsOf({
  chain,
  contracts,
  blockAssets,
  spurt,
}: OracleReading): Promise<SpurtTransaction[]> {
  const { oracle, beaconRoots } = contracts;
  const found = new Map<string, SpurtTransaction>();
  const missing = new Set<string>(FIRST);
  let toBlock = await chain.ask("eth_blockNumber", chain.viem.getBlockNumber({ cacheTime: 0 }));
  let range = toBlock + 1n;
  while (toBlock >= 0n && missing.size > 0) {
    const fromBlock = toBlock + 1n > range ? toBlock + 1n - range : 0n;
    const request = `eth_getLogs of blocks ${fromBlock} to ${toBlock}`;
    try {
      const address = [oracle, beaconRoots, blockAssets];
      const answer = chain.viem.getLogs({ address, events: EVENTS, strict: true, fromBlock, toBlock });
      for (const log of await chain.ask(request, answer)) {
        if (log.args.spurt !== spurt) continue;
        missing.delete(log.eventName);
        found.set(log.transactionHash, {
          hash: log.transactionHash,
          at: [log.blockNumber, log.transactionIndex],
          isPartAlone:
            log.eventName === "AssetsAccepted" && found.get(log.transactionHash)?.isPartAlone !== false,
        });
      }
    } catch (error) {
      if (!(error instanceof ExecutionRpcRefusedError) || range <= 1n) throw error;
      range = range / 4n > 0n ? range / 4n : 1n;
      continue;
    }
    toBlock = fromBlock - 1n;
    range *= 2n;
  }
  if (missing.size > 0)
    throw new NotRecoverableError(spurt, "the endpoint does not return all of their logs");
  return [...found.values()].sort(({ at: a }, { at: b }) =>
    a[0] === b[0] ? a[1] - b[1] : a[0] < b[0] ? -1 : 1,
  );
}

function decodeCall(
  { contracts, blockAssets, spurt }: OracleReading,
  hash: Hex,
  to: Hex | null,
  data: Hex,
): SpurtCall {
  const { oracle, beaconRoots } = contracts;
  try {
    if (to !== null && isAddressEqual(to, oracle))
      return decodeFunctionData({ abi: reservesOracleAbi, data });
    if (to !== null && isAddressEqual(to, blockAssets))
      return decodeFunctionData({ abi: blockAssetsAbi, data });
    if (to !== null && isAddressEqual(to, beaconRoots))
      return decodeFunctionData({ abi: beaconRootsAbi, data });
  } catch (cause) {
    throw new NotRecoverableError(spurt, `the transaction ${hash} is not a call of the oracle`, cause);
  }
  throw new NotRecoverableError(spurt, `the transaction ${hash} reached the oracle through another contract`);
}
