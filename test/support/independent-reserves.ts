/**
 * The reserves at one slot, calculated a second time with nothing of the prover's: balances out of the debug state
 * that the node serves, pools and supply from the execution client at the block that this state names.
 * @module
 */
import { ssz } from "@lodestar/types";
import { parseAbi } from "viem";
import type { TestNetwork } from "./test-network.ts";

export interface Reserves {
  readonly validators: bigint;
  readonly existing: bigint;
  readonly poolsWei: bigint;
  /** Pools and Σ balance. */
  readonly rawWei: bigint;
  /** Pools and Σ min(balance, principal). */
  readonly principalWei: bigint;
  readonly supplyWei: bigint;
  /** wei of ETH for 1e18 wei of pufETH, rounded down. */
  readonly rate: bigint;
}

const WEI_PER_GWEI = 1_000_000_000n;

export async function independentReserves(
  { network, protocol, chain }: TestNetwork,
  slot: number,
  registry: readonly { readonly index: number; readonly principalGwei: bigint }[],
): Promise<Reserves> {
  const response = await fetch(`${network.beaconUrl}/eth/v2/debug/beacon/states/${slot}`, {
    headers: { accept: "application/octet-stream" },
  });
  const stateBytes = new Uint8Array(await response.arrayBuffer());
  const { balances, latestExecutionPayloadHeader } = ssz[network.fork].BeaconState.deserialize(stateBytes);
  const blockNumber = BigInt(latestExecutionPayloadHeader.blockNumber);

  let poolsWei = 0n;
  for (const address of protocol.pools) poolsWei += await chain.reader.getBalance({ address, blockNumber });
  const supplyWei = await chain.reader.readContract({
    address: protocol.token,
    abi: parseAbi(["function totalSupply() view returns (uint256)"]),
    functionName: "totalSupply",
    blockNumber,
  });

  let [rawWei, principalWei, existing] = [poolsWei, poolsWei, 0n];
  for (const { index, principalGwei } of registry) {
    const balance = balances[index];
    if (balance === undefined) continue;
    const balanceGwei = BigInt(balance);
    existing += 1n;
    rawWei += balanceGwei * WEI_PER_GWEI;
    principalWei += (balanceGwei < principalGwei ? balanceGwei : principalGwei) * WEI_PER_GWEI;
  }
  const rate = (principalWei * 10n ** 18n) / supplyWei;
  return { validators: BigInt(registry.length), existing, poolsWei, rawWei, principalWei, supplyWei, rate };
}
