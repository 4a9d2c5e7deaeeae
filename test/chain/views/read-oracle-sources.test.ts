import { type Hex, stringToHex } from "viem";
import { afterEach, describe, expect, it } from "vitest";
import { blockAssetsAbi } from "../../../prover/chain/abi/block-assets-abi.ts";
import { reservesOracleAbi } from "../../../prover/chain/abi/reserves-oracle-abi.ts";
import { validatorRegistryAbi } from "../../../prover/chain/abi/validator-registry-abi.ts";
import { createChainClient } from "../../../prover/chain/client/chain-client.ts";
import { readOracleSources } from "../../../prover/chain/views/read-oracle-sources.ts";
import { type LoopbackServer, readBody, sendJson, startServer } from "../../state/loopback-server.ts";
import { PATIENCE_MS } from "../../support/patience.ts";
import { type FakeContract, startFakeContracts } from "./fake-contracts.ts";

const address = (byte: string): Hex => `0x${byte.repeat(20)}`;
const ORACLE = address("12");
const REGISTRY = address("13");
const ASSETS = address("14");
const TIMESTAMP = 1_700_000_000n;

const named = (name: string) => stringToHex(name, { size: 32 });
const views: FakeContract["views"] = {
  sources: () => [
    { name: named("PufferPool"), kind: 0, account: address("11"), slot: 0n },
    { name: named("AVS rewards"), kind: 1, account: address("22"), slot: 2n ** 255n },
    { name: `0x1b${"00".repeat(31)}`, kind: 1, account: address("11"), slot: 0n },
    { name: named(""), kind: 0, account: address("23"), slot: 0n },
  ],
  liabilities: () => [{ name: named("promised"), kind: 1, account: address("22"), slot: 7n }],
  token: () => address("33"),
  supplySlot: () => 2n ** 255n,
};
const PODS = [address("44"), address("55"), address("66")];
const registry: FakeContract = {
  abi: validatorRegistryAbi,
  views: { pods: () => PODS, podsBy: (by: number) => (BigInt(by) === TIMESTAMP ? 2n : 0n) },
};

let server: LoopbackServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const read = (url: string, registry: Hex = REGISTRY) =>
  readOracleSources(
    createChainClient({ url, timeoutMs: PATIENCE_MS }),
    { oracle: ORACLE, registry },
    TIMESTAMP,
  );
const reading = async (changed: FakeContract["views"] = {}, at: Hex = REGISTRY) => {
  const asked = { blockAssets: () => ASSETS, policy: () => 0, ...changed };
  const oracle = { abi: reservesOracleAbi, views: asked };
  const assets = { abi: blockAssetsAbi, views };
  server = await startFakeContracts({ [ORACLE]: oracle, [ASSETS]: assets, [REGISTRY]: registry });
  return read(server.url, at);
};
const answering = async (answer: object) => {
  server = await startServer(async (request, response) => {
    const { id } = JSON.parse(await readBody(request));
    sendJson(response, { jsonrpc: "2.0", id, ...answer });
  });
  return read(server.url);
};

describe("readOracleSources", () => {
  it("reads all that counts: sources, the pods of that time, liabilities, token, policy", async () => {
    expect(await reading()).toEqual({
      sources: [
        { name: "PufferPool", kind: "balance", address: address("11"), slot: null },
        { name: "AVS rewards", kind: "slot", address: address("22"), slot: 2n ** 255n },
        { name: `0x1b${"00".repeat(31)}`, kind: "slot", address: address("11"), slot: 0n },
        { name: `0x${"00".repeat(32)}`, kind: "balance", address: address("23"), slot: null },
        { name: "pod 1", kind: "pod", address: PODS[0], slot: null },
        { name: "pod 2", kind: "pod", address: PODS[1], slot: null },
      ],
      liabilities: [{ name: "promised", kind: "slot", address: address("22"), slot: 7n }],
      token: address("33"),
      supplySlot: 2n ** 255n,
      policy: "principal",
    });
  });

  it("reads the other policy", async () => {
    expect(await reading({ policy: () => 1 })).toMatchObject({ policy: "raw" });
  });

  it.each([
    ["there is no contract", { result: "0x" }],
    ["the view reverts", { error: { code: 3, message: "execution reverted", data: "0x" } }],
  ])("names the oracle when %s", async (_, answer) => {
    await expect(answering(answer)).rejects.toMatchObject({
      code: "CONTRACT_UNREADABLE",
      exitCode: 2,
      role: "oracle",
      contract: ORACLE,
    });
  });

  it("names the registry when that is none", async () => {
    await expect(reading({}, address("77"))).rejects.toMatchObject({
      code: "CONTRACT_UNREADABLE",
      role: "registry",
      contract: address("77"),
    });
  });

  it("refuses an answer that does not decode", async () => {
    await expect(answering({ result: "0x01" })).rejects.toMatchObject({
      code: "EXECUTION_RPC_NONSENSE",
    });
  });

  it("types an RPC that refuses", async () => {
    const refused = answering({ error: { code: -32000, message: "the kettle boils" } });
    await expect(refused).rejects.toMatchObject({ exitCode: 3, code: "EXECUTION_RPC_REFUSED" });
  });
});
