/** What is configured for one service goes to no other host that it redirects to. @module */
import { afterEach, describe, expect, it } from "vitest";
import { createChainClient } from "../../prover/chain/client/chain-client.ts";
import { connectBeaconNode } from "../../prover/state/beacon-node.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";
import { readBody, sendJson, startServer } from "../state/loopback-server.ts";
import { headerAnswer, headerFields } from "../state/real-node.ts";
import { PATIENCE_MS } from "../support/patience.ts";

const { header } = await syntheticState([1n], "electra");
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Seen {
  readonly url: string;
  readonly headers: Record<string, unknown>[];
}

/** Answers; a path below /from redirects to another one, there or elsewhere. */
async function node(status: number, elsewhere?: string): Promise<Seen> {
  const headers: Record<string, unknown>[] = [];
  const server = await startServer(async (request, response) => {
    headers.push(request.headers);
    const { url = "" } = request;
    if (url.startsWith("/from")) {
      return response.writeHead(status, { location: `${elsewhere ?? ""}/to${url.slice(5)}` }).end();
    }
    if (request.method !== "POST") return sendJson(response, headerAnswer(headerFields(header)));
    const { id } = JSON.parse(await readBody(request));
    sendJson(response, { jsonrpc: "2.0", id, result: "0x1" });
  });
  closing.push(() => server.close());
  return { url: server.url, headers };
}

const headers = { "x-api-key": "TOKEN" };
const SERVICES: [string, (url: string) => Promise<unknown>][] = [
  [
    "a beacon node",
    (beaconUrl) =>
      connectBeaconNode({ beaconUrl, headers, inactivityTimeoutMs: PATIENCE_MS }).askHeader("head"),
  ],
  [
    "an execution node",
    (url) => {
      const chain = createChainClient({ url, headers, timeoutMs: PATIENCE_MS });
      return chain.ask("the chain id", chain.viem.getChainId());
    },
  ],
];

describe.each(SERVICES)("headers and user info of %s", (_, ask) => {
  const withUser = (url: string) => `${url.replace("//", "//user:word@")}/from`;

  it.each([307, 308])("go along where it redirects to itself: %i", async (status) => {
    const own = await node(status);
    await ask(withUser(own.url));
    expect(own.headers).toHaveLength(2);
    for (const sent of own.headers) {
      expect(sent).toMatchObject({ "x-api-key": "TOKEN", authorization: expect.stringMatching(/^Basic /) });
    }
  });

  it.each([307, 308])("go to no other host or port, which is asked without them: %i", async (status) => {
    const other = await node(status);
    for (const elsewhere of [other.url, other.url.replace("127.0.0.1", "localhost")]) {
      const own = await node(status, elsewhere);
      await ask(withUser(own.url));
      expect(own.headers).toMatchObject([{ "x-api-key": "TOKEN" }]);
    }
    expect(other.headers).toHaveLength(2);
    for (const sent of other.headers) {
      expect(Object.keys(sent)).not.toContain("x-api-key");
      expect(Object.keys(sent)).not.toContain("authorization");
    }
  });

  it("that redirects for ever is given up", async () => {
    const server = await startServer((_request, response) => {
      response.writeHead(307, { location: "/from" }).end();
    });
    closing.push(() => server.close());
    await expect(ask(withUser(server.url))).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/redirects more than 20 times/),
    });
  });
});
