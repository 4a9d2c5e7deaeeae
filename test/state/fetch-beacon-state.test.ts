import { describe, expect, it } from "vitest";
import { balanceGweiAt } from "../../prover/state/balances.ts";
import { fetchBeaconState } from "../../prover/state/fetch-beacon-state.ts";
import { withOwnClock } from "../support/own-clock.ts";
import { sendJson, startServer } from "./loopback-server.ts";
import {
  bytes,
  type Faults,
  fetchWith,
  headerAnswer,
  INACTIVITY_MS,
  message,
  type Route,
  real,
  root,
  server,
  start,
  stateHeaders,
} from "./real-node.ts";
import { balancesInBytes, hasRealData, REAL } from "./real-states.ts";

describe.skipIf(!hasRealData)(`fetchBeaconState from a real server with a real state ${REAL}`, () => {
  it.each(["head", "finalized", real.slot, root] as const)(
    "gives the verified state of %s",
    async (blockId) => {
      const received: number[] = [];
      const beaconUrls = [await start()];
      const state = await fetchBeaconState({
        beaconUrls,
        blockId,
        onProgress: (count) => received.push(count),
      });
      expect(state.blockRoot).toBe(root);
      expect(state.fork).toBe("electra");
      expect(balanceGweiAt(state, 7)).toBe(balancesInBytes(bytes)[7]);
      expect(received.at(-1)).toBe(bytes.length);
      expect(server?.requests).toEqual([
        `/eth/v1/beacon/headers/${blockId}`,
        `/eth/v2/debug/beacon/states/${message.state_root}`,
      ]);
    },
  );

  it("asks for the header as JSON, also a node that would rather send SSZ", async () => {
    const beaconUrl = await start();
    const accepted: (string | undefined)[] = [];
    const proxy = await startServer(async (request, response) => {
      if (request.url!.includes("/headers/")) accepted.push(request.headers.accept);
      const answer = await fetch(`${beaconUrl}${request.url}`);
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(new Uint8Array(await answer.arrayBuffer()));
    });
    try {
      await fetchBeaconState({ beaconUrls: [proxy.url], blockId: real.slot });
      expect(accepted).toEqual([expect.stringMatching(/^application\/json(;q=1)?(,|$)/)]);
    } finally {
      await proxy.close();
    }
  });

  it("asks by slot when the node cannot find a state by its root", async () => {
    const state = await fetchWith({
      stateByRoot: (r) => sendJson(r, { code: 404, message: "unknown root" }, 404),
    });
    expect(state.blockRoot).toBe(root);
  });

  it("waits for a slow download that keeps moving, longer than its limit for silence", async () => {
    const size = Math.ceil(bytes.length / 8);
    let next = () => {};
    const beaconUrl = await start({
      stateByRoot: (response) => {
        response.writeHead(200, stateHeaders());
        let sent = 0;
        next = () => {
          response.write(bytes.subarray(sent, sent + size));
          sent += size;
          if (sent >= bytes.length) response.end();
        };
        next();
      },
    });
    await withOwnClock(async (pass) => {
      let passedMs = 0;
      const state = await fetchBeaconState({
        beaconUrls: [beaconUrl],
        blockId: real.slot,
        inactivityTimeoutMs: INACTIVITY_MS,
        onProgress: (received) => {
          if (received % size !== 0) return;
          pass(0.9 * INACTIVITY_MS);
          passedMs += 0.9 * INACTIVITY_MS;
          next();
        },
      });
      expect(state.blockRoot).toBe(root);
      expect(passedMs).toBeGreaterThan(5 * INACTIVITY_MS);
    });
  });

  const never: Route = () => {};
  const halfway: Route = (response) => {
    response.writeHead(200, stateHeaders());
    response.write(bytes.subarray(0, 100_000));
  };
  const late: Route = (response) =>
    // When the client has hung up.
    void response.once("close", () => sendJson(response, headerAnswer()));
  it.each<[string, Faults]>([
    ["never answers for the header", { header: never }],
    ["answers late", { header: late }],
    ["never answers for the state", { stateByRoot: never }],
    ["stops in the middle of the state", { stateByRoot: halfway }],
  ])("gives up on a node that %s", async (_, faults) => {
    await expect(fetchWith(faults, real.slot, INACTIVITY_MS)).rejects.toMatchObject({
      code: "BEACON_NODE_TIMEOUT",
      exitCode: 3,
    });
  });

  const failing =
    (status: number): Route =>
    (r) =>
      sendJson(r, { code: status, message: "down for repair" }, status);
  it.each<[string, Faults, number]>([
    ["500 for the header", { header: failing(500) }, 500],
    ["503 for the state", { stateByRoot: failing(503) }, 503],
    ["404 for the state by root and by slot", { stateByRoot: failing(404), stateBySlot: failing(404) }, 404],
    [
      "405 as a node without the debug endpoint",
      { stateByRoot: failing(405), stateBySlot: failing(405) },
      405,
    ],
  ])("reports HTTP %s", async (_, faults, status) => {
    const failed = fetchWith(faults);
    await expect(failed).rejects.toMatchObject({ code: "BEACON_NODE_HTTP_ERROR", exitCode: 3, status });
    await expect(failed).rejects.toThrow("down for repair");
  });

  const html: Route = (r) => void r.writeHead(200, { "content-type": "text/html" }).end("<html>hello</html>");
  const cutJson: Route = (r) => void r.writeHead(200, { "content-type": "application/json" }).end('{"data":');
  it.each<[string, Faults]>([
    ["HTML for the header", { header: html }],
    ["half a JSON for the header", { header: cutJson }],
    ["JSON of another form for the header", { header: (r) => sendJson(r, { data: { slot: "x" } }) }],
    ["null for the header", { header: (r) => sendJson(r, null) }],
    ["HTML for the state", { stateByRoot: html }],
    ["JSON for the state", { stateByRoot: (r) => sendJson(r, { version: "electra", data: {} }) }],
  ])("refuses garbage: %s", async (_, faults) => {
    await expect(fetchWith(faults)).rejects.toMatchObject({ code: "BEACON_NODE_NONSENSE", exitCode: 3 });
  });

  it("says when the connection breaks in the middle of the state", async () => {
    const breaking: Route = (response) => {
      response.writeHead(200, { ...stateHeaders(), "content-length": bytes.length });
      response.write(bytes.subarray(0, 100_000), () => response.destroy());
    };
    await expect(fetchWith({ stateByRoot: breaking })).rejects.toMatchObject({
      code: "BEACON_NODE_UNREACHABLE",
    });
  });

  it("says when nobody listens", async () => {
    const beaconUrl = await start();
    await server?.close();
    await expect(fetchBeaconState({ beaconUrls: [beaconUrl], blockId: "head" })).rejects.toMatchObject({
      code: "BEACON_NODE_UNREACHABLE",
      exitCode: 3,
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });
});
