/**
 * What the checks of a network file share: the node, the file, and one block of the node.
 * @module
 */
import { z } from "zod";
import { askRaw } from "../../chain/client/ask-raw.ts";
import { atOneBlock } from "../../chain/client/at-one-block.ts";
import type { ChainClient } from "../../chain/client/chain-client.ts";
import { fetchHeader } from "../../chain/execution/fetch-header.ts";
import { type ProvedStorage, storageOfChain } from "../../chain/execution/proved-storage.ts";
import { TrieNodes } from "../../chain/execution/trie-nodes.ts";
import type { Hex } from "../../hex.ts";
import { type NetworkFile, networkOf, type PufferNetwork } from "../../puffer/network.ts";

export interface NetworkAt {
  readonly chain: ChainClient;
  readonly network: PufferNetwork;
  readonly blockNumber: bigint;
  /** Seconds. */
  readonly timestamp: bigint;
  /** Under the block's state root; the node says which block it is. */
  readonly storage: ProvedStorage;
}

const blockSchema = z.object({ hash: z.string().regex(/^0x[0-9a-f]{64}$/) }).nullable();

/** The last finalized block; the latest one of a chain that has none yet. @throws how the node fails. */
export async function networkAt(chain: ChainClient, file: NetworkFile): Promise<NetworkAt> {
  const ask = (tag: string) => askRaw(chain, blockSchema, "eth_getBlockByNumber", [tag, false]);
  const finalized = await ask("finalized").catch(() => null);
  const block = finalized ?? (await ask("latest"));
  const hash = block!.hash as Hex;
  const { header } = await fetchHeader(chain, hash);
  const { blockNumber, timestamp } = header;
  // The latest one may be replaced meanwhile.
  const at = atOneBlock(chain, { number: blockNumber, hash });
  const storage = storageOfChain(at, header, new TrieNodes());
  return { chain: at, network: networkOf(file), blockNumber, timestamp, storage };
}
