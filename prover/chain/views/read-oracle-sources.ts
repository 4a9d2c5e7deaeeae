/**
 * Everything that an oracle counts at one block. Only addresses and slots are read from the RPC: their values are
 * proved at the block of the beacon state, and the contract checks the proofs against its own lists.
 * @module
 */
import { type Address, hexToString, parseAbi, trim } from "viem";
import type { Hex } from "../../hex.ts";
import { askContract } from "../client/ask-contract.ts";
import { createRpcClient, type RpcClient } from "../client/rpc-client.ts";
import type { Policy, SourceSpec } from "../execution/execution-proof.ts";
import { readPodsBy } from "./read-registry.ts";

export interface OracleSources {
  /** The configured sources, then the balance of each pod that existed at the block's time. */
  readonly sources: readonly SourceSpec[];
  readonly liabilities: readonly SourceSpec[];
  readonly token: Address;
  readonly supplySlot: bigint;
  readonly policy: Policy;
  readonly registry: Address;
  readonly beaconRoots: Address;
}

/** Subset of interfaces/IReservesOracle.sol, without reports. */
const abi = parseAbi([
  "struct Source { bytes32 name; uint8 kind; address account; uint256 slot; }",
  "function sources() view returns (Source[])",
  "function liabilities() view returns (Source[])",
  "function token() view returns (address)",
  "function supplySlot() view returns (uint256)",
  "function policy() view returns (uint8)",
  "function registry() view returns (address)",
  "function beaconRoots() view returns (address)",
]);

interface OnChainSource {
  readonly name: Hex;
  readonly kind: number;
  readonly account: Address;
  readonly slot: bigint;
}

export interface OracleQuestion {
  readonly rpcUrl: string;
  readonly oracle: Hex;
  /** Time of the block, seconds: later pods are ignored. */
  readonly timestamp: bigint;
  readonly timeoutMs?: number | undefined;
}

/** @throws ContractUnreadableError when there is no such contract, and the ExecutionRpc errors. */
export async function readOracleSources({
  rpcUrl,
  oracle,
  timestamp,
  timeoutMs,
}: OracleQuestion): Promise<OracleSources> {
  return oracleSources(createRpcClient(rpcUrl, timeoutMs), oracle, timestamp);
}

/** The same with an existing client. */
export async function oracleSources(rpc: RpcClient, oracle: Hex, timestamp: bigint): Promise<OracleSources> {
  const [sources, liabilities, token, supplySlot, policy, registry, beaconRoots] = await Promise.all([
    readOracleView(rpc, oracle, "sources"),
    readOracleView(rpc, oracle, "liabilities"),
    readOracleView(rpc, oracle, "token"),
    readOracleView(rpc, oracle, "supplySlot"),
    readOracleView(rpc, oracle, "policy"),
    readOracleView(rpc, oracle, "registry"),
    readOracleView(rpc, oracle, "beaconRoots"),
  ]);
  const pods = await readPodsBy(rpc, registry, timestamp);
  return {
    sources: [...sources.map(specOf), ...pods.map(podSpec)],
    liabilities: liabilities.map(specOf),
    token,
    supplySlot,
    policy: policy === 0 ? "principal" : "raw",
    registry,
    beaconRoots,
  };
}

type OracleView = "sources" | "liabilities" | "token" | "supplySlot" | "policy" | "registry" | "beaconRoots";

/** @throws ContractUnreadableError when there is no such contract, and how `rpc` types its failures. */
export function readOracleView<View extends OracleView>(rpc: RpcClient, oracle: Hex, functionName: View) {
  return askContract(
    rpc,
    { role: "oracle", address: oracle, view: `${functionName}()` },
    rpc.viem.readContract({ address: oracle, abi, functionName }),
  );
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
  return { name: `pod ${i + 1}`, kind: "balance", address, slot: null };
}
