import { decodeFunctionData, encodeFunctionResult, type Hex, parseAbi } from "viem";
import { afterEach, describe, expect, it } from "vitest";
import { readOracleSources } from "../../../prover/state/execution/read-oracle-sources.ts";
import { type LoopbackServer, readBody, sendJson, startServer } from "../loopback-server.ts";

const oracle: Hex = `0x${"0a".repeat(20)}`;
const abi = parseAbi([
  "function pools() view returns (address[])",
  "function token() view returns (address)",
  "function supplySlot() view returns (uint256)",
]);
const values = {
  pools: [`0x${"11".repeat(20)}`, `0x${"22".repeat(20)}`],
  token: `0x${"33".repeat(20)}`,
  supplySlot: 2n ** 255n,
} as const;

let server: LoopbackServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const answering = async (answer: (data: Hex) => object) => {
  server = await startServer(async (request, response) => {
    const { id, params } = JSON.parse(await readBody(request));
    sendJson(response, { jsonrpc: "2.0", id, ...answer(params[0].data) });
  });
  return readOracleSources({ rpcUrl: server.url, oracle, timeoutMs: 300 });
};

describe("readOracleSources", () => {
  it("reads pools, token and supply slot of a contract", async () => {
    const sources = await answering((data) => {
      const { functionName } = decodeFunctionData({ abi, data });
      return { result: encodeFunctionResult({ abi, functionName, result: values[functionName] as never }) };
    });
    expect(sources).toEqual(values);
  });

  it.each([
    ["there is no contract", { result: "0x" }],
    ["the view reverts", { error: { code: 3, message: "execution reverted", data: "0x" } }],
  ])("names the oracle when %s", async (_, answer) => {
    await expect(answering(() => answer)).rejects.toMatchObject({
      code: "ORACLE_UNREADABLE",
      exitCode: 2,
      oracle,
    });
  });

  it("refuses an answer that does not decode", async () => {
    await expect(answering(() => ({ result: "0x01" }))).rejects.toMatchObject({
      code: "EXECUTION_RPC_NONSENSE",
    });
  });

  it("types an RPC that refuses", async () => {
    const refused = answering(() => ({ error: { code: -32005, message: "limit exceeded" } }));
    await expect(refused).rejects.toMatchObject({ exitCode: 2, code: "EXECUTION_RPC_REFUSED" });
  });
});
