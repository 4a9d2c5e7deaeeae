/**
 * Contracts that answer views over HTTP as a test wants, encoded with the ABIs that forge made from the contracts: what
 * the prover believes about their views is tested against these.
 * @module
 */
import { type Abi, decodeFunctionData, encodeFunctionResult, type Hex, numberToHex } from "viem";
import { type LoopbackServer, readBody, sendJson, startServer } from "../../state/loopback-server.ts";

export interface FakeContract {
  readonly abi: Abi;
  /** Result of each view from its arguments. */
  readonly views: Readonly<Record<string, (...args: never[]) => unknown>>;
}

export interface FakeContracts extends LoopbackServer {
  /** Views asked for, with the block they were asked at. */
  readonly asked: string[];
}

export const BLOCK_NUMBER = 1234n;
const BLOCK_HASH: Hex = `0x${"b1".repeat(32)}`;

/** @param contracts  by address, lower case. Others have no code. */
export async function startFakeContracts(
  contracts: Readonly<Record<Hex, FakeContract>>,
): Promise<FakeContracts> {
  const asked: string[] = [];
  const server = await startServer(async (request, response) => {
    const { id, method, params } = JSON.parse(await readBody(request));
    const reply = (body: object) => sendJson(response, { jsonrpc: "2.0", id, ...body });
    if (method === "eth_blockNumber") return reply({ result: numberToHex(BLOCK_NUMBER) });
    if (method.startsWith("eth_getBlockBy"))
      return reply({ result: { number: numberToHex(BLOCK_NUMBER), hash: BLOCK_HASH } });
    const [{ to, data }, at] = params as [{ to: Hex; data: Hex }, string | { readonly blockHash: Hex }];
    const block = typeof at === "object" && at.blockHash === BLOCK_HASH ? numberToHex(BLOCK_NUMBER) : at;
    const contract = contracts[to.toLowerCase() as Hex];
    if (contract === undefined) return reply({ result: "0x" });
    const { abi, views } = contract;
    const { functionName, args } = decodeFunctionData({ abi, data });
    asked.push(`${functionName}(${args ?? ""}) ${block}`);
    const view = views[functionName] as ((...args: unknown[]) => unknown) | undefined;
    const result = view?.(...(args ?? []));
    if (result === undefined) {
      return reply({ error: { code: 3, message: "execution reverted", data: "0x" } });
    }
    return reply({ result: encodeFunctionResult({ abi, functionName, result }) });
  });
  return { ...server, asked };
}
