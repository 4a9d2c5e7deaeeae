import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { createChainClient } from "../../../prover/chain/client/chain-client.ts";
import type { ExecutionAnchor } from "../../../prover/chain/execution/execution-anchor.ts";
import type { SourceSpec } from "../../../prover/chain/execution/execution-proof.ts";
import { startWei } from "../../../prover/chain/execution/execution-proof.ts";
import {
  type ExecutionQuestion,
  fetchExecutionProof,
} from "../../../prover/chain/execution/fetch-execution-proof.ts";
import { verifyExecutionProof } from "../../../prover/chain/execution/verify-execution-proof.ts";
import type { Hex } from "../../../prover/hex.ts";
import { type LoopbackServer, readBody, sendJson, startServer } from "../../state/loopback-server.ts";
import { hasRealData, REAL, readJson, realPath } from "../../state/real-states.ts";
import { PATIENCE_MS } from "../../support/patience.ts";

/** For a node that stays silent anyway. */
const SHORT_MS = 50;
/** Replaces the honest answer to one method. */
type Faults = Record<string, (response: ServerResponse, honest: object) => void>;

let server: LoopbackServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

// No beacon state that commits to mainnet block 21925176 is needed: its branch is handed on unread. Everything the RPC
// answers is real: the deposit contract is source, liability and token at once.
describe.skipIf(!hasRealData)(`fetchExecutionProof with a real block and a real proof ${REAL}`, () => {
  const proof = hasRealData ? readJson(realPath("mainnet-el/proof.json")) : {};
  const block = hasRealData ? readJson(realPath("mainnet-el/block.json")) : {};
  const contract: Hex = proof.address;
  const supply = 0x2394e3bc4086a9625ae88307145a40ff4a4bf2c9a6755435bff86b22d6175d5fn;
  const anchor: ExecutionAnchor = {
    kind: "state-root",
    blockNumber: BigInt(block.number ?? 0),
    blockHash: block.hash,
    stateRoot: block.stateRoot,
    timestamp: BigInt(block.timestamp ?? 0),
    branch: [`0x${"b4".repeat(32)}`],
  };

  const asked: string[] = [];
  const start = async (faults: Faults, timeoutMs = PATIENCE_MS) => {
    asked.length = 0;
    server = await startServer(async (request, response) => {
      const { id, method, params } = JSON.parse(await readBody(request));
      asked.push(`${method} ${params.at(method === "eth_getProof" ? 2 : 0)}`);
      const result = { eth_getBlockByNumber: block, eth_getProof: proof }[method as string];
      const honest = { jsonrpc: "2.0", id, result };
      (faults[method] ?? sendJson)(response, honest);
    });
    return createChainClient({ url: `${server.url}/v2/secret-key`, timeoutMs });
  };
  const spec = (slot: bigint | null): SourceSpec => ({
    name: slot === null ? "balance" : "slot",
    kind: slot === null ? "balance" : "slot",
    address: contract,
    slot,
  });
  const question: Omit<ExecutionQuestion, "chain" | "anchor"> = {
    sources: [spec(null), spec(1n)],
    liabilities: [spec(1n)],
    token: contract,
    supplySlot: 1n,
    policy: "raw",
    deposits: {
      provisioned: "0",
      writtenOffBefore: "0",
      outstandingGwei: "0",
      top: null,
      waiting: [],
      writtenOff: [],
    },
    withdrawals: null,
    consolidations: null,
  };
  const fetchWith = async (faults: Faults = {}, timeoutMs = PATIENCE_MS) =>
    fetchExecutionProof({ chain: await start(faults, timeoutMs), anchor, ...question });
  const lie = (fields: object) => (response: ServerResponse, honest: object) =>
    sendJson(response, { ...honest, result: { ...proof, ...fields } });

  it("hands on proved balances, slots and supply, asked for at the block of the beacon state", async () => {
    const result = await fetchWith();
    expect(startWei(result)).toBe(BigInt(proof.balance) + supply);
    expect(result.sources).toMatchObject([
      {
        name: "balance",
        kind: "balance",
        slot: null,
        valueWei: `${BigInt(proof.balance)}`,
        storageProof: [],
      },
      { name: "slot", kind: "slot", slot: "1", valueWei: supply.toString() },
    ]);
    expect(result.liabilities).toMatchObject([{ kind: "slot", valueWei: supply.toString() }]);
    expect(result.policy).toBe("raw");
    expect(result.deposits).toEqual(question.deposits);
    expect(result.blockTimestamp).toBe(`${BigInt(block.timestamp)}`);
    expect(result.token).toMatchObject({ address: contract, supplySlot: "1", supplyWei: supply.toString() });
    expect(result.stateRoot).toBe(block.stateRoot);
    expect(result.branch).toEqual(anchor.branch);
    expect(result.blockNumber).toBe("21925176");
    expect(asked).toEqual([
      `eth_getBlockByNumber ${block.number}`,
      ...Array(4).fill(`eth_getProof ${block.number}`),
    ]);
    await verifyExecutionProof(result, block.stateRoot);
  });

  it("counts a pod that is a source too once, and asks for it once", async () => {
    const pod: SourceSpec = {
      ...spec(null),
      name: "pod 1",
      kind: "pod",
      address: contract.toUpperCase().replace("X", "x") as Hex,
    };
    const sources = [...question.sources, pod];
    const chain = await start({});
    const result = await fetchExecutionProof({ chain, anchor, ...question, sources });
    expect(startWei(result)).toBe(BigInt(proof.balance) + supply);
    const nothing = { valueWei: "0", accountProof: [], storageProof: [] };
    expect(result.sources.at(-1)).toEqual({ ...pod, address: contract, ...nothing });
    expect(asked).toHaveLength(1 + 4);
    const twice = result.sources.map((source) => ({
      ...source,
      valueWei: source.valueWei.replace(/^0$/, "1"),
    }));
    await expect(verifyExecutionProof({ ...result, sources: twice }, block.stateRoot)).rejects.toMatchObject({
      code: "EXECUTION_PROOF_INVALID",
    });
  });

  it.each<[string, Faults]>([
    ["a wrong balance", { eth_getProof: lie({ balance: "0x1" }) }],
    [
      "a wrong supply",
      { eth_getProof: lie({ storageProof: [{ ...proof.storageProof?.[0], value: "0x1" }] }) },
    ],
    ["no storage proof", { eth_getProof: lie({ storageProof: [] }) }],
    ["the account proof of nobody", { eth_getProof: lie({ accountProof: [] }) }],
    ["an account proof cut short", { eth_getProof: lie({ accountProof: proof.accountProof?.slice(0, -1) }) }],
  ])("catches a lie: %s", async (_, faults) => {
    await expect(fetchWith(faults)).rejects.toMatchObject({ code: "EXECUTION_PROOF_INVALID", exitCode: 1 });
  });

  const [stored] = proof.storageProof ?? [];
  const upper = (text: string) => `0x${text.slice(2).toUpperCase()}`;
  const other = { key: `0x${"77".repeat(32)}`, value: "0x5", proof: ["0x80"] };
  it.each<[string, object]>([
    ["empty nodes at the end", { accountProof: [...(proof.accountProof ?? []), "0x80", "0x"] }],
    ["a node twice", { accountProof: [...(proof.accountProof ?? []), proof.accountProof?.at(-1)] }],
    ["nodes in another order", { accountProof: proof.accountProof?.toReversed() }],
    ["empty nodes of a slot", { storageProof: [{ ...stored, proof: [...(stored?.proof ?? []), "0x80"] }] }],
    ["a balance of 0 beside a good proof", { balance: "0x0" }],
    ["a slot of 0 beside a good proof", { storageProof: [{ ...stored, value: "0x" }] }],
    ["a balance with leading zeros", { balance: `0x${proof.balance?.slice(2).padStart(64, "0")}` }],
    ["upper case", { accountProof: proof.accountProof?.map(upper), address: upper(contract ?? "0x") }],
    ["a key without padding", { storageProof: [{ ...stored, key: "0x1" }] }],
    ["a key of another form", { storageProof: [{ ...stored, key: "1" }] }],
    ["slots in another order", { storageProof: [other, stored] }],
  ])("takes what can be verified: %s", async (_, fields) => {
    const honest = await fetchWith();
    await server?.close();
    expect(await fetchWith({ eth_getProof: lie(fields) })).toEqual(honest);
  });

  it("names an account of which the RPC says that it is not there, and proves nothing", async () => {
    for (const message of ["account not found", "Account 0x12 does not exist", "unknown account"]) {
      const error = { code: -32000, message };
      const faults: Faults = { eth_getProof: (r) => sendJson(r, { jsonrpc: "2.0", id: 1, error }) };
      await expect(fetchWith(faults)).rejects.toMatchObject({
        code: "ABSENCE_NOT_PROVED",
        exitCode: 3,
        account: contract,
      });
      await server?.close();
    }
  });

  it.each<[string, unknown, object]>([
    [
      "another block",
      { ...block, hash: `0x${"12".repeat(32)}` },
      { code: "EXECUTION_BLOCK_MISMATCH", exitCode: 1 },
    ],
    ["no such block yet", null, { code: "EXECUTION_BLOCK_MISSING", exitCode: 3 }],
  ])("names an RPC that has %s", async (_, result, failure) => {
    const faults: Faults = { eth_getBlockByNumber: (r, honest) => sendJson(r, { ...honest, result }) };
    await expect(fetchWith(faults)).rejects.toMatchObject(failure);
  });

  it.each(["eth_getBlockByNumber", "eth_getProof"])(
    "types every way in which the RPC fails %s",
    async (method) => {
      const ways: [string, Faults[string]][] = [
        ["EXECUTION_RPC_TIMEOUT", () => {}],
        [
          "EXECUTION_RPC_TIMEOUT",
          // Too late: the client has hung up.
          (r, honest) => void r.once("close", () => sendJson(r, honest)),
        ],
        [
          "EXECUTION_RPC_TIMEOUT",
          (r) => void r.writeHead(200, { "content-type": "application/json" }).write("{"),
        ],
        ["EXECUTION_RPC_UNREACHABLE", (r) => sendJson(r, { error: "down" }, 500)],
        ["EXECUTION_RPC_UNREACHABLE", (r) => void r.destroy()],
        [
          "EXECUTION_RPC_REFUSED",
          (r) =>
            sendJson(r, { jsonrpc: "2.0", id: 1, error: { code: -32000, message: "missing trie node" } }),
        ],
        [
          "EXECUTION_RPC_NONSENSE",
          (r) => void r.writeHead(200, { "content-type": "application/json" }).end("{oops"),
        ],
        [
          "EXECUTION_RPC_NONSENSE",
          (r) => void r.writeHead(200, { "content-type": "text/html" }).end("<html>"),
        ],
        [
          "EXECUTION_RPC_NONSENSE",
          (r) => sendJson(r, { jsonrpc: "2.0", id: 1, result: { balance: -1, hash: 7 } }),
        ],
        ["EXECUTION_RPC_NONSENSE", (r) => sendJson(r, { jsonrpc: "2.0", id: 1, result: "0x" })],
      ];
      for (const [code, answer] of ways) {
        const timeoutMs = code === "EXECUTION_RPC_TIMEOUT" ? SHORT_MS : PATIENCE_MS;
        await expect(fetchWith({ [method]: answer! }, timeoutMs)).rejects.toMatchObject({
          code,
          exitCode: 3,
        });
        await server?.close();
      }
    },
  );

  it("does not print the path of an RPC, which may hold a provider's key", async () => {
    const chain = await start({});
    await server?.close();
    const failed = fetchExecutionProof({ chain, anchor, ...question });
    await expect(failed).rejects.toMatchObject({ code: "EXECUTION_RPC_UNREACHABLE" });
    await expect(failed).rejects.not.toThrow(/secret-key/);
  });

  describe("verifyExecutionProof", () => {
    it("refuses every changed number and every other state root", async () => {
      const good = await fetchWith();
      const [balance, slot] = good.sources;
      const source = (fields: object) => ({ ...good, sources: [{ ...balance!, ...fields }] });
      const stored = (fields: object) => ({ ...good, liabilities: [{ ...slot!, ...fields }] });
      const token = (fields: object) => ({ ...good, token: { ...good.token, ...fields } });
      for (const bad of [
        source({ valueWei: (BigInt(balance!.valueWei) + 1n).toString() }),
        source({ address: `0x${"11".repeat(20)}` as Hex }),
        stored({ valueWei: (BigInt(slot!.valueWei) - 1n).toString() }),
        stored({ slot: "2" }),
        stored({ storageProof: [] }),
        { ...good, stateRoot: block.hash },
        token({ supplyWei: "1" }),
        token({ supplySlot: "2" }),
        token({ storageProof: [] }),
        token({ accountProof: [] }),
      ]) {
        await expect(verifyExecutionProof(bad, block.stateRoot)).rejects.toMatchObject({
          code: "EXECUTION_PROOF_INVALID",
        });
      }
      await expect(verifyExecutionProof(good, block.hash)).rejects.toMatchObject({
        code: "EXECUTION_PROOF_INVALID",
      });
    });
  });
});
