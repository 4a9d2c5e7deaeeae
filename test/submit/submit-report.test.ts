/**
 * Nothing is sent unless bundle, chain and oracle agree; every way in which an RPC can fail has its own error.
 * @module
 */
import { encodeErrorResult, type Hex, parseAbi } from "viem";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { makeBundle } from "../../prover/bundle/make-bundle.ts";
import type { Bundle } from "../../prover/bundle/schema.ts";
import { verifyBundle } from "../../prover/bundle/verify-bundle.ts";
import { reservesOracleAbi } from "../../prover/submit/reserves-oracle-abi.ts";
import { submitReport } from "../../prover/submit/submit-report.ts";
import { syntheticBundle, syntheticParts } from "../bundle/synthetic-bundle.ts";
import { makeToyGroth16, type ToyGroth16 } from "../bundle/toy-groth16.ts";
import {
  type Answer,
  type FakeRpc,
  honestAnswers,
  honestViews,
  NO_ANSWER,
  ORACLE,
  RpcFault,
  SENDER,
  startFakeRpc,
  type Views,
} from "./fake-rpc.ts";

let toy: ToyGroth16;
let bundle: Bundle;
let views: Views;
let rpc: FakeRpc | undefined;
beforeAll(async () => {
  toy = await makeToyGroth16();
  bundle = await syntheticBundle(toy);
  views = honestViews(bundle, await verifyBundle(bundle));
});
afterEach(async () => {
  await rpc?.close();
  rpc = undefined;
});

async function submit(answers: Record<string, Answer> = {}, lies: Partial<Views> = {}, submitted = bundle) {
  rpc = await startFakeRpc({ ...honestAnswers(bundle, { ...views, ...lies }), ...answers });
  return submitReport(submitted, {
    rpcUrl: rpc.url,
    oracle: ORACLE,
    rpcTimeoutMs: 300,
    receiptTimeoutMs: 600,
  });
}

/** An answer with one field of the honest block at `offset` from the proved one changed. */
function blockWith(offset: bigint, change: object): Record<string, Answer> {
  const honest = honestAnswers(bundle, views).eth_getBlockByNumber!;
  const changed = BigInt(bundle.execution!.blockNumber) + offset;
  return {
    eth_getBlockByNumber: (params, response) => ({
      ...(honest(params, response) as object),
      ...(params[0] !== "latest" && BigInt(params[0] as Hex) === changed ? change : {}),
    }),
  };
}

const sent = () => rpc!.asked.filter((method) => /^eth_send/.test(method)).length;
const root: Hex = `0x${"99".repeat(32)}`;

test("an honest chain gets one transaction, and the report is read back", async () => {
  const receipt = await submit();
  expect(sent()).toBe(1);
  expect(receipt).toMatchObject({ from: SENDER, oracle: ORACLE, chainId: 31_337, gasUsed: "900000" });
  expect(() => JSON.stringify(receipt)).not.toThrow();
});

describe("an RPC that fails: exit code 2, nothing sent, and the path of its address is not told", () => {
  const cases: [string, string, Record<string, Answer>][] = [
    ["answers late", "EXECUTION_RPC_TIMEOUT", { eth_getBlockByNumber: () => NO_ANSWER }],
    ["never answers", "EXECUTION_RPC_TIMEOUT", { eth_chainId: () => NO_ANSWER }],
    [
      "hangs up",
      "EXECUTION_RPC_UNREACHABLE",
      { eth_chainId: (_, response) => response.destroy() && NO_ANSWER },
    ],
    [
      "answers with an error",
      "EXECUTION_RPC_REFUSED",
      {
        eth_blockNumber: () => {
          throw new RpcFault(-32_000, "busy");
        },
      },
    ],
    [
      "has no such method",
      "EXECUTION_RPC_REFUSED",
      {
        eth_estimateGas: () => {
          throw new RpcFault(-32_601, "unknown");
        },
      },
    ],
    [
      "refuses the transaction",
      "EXECUTION_RPC_REFUSED",
      {
        eth_estimateGas: () => {
          throw new RpcFault(-32_000, "insufficient funds");
        },
      },
    ],
    ["answers in HTML", "EXECUTION_RPC_NONSENSE", { eth_chainId: (_, response) => response.end("<html>") }],
    [
      "answers 503",
      "EXECUTION_RPC_UNREACHABLE",
      { eth_chainId: (_, response) => response.writeHead(503).end() },
    ],
    ["says a number that is none", "EXECUTION_RPC_NONSENSE", { eth_blockNumber: () => "banana" }],
    ["says a block that is none", "EXECUTION_RPC_NONSENSE", { eth_getBlockByNumber: () => ({}) }],
    ["has no unlocked account", "NO_ACCOUNT", { eth_accounts: () => [] }],
    ["has not seen the next block", "NEXT_BLOCK_MISSING", { eth_blockNumber: () => "0x4d" }],
  ];
  test.each(cases)("%s → %s", async (_, code, answers) => {
    const failure = await submit(answers).catch((error) => error);
    expect(failure).toMatchObject({ code, exitCode: 2 });
    expect(failure.message).not.toContain("secret");
    expect(sent()).toBe(0);
  });

  test("nobody listens → EXECUTION_RPC_UNREACHABLE", async () => {
    const submitting = submitReport(bundle, {
      rpcUrl: "http://127.0.0.1:1/",
      oracle: ORACLE,
      rpcTimeoutMs: 1000,
    });
    await expect(submitting).rejects.toMatchObject({ code: "EXECUTION_RPC_UNREACHABLE", exitCode: 2 });
  });
});

describe("a chain that contradicts the bundle: exit code 1, nothing sent", () => {
  const forgotten: Answer = () => {
    throw new RpcFault(3, "execution reverted", "0x");
  };
  const cases: [string, string, () => Record<string, Answer>][] = [
    ["another execution state root", "RPC_CONTRADICTION", () => blockWith(0n, { stateRoot: root })],
    ["another parent beacon root", "RPC_CONTRADICTION", () => blockWith(1n, { parentBeaconBlockRoot: root })],
    ["no parent beacon root", "RPC_CONTRADICTION", () => blockWith(1n, { parentBeaconBlockRoot: undefined })],
    ["a next block with another parent", "RPC_CONTRADICTION", () => blockWith(1n, { parentHash: root })],
    ["another root from EIP-4788", "RPC_CONTRADICTION", () => ({ eth_call: () => root })],
    ["no root from EIP-4788", "BLOCK_ROOT_FORGOTTEN", () => ({ eth_call: forgotten })],
    ["a public chain and development keys", "DEVELOPMENT_KEYS", () => ({ eth_chainId: () => "0x1" })],
  ];
  test.each(cases)("%s → %s", async (_, code, answers) => {
    await expect(submit(answers())).rejects.toMatchObject({ code, exitCode: 1 });
    expect(sent()).toBe(0);
  });
});

describe("an oracle that is set up for something else: exit code 1, nothing sent", () => {
  const cases: [string, Partial<Views>][] = [
    ["another registry", { commitment: () => 1n }],
    ["other pools", { pools: () => [ORACLE] }],
    ["another token", { token: () => ORACLE }],
    ["another slot of the supply", { supplySlot: () => 99n }],
  ];
  test.each(cases)("%s", async (_, lies) => {
    await expect(submit({}, lies)).rejects.toMatchObject({ code: "ORACLE_MISMATCH", exitCode: 1 });
    expect(sent()).toBe(0);
  });

  test("no contract at that address is told as such", async () => {
    const honest = honestAnswers(bundle, views).eth_call!;
    const answers: Record<string, Answer> = {
      eth_call: (params, response) =>
        (params[0] as { to: string }).to === ORACLE ? "0x" : honest(params, response),
    };
    await expect(submit(answers)).rejects.toMatchObject({ code: "ORACLE_UNREADABLE", exitCode: 2 });
    expect(sent()).toBe(0);
  });

  test("a revert in the simulation is told by its name and values", async () => {
    const errors = reservesOracleAbi.filter((item) => item.type === "error" && item.inputs.length === 0);
    const { name } = errors[0] as { name: string };
    const data = encodeErrorResult({ abi: parseAbi([`error ${name}()`] as never), errorName: name } as never);
    const honest = honestAnswers(bundle, views).eth_call!;
    const answers: Record<string, Answer> = {
      eth_call: (params, response) => {
        const result = honest(params, response);
        if (result === "0x") throw new RpcFault(3, "execution reverted", data);
        return result;
      },
    };
    await expect(submit(answers)).rejects.toMatchObject({
      code: "ORACLE_REFUSED",
      errorName: name,
      exitCode: 1,
    });
    expect(sent()).toBe(0);
  });
});

describe("after sending", () => {
  test("a reverted transaction is told with its hash", async () => {
    const honest = honestAnswers(bundle, views).eth_getTransactionReceipt!;
    const answers: Record<string, Answer> = {
      eth_getTransactionReceipt: (params, response) => ({
        ...(honest(params, response) as object),
        status: "0x0",
      }),
    };
    await expect(submit(answers)).rejects.toMatchObject({
      code: "TRANSACTION_REVERTED",
      message: expect.stringContaining("0x7777"),
    });
  });

  test("a transaction that is not mined in time is told with its hash, and sent once", async () => {
    const submitting = submit({
      eth_getTransactionReceipt: () => null,
      eth_getTransactionByHash: () => null,
    });
    await expect(submitting).rejects.toMatchObject({
      code: "RECEIPT_TIMEOUT",
      message: expect.stringContaining("0x7777"),
    });
    expect(sent()).toBe(1);
  });

  test("another rate than the bundle's is a contradiction", async () => {
    await expect(
      submit({}, { latestReport: () => ({ ...(views.latestReport() as object), rate: 1n }) }),
    ).rejects.toMatchObject({ code: "RPC_CONTRADICTION" });
  });
});

describe("a bundle that must not be sent: the chain is not even asked", () => {
  test("one without an execution layer", async () => {
    const submitting = submit({}, {}, await syntheticBundle(toy, false));
    await expect(submitting).rejects.toMatchObject({ code: "BUNDLE_WITHOUT_EXECUTION", exitCode: 2 });
    expect(rpc!.asked).toEqual([]);
  });

  test("one that does not verify", async () => {
    const parts = await syntheticParts(toy);
    const forged = makeBundle({ ...parts, pages: [...parts.pages].reverse() });
    await expect(submit({}, {}, forged)).rejects.toMatchObject({ exitCode: 1 });
    expect(rpc!.asked).toEqual([]);
  });
});
