/**
 * Every withdrawal between two execution blocks, from a node that is not trusted. The later block's hash is known; each
 * header hashes to the hash that the block after it names, and each list of withdrawals to the root in its header. So
 * nothing can be left out, added or changed, up to the earlier block, whose hash is known too.
 * @module
 */
import { z } from "zod";
import type { Hex } from "../../hex.ts";
import { askRaw } from "../client/ask-raw.ts";
import type { ChainClient } from "../client/chain-client.ts";
import { ExecutionRpcNonsenseError } from "../client/rpc-errors.ts";
import { headerHash, headerLinks, headerRlp, readHeader } from "../execution/execution-header.ts";
import {
  WithdrawalIndexError,
  WithdrawalsBlockMissingError,
  WithdrawalsChainBrokenError,
  WithdrawalsRootMismatchError,
} from "./errors.ts";
import { type ListedWithdrawal, withdrawalsRoot } from "./withdrawals-root.ts";

export interface BlockPoint {
  readonly blockNumber: bigint;
  readonly blockHash: Hex;
}

export interface PaidWithdrawal extends ListedWithdrawal {
  readonly blockNumber: bigint;
  /** Of its block, seconds. */
  readonly timestamp: bigint;
}

/** A block of the interval, and what it says of the beacon chain. */
export interface PassedBlock {
  /** Seconds. */
  readonly timestamp: bigint;
  /** Of the beacon block before its own (EIP-4788). */
  readonly parentBeaconBlockRoot: Hex;
}

export interface IntervalWithdrawals {
  /** Those that were wanted, in the order of the chain. */
  readonly wanted: readonly PaidWithdrawal[];
  /** Of all of them. */
  readonly count: number;
  /** Number of the first one; null if there is none. They are numbered without a gap. */
  readonly firstIndex: bigint | null;
  /** All blocks, in the order of the chain. */
  readonly blocks: readonly PassedBlock[];
}

export interface WithdrawalsQuestion {
  /** Its own withdrawals do not count. */
  readonly after: BlockPoint;
  /** Its own withdrawals count. */
  readonly upTo: BlockPoint;
  readonly isWanted: (withdrawal: ListedWithdrawal) => boolean;
  readonly onProgress?: ((blocks: number, of: number) => void) | undefined;
}

/** Blocks asked for at once. */
const AT_ONCE = 16;
/** Between two reports of progress. */
const BLOCKS_PER_REPORT = 1_024;

const quantity = z
  .string()
  .regex(/^0x[0-9a-fA-F]{1,16}$/)
  .transform((text) => BigInt(text));
const blockSchema = z.looseObject({
  withdrawals: z.array(
    z.object({
      index: quantity,
      validatorIndex: quantity,
      address: z
        .string()
        .regex(/^0x[0-9a-fA-F]{40}$/)
        .transform((text) => text.toLowerCase() as Hex),
      amount: quantity,
    }),
  ),
});

/**
 * @throws WithdrawalsBlockMissingError, WithdrawalsChainBrokenError, WithdrawalsRootMismatchError, WithdrawalIndexError,
 * and the RPC errors.
 */
export async function fetchWithdrawals(
  chain: ChainClient,
  { after, upTo, isWanted, onProgress }: WithdrawalsQuestion,
): Promise<IntervalWithdrawals> {
  const wanted: PaidWithdrawal[] = [];
  const blocks: PassedBlock[] = [];
  let expectedHash = upTo.blockHash;
  let next: bigint | null = null;
  let count = 0;
  const total = Number(upTo.blockNumber - after.blockNumber);
  for (let number = upTo.blockNumber; number > after.blockNumber; ) {
    const numbers: bigint[] = [];
    while (numbers.length < AT_ONCE && number > after.blockNumber) numbers.push(number--);
    for (const block of await Promise.all(numbers.map((one) => fetchBlock(chain, one)))) {
      if (block.hash !== expectedHash) {
        throw new WithdrawalsChainBrokenError(block.blockNumber, expectedHash, block.hash);
      }
      const root = withdrawalsRoot(block.withdrawals);
      if (root !== block.withdrawalsRoot) {
        throw new WithdrawalsRootMismatchError(block.blockNumber, block.withdrawalsRoot, root);
      }
      // Backwards, as the hashes lead.
      for (const withdrawal of block.withdrawals.toReversed()) {
        if (next !== null && withdrawal.index + 1n !== next) {
          throw new WithdrawalIndexError(
            next - 1n,
            withdrawal.index,
            `In execution block ${block.blockNumber}`,
          );
        }
        next = withdrawal.index;
        count++;
        const { blockNumber, timestamp } = block;
        if (isWanted(withdrawal)) wanted.push({ ...withdrawal, blockNumber, timestamp });
      }
      const { timestamp, parentBeaconBlockRoot } = block;
      blocks.push({ timestamp, parentBeaconBlockRoot });
      expectedHash = block.parentHash;
    }
    const done = Number(upTo.blockNumber - number);
    if (done % BLOCKS_PER_REPORT === 0 || done === total) onProgress?.(done, total);
  }
  if (expectedHash !== after.blockHash) {
    throw new WithdrawalsChainBrokenError(after.blockNumber, expectedHash, after.blockHash);
  }
  return { wanted: wanted.reverse(), count, firstIndex: next, blocks: blocks.reverse() };
}

async function fetchBlock(chain: ChainClient, blockNumber: bigint) {
  const method = "eth_getBlockByNumber";
  const block = await askRaw(chain, blockSchema.nullable(), method, [`0x${blockNumber.toString(16)}`, false]);
  if (block === null) throw new WithdrawalsBlockMissingError(chain.name, blockNumber);
  try {
    const rlp = headerRlp(block);
    const { timestamp } = readHeader(rlp);
    const withdrawals = block.withdrawals.map(({ amount, ...rest }) => ({ ...rest, amountGwei: amount }));
    return { blockNumber, timestamp, hash: headerHash(rlp), ...headerLinks(rlp), withdrawals };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ExecutionRpcNonsenseError(chain.name, `${method} ${blockNumber}`, error);
  }
}
