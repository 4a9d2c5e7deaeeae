/**
 * The node is on the network's chain, and its blocks come in the beacon chain's rhythm from its genesis on.
 * @module
 */
import { SECONDS_PER_SLOT } from "../../puffer/network.ts";
import { formatTime } from "../../units.ts";
import { type Finding, fail, ok } from "../finding.ts";
import type { NetworkAt } from "./network-at.ts";

export async function checkChain({ chain, network, blockNumber, timestamp }: NetworkAt): Promise<Finding[]> {
  const check = "network: chain";
  const { chainId, genesisTime } = network.chain;
  const found = await chain.ask("the chain id", chain.viem.getChainId());
  if (found !== chainId) {
    return [
      fail(check, `the node is on chain ${found}, the network on ${chainId}`, "Use a node of that chain."),
    ];
  }
  const since = timestamp - BigInt(genesisTime);
  if (since < 0n || since % SECONDS_PER_SLOT !== 0n) {
    return [
      fail(
        check,
        `block ${blockNumber} is of ${formatTime(timestamp)}, which is no slot of a beacon chain that began at ${genesisTime}`,
        "Correct genesisTime in the network file.",
      ),
    ];
  }
  return [ok(check, `chain ${chainId}, block ${blockNumber} of ${formatTime(timestamp)}`)];
}
