/** Why a node does not have a block: no Beacon API, not yet, no block at that slot, or asked by root. */
import { afterEach, describe, expect, it } from "vitest";
import { fetchState } from "../../prover/state/fetch-state.ts";
import { headerRoot } from "../../prover/state/ssz-branch.ts";
import { stateFromNodes } from "../../prover/state/state-source.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";
import { PATIENCE_MS } from "../support/patience.ts";
import { type LoopbackServer, sendJson, startServer } from "./loopback-server.ts";
import { headerAnswer, stateHeaders } from "./real-node.ts";

const { header, stateBytes } = await syntheticState([1n], "electra");
const blockRoot = headerRoot(header);
const { slot } = header;
const fields = {
  slot,
  proposer_index: header.proposerIndex,
  parent_root: header.parentRoot,
  state_root: header.stateRoot,
  body_root: header.bodyRoot,
};

let server: LoopbackServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** A node that has headers only under these names. */
async function start(names: readonly string[], status = 404) {
  server = await startServer(({ url = "" }, response) => {
    const name = url.split("/").at(-1)!;
    if (url.startsWith("/eth/v1/beacon/headers/") && names.includes(name)) {
      return sendJson(response, headerAnswer(fields));
    }
    if (url.startsWith("/eth/v2/debug/")) return response.writeHead(200, stateHeaders()).end(stateBytes);
    sendJson(response, { code: status, message: "not here" }, status);
  });
  return {
    beaconUrls: [server.url],
    inactivityTimeoutMs: PATIENCE_MS,
    stateRoute: "debug",
  } as const;
}

const ROOT = `0x${"11".repeat(32)}` as const;

describe("a node that answers 404", () => {
  it.each([
    ["everything: it has no Beacon API", [], slot, "NO_BEACON_API", 2],
    ["everything, asked for its head", [], "head", "NO_BEACON_API", 2],
    ["a slot after its head: not yet", ["head"], slot + 1, "BLOCK_NOT_YET", 3],
    ["for its finalized block: not yet", ["head"], "finalized", "BLOCK_NOT_YET", 3],
    ["a root", ["head"], ROOT, "NAMED_BLOCK_MISSING", 3],
    ["a slot up to its head: it was missed", ["head"], slot - 1, "SLOT_WITHOUT_BLOCK", 2],
  ] as const)("%s", async (_, names, blockId, code, exitCode) => {
    await expect(fetchState({ ...(await start(names)), blockId })).rejects.toMatchObject({ code, exitCode });
  });

  it("405, as an execution node does, has no Beacon API; the hint says where the address ends", async () => {
    await expect(fetchState({ ...(await start([], 405)), blockId: slot })).rejects.toMatchObject({
      code: "NO_BEACON_API",
      hints: [expect.stringContaining("/eth/v1")],
    });
  });

  it("is not said to have missed a slot where its head fails", async () => {
    server = await startServer(({ url = "" }, response) => {
      const status = url.endsWith("/head") ? 500 : 404;
      sendJson(response, { code: status, message: "no" }, status);
    });
    const asked = fetchState({ beaconUrls: [server.url], inactivityTimeoutMs: PATIENCE_MS, blockId: slot });
    await expect(asked).rejects.toMatchObject({ code: "BEACON_NODE_HTTP_ERROR", status: 500, exitCode: 3 });
  });

  it("names --slot only where the slot was chosen by it", async () => {
    const missed = slot - 1;
    const chosen = stateFromNodes(await start(["head"]), missed).load();
    await expect(chosen).rejects.toMatchObject({ hints: [expect.stringContaining(`--slot ${missed - 1}`)] });
    const resumed = stateFromNodes({ beaconUrls: [server!.url], stateRoute: "debug" }, "finalized");
    await expect(resumed.load({ slot: missed })).rejects.toMatchObject({
      code: "SLOT_WITHOUT_BLOCK",
      hints: [expect.not.stringContaining("--slot")],
    });
  });
});

describe("a block that the chain has named", () => {
  it("is asked by its root where the node does not find the slot", async () => {
    const source = stateFromNodes(await start(["head", blockRoot]));
    expect((await source.load({ slot, root: blockRoot })).blockRoot).toBe(blockRoot);
    expect(server?.requests.filter((url) => url.includes("/headers/"))).toEqual(
      [slot, "head", blockRoot].map((name) => `/eth/v1/beacon/headers/${name}`),
    );
  });

  it("and is missing there too helps later, without a word about --slot", async () => {
    const source = stateFromNodes(await start(["head"]));
    await expect(source.load({ slot, root: blockRoot })).rejects.toMatchObject({
      code: "NAMED_BLOCK_MISSING",
      exitCode: 3,
      hints: [expect.not.stringContaining("--slot")],
    });
  });
});
