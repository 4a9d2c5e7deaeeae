/** Several beacon nodes: the first answer that verifies counts, and what the others did is told. @module */

import { describe, expect, it } from "vitest";
import { askBeaconNodes } from "../../prover/state/beacon-access.ts";
import { fetchBeaconState } from "../../prover/state/fetch-beacon-state.ts";
import { SlotWithoutBlockError } from "../../prover/state/node-errors.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";
import { withOwnClock } from "../support/own-clock.ts";
import { PATIENCE_MS } from "../support/patience.ts";
import { type LoopbackServer, sendJson, startServer } from "./loopback-server.ts";
import { headerAnswer, headerFields, stateHeaders } from "./real-node.ts";

const { stateBytes, header, state: expected } = await syntheticState([1n, 2n, 3n], "electra");
const fields = headerFields(header);

type Kind = "honest" | "another slot" | "another state" | "garbage" | "silent" | "failing" | "no route";

const another = await syntheticState([1n, 2n, 4n], "electra");

/** @param onSilence  called when a silent node was asked. */
function start(kind: Kind, onSilence: () => void): Promise<LoopbackServer> {
  return startServer((request, response) => {
    const isHeader = request.url!.includes("/headers/");
    if (kind === "silent") return onSilence();
    if (kind === "failing") return sendJson(response, { code: 500, message: "down for repair" }, 500);
    if (isHeader) {
      const slot = kind === "another slot" ? header.slot + 1 : header.slot;
      return sendJson(response, headerAnswer({ ...fields, slot }));
    }
    if (kind === "no route") return sendJson(response, { code: 404, message: "no route" }, 404);
    const body = { garbage: Buffer.from("<html>"), "another state": another.stateBytes }[kind as string];
    response.writeHead(200, stateHeaders()).end(body ?? stateBytes);
  });
}

async function fetchFrom(kinds: readonly Kind[]) {
  return withOwnClock(async (pass) => {
    const servers = await Promise.all(kinds.map((kind) => start(kind, () => pass(PATIENCE_MS))));
    const notices: string[] = [];
    try {
      const state = await fetchBeaconState({
        beaconUrls: servers.map(({ url }) => url),
        blockId: header.slot,
        inactivityTimeoutMs: PATIENCE_MS,
        onNotice: (notice) => void notices.push(notice),
      });
      return { state, notices, asked: servers.map(({ requests }) => requests.length) };
    } finally {
      await Promise.all(servers.map((server) => server.close()));
    }
  });
}

const BAD: readonly Kind[] = ["another slot", "another state", "garbage", "silent", "failing", "no route"];

describe("several beacon nodes", () => {
  it.each(BAD)("skip one that is %s, and say why", async (kind) => {
    const { state, notices } = await fetchFrom([kind, "honest"]);
    expect(state.blockRoot).toBe(expected.blockRoot);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain("Trying the next node.");
  });

  it("are asked in their order, and no more than needed", async () => {
    const { asked, notices } = await fetchFrom(["failing", "honest", "honest"]);
    expect(asked.map((count) => count > 0)).toEqual([true, true, false]);
    expect(notices).toHaveLength(1);
  });

  it("that all fail are listed, each with its reason", async () => {
    const failed = fetchFrom(["garbage", "silent", "failing"]);
    await expect(failed).rejects.toMatchObject({
      code: "NO_BEACON_NODE",
      exitCode: 3,
      details: {
        failures: [
          { code: "BEACON_NODE_STATE_UNREADABLE" },
          { code: "BEACON_NODE_TIMEOUT" },
          { code: "BEACON_NODE_HTTP_ERROR" },
        ],
      },
    });
    await expect(failed).rejects.toThrow(/1\. .*\n2\. .*\n3\. .*down for repair/);
  });

  it("of which one lied end with the code for that", async () => {
    await expect(fetchFrom(["failing", "another state"])).rejects.toMatchObject({
      code: "NO_BEACON_NODE",
      exitCode: 1,
    });
  });

  it("that is one alone fails with its own error", async () => {
    await expect(fetchFrom(["another slot"])).rejects.toMatchObject({ code: "BEACON_NODE_ANOTHER_SLOT" });
  });

  it("that agree that a slot is empty say just that", async () => {
    const beaconUrls = ["http://127.0.0.1:1", "http://127.0.0.1:2"];
    const empty = askBeaconNodes({ beaconUrls }, async ({ name }) => {
      throw new SlotWithoutBlockError(name, 7);
    });
    await expect(empty).rejects.toMatchObject({ code: "SLOT_WITHOUT_BLOCK", slot: 7 });
  });

  it("are not blamed for a defect here", async () => {
    const beaconUrls = ["http://127.0.0.1:1", "http://127.0.0.1:2"];
    let asked = 0;
    const broken = askBeaconNodes({ beaconUrls }, async () => {
      asked += 1;
      throw new TypeError("defect");
    });
    await expect(broken).rejects.toThrow(TypeError);
    expect(asked).toBe(1);
  });
});
