/**
 * Pools and supply at the execution block that a beacon state commits to. The RPC is believed in nothing: every
 * value is proved under the execution state root inside the beacon state before it is handed on.
 * @module
 */
import { numberToHex } from "viem";
import { z } from "zod";
import type { Hex } from "../../hex.ts";
import { branchOf } from "../ssz-branch.ts";
import type { VerifiedState } from "../verified-state.ts";
import { ExecutionBlockMismatchError } from "./errors.ts";
import type { ExecutionProof } from "./execution-proof.ts";
import { createRpcClient, type RpcClient } from "./rpc-client.ts";
import { verifyExecutionProof } from "./verify-execution-proof.ts";

export interface ExecutionSources {
  readonly rpcUrl: string;
  readonly state: VerifiedState;
  /** Accounts whose balance counts. */
  readonly pools: readonly Hex[];
  readonly token: Hex;
  /** Storage slot of the token's total supply. */
  readonly supplySlot: bigint;
  /** For one answer. */
  readonly timeoutMs?: number | undefined;
}

const hex = z
  .string()
  .regex(/^0x([0-9a-fA-F]{2})*$/)
  .transform((text) => text.toLowerCase() as Hex);
const quantity = z
  .string()
  .regex(/^0x[0-9a-fA-F]{1,64}$/)
  .transform(BigInt);
const nodes = z.array(hex).max(65);
const blockSchema = z.object({ hash: hex }).nullable();
const proofSchema = z.object({
  balance: quantity,
  accountProof: nodes,
  storageProof: z.array(z.object({ value: quantity, proof: nodes })),
});
type AccountAnswer = z.output<typeof proofSchema>;

/**
 * @throws ExecutionBlockMismatchError when the RPC is on another chain or behind, ExecutionProofError when a proof
 * does not hold or a value is not the proved one, PoolAccountMissingError when a pool has no account at this block,
 * and the ExecutionRpc errors of `./errors.ts`.
 */
export async function fetchExecutionProof(sources: ExecutionSources): Promise<ExecutionProof> {
  const { rpcUrl, state, pools, token, supplySlot, timeoutMs } = sources;
  const { blockNumber, stateRoot } = state.execution;
  const rpc = createRpcClient(rpcUrl, timeoutMs);
  await requireBlock(rpc, state);

  const accounts = await Promise.all(pools.map((pool) => askAccount(rpc, pool, [], blockNumber)));
  const tokenAccount = await askAccount(rpc, token, [numberToHex(supplySlot, { size: 32 })], blockNumber);
  const [supply] = tokenAccount.storageProof;

  const proof: ExecutionProof = {
    blockNumber: blockNumber.toString(),
    stateRoot,
    branch: executionBranchOf(state),
    pools: accounts.map(({ balance, accountProof }, i) => ({
      address: pools[i]!.toLowerCase() as Hex,
      balanceWei: balance.toString(),
      accountProof,
    })),
    token: {
      address: token.toLowerCase() as Hex,
      accountProof: tokenAccount.accountProof,
      supplySlot: supplySlot.toString(),
      supplyWei: (supply?.value ?? 0n).toString(),
      storageProof: supply?.proof ?? [],
    },
  };
  await verifyExecutionProof(proof, stateRoot);
  return proof;
}

/** SSZ branch from the execution state root, bottom-up, to the root of the beacon state. */
export function executionBranchOf(state: VerifiedState): Hex[] {
  return branchOf(state, state.layout.executionStateRootGindex);
}

/** Proofs of another block would fail anyway; asking first names what is wrong. */
async function requireBlock(rpc: RpcClient, { execution }: VerifiedState): Promise<void> {
  const { blockNumber, blockHash } = execution;
  const block = await ask(rpc, blockSchema, "eth_getBlockByNumber", [numberToHex(blockNumber), false]);
  if (block?.hash !== blockHash) {
    throw new ExecutionBlockMismatchError(blockNumber, blockHash, block?.hash ?? null);
  }
}

async function askAccount(
  rpc: RpcClient,
  address: Hex,
  slots: Hex[],
  blockNumber: bigint,
): Promise<AccountAnswer> {
  return ask(rpc, proofSchema, "eth_getProof", [address, slots, numberToHex(blockNumber)]);
}

/** Raw requests, since viem's own formatting would pass on malformed answers. */
function ask<T>(rpc: RpcClient, schema: z.ZodType<T>, method: string, params: unknown[]): Promise<T> {
  const request = rpc.viem.request as (args: { method: string; params: unknown[] }) => Promise<unknown>;
  return rpc.ask(
    method,
    request({ method, params }).then((answer) => schema.parse(answer)),
  );
}
