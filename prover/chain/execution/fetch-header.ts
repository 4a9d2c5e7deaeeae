/**
 * The header of an execution block that is known by its hash. The RPC is not trusted: the header must hash to it.
 * @module
 */
import type { Hex } from "../../hex.ts";
import { askRaw } from "../client/ask-raw.ts";
import type { ChainClient } from "../client/chain-client.ts";
import { ExecutionRpcNonsenseError } from "../client/rpc-errors.ts";
import {
  type ExecutionHeader,
  headerHash,
  headerRlp,
  jsonHeaderSchema,
  readHeader,
} from "./execution-header.ts";
import { ExecutionBlockMissingError } from "./proof-errors.ts";

export interface FetchedHeader {
  readonly rlp: Hex;
  readonly header: ExecutionHeader;
}

/**
 * @throws ExecutionBlockMissingError if the RPC has no such block, ExecutionRpcNonsenseError if its header does not hash
 * to `blockHash`, and the RPC errors.
 */
export async function fetchHeader(chain: ChainClient, blockHash: Hex): Promise<FetchedHeader> {
  const method = "eth_getBlockByHash";
  const block = await askRaw(chain, jsonHeaderSchema.nullable(), method, [blockHash, false]);
  if (block === null) throw new ExecutionBlockMissingError(chain.name, blockHash);
  try {
    const rlp = headerRlp(block);
    const hash = headerHash(rlp);
    if (hash !== blockHash) throw new RangeError(`The header hashes to ${hash}, not to ${blockHash}`);
    return { rlp, header: readHeader(rlp) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ExecutionRpcNonsenseError(chain.name, `${method} ${blockHash}`, error);
  }
}
