/** Beacon nodes, execution nodes and key servers that limit the rate of requests are waited for by one policy. */
import { afterEach, describe, expect, it } from "vitest";
import { createChainClient } from "../../prover/chain/client/chain-client.ts";
import { webSource } from "../../prover/keys/web-source.ts";
import { httpRefusal, type RateLimitWait, type WaitingOptions } from "../../prover/service/rate-limits.ts";
import { askNodes } from "../../prover/state/ask-nodes.ts";
import { connectBeaconNode } from "../../prover/state/beacon-node.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";
import { type LoopbackServer, readBody, sendJson, startServer } from "../state/loopback-server.ts";
import { headerAnswer, headerFields } from "../state/real-node.ts";
import { withOwnClock } from "../support/own-clock.ts";
import { PATIENCE_MS } from "../support/patience.ts";

const { header } = await syntheticState([1n], "electra");
const fields = headerFields(header);

let server: LoopbackServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const SERVICES = {
  "a beacon node": (url: string, waiting: WaitingOptions) =>
    connectBeaconNode({ beaconUrl: `${url}/secret`, inactivityTimeoutMs: PATIENCE_MS, ...waiting }).askHeader(
      "head",
    ),
  "an execution node": (url: string, waiting: WaitingOptions) => {
    const chain = createChainClient({ url: `${url}/secret`, timeoutMs: PATIENCE_MS, ...waiting });
    return chain.ask("the chain id", chain.viem.getChainId());
  },
  "a key server": (url: string, waiting: WaitingOptions) =>
    webSource(`${url}/secret`, PATIENCE_MS, waiting).open("file", 0),
} as const;

/** Refuses so many requests, then answers. */
async function start(refusals: number, status: number, retryAfter?: string): Promise<LoopbackServer> {
  let asked = 0;
  server = await startServer(async (request, response) => {
    asked += 1;
    if (asked <= refusals) {
      response.writeHead(status, retryAfter === undefined ? {} : { "retry-after": retryAfter }).end("{}");
    } else if (request.method === "POST") {
      const { id } = JSON.parse(await readBody(request));
      sendJson(response, { jsonrpc: "2.0", id, result: "0x1" });
    } else sendJson(response, headerAnswer(fields));
  });
  return server;
}

/** @returns the waits that were told; the clock stands still but for them. */
function asking(ask: (waiting: WaitingOptions) => Promise<unknown>): Promise<readonly RateLimitWait[]> {
  return withOwnClock(async (pass) => {
    const waits: RateLimitWait[] = [];
    await ask({
      onWait(wait) {
        waits.push(wait);
        queueMicrotask(() => pass(wait.waitMs));
      },
    });
    return waits;
  });
}

describe.each(Object.entries(SERVICES))("%s that limits the rate", (_, ask) => {
  it.each([
    [429, "2"],
    [503, "2"],
  ])("is asked again after as long as it says, which is told: %i", async (status, retryAfter) => {
    const { url, requests } = await start(2, status, retryAfter);
    const waits = await asking((waiting) => ask(url, waiting));
    expect(waits.map(({ waitMs }) => waitMs)).toEqual([2000, 2000]);
    expect(new Set(waits.map(({ service }) => service))).toEqual(new Set([url]));
    expect(requests).toHaveLength(3);
  });

  it.each(["61", "3600", "2592000", "99999999999999999999", new Date(Date.now() + 3.6e6).toUTCString()])(
    "is not waited for where it asks for too long: %s",
    async (retryAfter) => {
      const { url, requests } = await start(99, 429, retryAfter);
      const failed = asking((waiting) => ask(url, waiting));
      await expect(failed).rejects.toMatchObject({ code: "RATE_LIMITED", exitCode: 3, service: url });
      await expect(failed).rejects.not.toThrow("secret");
      expect(requests).toHaveLength(1);
    },
  );

  it("is waited for longer each time where it does not say how long, at most a minute", async () => {
    const { url, requests } = await start(99, 429);
    const waits: number[] = [];
    const failed = asking((waiting) =>
      ask(url, {
        onWait(wait) {
          waits.push(wait.waitMs);
          waiting.onWait?.(wait);
        },
      }),
    );
    await expect(failed).rejects.toMatchObject({ code: "RATE_LIMITED", waitedSeconds: 31 });
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000]);
    expect(requests).toHaveLength(6);
  });

  it("is no longer waited for after a signal", async () => {
    const { url, requests } = await start(99, 429, "30");
    const stop = new AbortController();
    const reason = new Error("SIGINT");
    const interruption = () => stop.signal;
    const onWait = () => queueMicrotask(() => stop.abort(reason));
    const failure = await ask(url, { onWait, interruption }).catch((error: unknown) => error);
    let at = failure;
    while (at instanceof Error && at !== reason) at = at.cause;
    expect(at).toBe(reason);
    expect(requests).toHaveLength(1);
  });
});

describe("the rate limit of a provider of JSON-RPC", () => {
  it.each([
    { code: 429, message: "slow down" },
    { code: -32005, message: "limit exceeded" },
    { code: -32007, message: "25/second request limit reached" },
    { code: -32000, message: "Too Many Requests" },
  ])("is understood in an answer with status 200: %o", async (error) => {
    server = await startServer(async (request, response) => {
      const { id } = JSON.parse(await readBody(request));
      sendJson(response, { jsonrpc: "2.0", id, error });
    });
    const { url, requests } = server;
    const failed = asking((waiting) => SERVICES["an execution node"](url, waiting));
    await expect(failed).rejects.toMatchObject({ code: "RATE_LIMITED" });
    expect(requests).toHaveLength(6);
  });
});

describe("a time at which to come back", () => {
  const refusalAt = (aheadMs: number) => {
    const now = Date.now() + aheadMs;
    const headers = new Headers({
      date: new Date(now).toUTCString(),
      "retry-after": new Date(now + 20_000).toUTCString(),
    });
    return httpRefusal({ status: 429, headers });
  };

  it.each([-6, 0, 6])(
    "is one by the clock of the service, which is %i hours ahead of this machine's",
    (hours) => {
      expect(refusalAt(hours * 3_600_000)).toEqual({ retryAfterMs: 20_000 });
    },
  );
});

describe("multiproofs", () => {
  it("are not asked for in smaller parts because of a rate limit", async () => {
    const { url, requests } = await start(99, 429, "3600");
    const node = connectBeaconNode({ beaconUrl: url, inactivityTimeoutMs: PATIENCE_MS });
    const gindices = Array.from({ length: 100 }, (_, i) => BigInt(64 + i));
    await expect(askNodes(node, header, gindices)).rejects.toMatchObject({ code: "RATE_LIMITED" });
    expect(requests).toHaveLength(1);
  });
});
