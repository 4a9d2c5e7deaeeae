/**
 * Which parts of a bundle do not count on chain yet, whoever sent the others.
 * @module
 */
import type { Address } from "viem";
import type { BundleExecution } from "../../bundle/schema.ts";
import type { ChainClient } from "../../chain/client/chain-client.ts";
import { readView } from "../../chain/client/read-view.ts";
import { blockAssetsAt } from "../../chain/views/protocol-contracts.ts";
import { partsOf, type ReportPart } from "./report-parts.ts";

/**
 * @param assets       The oracle's block assets.
 * @param blockNumber  Undefined: the latest block.
 * @returns In the order of `partsOf`. Sources that hold nothing are always among them.
 * @throws ContractUnreadableError, and the RPC errors.
 */
export async function missingParts(
  chain: ChainClient,
  assets: Address,
  spurt: bigint,
  execution: BundleExecution,
  blockNumber?: bigint,
): Promise<ReportPart[]> {
  const contract = blockAssetsAt(assets);
  const parts = partsOf(execution);
  const amounts = await readView(chain, contract, "amountsOf", [spurt], blockNumber);
  // Nothing was proved of this block, so there is nothing to ask part by part.
  if (amounts.provisioned === 0n && amounts.sourcesWei === 0n) return parts;
  const isCounted = await Promise.all(
    parts.map((part) =>
      part.kind === "source"
        ? readView(chain, contract, "isShown", [spurt, BigInt(part.place)], blockNumber)
        : readView(chain, contract, "isAccounted", [spurt, BigInt(part.provision)], blockNumber),
    ),
  );
  return parts.filter((_, i) => !isCounted[i]);
}
