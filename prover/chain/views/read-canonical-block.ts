/**
 * The last block of a spurt as stored in the BeaconRoots contract.
 * @module
 */
import { parseAbi } from "viem";
import type { Hex } from "../../hex.ts";
import { askContract } from "../client/ask-contract.ts";
import { createRpcClient } from "../client/rpc-client.ts";
import { SpurtBlockMissingError } from "../client/rpc-errors.ts";
import { readOracleView } from "./read-oracle-sources.ts";

export interface CanonicalBlock {
  readonly spurt: bigint;
  readonly root: Hex;
  readonly slot: number;
}

/** Subset of interfaces/IBeaconRoots.sol. */
const abi = parseAbi([
  "struct CanonicalBlock { bytes32 root; bytes32 stateRoot; uint64 slot; uint64 timestamp; }",
  "function isStored(uint64 spurt) view returns (bool)",
  "function blockOf(uint64 spurt) view returns (CanonicalBlock)",
]);

/** @throws SpurtBlockMissingError, ContractUnreadableError, and the ExecutionRpc errors. */
export async function readCanonicalBlock(options: {
  readonly rpcUrl: string;
  readonly oracle: Hex;
  readonly spurt: bigint;
  readonly timeoutMs?: number | undefined;
}): Promise<CanonicalBlock> {
  const { oracle, spurt } = options;
  const rpc = createRpcClient(options.rpcUrl, options.timeoutMs);
  const address = await readOracleView(rpc, oracle, "beaconRoots");
  const asking = (view: string) => ({ role: "beacon roots contract", address, view }) as const;
  const call = { address, abi, args: [spurt] } as const;
  const stored = rpc.viem.readContract({ ...call, functionName: "isStored" });
  if (!(await askContract(rpc, asking("isStored()"), stored)))
    throw new SpurtBlockMissingError(spurt, address);
  const block = rpc.viem.readContract({ ...call, functionName: "blockOf" });
  const { root, slot } = await askContract(rpc, asking("blockOf()"), block);
  return { spurt, root, slot: Number(slot) };
}
