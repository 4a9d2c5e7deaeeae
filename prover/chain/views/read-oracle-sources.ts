/**
 * Everything that an oracle counts at one block. Only addresses and slots are read from the RPC: their values are
 * proved at the block of the beacon state, and the contract checks the proofs against its own lists.
 * @module
 */
import { type Address, hexToString, trim } from "viem";
import type { Hex } from "../../hex.ts";
import type { ChainClient } from "../client/chain-client.ts";
import { readView } from "../client/read-view.ts";
import type { Policy, SourceSpec } from "../execution/execution-proof.ts";
import type { OracleContracts } from "./oracle-contracts.ts";
import { readBlockAssetsAddress } from "./oracle-views.ts";
import { blockAssetsAt, oracleAt } from "./protocol-contracts.ts";
import { readPodsBy } from "./read-registry.ts";

export interface OracleSources {
  /** The configured sources, then the balance of each pod that existed at the block's time. */
  readonly sources: readonly SourceSpec[];
  readonly liabilities: readonly SourceSpec[];
  readonly token: Address;
  readonly supplySlot: bigint;
  readonly policy: Policy;
}

interface OnChainSource {
  readonly name: Hex;
  readonly kind: number;
  readonly account: Address;
  readonly slot: bigint;
}

/**
 * @param timestamp Of the block, seconds: pods that came later do not count.
 * @throws ContractUnreadableError where there is no such contract, and the ExecutionRpc errors.
 */
export async function readOracleSources(
  chain: ChainClient,
  { oracle, registry }: Pick<OracleContracts, "oracle" | "registry">,
  timestamp: bigint,
): Promise<OracleSources> {
  const contract = blockAssetsAt(await readBlockAssetsAddress(chain, { oracle }));
  const [sources, liabilities, token, supplySlot, policy, pods] = await Promise.all([
    readView(chain, contract, "sources", []),
    readView(chain, contract, "liabilities", []),
    readView(chain, contract, "token", []),
    readView(chain, contract, "supplySlot", []),
    readView(chain, oracleAt(oracle), "policy", []),
    readPodsBy(chain, registry, timestamp),
  ]);
  return {
    sources: [...sources.map(specOf), ...pods.map(podSpec)],
    liabilities: liabilities.map(specOf),
    token,
    supplySlot,
    policy: policy === 0 ? "principal" : "raw",
  };
}

function specOf({ name, kind, account, slot }: OnChainSource): SourceSpec {
  const text = hexToString(trim(name, { dir: "right" }));
  // Other bytes in a name could contain terminal control sequences.
  const printable = /^[\x20-\x7e]+$/.test(text) ? text : name;
  return kind === 0
    ? { name: printable, kind: "balance", address: account, slot: null }
    : { name: printable, kind: "slot", address: account, slot };
}

function podSpec(address: Address, i: number): SourceSpec {
  return { name: `pod ${i + 1}`, kind: "pod", address, slot: null };
}
