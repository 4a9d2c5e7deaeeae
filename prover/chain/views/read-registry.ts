/**
 * The protocol's list of validators, from the ValidatorRegistry contract. The RPC is not trusted: the oracle compares
 * the commitment of this list with its own.
 * @module
 */
import { type Address, type ContractFunctionArgs, type ContractFunctionReturnType, parseAbi } from "viem";
import type { Hex } from "../../hex.ts";
import { askContract } from "../client/ask-contract.ts";
import { createRpcClient, type RpcClient } from "../client/rpc-client.ts";

/** Status of a provision; `provisioned` means that its index is not registered yet. */
export type ProvisionStatus = "provisioned" | "registered" | "written-off";

/** A validator funded by the pool. */
export interface RegistryProvision {
  /** From 1. */
  readonly number: bigint;
  /** hash_tree_root of its public key. */
  readonly pubkeyRoot: Hex;
  readonly principalGwei: bigint;
  /** Null until it is registered. */
  readonly validatorIndex: number | null;
  /** Seconds. */
  readonly provisionedAt: bigint;
  readonly status: ProvisionStatus;
}

export interface RegistryContents {
  /** In the order of the chain. */
  readonly entries: readonly { readonly index: number; readonly principalGwei: bigint }[];
  /** Provisions announced by the given time, by number. */
  readonly provisions: readonly RegistryProvision[];
  /** All pods, including later ones. */
  readonly pods: readonly Address[];
}

/** Subset of interfaces/IValidatorRegistry.sol. */
const abi = parseAbi([
  "struct Provision { bytes32 pubkeyRoot; uint64 principalGwei; uint64 validatorIndex; uint48 provisionedAt; uint8 status; }",
  "function count() view returns (uint64)",
  "function entries(uint64 from, uint64 to) view returns (uint64[] indices, uint64[] principalsGwei)",
  "function provisionedBy(uint48 timestamp) view returns (uint64)",
  "function provisions(uint64 from, uint64 to) view returns (Provision[])",
  "function pods() view returns (address[])",
  "function podsBy(uint48 timestamp) view returns (uint256)",
]);

/** Entries or provisions per call; a few storage reads each, far below the call limits of nodes. */
const ITEMS_PER_CALL = 1_000n;
/** By the contract's ProvisionStatus. */
const STATUSES: Record<number, ProvisionStatus> = { 1: "provisioned", 2: "registered", 3: "written-off" };

export interface RegistryQuestion {
  readonly rpcUrl: string;
  readonly registry: Hex;
  /** Time of the proved block, seconds; ignores later provisions. */
  readonly timestamp: bigint;
  readonly timeoutMs?: number | undefined;
}

/** @throws ContractUnreadableError when there is no such contract, and the ExecutionRpc errors. */
export async function readRegistryContract({
  rpcUrl,
  registry,
  timestamp,
  timeoutMs,
}: RegistryQuestion): Promise<RegistryContents> {
  return registryContents(createRpcClient(rpcUrl, timeoutMs), registry, timestamp);
}

/** The same with an existing client. Everything is read at one block, so that nothing changes midway. */
export async function registryContents(
  rpc: RpcClient,
  registry: Hex,
  timestamp: bigint,
): Promise<RegistryContents> {
  const blockNumber = await rpc.ask("eth_blockNumber", rpc.viem.getBlockNumber({ cacheTime: 0 }));
  const read = viewsOf(rpc, registry, blockNumber);
  const [pods, entries, provisions] = await Promise.all([
    read("pods", []),
    readEntries(read),
    readProvisions(read, timestamp),
  ]);
  return { pods, entries, provisions };
}

/** The pods that existed at a time, in order. */
export async function readPodsBy(rpc: RpcClient, registry: Hex, timestamp: bigint): Promise<Address[]> {
  const read = viewsOf(rpc, registry);
  const [pods, count] = await Promise.all([read("pods", []), read("podsBy", [Number(timestamp)])]);
  return pods.slice(0, Number(count));
}

function viewsOf(rpc: RpcClient, address: Hex, blockNumber?: bigint) {
  return <View extends ViewName>(functionName: View, args: Arguments<View>): Promise<Result<View>> =>
    askContract(
      rpc,
      { role: "registry", address, view: `${functionName}()` },
      // viem cannot infer the types of a generic view; callers ensure that they match.
      rpc.viem.readContract({ address, abi, functionName, args, blockNumber } as never) as Promise<
        Result<View>
      >,
    );
}

type ViewName = Exclude<(typeof abi)[number], { type: "struct" }>["name"];
type Arguments<View extends ViewName> = ContractFunctionArgs<typeof abi, "view", View>;
type Result<View extends ViewName> = ContractFunctionReturnType<typeof abi, "view", View>;
type Views = ReturnType<typeof viewsOf>;

async function readEntries(read: Views): Promise<RegistryContents["entries"]> {
  const count = await read("count", []);
  const entries: { index: number; principalGwei: bigint }[] = [];
  for (let from = 0n; from < count; from += ITEMS_PER_CALL) {
    const [indices, principalsGwei] = await read("entries", [from, least(from + ITEMS_PER_CALL, count)]);
    indices.forEach((index, i) => {
      entries.push({ index: Number(index), principalGwei: principalsGwei[i]! });
    });
  }
  return entries;
}

async function readProvisions(read: Views, timestamp: bigint): Promise<RegistryProvision[]> {
  const count = await read("provisionedBy", [Number(timestamp)]);
  const provisions: RegistryProvision[] = [];
  for (let from = 1n; from <= count; from += ITEMS_PER_CALL) {
    const given = await read("provisions", [from, least(from + ITEMS_PER_CALL, count + 1n)]);
    provisions.push(...given.map((provision, i) => provisionOf(from + BigInt(i), provision)));
  }
  return provisions;
}

function provisionOf(
  number: bigint,
  { pubkeyRoot, principalGwei, validatorIndex, provisionedAt, status }: Result<"provisions">[number],
): RegistryProvision {
  const named = STATUSES[status];
  return {
    number,
    pubkeyRoot,
    principalGwei,
    validatorIndex: named === "registered" ? Number(validatorIndex) : null,
    provisionedAt: BigInt(provisionedAt),
    // There is no other status: the contract returns only existing provisions.
    status: named ?? "provisioned",
  };
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
