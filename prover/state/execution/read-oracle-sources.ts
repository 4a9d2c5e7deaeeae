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
import { createRpcClient } from "./rpc-client.ts";

export interface OracleSources {
  readonly pools: readonly Address[];
  readonly token: Address;
  readonly supplySlot: bigint;
}

const abi = parseAbi([
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
  const { rpcUrl, oracle, timeoutMs } = options;
  const rpc = createRpcClient(rpcUrl, timeoutMs);
  const view = <Name extends "pools" | "token" | "supplySlot">(functionName: Name) =>
    rpc.ask(
      `${functionName}() of the oracle`,
      rpc.viem.readContract({ address: oracle, abi, functionName }).catch((error: unknown) => {
        throw isContractFailure(error)
          ? new OracleUnreadableError(oracle, `${functionName}()`, error.shortMessage, error)
          : error;
      }),
    );
  const [pools, token, supplySlot] = await Promise.all([view("pools"), view("token"), view("supplySlot")]);
  return { pools, token, supplySlot };
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
