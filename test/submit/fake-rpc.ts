/**
 * An execution RPC that says what a test wants: late, never, with an error, with nonsense, with a lie. The chain that
 * is not faked is in test/end-to-end.
 * @module
 */
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type Address,
  decodeFunctionData,
  encodeFunctionResult,
  type Hex,
  numberToHex,
  parseAbi,
} from "viem";
import type { BundleSummary } from "../../prover/bundle/bundle-summary.ts";
import type { Bundle } from "../../prover/bundle/schema.ts";
import { BEACON_ROOTS_ADDRESS } from "../../prover/submit/beacon-roots-address.ts";
import { reservesOracleAbi } from "../../prover/submit/reserves-oracle-abi.ts";

export const NEXT_TIMESTAMP = 1_700_000_012n;
export const ORACLE: Address = "0x4444444444444444444444444444444444444444";
export const SENDER: Address = "0x5555555555555555555555555555555555555555";
const REGISTRY_CONTRACT: Address = "0x6666666666666666666666666666666666666666";
const EMPTY_REPORT = {
  registryCommitment: 0n,
  principalWei: 0n,
  rawWei: 0n,
  poolsWei: 0n,
  supplyWei: 0n,
  slot: 0n,
  listLength: 0n,
  validators: 0n,
  existing: 0n,
  reporter: SENDER,
  reportedAt: 0n,
  pages: 0,
};
const TRANSACTION: Hex = `0x${"77".repeat(32)}`;

const abi = [...reservesOracleAbi, ...parseAbi(["function commitment() view returns (uint256)"])];

type Params = readonly unknown[];
export type Answer = (params: Params, response: ServerResponse) => unknown;
/** Thrown by an answer: becomes a JSON-RPC error. */
export class RpcFault {
  readonly error: { readonly code: number; readonly message: string; readonly data?: Hex };
  constructor(code: number, message: string, data?: Hex) {
    this.error = data === undefined ? { code, message } : { code, message, data };
  }
}
/** Returned by an answer: the request is left without a response. */
export const NO_ANSWER = Symbol("no answer");

export interface FakeRpc {
  readonly url: string;
  /** Methods asked for, in order. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** @param answers  instead of the honest ones. */
export async function startFakeRpc(answers: Readonly<Record<string, Answer>>): Promise<FakeRpc> {
  const asked: string[] = [];
  const server: Server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const { id, method, params = [] } = JSON.parse(body) as { id: number; method: string; params?: Params };
    asked.push(method);
    const answer = answers[method];
    try {
      if (!answer) throw new RpcFault(-32601, `method ${method} not found`);
      const result = answer(params, response);
      if (result === NO_ANSWER || response.writableEnded) return;
      response.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
    } catch (fault) {
      if (!(fault instanceof RpcFault)) throw fault;
      response.end(JSON.stringify({ jsonrpc: "2.0", id, error: fault.error }));
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-key-of-a-provider`,
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

type View = "commitment" | "registry" | "pools" | "token" | "supplySlot" | "latestReport";
export type Views = Readonly<Record<View, () => unknown>>;

export function honestViews({ execution }: Bundle, summary: BundleSummary): Views {
  return {
    commitment: () => BigInt(summary.registryCommitment),
    registry: () => REGISTRY_CONTRACT,
    pools: () => execution!.pools.map(({ address }) => address),
    token: () => execution!.token.address,
    supplySlot: () => BigInt(execution!.token.supplySlot),
    latestReport: () => ({
      ...EMPTY_REPORT,
      blockRoot: summary.blockRoot,
      rate: BigInt(summary.rate!),
    }),
  };
}

/** A chain on which the bundle's block is known and the oracle accepts it. */
export function honestAnswers(bundle: Bundle, views: Views): Record<string, Answer> {
  const { blockNumber, stateRoot } = bundle.execution!;
  const proved = BigInt(blockNumber);
  const hashOf = (n: bigint): Hex => `0x${(n + 0xb10cn).toString(16).padStart(64, "0")}`;
  return {
    eth_chainId: () => numberToHex(31_337),
    eth_blockNumber: () => numberToHex(proved + 3n),
    eth_accounts: () => [SENDER],
    eth_getBlockByNumber: ([tag]) => {
      const number = tag === "latest" ? proved + 3n : BigInt(tag as Hex);
      return {
        number: numberToHex(number),
        hash: hashOf(number),
        parentHash: hashOf(number - 1n),
        stateRoot,
        timestamp: numberToHex(NEXT_TIMESTAMP),
        parentBeaconBlockRoot: number === proved + 1n ? bundle.manifest.blockRoot : hashOf(0n),
        baseFeePerGas: numberToHex(7n),
        transactions: [],
      };
    },
    eth_call: ([call]) => {
      const { to, data } = call as { to: Address; data: Hex };
      if (to.toLowerCase() === BEACON_ROOTS_ADDRESS.toLowerCase()) return bundle.manifest.blockRoot;
      const { functionName } = decodeFunctionData({ abi, data });
      if (functionName === "report") return "0x";
      const view = views[functionName as View];
      return encodeFunctionResult({ abi, functionName, result: view() } as never);
    },
    eth_estimateGas: () => numberToHex(1_000_000n),
    eth_gasPrice: () => numberToHex(10n),
    eth_maxPriorityFeePerGas: () => numberToHex(1n),
    eth_sendTransaction: () => TRANSACTION,
    eth_getTransactionReceipt: () => ({
      transactionHash: TRANSACTION,
      transactionIndex: "0x0",
      blockHash: hashOf(proved + 3n),
      blockNumber: numberToHex(proved + 3n),
      from: SENDER,
      to: ORACLE,
      status: "0x1",
      gasUsed: numberToHex(900_000n),
      cumulativeGasUsed: numberToHex(900_000n),
      effectiveGasPrice: "0x1",
      contractAddress: null,
      logs: [],
      logsBloom: "0x",
      type: "0x2",
    }),
  };
}
