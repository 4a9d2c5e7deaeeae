/**
 * Which accounts and slots an oracle counts. Only their addresses are read live: their values are proved at the
 * block of the beacon state, and the contract checks the proofs against its own lists.
 * @module
 */
import {
  type Address,
  BaseError,
  ContractFunctionRevertedError,
  ContractFunctionZeroDataError,
  parseAbi,
} from "viem";
import type { Hex } from "../../hex.ts";
import { OracleUnreadableError } from "./errors.ts";
import { createRpcClient, type RpcClient } from "./rpc-client.ts";

export interface OracleSources {
  readonly pools: readonly Address[];
  readonly token: Address;
  readonly supplySlot: bigint;
}

/** What is read from an oracle beside its reports. */
const abi = parseAbi([
  "function registry() view returns (address)",
  "function pools() view returns (address[])",
  "function token() view returns (address)",
  "function supplySlot() view returns (uint256)",
]);

/** @throws OracleUnreadableError when there is no such contract, and the ExecutionRpc errors. */
export async function readOracleSources(options: {
  readonly rpcUrl: string;
  readonly oracle: Hex;
  readonly timeoutMs?: number | undefined;
}): Promise<OracleSources> {
  return oracleSources(createRpcClient(options.rpcUrl, options.timeoutMs), options.oracle);
}

/** The same over a client that is there already. */
export async function oracleSources(rpc: RpcClient, oracle: Hex): Promise<OracleSources> {
  const [pools, token, supplySlot] = await Promise.all([
    readOracleView(rpc, oracle, "pools"),
    readOracleView(rpc, oracle, "token"),
    readOracleView(rpc, oracle, "supplySlot"),
  ]);
  return { pools, token, supplySlot };
}

/** @throws OracleUnreadableError when there is no such contract, and how `rpc` types its failures. */
export function readOracleView<Name extends "registry" | "pools" | "token" | "supplySlot">(
  rpc: RpcClient,
  oracle: Hex,
  functionName: Name,
) {
  return rpc.ask(
    `${functionName}() of the oracle`,
    rpc.viem.readContract({ address: oracle, abi, functionName }).catch((error: unknown) => {
      throw isContractFailure(error)
        ? new OracleUnreadableError(oracle, `${functionName}()`, error.shortMessage, error)
        : error;
    }),
  );
}

/** The RPC answered, but there is no contract or it has no such view. */
function isContractFailure(error: unknown): error is BaseError {
  return (
    error instanceof BaseError &&
    error.walk(
      (e) => e instanceof ContractFunctionRevertedError || e instanceof ContractFunctionZeroDataError,
    ) !== null
  );
}
