/** Failures of an execution node are explained by what they are about. */
import { once } from "node:events";
import { keccak256 } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { afterEach, describe, expect, it } from "vitest";
import { createChainClient } from "../../../prover/chain/client/chain-client.ts";
import { MAX_ANSWER_BYTES } from "../../../prover/chain/client/rpc-fetch.ts";
import { createSender } from "../../../prover/chain/client/send-transaction.ts";
import { InterruptedError } from "../../../prover/cli/with-interrupt.ts";
import { connectionFault } from "../../../prover/service/broken-connection.ts";
import { startServer } from "../../state/loopback-server.ts";
import { PATIENCE_MS } from "../../support/patience.ts";
import { type Answer, type FakeRpc, RpcFault, startFakeRpc } from "./fake-rpc.ts";

let rpc: FakeRpc | undefined;
afterEach(async () => {
  await rpc?.close();
  rpc = undefined;
});

async function refusalOf(message: string, code = -32000) {
  const refuse: Answer = () => {
    throw new RpcFault(code, message);
  };
  rpc = await startFakeRpc({ eth_chainId: refuse });
  const chain = createChainClient({ url: rpc.url, timeoutMs: PATIENCE_MS });
  return chain.ask("the chain id", chain.viem.getChainId()).catch((error: unknown) => error);
}

describe("a JSON-RPC error", () => {
  it.each<[string, string]>([
    ["insufficient funds for gas * price + value: balance 0", "too little ETH"],
    ["nonce too low: next nonce 5, tx nonce 4", "Another transaction"],
    ["replacement transaction underpriced", "Another transaction"],
    ["max fee per gas less than block base fee", "price of gas"],
    ["exceeds block gas limit", "more gas"],
    ["invalid project id", "the key in --rpc"],
    ["Unauthorized: must be authenticated!", "the key in --rpc"],
    ["missing trie node 1234 (path ) state 0x12 is not available", "archive node"],
    ["distance to target block exceeds maximum proof window", "archive node"],
    ["required historical state unavailable (reexec=128)", "archive node"],
    ["Unknown block", "behind"],
    ["the method eth_getProof does not exist/is not available", "does not serve this method"],
    ["the kettle boils", "Check --rpc"],
  ])("%s", async (message, hint) => {
    expect(await refusalOf(message)).toMatchObject({
      code: "EXECUTION_RPC_REFUSED",
      exitCode: 3,
      hints: [expect.stringContaining(hint)],
      message: expect.stringContaining(message.slice(0, 20)),
    });
  });
});

it("a pause between two attempts is ended by a signal", async () => {
  const stop = new AbortController();
  const server = await startServer((_, response) => {
    response.writeHead(500).end();
    stop.abort(new InterruptedError("SIGINT"));
  });
  const interruption = () => stop.signal;
  const chain = createChainClient({ url: server.url, timeoutMs: PATIENCE_MS, interruption });
  await expect(chain.ask("the chain id", chain.viem.getChainId())).rejects.toMatchObject({
    code: "INTERRUPTED",
    exitCode: 130,
  });
  expect(server.requests).toHaveLength(1);
  await server.close();
});

describe("an answer without an end", () => {
  it.each([
    [200, "without a length", {}],
    [500, "with a wrong length", { "content-length": String(2 ** 40) }],
  ])(
    "%i, %s: is cut where no answer could be longer, once, and the node is named",
    async (status, _, headers) => {
      let cut: Promise<unknown> | undefined;
      const server = await startServer((_, response) => {
        response.writeHead(status, { "content-type": "application/json", ...headers });
        const part = Buffer.alloc(1 << 20, " ");
        const more = () => response.write(part, (error) => void (error == null && setImmediate(more)));
        cut = once(response, "close");
        more();
      });
      const before = process.memoryUsage.rss();
      const chain = createChainClient({ url: server.url, timeoutMs: PATIENCE_MS });
      await expect(chain.ask("the chain id", chain.viem.getChainId())).rejects.toMatchObject({
        code: "EXECUTION_RPC_NONSENSE",
        exitCode: 3,
        message: expect.stringContaining(`more than ${MAX_ANSWER_BYTES} bytes`),
      });
      expect(process.memoryUsage.rss() - before).toBeLessThan(8 * MAX_ANSWER_BYTES);
      expect(server.requests).toHaveLength(1);
      await cut;
      await server.close();
    },
  );
});

describe("no connection", () => {
  const failing = (url: string) => {
    const chain = createChainClient({ url, timeoutMs: PATIENCE_MS });
    return chain.ask("the chain id", chain.viem.getChainId());
  };

  it("says that nothing listens, and where", async () => {
    const { url, close } = await startServer(() => {});
    await close();
    const { port } = new URL(url);
    await expect(failing(url)).rejects.toThrow(
      `nothing listens there (ECONNREFUSED): 127.0.0.1 port ${port}`,
    );
  });

  it("says that a name is not known", () => {
    const unknown = Object.assign(new Error("getaddrinfo ENOTFOUND h"), { code: "ENOTFOUND", hostname: "h" });
    const failed = new TypeError("fetch failed", { cause: unknown });
    expect(connectionFault(failed)).toBe("the name of the host is not known (DNS): h");
  });

  it("says that it does not speak TLS", async () => {
    const { url, close } = await startServer(() => {});
    await expect(failing(url.replace("http:", "https:"))).rejects.toThrow("does not speak TLS");
    await close();
  });
});

describe("a node that fails after it got the transaction", () => {
  const account = privateKeyToAccount(`0x${"11".repeat(32)}`);
  const call = {
    address: account.address,
    abi: [{ type: "function", name: "f", inputs: [], outputs: [], stateMutability: "nonpayable" }],
    functionName: "f",
    args: [],
  } as const;
  const answers = (sending: Answer): Record<string, Answer> => ({
    eth_chainId: () => "0x1",
    eth_call: () => "0x",
    eth_estimateGas: () => "0x5208",
    eth_getTransactionCount: () => "0x0",
    eth_gasPrice: () => "0x1",
    eth_maxPriorityFeePerGas: () => "0x1",
    eth_accounts: () => [account.address],
    eth_getBlockByNumber: () => ({ number: "0x1", baseFeePerGas: "0x1", transactions: [] }),
    eth_sendRawTransaction: sending,
    eth_sendTransaction: sending,
  });
  const badGateway: Answer = (_, response) => void response.writeHead(502).end("bad gateway");

  it.each([
    ["502", badGateway],
    ["a cut connection", ((_, response) => void response.destroy()) as Answer],
    ["nonsense", ((_, response) => void response.end("<html>")) as Answer],
  ])("by %s is said, with the hash", async (_, sending) => {
    let raw: unknown;
    rpc = await startFakeRpc(
      answers((params, response) => {
        [raw] = params;
        return sending(params, response);
      }),
    );
    const sender = await createSender(createChainClient({ url: rpc.url, timeoutMs: PATIENCE_MS }), {
      account,
    });
    const failure = await sender.send(call).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: "TRANSACTION_MAYBE_SENT",
      exitCode: 3,
      transactionHash: keccak256(raw as `0x${string}`),
    });
    expect(rpc.asked.filter((method) => method === "eth_sendRawTransaction")).toHaveLength(1);
  });

  it("and signs itself is said, with the account", async () => {
    rpc = await startFakeRpc(answers(badGateway));
    const sender = await createSender(createChainClient({ url: rpc.url, timeoutMs: PATIENCE_MS }), {});
    await expect(sender.send(call)).rejects.toMatchObject({
      code: "TRANSACTION_MAYBE_SENT",
      transactionHash: null,
      message: expect.stringContaining(account.address),
    });
  });

  it("is not said where it refused, or where the failure came before", async () => {
    const refuse: Answer = () => {
      throw new RpcFault(-32000, "insufficient funds for gas");
    };
    rpc = await startFakeRpc(answers(refuse));
    const refused = await createSender(createChainClient({ url: rpc.url }), { account });
    await expect(refused.send(call)).rejects.toMatchObject({ code: "EXECUTION_RPC_REFUSED" });
    await rpc.close();
    rpc = await startFakeRpc({ ...answers(refuse), eth_getTransactionCount: badGateway });
    const early = createSender(createChainClient({ url: rpc.url }), { account });
    await expect(early).rejects.toMatchObject({ code: "EXECUTION_RPC_UNREACHABLE" });
  });
});
