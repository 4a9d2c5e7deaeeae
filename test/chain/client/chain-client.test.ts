/** One client, made of the options, that everything which talks to an execution node goes through. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { sendRawTransaction } from "viem/actions";
import { afterEach, describe, expect, it } from "vitest";
import { createChainClient } from "../../../prover/chain/client/chain-client.ts";
import { chainClientOf } from "../../../prover/cli/options/chain-client-of.ts";
import { type LoopbackServer, readBody, sendJson, startServer } from "../../state/loopback-server.ts";
import { type Answer, type FakeRpc, NO_ANSWER, startFakeRpc } from "./fake-rpc.ts";

let server: LoopbackServer | FakeRpc | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

describe("the client of an execution node", () => {
  it("waits as long as --rpc-timeout says", async () => {
    const rpc = await startFakeRpc({ eth_chainId: () => NO_ANSWER });
    server = rpc;
    const chain = chainClientOf({ rpc: rpc.url, rpcTimeout: 0.05 });
    await expect(chain.ask("eth_chainId", chain.viem.getChainId())).rejects.toMatchObject({
      code: "EXECUTION_RPC_TIMEOUT",
      timeoutMs: 50,
      rpc: new URL(rpc.url).origin,
    });
  });

  it("asks three times where the connection fails, and sends a transaction once", async () => {
    const drop: Answer = (_, response) => void response.destroy();
    const rpc = await startFakeRpc({ eth_chainId: drop, eth_sendRawTransaction: drop });
    server = rpc;
    const chain = createChainClient({ url: rpc.url });
    const failure = { code: "EXECUTION_RPC_UNREACHABLE" };
    await expect(chain.ask("a read", chain.viem.getChainId())).rejects.toMatchObject(failure);
    const sending = sendRawTransaction(chain.viem, { serializedTransaction: "0x00" });
    await expect(chain.ask("a transaction", sending)).rejects.toMatchObject(failure);
    expect(rpc.asked.filter((method) => method === "eth_chainId")).toHaveLength(3);
    expect(rpc.asked.filter((method) => method === "eth_sendRawTransaction")).toHaveLength(1);
  });

  it("sends the headers it was given with every request", async () => {
    const seen: (string | undefined)[] = [];
    server = await startServer(async (request, response) => {
      const { id } = JSON.parse(await readBody(request));
      seen.push(request.headers.authorization);
      sendJson(response, { jsonrpc: "2.0", id, result: "0x1" });
    });
    const chain = createChainClient({ url: server.url, headers: { authorization: "Bearer of-a-test" } });
    expect(await chain.ask("eth_chainId", chain.viem.getChainId())).toBe(1);
    expect(seen).toEqual(["Bearer of-a-test"]);
  });

  it("is made of viem in one file alone, for the prover and the page, and narrowed in another", () => {
    const root = join(import.meta.dirname, "../../..");
    const makers = ["prover", "auditor/src"].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((file) => file.isFile() && file.name.endsWith(".ts"))
        .map((file) => join(file.parentPath, file.name))
        .filter((path) => /\bcreate(Public|Wallet|Test)?Client\b/.test(readFileSync(path, "utf8")))
        .map((path) => relative(root, path)),
    );
    expect(makers.sort()).toEqual([
      "prover/chain/client/at-one-block.ts",
      "prover/chain/client/chain-client.ts",
    ]);
  });
});
